//! What a vendor may use beside its own state: time, ids, the dialect and what a fault demands of it.

use jiff::Timestamp;

use crate::contract::{Clause, Dialect};
use crate::faults::Refuse;
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
    demanded: Option<Refuse>,
    demand_met: bool,
}

impl<'w> Context<'w> {
    /// The context of one exchange.
    pub(crate) fn new(
        now: Timestamp,
        exchange: u64,
        ids: Ids,
        dialect: &'w Dialect,
        demanded: Option<Refuse>,
    ) -> Self {
        Self { now, exchange, ids, dialect, minted: Vec::new(), demanded, demand_met: false }
    }

    /// The refusal that a fault demands at the vendor's general place for failures, less those clauses that have a
    /// place of their own.
    pub(crate) fn armed_refusal(&mut self, elsewhere: &[Clause]) -> Option<Refuse> {
        match self.demanded? {
            Refuse::Clause(clause) if elsewhere.contains(&clause) => None,
            refuse @ (Refuse::Clause(_) | Refuse::Status(_)) => {
                self.demand_met = true;
                Some(refuse)
            }
        }
    }

    /// Whether a fault demands this clause, at the clause's own place.
    pub(crate) fn armed_at(&mut self, clause: Clause) -> bool {
        let here = self.demanded == Some(Refuse::Clause(clause));
        self.demand_met |= here;
        here
    }

    /// Whether the vendor has come to the place of what a fault demands.
    pub(crate) const fn demand_met(&self) -> bool {
        self.demand_met
    }
}
