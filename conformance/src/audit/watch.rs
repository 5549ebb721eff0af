//! An unchanged emulator that notes what is met.

use std::sync::{Mutex, PoisonError};

use testline_emulator::http::Request;
use testline_emulator::tenancy::Conduct;
use testline_emulator::world::Outcome;
use testline_emulator::{Timestamp, Vendor, World};

use super::met::Met;
use super::wrong::{Changes, part};

/// Lets the world answer and notes which clauses decide, and how.
#[derive(Debug, Default)]
pub struct Watch(Mutex<Met>);

impl Watch {
    /// What was met so far.
    pub fn met(&self) -> Met {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Conduct for Watch {
    fn answer(&self, world: &mut World, wall: Timestamp, vendor: Vendor, request: &Request) -> Outcome {
        let before = world.snapshot();
        let outcome = world.apply(wall, vendor, request);
        let changes = if changes_state(vendor, &outcome) {
            Changes::between(&part(&before, vendor), &part(&world.snapshot(), vendor))
        } else {
            Changes::default()
        };
        let mut met = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        met.add(vendor, outcome.clause, outcome.operation, &outcome.reply, changes);
        outcome
    }
}

/// Whether the vendor accepted a change.
pub(super) fn changes_state(vendor: Vendor, outcome: &Outcome) -> bool {
    let facts = outcome.operation.and_then(|name| vendor.contract().operation(name));
    facts.is_some_and(|facts| facts.changes) && outcome.reply.status.as_u16() < 400
}
