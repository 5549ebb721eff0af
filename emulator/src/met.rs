//! What a client has met of the contracts and what it has never met, by operation and evidence.

use serde::Serialize;

use crate::contract::{Clause, Dialect, Evidence};
use crate::vendors::Vendor;
use crate::world::Coverage;

/// What was met and what was not, of some operations.
#[derive(Debug, Serialize)]
pub struct Met {
    /// How many exchanges there were.
    pub(crate) exchanges: u64,
    /// How many of the clauses were met, by evidence.
    evidence: ByEvidence,
    /// In the contracts' order.
    pub(crate) operations: Vec<OperationMet>,
}

#[derive(Debug, Default, Serialize)]
struct ByEvidence {
    documented: Share,
    observed: Share,
    inferred: Share,
}

#[derive(Debug, Default, Serialize)]
struct Share {
    met: usize,
    of: usize,
}

#[derive(Debug, Serialize)]
pub(crate) struct OperationMet {
    pub(crate) vendor: &'static str,
    pub(crate) operation: &'static str,
    pub(crate) met: Vec<ClauseMet>,
    pub(crate) never: Vec<ClauseNever>,
}

#[derive(Debug, Serialize)]
pub(crate) struct ClauseMet {
    pub(crate) clause: &'static str,
    pub(crate) status: u16,
    pub(crate) evidence: &'static str,
    pub(crate) times: u64,
}

#[derive(Debug, Serialize)]
pub(crate) struct ClauseNever {
    pub(crate) clause: &'static str,
    pub(crate) status: u16,
    pub(crate) evidence: &'static str,
    says: &'static str,
    /// Whether only a fault gives it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    raised_by_fault: bool,
}

impl Met {
    /// What a world of this dialect has met, of all vendors or one, and of all operations or one.
    pub fn new(
        coverage: &Coverage,
        dialect: &Dialect,
        vendor: Option<Vendor>,
        operation: Option<&str>,
    ) -> Self {
        let mut met =
            Self { exchanges: coverage.exchanges, evidence: ByEvidence::default(), operations: Vec::new() };
        for of in Vendor::ALL.into_iter().filter(|of| vendor.is_none_or(|vendor| vendor == *of)) {
            let contract = of.contract();
            let names = contract.operations.iter().map(|facts| facts.name).chain(["any"]);
            for name in names.filter(|name| operation.is_none_or(|only| only == *name)) {
                let clauses = contract.clauses().filter(|clause| clause.facts().operation == name);
                let line = met.line(of, name, clauses, coverage, dialect);
                met.operations.push(line);
            }
        }
        met
    }

    /// Whether no operation was meant.
    pub fn is_empty(&self) -> bool {
        self.operations.is_empty()
    }

    fn line(
        &mut self,
        vendor: Vendor,
        operation: &'static str,
        clauses: impl Iterator<Item = Clause>,
        coverage: &Coverage,
        dialect: &Dialect,
    ) -> OperationMet {
        let mut line = OperationMet { vendor: vendor.name(), operation, met: Vec::new(), never: Vec::new() };
        for clause in clauses {
            let facts = clause.facts();
            let times = coverage.of(clause);
            let held = facts.switch.and_then(|switch| dialect.get(vendor, switch));
            if times == 0 && !facts.when.is_empty() && !facts.when.iter().any(|value| Some(*value) == held) {
                // The world's dialect does not have it.
                continue;
            }
            let by_value = facts.status_by_value.iter().find(|(value, _)| Some(*value) == held);
            let status = by_value.map_or(facts.status, |(_, status)| *status);
            let evidence = clause.evidence().as_str();
            let share = match clause.evidence() {
                Evidence::Documented => &mut self.evidence.documented,
                Evidence::Observed => &mut self.evidence.observed,
                Evidence::Inferred => &mut self.evidence.inferred,
            };
            share.of += 1;
            if times > 0 {
                share.met += 1;
                line.met.push(ClauseMet { clause: facts.id, status, evidence, times });
            } else {
                let raised_by_fault = facts.raised_by_fault;
                line.never.push(ClauseNever {
                    clause: facts.id,
                    status,
                    evidence,
                    says: facts.says,
                    raised_by_fault,
                });
            }
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::http::{Method, Request};
    use crate::world::World;

    #[test]
    fn what_was_met_and_what_never_stand_apart() {
        let mut world = World::new(0, "default");
        let request = Request::new(Method::GET, "/api/v1/auth/me");
        world.apply(Timestamp::UNIX_EPOCH, Vendor::Vobiz, &request);
        let met = Met::new(world.coverage(), world.dialect(), Some(Vendor::Vobiz), Some("any"));
        let any = &met.operations[0];
        assert_eq!(
            any.met.iter().map(|met| (met.clause, met.times)).collect::<Vec<_>>(),
            [("vobiz.any.no-credentials", 1)]
        );
        assert!(any.never.iter().any(|never| never.clause == "vobiz.any.wrong-credentials"));
        assert!(any.never.iter().any(|never| never.raised_by_fault));
    }

    #[test]
    fn a_clause_that_the_dialect_does_not_have_is_not_missed() {
        let mut world = World::new(0, "default");
        let has = |world: &World, id: &str| {
            let met = Met::new(world.coverage(), world.dialect(), None, None);
            met.operations.iter().any(|line| line.never.iter().any(|never| never.clause == id))
        };
        let conditional = Vendor::ALL
            .into_iter()
            .flat_map(|vendor| vendor.contract().clauses())
            .find(|clause| {
                let facts = clause.facts();
                let first =
                    |vendor: Vendor| vendor.contract().switches.iter().find(|s| Some(s.name) == facts.switch);
                let default = facts.vendor.and_then(first).map(|switch| switch.values[0]);
                !facts.when.is_empty() && !facts.when.iter().any(|value| Some(*value) == default)
            })
            .expect("some clause exists only under another value than the default");
        let facts = conditional.facts();
        assert!(!has(&world, facts.id));
        let switch = format!("{}.{}", facts.vendor.expect("a vendor"), facts.switch.expect("a switch"));
        world.dialect_mut().set(&switch, facts.when[0]).expect("the contract names it");
        assert!(has(&world, facts.id));
    }
}
