//! Where cases are played: a world in process, without a socket.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use testline_emulator::http::{Reply, Request};
use testline_emulator::tenancy::Answering;
use testline_emulator::world::clock::Clock;
use testline_emulator::{Vendor, World};

use crate::model::Model;
use crate::profile::Profile;

/// The time at which every case begins: 2026-11-24T08:50:19.292Z.
pub(super) const START: Timestamp = Timestamp::constant(1_795_510_219, 292_000_000);
/// How far each exchange moves the clock, so that no two things happen at once.
pub(super) const TICK: SignedDuration = SignedDuration::from_millis(1);

/// What answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The reply.
    pub reply: Reply,
    /// The clause that decided, where the target says so.
    pub clause: Option<String>,
    /// On a refusal, the deciding fact, where the target says so.
    pub because: Option<String>,
}

/// Something that cases can be played on. An error is one of the ground, and no disagreement.
pub trait Ground {
    /// Puts everything back to the beginning, and says how it is reached now.
    fn begin(&mut self) -> Result<Profile, String>;

    /// The time that the next exchange will have.
    fn now(&self) -> Timestamp;

    /// Sends a request, with this fault armed for it and it alone; none where the answer is lost and cannot be had.
    fn send(&mut self, request: &Request, fault: Option<&'static str>) -> Result<Option<Answer>, String>;

    /// Whether the clock can be moved and faults can be armed.
    fn is_mine(&self) -> bool;

    /// Whether an answer that a client loses can be had all the same.
    fn reads_what_is_lost(&self) -> bool {
        true
    }

    /// Moves the clock on.
    fn advance(&mut self, by: SignedDuration) -> Result<(), String>;

    /// The vendor's part of the state, where it shows.
    fn state(&mut self) -> Result<Option<Value>, String>;

    /// Clears away what the last case left.
    fn end(&mut self) -> Result<(), String> {
        Ok(())
    }
}

/// What is laid over the default world for a model: more to choose from, and credentials of its own.
pub fn world<M: Model>() -> Value {
    both(M::given(), M::keys())
}

/// Two merge patches as one.
fn both(mut one: Value, other: Value) -> Value {
    if let (Value::Object(one), Value::Object(other)) = (&mut one, &other) {
        for (key, value) in other {
            let before = one.remove(key).unwrap_or(Value::Null);
            let merged = if before.is_object() && value.is_object() {
                both(before, value.clone())
            } else {
                value.clone()
            };
            one.insert(key.clone(), merged);
        }
        return Value::Object(std::mem::take(one));
    }
    other
}

/// A world in process. Every case plays on a copy of one prepared world, which costs nothing.
#[derive(Debug)]
pub struct InProcess {
    vendor: Vendor,
    prepared: World,
    world: World,
    profile: Profile,
    answering: Answering,
}

impl InProcess {
    /// A world like the default one with this laid over it.
    pub fn new(vendor: Vendor, given: &Value) -> Result<Self, String> {
        let mut world = World::new(0, "explore");
        world.set_clock(Clock::Manual { at: START, step: TICK });
        // What was exchanged is told by the case; a long journal would only be copied.
        world.journal_mut().set_max_exchanges(1);
        world
            .patch(given, START)
            .map_err(|error| format!("lay what the model needs over the world: {error}"))?;
        let profile = Profile::of_world(vendor, world.profile(vendor));
        Ok(Self { vendor, prepared: world.clone(), world, profile, answering: Answering::default() })
    }

    /// From now on somebody answers in the world's place.
    pub fn set_answering(&mut self, answering: Answering) {
        self.answering = answering;
    }
}

impl Ground for InProcess {
    fn begin(&mut self) -> Result<Profile, String> {
        self.world = self.prepared.clone();
        Ok(self.profile.clone())
    }

    fn now(&self) -> Timestamp {
        self.world.clock().now(START)
    }

    fn send(&mut self, request: &Request, fault: Option<&'static str>) -> Result<Option<Answer>, String> {
        if let Some(kind) = fault {
            let fault = json!({ "match": { "vendor": self.vendor.name() }, "action": { "kind": kind } });
            let fault = serde_json::from_value(fault).map_err(|error| error.to_string())?;
            self.world.add_fault(fault)?;
        }
        let outcome = self.answering.answer(&mut self.world, START, self.vendor, request);
        if fault.is_some() {
            self.world.faults_mut().clear();
        }
        Ok(Some(Answer {
            reply: outcome.reply,
            clause: Some(outcome.clause.id().to_owned()),
            because: outcome.because,
        }))
    }

    fn is_mine(&self) -> bool {
        true
    }

    fn advance(&mut self, by: SignedDuration) -> Result<(), String> {
        let to = self.now().checked_add(by).unwrap_or(Timestamp::MAX);
        self.world.advance_to(to).map(|_| ())
    }

    fn state(&mut self) -> Result<Option<Value>, String> {
        Ok(self.world.export().to_json().get(self.vendor.name()).cloned())
    }
}
