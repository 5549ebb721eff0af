//! Copies of a world, and its way back: fork, reset, snapshot and what takes its place. None of it walks over records,
//! since copies share what they have in common.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::clock::Clock;
use super::core::{Origin, World};
use super::file::WorldFile;
use super::ids::Ids;
use super::journal::Journal;
use super::snapshot::{Change, Now, Snapshot};
use crate::contract::Dialect;
use crate::faults::Faults;
use crate::vendors::State;

/// What a world leaves behind when it is reset or rewritten; dropping it may take a while.
#[derive(Debug)]
pub struct Leftover {
    _now: Option<Now>,
    _journal: Journal,
}

impl World {
    /// A world of another name with this one's state, clock and dialect, and fresh credentials; no journal, no faults.
    /// Exchanges are numbered on from this one's, since ids and records remember numbers.
    #[must_use]
    pub fn fork(&self, name: &str) -> Self {
        let now = Now { faults: Faults::default(), ..self.now.clone() };
        self.copy(name, self.seed, now, self.exchanges)
    }

    /// A world of another name that starts as this one did, with fresh credentials.
    #[must_use]
    pub fn started_again(&self, name: &str, seed: Option<u64>) -> Self {
        self.copy(name, seed.unwrap_or(self.seed), self.initial.clone(), self.exchanges_before)
    }

    /// A world without anything, which costs nothing.
    pub(crate) fn hollow() -> Self {
        let now = Now {
            state: State::default(),
            clock: Clock::Real,
            dialect: Dialect::default(),
            faults: Faults::default(),
        };
        Self::made("", 0, now, 0)
    }

    fn copy(&self, name: &str, seed: u64, now: Now, exchanges: u64) -> Self {
        let mut copy = Self::made(name, seed, now, exchanges);
        copy.journal = self.journal.emptied();
        copy.origin = Some(Origin { state: Arc::new(copy.now.state.clone()), attempt: 0 });
        copy.refresh_credentials(0);
        copy
    }

    /// Gives every tenant fresh credentials, of which `attempt` decides, and takes the result for the world's start.
    pub(crate) fn refresh_credentials(&mut self, attempt: u64) {
        // No exchange has a number so high.
        let place = if attempt == 0 { 0 } else { u64::MAX - attempt };
        if let Some(origin) = &mut self.origin {
            // From the same state each time, so that the last attempt alone gives the same.
            self.now.state = (*origin.state).clone();
            origin.attempt = attempt;
        }
        self.now.state.refresh_credentials(&mut Ids::new(self.seed, &self.name, place));
        self.settle();
    }

    /// Puts everything but the credentials back to how the world was made; what was met is still known. What it leaves
    /// behind comes back, so that the caller can drop it where nobody waits.
    #[must_use = "it may be large: drop it where nobody waits for it"]
    pub fn reset(&mut self) -> Leftover {
        let mut now = self.initial.clone();
        now.state.take_credentials(&self.now.state.credentials(), true);
        self.exchanges = self.exchanges_before;
        self.changes += 1;
        let now = std::mem::replace(&mut self.now, now);
        Leftover { _now: Some(now), _journal: self.journal.take() }
    }

    /// How many changes there were, of whatever a snapshot shows.
    pub const fn changes(&self) -> u64 {
        self.changes
    }

    /// The world as it is now; taking it costs nothing.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            name: self.name.clone(),
            seed: self.seed,
            exchanges: self.exchanges,
            changes: self.changes,
            now: self.now.clone(),
        }
    }

    /// Puts what a snapshot has become in the place of what is. What it leaves behind comes back.
    #[must_use = "it may be large: drop it where nobody waits for it"]
    pub fn put(&mut self, snapshot: Snapshot) -> Leftover {
        self.seed = snapshot.seed;
        self.exchanges = snapshot.exchanges;
        self.changes += 1;
        self.origin = None;
        let now = std::mem::replace(&mut self.now, snapshot.now);
        Leftover { _now: Some(now), _journal: Journal::default() }
    }

    /// Puts the vendors' state of a snapshot in the place of what is; clock, faults, numbers and journal stay.
    pub fn put_state(&mut self, snapshot: &Snapshot) {
        self.now.state = snapshot.now.state.clone();
        self.changes += 1;
        self.origin = None;
    }

    /// Forgets every exchange; numbers go on, and what was met is still known. What it leaves behind comes back.
    #[must_use = "it may be large: drop it where nobody waits for it"]
    pub fn clear_journal(&mut self) -> Leftover {
        Leftover { _now: None, _journal: self.journal.take() }
    }

    /// Everything that a world file can say of this world.
    pub fn export(&self) -> WorldFile {
        self.snapshot().export()
    }

    /// Lays a JSON merge patch over the state at this wall time, as a vendor's dashboard would change it.
    pub fn patch(&mut self, patch: &Value, wall: Timestamp) -> Result<(), String> {
        let patched = self.snapshot().changed(Change::Patch(patch), wall)?;
        drop(self.put(patched));
        Ok(())
    }

    /// Takes what the world is now for what a reset brings back.
    pub fn settle(&mut self) {
        self.initial = self.now.clone();
    }
}
