//! A scenario as the runner sees it: read, checked, and with its clauses resolved.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use testline_emulator::Vendor;
use testline_emulator::contract::{Clause, EffectFacts};
use testline_emulator::http::{HeaderName, Method};
use testline_emulator::world::clock::Clock;

/// A claim, the clauses that it shows, and the steps that show it.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its name: the path below the folder of scenarios, without the ending.
    pub id: String,
    /// The file.
    pub path: String,
    /// The vendor.
    pub vendor: Vendor,
    /// The claim.
    pub claim: String,
    /// What it shows.
    pub clauses: Vec<Clause>,
    /// What it shows besides that no reply tells, by `<operation>.<effect>`.
    pub effects: Vec<(String, &'static EffectFacts)>,
    /// The cases that it covers.
    pub covers: Vec<String>,
    /// The page that says so.
    pub source: Option<Source>,
    /// Why it is expected, where no page says so.
    pub reason: Option<String>,
    /// Names of the target's profile that it uses.
    pub needs: Vec<String>,
    /// Credential sets that it uses.
    pub sets: Vec<String>,
    /// Switches that are turned, as `vendor.switch`.
    pub dialect: BTreeMap<String, String>,
    /// A JSON merge patch on the world.
    pub given: Option<Value>,
    /// The clock of the world.
    pub clock: Option<Clock>,
    /// What is done and expected.
    pub steps: Vec<Step>,
    /// What puts back what the steps changed.
    pub cleanup: Vec<Step>,
}

/// A public page and the section of it that speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Host and path of the page.
    pub url: String,
    /// The section's heading.
    pub section: String,
    /// Year and month in which it was read.
    pub read: String,
}

/// One step and the line on which it begins.
#[derive(Clone, Debug)]
pub struct Step {
    /// The line, from 1.
    pub line: usize,
    /// What is done.
    pub action: Action,
}

/// What a step does.
#[derive(Clone, Debug)]
pub enum Action {
    /// Sends a request.
    Request(Box<Request>),
    /// Sends requests at once and counts how they end.
    Parallel {
        /// The requests, each with the number of times that it is sent.
        calls: Vec<(Call, u32)>,
        /// How many must end which way.
        outcomes: Vec<Outcome>,
    },
    /// Makes something go wrong from now on.
    Faults(Vec<Value>),
    /// Moves the clock.
    Clock(ClockStep),
    /// Looks at the state.
    State {
        /// A JSON pointer, as a template.
        pointer: String,
        /// What stands there.
        claim: StateClaim,
    },
}

/// A request, how often it is sent, and what must come back.
#[derive(Clone, Debug)]
pub struct Request {
    /// What is sent.
    pub call: Call,
    /// What must come back.
    pub expect: Expect,
    /// How often.
    pub repeat: u32,
    /// How long it is sent again until it answers as expected.
    pub until: Option<SignedDuration>,
}

/// What is sent. Texts are templates.
#[derive(Clone, Debug)]
pub struct Call {
    /// The method.
    pub method: Method,
    /// Path and query.
    pub target: String,
    /// The credential set; none for no credentials.
    pub auth: Option<String>,
    /// Headers laid over the credential set.
    pub headers: Vec<(HeaderName, HeaderEdit)>,
    /// The body.
    pub body: Body,
}

/// What happens to a header of the credential set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderEdit {
    /// It is not sent.
    Remove,
    /// These values are sent in its place.
    Set(Vec<String>),
}

/// What is sent as the body.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Nothing.
    None,
    /// JSON, with its content type.
    Json(Value),
    /// A text as it stands.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// So many spaces, where only the size matters.
    Filler(usize),
}

/// What must come back.
#[derive(Clone, Debug, Default)]
pub struct Expect {
    /// The clause that decides.
    pub clause: Option<Clause>,
    /// What a vendor can be held to.
    pub fair: Claims,
    /// What is claimed of emulators besides.
    pub emulator: Option<Claims>,
}

/// One way in which requests of a parallel step end.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// How many.
    pub count: u32,
    /// Which way.
    pub expect: Expect,
}

/// Claims of a reply. Texts are templates with matchers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Claims {
    /// The status.
    pub status: Option<StatusClaim>,
    /// Header fields.
    pub headers: Vec<(HeaderName, HeaderClaim)>,
    /// That there is no body.
    pub empty_body: bool,
    /// The whole body as JSON.
    pub json: Option<Value>,
    /// What the JSON of the body includes.
    pub json_includes: Option<Value>,
    /// The whole body as text.
    pub text: Option<String>,
    /// Parts of the body's text.
    pub text_includes: Vec<String>,
}

/// A claim of a status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StatusClaim {
    /// Whatever comes is right.
    Any,
    /// One of these.
    OneOf(Vec<u16>),
}

/// A claim of a header field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderClaim {
    /// It is not there.
    Absent,
    /// It is there.
    Present,
    /// It reads so: one text for all its values, or a text for each.
    Values(Vec<String>),
}

/// A claim of a place in the state.
#[derive(Clone, Debug, PartialEq)]
pub enum StateClaim {
    /// This stands there.
    Equals(Value),
    /// Nothing stands there.
    Absent,
}

/// How the clock moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockStep {
    /// By so much.
    Advance(SignedDuration),
    /// To this time.
    To(Timestamp),
}

impl Claims {
    /// Whether nothing is claimed that could turn out wrong.
    pub fn is_empty(&self) -> bool {
        let status = matches!(self.status, None | Some(StatusClaim::Any));
        status && self.headers.is_empty() && !self.claims_body()
    }

    /// Whether anything is claimed of the body.
    pub const fn claims_body(&self) -> bool {
        self.empty_body
            || self.json.is_some()
            || self.json_includes.is_some()
            || self.text.is_some()
            || !self.text_includes.is_empty()
    }

    /// Whether the whole body is claimed, to the last key.
    pub const fn claims_whole_body(&self) -> bool {
        self.empty_body || self.json.is_some() || self.text.is_some()
    }
}

impl Scenario {
    /// Why the scenario runs on emulators only; none where it can run on anything.
    pub fn emulators_only(&self) -> Option<&'static str> {
        let step = |wanted: fn(&Action) -> bool| self.steps.iter().any(|step| wanted(&step.action));
        if !self.dialect.is_empty() {
            Some("it turns switches, which only emulators allow")
        } else if self.given.is_some() {
            Some("it starts from a state of its own, which only emulators allow")
        } else if self.clock.is_some() || step(|action| matches!(action, Action::Clock(_))) {
            Some("it moves the clock, which only emulators allow")
        } else if step(|action| matches!(action, Action::Faults(_))) {
            Some("it makes faults, which only emulators allow")
        } else if step(|action| matches!(action, Action::State { .. })) {
            Some("it looks at the state, which only emulators allow")
        } else if self.expectations().all(|(_, expect)| expect.fair.is_empty()) {
            Some("it claims nothing that a vendor could be held to")
        } else {
            None
        }
    }

    /// Every expectation of its steps, in order, with the line of its step.
    pub fn expectations(&self) -> impl Iterator<Item = (usize, &Expect)> {
        self.steps.iter().flat_map(|step| {
            let expects: Vec<&Expect> = match &step.action {
                Action::Request(request) => vec![&request.expect],
                Action::Parallel { outcomes, .. } => outcomes.iter().map(|outcome| &outcome.expect).collect(),
                Action::Faults(_) | Action::Clock(_) | Action::State { .. } => Vec::new(),
            };
            expects.into_iter().map(|expect| (step.line, expect))
        })
    }
}
