//! A mutant: one clause, and one thing that is wrong with it.

use std::sync::atomic::{AtomicU64, Ordering};

use testline_emulator::contract::Clause;
use testline_emulator::http::Request;
use testline_emulator::tenancy::Conduct;
use testline_emulator::world::Outcome;
use testline_emulator::{Timestamp, Vendor, World};

use super::mutation::{Mutation, Tamper};
use super::tamper::{Exchange, Memory};
use super::watch::changes_state;

/// An emulator that is wrong in one thing: it answers in a world's place.
#[derive(Debug)]
pub struct Mutant {
    clause: Clause,
    mutation: Mutation,
    memory: Memory,
    /// How many exchanges it made wrong.
    wrongs: AtomicU64,
}

impl Mutant {
    /// An emulator that is wrong where this clause decides.
    pub fn new(clause: Clause, mutation: Mutation) -> Self {
        Self { clause, mutation, memory: Memory::default(), wrongs: AtomicU64::new(0) }
    }

    /// How many exchanges it made wrong so far.
    pub fn wrongs(&self) -> u64 {
        self.wrongs.load(Ordering::Relaxed)
    }
}

impl Conduct for Mutant {
    fn answer(&self, world: &mut World, wall: Timestamp, vendor: Vendor, request: &Request) -> Outcome {
        let tamper = match &self.mutation {
            Mutation::Wire(wire) => {
                let mut outcome = world.apply(wall, vendor, request);
                if outcome.clause == self.clause && wire.apply(&mut outcome.reply) {
                    self.wrongs.fetch_add(1, Ordering::Relaxed);
                }
                return outcome;
            }
            Mutation::State(tamper) => tamper,
        };
        let before = world.clone();
        let mut outcome = world.apply(wall, vendor, request);
        if *tamper == Tamper::Stale && changes_state(vendor, &outcome) {
            self.memory.note(&before);
        }
        if outcome.clause == self.clause {
            let exchange = Exchange { wall, vendor, request, before: &before };
            if tamper.apply(world, &mut outcome, &exchange, &self.memory) {
                self.wrongs.fetch_add(1, Ordering::Relaxed);
            }
        }
        outcome
    }
}
