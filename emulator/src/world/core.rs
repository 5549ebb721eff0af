//! The world: the one place where state is changed.

use jiff::Timestamp;
use serde_json::Value;

use super::clock::Clock;
use super::file::{DEFAULT_WORLD, WorldFile, default_world};
use super::ids::Ids;
use super::journal::{Exchange, Journal};
use crate::contract::{Clause, Dialect};
use crate::faults::{Fault, Faults};
use crate::http::{Reply, Request, header};
use crate::vendors::context::Context;
use crate::vendors::{Profile, State, Vendor};

/// One isolated universe.
#[derive(Clone, Debug)]
pub struct World {
    name: String,
    seed: u64,
    now: Now,
    initial: Now,
    exchanges: u64,
    journal: Journal,
}

/// What a reset brings back.
#[derive(Clone, Debug)]
struct Now {
    state: State,
    clock: Clock,
    dialect: Dialect,
    faults: Faults,
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
    /// The operation, if the request reached one.
    pub operation: Option<&'static str>,
    /// On a refusal, the deciding fact and the switch that would have decided otherwise.
    pub because: Option<String>,
    /// The fault that altered the exchange, if one did.
    pub fault: Option<String>,
    /// Identifiers that the vendor made, which select this world from now on.
    pub minted: Vec<String>,
}

impl Outcome {
    /// An answer of the emulator's own, which is no exchange of a world.
    pub(crate) const fn own(clause: Clause, reply: Reply) -> Self {
        Self { n: 0, reply, clause, operation: None, because: None, fault: None, minted: Vec::new() }
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
        Self::started(seed, name, default_world().clone())
    }

    /// A world from a file. Any but the world named `default` gets fresh credentials, whatever the file says.
    pub fn import(seed: u64, name: &str, file: WorldFile) -> Result<Self, String> {
        let mut file = file;
        let now = file.clock.now(Timestamp::UNIX_EPOCH);
        file.state.complete(&mut Ids::new(seed, name, 0), now)?;
        file.check()?;
        Ok(Self::started(seed, name, file))
    }

    /// Starts from a file that is complete and right.
    fn started(seed: u64, name: &str, file: WorldFile) -> Self {
        let WorldFile { seed: own_seed, clock, state, faults, .. } = file;
        let dialect = file.dialect_set;
        let mut now = Now { state, clock, dialect, faults: Faults::default() };
        for fault in faults {
            // `WorldFile::check` has made sure that each can be added.
            let _ = now.faults.add(fault);
        }
        let seed = own_seed.unwrap_or(seed);
        if name != DEFAULT_WORLD {
            now.state.refresh_credentials(&mut Ids::new(seed, name, 0));
        }
        Self {
            name: name.to_owned(),
            seed,
            initial: now.clone(),
            now,
            exchanges: 0,
            journal: Journal::default(),
        }
    }

    /// A world of another name with this one's state, clock and dialect, and fresh credentials; no journal, no faults.
    #[must_use]
    pub fn fork(&self, name: &str) -> Self {
        let mut now = Now { faults: Faults::default(), ..self.now.clone() };
        now.state.refresh_credentials(&mut Ids::new(self.seed, name, 0));
        Self {
            name: name.to_owned(),
            seed: self.seed,
            initial: now.clone(),
            now,
            exchanges: 0,
            journal: self.journal.emptied(),
        }
    }

    /// Puts everything but the credentials back to how the world was made. What it leaves behind comes back, so that
    /// the caller can drop it where nobody waits.
    pub fn reset(&mut self) -> impl Drop + use<> {
        let fresh = Self {
            name: self.name.clone(),
            seed: self.seed,
            initial: self.initial.clone(),
            now: self.initial.clone(),
            exchanges: 0,
            journal: self.journal.emptied(),
        };
        Leftover(std::mem::replace(self, fresh))
    }

    /// Answers one request at this wall time. A refusal changes nothing.
    pub fn apply(&mut self, wall: Timestamp, vendor: Vendor, request: &Request) -> Outcome {
        self.advance(wall);
        let at = self.now.clock.now(wall);
        self.exchanges += 1;
        let n = self.exchanges;
        let ids = Ids::new(self.seed, &self.name, n);
        let mut draft = self.now.state.clone();
        let mut context = Context::new(vendor, at, n, ids, &self.now.dialect, &mut self.now.faults);
        let mut answer = draft.apply(vendor, &mut context, request);
        let minted = std::mem::take(&mut context.minted);
        let fault = context.struck();
        if answer.accepted {
            self.now.state = draft;
        }
        answer.reply.headers.push_text(header::DATE, &super::clock::http_date(at));
        self.now.clock.tick();
        let outcome = Outcome {
            n,
            reply: answer.reply,
            clause: answer.clause,
            operation: answer.operation,
            because: answer.because,
            fault,
            minted,
        };
        self.journal.append(Exchange::new(at, vendor, request, &outcome, answer.unread));
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
                Ok(self.advance(to))
            }
        }
    }

    /// When the next thing falls due.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.now.state.next_deadline()
    }

    /// Everything that a world file can say of this world.
    pub fn export(&self) -> WorldFile {
        WorldFile {
            testline: WorldFile::VERSION,
            extends: None,
            seed: Some(self.seed),
            clock: self.now.clock,
            dialect: self
                .now
                .dialect
                .turned()
                .into_iter()
                .map(|(name, value)| (name, value.to_owned()))
                .collect(),
            dialect_set: self.now.dialect.clone(),
            state: self.now.state.clone(),
            faults: self.now.faults.iter().cloned().collect(),
        }
    }

    /// Lays a JSON merge patch over the state, as a vendor's dashboard would change it.
    pub fn patch(&mut self, patch: &Value) -> Result<(), String> {
        let file = WorldFile::patched(&self.export(), patch)?;
        let mut file = file;
        let at = self.now.clock.now(Timestamp::UNIX_EPOCH);
        file.state.complete(&mut Ids::new(self.seed, &self.name, 0), at)?;
        file.check()?;
        self.now.state = file.state;
        self.now.clock = file.clock;
        self.now.dialect = file.dialect_set;
        Ok(())
    }

    /// Takes what the world is now for what a reset brings back.
    pub fn settle(&mut self) {
        self.initial = self.now.clone();
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
    }

    /// Its dialect.
    pub const fn dialect(&self) -> &Dialect {
        &self.now.dialect
    }

    /// Its dialect, to be changed.
    pub const fn dialect_mut(&mut self) -> &mut Dialect {
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
        self.now.faults.add(fault)
    }

    /// Its faults, to be taken away.
    pub const fn faults_mut(&mut self) -> &mut Faults {
        &mut self.now.faults
    }
}

/// What a reset leaves behind; dropping it may take a while.
struct Leftover(#[expect(dead_code, reason = "held only to be dropped")] World);

impl Drop for Leftover {
    fn drop(&mut self) {}
}
