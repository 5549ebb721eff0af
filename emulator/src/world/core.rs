//! The world: the one place where state is changed.

use std::sync::Arc;

use jiff::Timestamp;

use super::attempt::{Asked, Attempt};
use super::clock::{Clock, HttpDate};
use super::coverage::Coverage;
use super::file::{DEFAULT_WORLD, WorldFile, default_state, default_world};
use super::ids::Ids;
use super::journal::Journal;
use super::snapshot::Now;
use crate::contract::{Clause, Dialect};
use crate::faults::{Effect, Fault, Faults};
use crate::http::{Reply, Request, header};
use crate::vendors::{Profile, State, Vendor};

/// One isolated universe.
#[derive(Clone, Debug)]
pub struct World {
    pub(super) name: String,
    pub(super) seed: u64,
    pub(super) now: Now,
    pub(super) initial: Now,
    pub(super) exchanges: u64,
    /// The number of the last exchange before the world was made, for one that was forked or saved.
    pub(super) exchanges_before: u64,
    /// How many changes there were, of whatever a snapshot shows.
    pub(super) changes: u64,
    pub(super) journal: Journal,
    pub(super) coverage: Coverage,
    /// The date that the last reply had.
    pub(super) date: HttpDate,
    /// The state before the world got credentials of its own, and which set of fresh ones it got, as long as nothing but
    /// that has happened to its state.
    pub(super) origin: Option<Origin>,
}

/// See `World::origin`.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    pub(super) state: Arc<State>,
    pub(super) attempt: u64,
}

/// What one request came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The number of the exchange, from 1.
    pub n: u64,
    /// The reply, as the vendor gives it.
    pub reply: Reply,
    /// The clause that decided.
    pub clause: Clause,
    /// The operation, if the request reached one, emulated or not.
    pub operation: Option<&'static str>,
    /// On a refusal, the deciding fact and the switch that would have decided otherwise.
    pub because: Option<String>,
    /// Of a path that missed, the nearest operations and why it missed each.
    pub near: Vec<(String, String)>,
    /// Fields of the request that nothing read, each with what was likely meant.
    pub unread: Vec<String>,
    /// The fault that altered the exchange, if one did; several are joined by commas.
    pub fault: Option<String>,
    /// What the fault did.
    pub did: Option<String>,
    /// What is left for the shell to do: to wait, or to cut the connection.
    pub effects: Vec<Effect>,
    /// Identifiers that the vendor made, which select this world from now on.
    pub minted: Vec<String>,
}

impl Outcome {
    /// An answer of the emulator's own, which is no exchange of a world.
    #[cfg(any(feature = "server", test))]
    pub(crate) const fn own(clause: Clause, reply: Reply) -> Self {
        Self {
            n: 0,
            reply,
            clause,
            operation: None,
            because: None,
            near: Vec::new(),
            unread: Vec::new(),
            fault: None,
            did: None,
            effects: Vec::new(),
            minted: Vec::new(),
        }
    }
}

/// Something that fell due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fired {
    /// When.
    pub at: Timestamp,
    /// At which vendor.
    pub vendor: Vendor,
    /// What, in a few words.
    pub what: String,
}

impl World {
    /// A world like the default one. Any but the world named `default` gets fresh credentials.
    pub fn new(seed: u64, name: &str) -> Self {
        Self::started(seed, name, default_world().clone(), default_state())
    }

    /// A world from a file. Any but the world named `default` gets fresh credentials, whatever the file says.
    /// `wall` is the time of the wall, which counts where the file's clock is real.
    pub fn import(seed: u64, name: &str, file: WorldFile, wall: Timestamp) -> Result<Self, String> {
        let mut file = file;
        let now = file.clock.now(wall);
        file.state.complete(&mut Ids::new(seed, name, 0), now)?;
        file.armed()?;
        let state = Arc::new(file.state.clone());
        Ok(Self::started(seed, name, file, state))
    }

    /// Starts from a file that is complete and right.
    fn started(seed: u64, name: &str, file: WorldFile, origin: Arc<State>) -> Self {
        // Whoever read the file has made sure that every fault can be armed.
        let faults = file.armed().unwrap_or_default();
        let WorldFile { seed: own_seed, clock, state, exchanges, dialect_set: dialect, .. } = file;
        let now = Now { state, clock, dialect, faults };
        let mut world = Self::made(name, own_seed.unwrap_or(seed), now, exchanges);
        if name != DEFAULT_WORLD {
            world.origin = Some(Origin { state: origin, attempt: 0 });
            world.refresh_credentials(0);
        }
        world
    }

    pub(super) fn made(name: &str, seed: u64, now: Now, exchanges: u64) -> Self {
        Self {
            name: name.to_owned(),
            seed,
            initial: now.clone(),
            now,
            exchanges,
            exchanges_before: exchanges,
            changes: 0,
            journal: Journal::default(),
            coverage: Coverage::default(),
            date: HttpDate::default(),
            origin: None,
        }
    }

    /// Answers one request at this wall time. A refusal changes nothing.
    pub fn apply(&mut self, wall: Timestamp, vendor: Vendor, request: &Request) -> Outcome {
        self.advance(wall);
        let at = self.now.clock.now(wall);
        self.changes += 1;
        self.exchanges += 1;
        let n = self.exchanges;
        let ids = Ids::new(self.seed, &self.name, n);
        let asked = Asked { vendor, request, at, n, ids: &ids };
        let mut attempt = Attempt::new(&self.now, asked, None);
        if !self.now.faults.is_empty() {
            for (id, deed) in self.now.faults.strike(&attempt.seen(asked)) {
                attempt.strike(id, deed, request, |refuse| Attempt::new(&self.now, asked, Some(refuse)));
            }
        }
        let near = attempt.explain(asked);
        let unread = attempt.unread();
        let (fault, did) = attempt.altered();
        let Attempt { mut answer, minted, effects, changed, .. } = attempt;
        if let Some(changed) = changed {
            self.now.state.keep(changed);
        }
        if !answer.reply.headers.contains("date") {
            answer.reply.headers.push(header::DATE, self.date.at(at));
        }
        let outcome = Outcome {
            n,
            reply: answer.reply,
            clause: answer.clause,
            operation: answer.operation,
            because: answer.because,
            near,
            unread,
            fault,
            did,
            effects,
            minted,
        };
        self.now.clock.tick();
        self.coverage.count(&outcome);
        self.journal.append(at, vendor, request, &outcome);
        outcome
    }

    /// Lets fall due what is due at this wall time, in order.
    pub fn advance(&mut self, wall: Timestamp) -> Vec<Fired> {
        let now = self.now.clock.now(wall);
        let mut fired = Vec::new();
        while let Some((_, vendor)) = Vendor::ALL
            .into_iter()
            .filter_map(|vendor| self.now.state.deadline_of(vendor).map(|at| (at, vendor)))
            .filter(|(at, _)| *at <= now)
            .min()
        {
            match self.now.state.fall_due(vendor, now) {
                Some((at, what)) => fired.push(Fired { at, vendor, what }),
                None => break,
            }
        }
        self.changes += u64::from(!fired.is_empty());
        fired
    }

    /// Moves a manual clock to a time and lets fall due what is due; an error if the clock is real or would run back.
    pub fn advance_to(&mut self, to: Timestamp) -> Result<Vec<Fired>, String> {
        match &mut self.now.clock {
            Clock::Real => {
                Err("the clock of this world is the real one; only a manual clock can be moved".into())
            }
            Clock::Manual { at, .. } if to < *at => {
                Err(format!("the clock stands at {at} and does not run back to {to}"))
            }
            Clock::Manual { at, .. } => {
                *at = to;
                self.changes += 1;
                Ok(self.advance(to))
            }
        }
    }

    /// When the next thing falls due.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.now.state.next_deadline()
    }

    /// The world's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The seed of its ids.
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// Its clock.
    pub const fn clock(&self) -> Clock {
        self.now.clock
    }

    /// Sets its clock.
    pub fn set_clock(&mut self, clock: Clock) {
        self.now.clock = clock;
        self.changes += 1;
    }

    /// Its dialect.
    pub const fn dialect(&self) -> &Dialect {
        &self.now.dialect
    }

    /// Its dialect, to be changed.
    pub const fn dialect_mut(&mut self) -> &mut Dialect {
        self.changes += 1;
        &mut self.now.dialect
    }

    /// How a client reaches a vendor here.
    pub fn profile(&self, vendor: Vendor) -> Profile {
        self.now.state.profile(vendor)
    }

    /// Every identifier and secret that selects this world.
    pub fn identifiers(&self) -> Vec<(Vendor, String)> {
        self.now.state.identifiers()
    }

    /// Its journal.
    pub const fn journal(&self) -> &Journal {
        &self.journal
    }

    /// Which clauses its exchanges have met since it was made.
    pub const fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    /// Its journal, to be emptied or bounded.
    pub const fn journal_mut(&mut self) -> &mut Journal {
        &mut self.journal
    }

    /// Its faults.
    pub const fn faults(&self) -> &Faults {
        &self.now.faults
    }

    /// Adds a fault; an error says what is wrong with it.
    pub fn add_fault(&mut self, fault: Fault) -> Result<Fault, String> {
        self.changes += 1;
        self.now.faults.add(fault)
    }

    /// Its faults, to be taken away.
    pub const fn faults_mut(&mut self) -> &mut Faults {
        self.changes += 1;
        &mut self.now.faults
    }
}
