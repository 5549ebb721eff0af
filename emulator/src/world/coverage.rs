//! Which clauses the exchanges of a world have met; it forgets nothing, while the journal is bounded.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::core::Outcome;
use crate::contract::Clause;

/// How often each clause of a vendor was met.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// How many exchanges there were, those that count for nothing among them.
    pub exchanges: u64,
    /// The clauses that were met, by their whole ids.
    met: BTreeMap<String, u64>,
}

impl Coverage {
    /// Counts an exchange. What a fault altered shows nothing of the vendor, unless it raised a clause that only a
    /// failing vendor gives.
    pub(crate) fn count(&mut self, outcome: &Outcome) {
        self.exchanges += 1;
        let facts = outcome.clause.facts();
        if facts.vendor.is_some() && (outcome.fault.is_none() || facts.raised_by_fault) {
            match self.met.get_mut(facts.id) {
                Some(count) => *count += 1,
                None => {
                    self.met.insert(facts.id.to_owned(), 1);
                }
            }
        }
    }

    /// Adds what another has met.
    pub fn add(&mut self, other: &Self) {
        self.exchanges += other.exchanges;
        for (id, count) in &other.met {
            *self.met.entry(id.clone()).or_default() += count;
        }
    }

    /// How often a clause was met.
    pub fn of(&self, clause: Clause) -> u64 {
        self.met.get(clause.id()).copied().unwrap_or(0)
    }

    /// The clauses that were met, by id, with how often.
    pub fn met(&self) -> impl Iterator<Item = (&str, u64)> {
        self.met.iter().map(|(id, count)| (id.as_str(), *count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{testline, vobiz};
    use crate::http::{Reply, StatusCode};

    fn outcome(clause: Clause, fault: Option<&str>) -> Outcome {
        let mut outcome = Outcome::own(clause, Reply::empty(StatusCode::OK));
        outcome.fault = fault.map(Into::into);
        outcome
    }

    #[test]
    fn what_a_fault_altered_counts_only_where_it_raised_a_clause_of_a_failing_vendor() {
        let mut coverage = Coverage::default();
        let assigned = vobiz::clauses::ASSIGN_NUMBER_TO_TRUNK_ASSIGNED;
        let server_error = vobiz::clauses::ANY_SERVER_ERROR;
        coverage.count(&outcome(assigned, None));
        coverage.count(&outcome(assigned, Some("f1")));
        coverage.count(&outcome(server_error, Some("f2")));
        coverage.count(&outcome(testline::FAULT, Some("f3")));
        assert_eq!(coverage.exchanges, 4);
        let met: Vec<(&str, u64)> = coverage.met().collect();
        assert_eq!(met, [(server_error.id(), 1), (assigned.id(), 1)]);
    }

    #[test]
    fn coverage_adds_up() {
        let mut one = Coverage::default();
        one.count(&outcome(vobiz::clauses::ANY_NO_CREDENTIALS, None));
        let mut two = one.clone();
        two.add(&one);
        assert_eq!((two.exchanges, two.of(vobiz::clauses::ANY_NO_CREDENTIALS)), (2, 2));
    }
}
