//! What every world of an emulator starts with.

use super::conduct::Answering;
use crate::contract::Dialect;
use crate::faults::Fault;
use crate::world::clock::Clock;
use crate::world::{World, WorldFile};

/// What every world of an emulator starts with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The root seed.
    pub seed: u64,
    /// The file of the default world; the embedded one where none is given.
    pub world: Option<WorldFile>,
    /// The clock of the default world, laid over its file.
    pub clock: Option<Clock>,
    /// Switches turned for every world, laid over its file.
    pub dialect: Vec<(String, String)>,
    /// Faults of every world, after those of its file.
    pub stubs: Vec<Fault>,
    /// Whether an unknown, well-formed credential opens a world of its own.
    pub auth_open: bool,
    /// How many worlds there may be.
    pub max_worlds: usize,
    /// How many exchanges a journal keeps.
    pub max_exchanges: usize,
    /// Who answers in the worlds' place, if somebody does.
    pub answering: Answering,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 0,
            world: None,
            clock: None,
            dialect: Vec::new(),
            stubs: Vec::new(),
            auth_open: false,
            max_worlds: 10_000,
            max_exchanges: crate::world::journal::MAX_EXCHANGES,
            answering: Answering::default(),
        }
    }
}

impl Settings {
    /// Lays what is set for every world over a new one and takes the result for its start.
    pub(super) fn prepare(&self, world: &mut World) -> Result<(), String> {
        if !self.dialect.is_empty() {
            let mut dialect: Dialect = world.dialect().clone();
            for (name, value) in &self.dialect {
                dialect.set(name, value).map_err(|error| error.to_string())?;
            }
            *world.dialect_mut() = dialect;
        }
        self.add_stubs(world)?;
        world.journal_mut().set_max_exchanges(self.max_exchanges);
        world.settle();
        Ok(())
    }

    /// Adds the faults that every world has.
    pub(super) fn add_stubs(&self, world: &mut World) -> Result<(), String> {
        for (at, stub) in self.stubs.iter().enumerate() {
            world.add_fault(stub.clone()).map_err(|error| format!("stubs[{at}]: {error}"))?;
        }
        Ok(())
    }
}
