//! The emulator's own answers, which no vendor gives.

use super::{Clause, ClauseFacts, Evidence};

const fn own(id: &'static str, name: &'static str, says: &'static str, status: u16) -> ClauseFacts {
    ClauseFacts {
        vendor: None,
        id,
        operation: "testline",
        name,
        says,
        status,
        status_by_value: &[],
        evidence: Evidence::Documented,
        body_evidence: Evidence::Documented,
        source: None,
        reason: None,
        switch: None,
        when: &[],
        raised_by_fault: false,
    }
}

static FACTS: [ClauseFacts; 6] = [
    own(
        "testline.not-emulated",
        "not-emulated",
        "The vendor documents the operation and it is not emulated.",
        501,
    ),
    own("testline.no-route", "no-route", "The path belongs to no vendor.", 404),
    ClauseFacts {
        status_by_value: &[("gone", 410)],
        ..own("testline.no-world", "no-world", "The world never was (404) or is gone (410).", 404)
    },
    own("testline.bug", "bug", "The emulator has a bug; the world is as it was before the request.", 500),
    ClauseFacts {
        raised_by_fault: true,
        ..own("testline.fault", "fault", "A fault demanded a status that no clause of the vendor gives.", 500)
    },
    own("testline.stub", "stub", "A stub answered, which is a user's own and no promise of anybody.", 200),
];

/// The vendor documents the operation and it is not emulated.
pub const NOT_EMULATED: Clause = Clause::new(&FACTS[0]);
/// The path belongs to no vendor.
pub const NO_ROUTE: Clause = Clause::new(&FACTS[1]);
/// The world never was, or is gone.
pub const NO_WORLD: Clause = Clause::new(&FACTS[2]);
/// The emulator has a bug; the world is as it was before the request.
pub const BUG: Clause = Clause::new(&FACTS[3]);
/// A fault demanded a status that no clause of the vendor gives.
pub const FAULT: Clause = Clause::new(&FACTS[4]);
/// A stub answered, which is a user's own and no promise of anybody.
pub const STUB: Clause = Clause::new(&FACTS[5]);
