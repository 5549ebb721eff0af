//! What a world that has answered nothing is made of.
//!
//! Credentials are a function of seed and name, so a world can be made again whenever somebody asks for it, and until then
//! it takes hardly any room.

use std::sync::Arc;

use super::clock::Clock;
use super::core::{Origin, World};
use super::journal::Journal;
use super::snapshot::Now;
use crate::contract::Dialect;
use crate::faults::Faults;
use crate::vendors::State;

/// What a world is made of, its name apart.
#[derive(Debug)]
pub(crate) struct Start {
    seed: u64,
    exchanges: u64,
    changes: u64,
    /// The state before the world got credentials of its own; shared with every world that starts so.
    state: Arc<State>,
    attempt: u64,
    clock: Clock,
    dialect: Dialect,
    faults: Faults,
    journal: Journal,
}

impl World {
    /// What makes this world again; none where its state is more than fresh credentials over another's, or where it has
    /// answered.
    pub(crate) fn start(&self) -> Option<Start> {
        let Origin { state, attempt } = self.origin.clone()?;
        (self.exchanges == self.exchanges_before).then(|| Start {
            seed: self.seed,
            exchanges: self.exchanges,
            changes: self.changes,
            state,
            attempt,
            clock: self.now.clock,
            dialect: self.now.dialect.clone(),
            faults: self.now.faults.clone(),
            journal: self.journal.emptied(),
        })
    }
}

impl Start {
    /// The world.
    pub(crate) fn world(&self, name: &str) -> World {
        let state = (*self.state).clone();
        let now =
            Now { state, clock: self.clock, dialect: self.dialect.clone(), faults: self.faults.clone() };
        let mut world = World::made(name, self.seed, now, self.exchanges);
        world.changes = self.changes;
        world.journal = self.journal.emptied();
        world.refresh_credentials(self.attempt);
        world
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::http::{Method, Request};
    use crate::vendors::Vendor;

    fn same(one: &World, other: &World) {
        assert_eq!(one.export(), other.export());
        assert_eq!(one.identifiers(), other.identifiers());
        assert_eq!(one.changes(), other.changes());
    }

    #[test]
    fn a_world_that_has_answered_nothing_is_made_again_as_it_was() {
        let mut world = World::new(3, "mine");
        world.set_clock(Clock::at(Timestamp::UNIX_EPOCH));
        world.dialect_mut().set("vobiz.create-status", "200").expect("there is such a switch");
        world.settle();
        same(&world.start().expect("it has answered nothing").world("mine"), &world);
        world.refresh_credentials(2);
        let again = world.start().expect("its credentials are still a function of its name").world("mine");
        same(&again, &world);
    }

    #[test]
    fn a_fork_is_made_again_with_its_credentials_and_its_numbers() {
        let mut origin = World::new(0, "default");
        let mint = Request::new(Method::POST, "/api/v1/global/generate-token");
        let mint = mint.with_header(crate::http::HeaderName::from_static("token"), "LOGIN_TOKEN");
        for _ in 0..3 {
            assert!(!origin.apply(Timestamp::UNIX_EPOCH, Vendor::Unleashx, &mint).minted.is_empty());
        }
        let mut fork = origin.fork("fork");
        fork.refresh_credentials(1);
        let again = fork.start().expect("it has answered nothing").world("fork");
        same(&again, &fork);
        assert_eq!(again.export().exchanges, 3);
    }

    #[test]
    fn a_world_that_was_written_or_has_answered_is_not_made_again() {
        let mut written = World::new(0, "written");
        let patch = json!({"vobiz": {"accounts": {"first": {"balance": 1}}}});
        written.patch(&patch, Timestamp::UNIX_EPOCH).expect("a right patch");
        assert!(written.start().is_none());
        let mut answered = World::new(0, "answered");
        answered.apply(Timestamp::UNIX_EPOCH, Vendor::Vobiz, &Request::new(Method::GET, "/api/v1/auth/me"));
        assert!(answered.start().is_none());
    }
}
