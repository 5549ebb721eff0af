//! Who answers in a world's place: a test suite is itself tested by an emulator that is wrong on purpose.

use std::sync::Arc;

use jiff::Timestamp;

use crate::http::Request;
use crate::vendors::Vendor;
use crate::world::{Outcome, World};

/// Answers requests in a world's place, mostly by asking the world and changing what it says or did.
pub trait Conduct: std::fmt::Debug + Send + Sync {
    /// Answers one request at this wall time, as [`World::apply`] would.
    fn answer(&self, world: &mut World, wall: Timestamp, vendor: Vendor, request: &Request) -> Outcome;
}

/// Who answers; the world itself where nobody does in its place.
#[derive(Clone, Debug, Default)]
pub struct Answering(Option<Arc<dyn Conduct>>);

impl Answering {
    /// This one answers in the place of every world.
    pub fn by(conduct: Arc<dyn Conduct>) -> Self {
        Self(Some(conduct))
    }

    /// Answers one request.
    pub fn answer(&self, world: &mut World, wall: Timestamp, vendor: Vendor, request: &Request) -> Outcome {
        match &self.0 {
            None => world.apply(wall, vendor, request),
            Some(conduct) => conduct.answer(world, wall, vendor, request),
        }
    }
}
