//! One case: draws played against a ground, each answer held against the model.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde_json::Value;
use testline_emulator::http::Request;

use super::ground::{Answer, Ground};
use super::judge;
use super::step::{self, Fault, Step};
use crate::model::action::only_reads;
use crate::model::invariants::Invariant;
use crate::model::{Draw, Expected, Model};

/// What a case was like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Requests that were sent.
    pub steps: u64,
    /// How often each clause was expected, by its id.
    pub met: BTreeMap<&'static str, u64>,
}

/// Something that happened in a case.
#[derive(Clone, Debug)]
pub struct Event {
    /// What was done.
    pub what: What,
}

/// What a step did.
#[derive(Clone, Debug)]
pub enum What {
    /// The clock moved on.
    Waited(SignedDuration),
    /// A request was sent.
    Sent(Box<Sent>),
}

/// A request, what was expected and what came.
#[derive(Clone, Debug)]
pub struct Sent {
    /// The request.
    pub request: Request,
    /// What the model expected.
    pub expected: Expected,
    /// The fault that was armed for it.
    pub fault: Option<&'static str>,
    /// What came; none where the answer was lost.
    pub answer: Option<Answer>,
    /// Whether the explorer asked of itself, to see what there is.
    pub look: bool,
}

/// Where model and target part.
#[derive(Clone, Debug)]
pub struct Disagreement {
    /// What is wrong, in words that follow "got" where nothing else is said.
    pub wrong: String,
    /// The invariant that is broken, if it is one.
    pub invariant: Option<&'static Invariant>,
}

/// How a case ends before its time.
#[derive(Clone, Debug)]
pub(super) enum End {
    /// Model and target part.
    Disagrees(Box<Disagreement>),
    /// The ground gave way.
    Broken(String),
}

impl From<String> for End {
    fn from(message: String) -> Self {
        Self::Broken(message)
    }
}

struct Case<'c, M: Model, G: Ground> {
    model: M,
    ground: &'c mut G,
    tally: &'c mut Tally,
    tell: &'c mut dyn FnMut(Event),
    looks: usize,
    reading_only: bool,
}

/// Plays a case. Everything that happens is told, the exchange that disagrees last.
pub(super) fn play<M: Model, G: Ground>(
    ground: &mut G,
    draws: &[Draw],
    tally: &mut Tally,
    tell: &mut dyn FnMut(Event),
) -> Result<(), End> {
    let profile = ground.begin()?;
    let reading_only = !ground.is_mine();
    let mut case = Case { model: M::new(&profile), ground, tally, tell, looks: 0, reading_only };
    for draw in draws {
        let step = if case.reading_only { Step::Ask } else { step::of(draw) };
        match step {
            // What a lost answer would have said of ids, nobody learns there.
            Step::Spoilt(fault) if fault.loses_the_answer() && !case.ground.reads_what_is_lost() => {
                case.ask(draw, None)?;
            }
            Step::Wait(by) => {
                case.ground.advance(by)?;
                (case.tell)(Event { what: What::Waited(by) });
            }
            Step::Ask => case.ask(draw, None)?,
            Step::Spoilt(fault) => case.ask(draw, Some(fault))?,
        }
    }
    if reading_only {
        return Ok(());
    }
    for _ in 0..M::LOOKS {
        case.look()?;
    }
    if let Some(state) = case.ground.state()?
        && let Some((invariant, wrong)) =
            judge::state(M::INVARIANTS, &state, |invariant| case.model.vouches(invariant))
    {
        return Err(End::Disagrees(Box::new(Disagreement { wrong, invariant: Some(invariant) })));
    }
    Ok(())
}

impl<M: Model, G: Ground> Case<'_, M, G> {
    fn ask(&mut self, draw: &Draw, fault: Option<Fault>) -> Result<(), End> {
        self.model.elapse(self.ground.now());
        let action = self.model.choose(draw);
        let reads = only_reads(M::VENDOR, M::operation(&action));
        if self.reading_only && !reads {
            return Ok(());
        }
        if self.reading_only {
            return self.glance(&action);
        }
        let refused = self.exchange(&action, fault, false)?;
        // A refusal changes nothing: what there is must show as before.
        if refused && !reads { self.look() } else { Ok(()) }
    }

    fn look(&mut self) -> Result<(), End> {
        self.model.elapse(self.ground.now());
        let action = self.model.look(self.looks);
        self.looks += 1;
        self.exchange(&action, None, true).map(|_| ())
    }

    /// Asks where the state is not ours: held are what does not depend on it, and the invariants.
    fn glance(&mut self, action: &M::Action) -> Result<(), End> {
        let request = self.model.request(action);
        // Credentials that the target's profile does not have cannot be sent.
        if request.headers.iter().any(|(_, value)| matches!(value.as_bytes(), b"" | b"Bearer ")) {
            return Ok(());
        }
        let hidden = self.model.hidden_from(action);
        let expected = self.model.expect(action, self.ground.now());
        let Some(answer) = self.ground.send(&request, None)? else { return Ok(()) };
        self.tally.steps += 1;
        *self.tally.met.entry(expected.clause.id()).or_default() += 1;
        let json: Option<Value> = serde_json::from_slice(&answer.reply.body).ok();
        let wrong = judge::glance(M::VENDOR, M::operation(action), &expected, &answer)
            .map(|wrong| Disagreement { wrong, invariant: None })
            .or_else(|| {
                let seen = judge::seen(&request, &answer, json.as_ref(), &hidden);
                let (invariant, wrong) = judge::exchange(M::INVARIANTS, &seen)?;
                Some(Disagreement { wrong, invariant: Some(invariant) })
            });
        let sent = Sent { request, expected, fault: None, answer: Some(answer), look: false };
        (self.tell)(Event { what: What::Sent(Box::new(sent)) });
        wrong.map_or(Ok(()), |wrong| Err(End::Disagrees(Box::new(wrong))))
    }

    /// Asks, and says whether it was refused.
    fn exchange(&mut self, action: &M::Action, fault: Option<Fault>, look: bool) -> Result<bool, End> {
        let request = self.model.request(action);
        // What the vendor forgets, the model must not remember.
        let before = fault.filter(|fault| !fault.keeps()).map(|_| self.model.clone());
        let expected = self.model.expect(action, self.ground.now());
        let answer = self.ground.send(&request, fault.map(Fault::kind))?;
        self.tally.steps += 1;
        *self.tally.met.entry(expected.clause.id()).or_default() += 1;
        let json: Option<Value> =
            answer.as_ref().and_then(|answer| serde_json::from_slice(&answer.reply.body).ok());
        let mut wrong = None;
        if let Some(answer) = &answer {
            wrong = judge::answer(&expected, answer, json.as_ref())
                .map(|wrong| Disagreement { wrong, invariant: None })
                .or_else(|| {
                    // A reply without a body shows nothing of anybody.
                    let bare = answer.reply.body.is_empty();
                    let hidden = if bare { Vec::new() } else { self.model.hidden_from(action) };
                    let seen = judge::seen(&request, answer, json.as_ref(), &hidden);
                    let (invariant, wrong) = judge::exchange(M::INVARIANTS, &seen)?;
                    Some(Disagreement { wrong, invariant: Some(invariant) })
                });
        }
        let accepted = expected.accepts();
        if wrong.is_none() && accepted && before.is_none() {
            let body = json.unwrap_or(Value::Null);
            wrong =
                self.model.learn(action, &body).err().map(|wrong| Disagreement { wrong, invariant: None });
        }
        if let Some(before) = before {
            self.model = before;
        }
        let answer = answer.filter(|_| !fault.is_some_and(Fault::loses_the_answer) || wrong.is_some());
        let sent = Sent { request, expected, fault: fault.map(Fault::kind), answer, look };
        (self.tell)(Event { what: What::Sent(Box::new(sent)) });
        match wrong {
            Some(wrong) => Err(End::Disagrees(Box::new(wrong))),
            None => Ok(!accepted),
        }
    }
}
