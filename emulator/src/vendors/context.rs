//! What a vendor may use beside its own state: time, ids, the dialect and the fault that is armed for it.

use jiff::Timestamp;

use super::Vendor;
use crate::contract::{Clause, Dialect};
use crate::faults::{Faults, Refuse};
use crate::http::Request;
use crate::world::ids::Ids;

/// The capabilities of one exchange.
#[derive(Debug)]
pub(crate) struct Context<'w> {
    /// The world's time.
    pub(crate) now: Timestamp,
    /// The number of this exchange, from 1.
    pub(crate) exchange: u64,
    /// The ids of this exchange.
    pub(crate) ids: Ids,
    /// The world's dialect.
    pub(crate) dialect: &'w Dialect,
    /// Identifiers made in this exchange that select the world from now on.
    pub(crate) minted: Vec<String>,
    vendor: Vendor,
    faults: &'w mut Faults,
    armed: Option<(String, Refuse)>,
    struck: Option<String>,
}

impl<'w> Context<'w> {
    /// The context of one exchange.
    pub(crate) fn new(
        vendor: Vendor,
        now: Timestamp,
        exchange: u64,
        ids: Ids,
        dialect: &'w Dialect,
        faults: &'w mut Faults,
    ) -> Self {
        Self { now, exchange, ids, dialect, minted: Vec::new(), vendor, faults, armed: None, struck: None }
    }

    /// Looks for a fault that matches the operation, once the vendor knows which one it is.
    pub(crate) fn arm(&mut self, operation: &'static str, request: &Request) {
        self.armed = self.faults.refusal(self.vendor, operation, request);
    }

    /// The refusal that a fault demands at the vendor's general place for failures, less those clauses that have a
    /// place of their own.
    pub(crate) fn armed_refusal(&mut self, elsewhere: &[Clause]) -> Option<Refuse> {
        let (_, refuse) = self.armed.as_ref()?;
        match refuse {
            Refuse::Clause(clause) if elsewhere.contains(clause) => None,
            Refuse::Clause(_) | Refuse::Status(_) => {
                let (id, refuse) = self.armed.take()?;
                self.struck = Some(id);
                Some(refuse)
            }
        }
    }

    /// Whether a fault demands this clause, at the clause's own place.
    pub(crate) fn armed_at(&mut self, clause: Clause) -> bool {
        let here = matches!(&self.armed, Some((_, Refuse::Clause(armed))) if *armed == clause);
        if here {
            self.struck = self.armed.take().map(|(id, _)| id);
        }
        here
    }

    /// The fault that altered this exchange, if one did.
    pub(crate) fn struck(self) -> Option<String> {
        self.struck
    }
}
