//! A world in process: the core itself, without a socket. Its clock is a manual one, so that a run repeats exactly.

use std::time::Duration;

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use testline_emulator::faults::{Cut, Effect, Fault};
use testline_emulator::http::Request;
use testline_emulator::tenancy::Answering;
use testline_emulator::world::clock::Clock;
use testline_emulator::{Vendor, World, server};

use super::{Response, Target, Unanswered};
use crate::profile::Profile;
use crate::scenario::{Action, ClockStep, Scenario};

/// The time at which a world in process starts unless its scenario says another: 2026-11-24T08:50:19.292Z.
const START: Timestamp = Timestamp::constant(1_795_510_219, 292_000_000);

/// How far its time moves with each request.
const STEP: SignedDuration = SignedDuration::from_millis(1);

/// The clock of a scenario: its own, a manual one where a step moves it, else that of the target.
pub(super) fn clock_of(scenario: &Scenario) -> Option<Clock> {
    let moves = scenario.steps.iter().any(|step| matches!(step.action, Action::Clock(_)));
    scenario.clock.or_else(|| moves.then(|| Clock::at(START)))
}

/// A world of its own for one scenario.
#[derive(Debug)]
pub struct InProcess {
    world: World,
    vendor: Vendor,
    profile: Profile,
    /// Whether time goes on by itself, as it does where the scenario has no clock of its own.
    goes_on: bool,
    max_body: usize,
    answering: Answering,
}

impl InProcess {
    /// A fresh world with the scenario's clock, dialect and state.
    pub fn new(scenario: &Scenario) -> Result<Self, String> {
        let mut world = World::new(0, "scenario");
        world.set_clock(clock_of(scenario).unwrap_or(Clock::Manual { at: START, step: STEP }));
        for (switch, value) in &scenario.dialect {
            world.dialect_mut().set(switch, value).map_err(|error| error.to_string())?;
        }
        let profile = Profile::of_world(scenario.vendor, world.profile(scenario.vendor));
        if let Some(given) = &scenario.given {
            let scope = profile.scope(scenario.vendor, &scenario.needs);
            let patch = crate::template::fill_json(given, &scope).map_err(|error| error.to_string())?;
            world.patch(&patch, START).map_err(|error| format!("lay `given` over the world: {error}"))?;
        }
        // The patch may have brought tenants, and with them credentials.
        let profile = Profile::of_world(scenario.vendor, world.profile(scenario.vendor));
        Ok(Self {
            world,
            vendor: scenario.vendor,
            profile,
            goes_on: clock_of(scenario).is_none(),
            max_body: server::Options::default().max_body,
            answering: Answering::default(),
        })
    }

    /// The same world, in whose place somebody answers.
    #[must_use]
    pub fn answered_by(mut self, answering: Answering) -> Self {
        self.answering = answering;
        self
    }

    /// Does what the shell does around a world: it keeps the limit of bodies, and carries effects out.
    fn answer(&mut self, request: &Request) -> Result<Response, Unanswered> {
        let outcome = if request.body.len() > self.max_body {
            let unread = Request { body: Bytes::new(), over_limit: true, ..request.clone() };
            self.answering.answer(&mut self.world, START, self.vendor, &unread)
        } else {
            self.answering.answer(&mut self.world, START, self.vendor, request)
        };
        for effect in &outcome.effects {
            match effect {
                // Nobody waits, but it is later; a clock that a scenario sets is moved by its steps only.
                Effect::Delay(by) if self.goes_on => drop(self.advance(*by)),
                Effect::Delay(_) => {}
                Effect::Cut(cut) => return Err(Unanswered::Unreachable(lost(*cut))),
            }
        }
        Ok(Response {
            reply: outcome.reply,
            clause: Some(outcome.clause.id().to_owned()),
            evidence: Some(outcome.clause.evidence().to_string()),
            because: outcome.because,
        })
    }

    fn advance(&mut self, by: SignedDuration) -> Result<(), Unanswered> {
        self.move_to(self.world.clock().now(START).checked_add(by).unwrap_or(Timestamp::MAX))
    }

    fn move_to(&mut self, to: Timestamp) -> Result<(), Unanswered> {
        self.world.advance_to(to).map(|_| ()).map_err(Unanswered::Unable)
    }
}

/// What a client would meet in the place of an answer.
fn lost(cut: Cut) -> String {
    let how = match cut {
        Cut::Reset => "the connection was reset",
        Cut::Empty => "the connection was closed without a byte",
        Cut::Truncate => "the connection was closed before the answer was whole",
    };
    format!("read the answer of the world: {how}, as a fault wants it")
}

impl Target for InProcess {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn is_emulator(&self) -> bool {
        true
    }

    fn base_url(&self) -> Option<&str> {
        None
    }

    async fn send(&mut self, request: &Request) -> Result<Response, Unanswered> {
        self.answer(request)
    }

    /// A world is one lock: requests that come at once take effect in some order, here that of the list.
    async fn send_all(&mut self, requests: &[Request]) -> Result<Vec<Response>, Unanswered> {
        requests.iter().map(|request| self.answer(request)).collect()
    }

    async fn wait(&mut self, time: Duration) {
        let by = SignedDuration::try_from(time).unwrap_or(STEP);
        // The clock is a manual one and time is never negative, so that it moves.
        let _ = self.advance(by);
    }

    async fn add_fault(&mut self, fault: &Value) -> Result<(), Unanswered> {
        let fault: Fault = serde_json::from_value(fault.clone()).map_err(|error| {
            Unanswered::Unable(format!("a world in process cannot make such a fault: {error}"))
        })?;
        self.world.add_fault(fault).map(|_| ()).map_err(Unanswered::Unable)
    }

    async fn move_clock(&mut self, step: ClockStep) -> Result<(), Unanswered> {
        match step {
            ClockStep::Advance(by) => self.advance(by),
            ClockStep::To(to) => self.move_to(to),
        }
    }

    async fn state(&mut self) -> Result<Value, Unanswered> {
        Ok(self.world.export().to_json())
    }
}
