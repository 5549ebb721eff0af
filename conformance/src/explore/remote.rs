//! A ground elsewhere: each case has a world of its own at an emulator.

use std::future::Future;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use testline_emulator::Vendor;
use testline_emulator::http::Request;
use testline_emulator::world::clock::Clock;

use super::ground::{Answer, Ground, START, TICK};
use crate::profile::Profile;
use crate::scenario::{ClockStep, Scenario};
use crate::target::{Place, RemoteWorld, Target as _, Unanswered};

/// Worlds of an emulator at a URL.
#[derive(Debug)]
pub struct Remote<'p> {
    place: &'p Place,
    scenario: Scenario,
    world: Option<RemoteWorld>,
    now: Timestamp,
}

/// Waits for something on the runtime that runs the command.
pub(super) fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(future))
}

/// A scenario that only says from which world something starts.
pub(super) fn bare(vendor: Vendor, given: Option<Value>, clock: Option<Clock>) -> Scenario {
    Scenario {
        id: "explore".to_owned(),
        path: "explore".to_owned(),
        vendor,
        claim: String::new(),
        clauses: Vec::new(),
        effects: Vec::new(),
        covers: Vec::new(),
        source: None,
        reason: None,
        needs: Vec::new(),
        sets: Vec::new(),
        dialect: std::collections::BTreeMap::new(),
        given,
        clock,
        steps: Vec::new(),
        cleanup: Vec::new(),
    }
}

impl<'p> Remote<'p> {
    /// Worlds like the default one with this laid over them; their credentials are the emulator's to choose.
    pub fn new(place: &'p Place, vendor: Vendor, given: Value) -> Self {
        let scenario = bare(vendor, Some(given), Some(Clock::Manual { at: START, step: TICK }));
        Self { place, scenario, world: None, now: START }
    }

    fn world(&mut self) -> Result<&mut RemoteWorld, String> {
        self.world.as_mut().ok_or_else(|| "use a world that is not open".to_owned())
    }
}

impl Ground for Remote<'_> {
    fn begin(&mut self) -> Result<Profile, String> {
        self.end()?;
        let opened = wait(self.place.world(&self.scenario));
        let world =
            opened.ok_or("open a world: the target is no emulator")?.map_err(|error| error.to_string())?;
        self.now = START;
        let profile = world.profile().clone();
        self.world = Some(world);
        Ok(profile)
    }

    fn now(&self) -> Timestamp {
        self.now
    }

    fn send(&mut self, request: &Request, fault: Option<&'static str>) -> Result<Option<Answer>, String> {
        let vendor = self.scenario.vendor.name();
        let world = self.world()?;
        if let Some(kind) = fault {
            let fault = json!({ "match": { "vendor": vendor, "first": 1 }, "action": { "kind": kind } });
            wait(world.add_fault(&fault)).map_err(|error| error.to_string())?;
        }
        let answer = wait(world.send(request));
        self.now = self.now.checked_add(TICK).unwrap_or(Timestamp::MAX);
        match answer {
            Ok(response) => {
                Ok(Some(Answer { reply: response.reply, clause: response.clause, because: response.because }))
            }
            Err(Unanswered::Unreachable(_)) if fault.is_some() => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }

    fn is_mine(&self) -> bool {
        true
    }

    /// What is lost on the wire is lost: ids that nobody has read cannot be learnt.
    fn reads_what_is_lost(&self) -> bool {
        false
    }

    fn advance(&mut self, by: SignedDuration) -> Result<(), String> {
        wait(self.world()?.move_clock(ClockStep::Advance(by))).map_err(|error| error.to_string())?;
        self.now = self.now.checked_add(by).unwrap_or(Timestamp::MAX);
        Ok(())
    }

    fn state(&mut self) -> Result<Option<Value>, String> {
        let vendor = self.scenario.vendor.name();
        let state = wait(self.world()?.state()).map_err(|error| error.to_string())?;
        Ok(state.get(vendor).cloned())
    }

    fn end(&mut self) -> Result<(), String> {
        match self.world.take() {
            Some(world) => wait(world.close()).map_err(|error| error.to_string()),
            None => Ok(()),
        }
    }
}
