//! Which scenarios of all are meant.

use std::str::FromStr;

use testline_emulator::Vendor;
use testline_emulator::contract::Evidence;

use crate::scenario::Scenario;

/// Conditions on a scenario; all that are given must hold.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Parts of names or claims, of which one must occur.
    pub filters: Vec<String>,
    /// Vendors, of which one must be the scenario's.
    pub vendors: Vec<Vendor>,
    /// Operations, of which the scenario must show a clause.
    pub operations: Vec<String>,
    /// Ids of clauses, with or without their vendor, of which it must show one.
    pub clauses: Vec<String>,
    /// Evidence, by which one of its clauses must be known.
    pub evidence: Vec<Evidence>,
    /// A part of what the others leave.
    pub partition: Option<Partition>,
}

/// The so-many-th of so many parts of equal size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partition {
    part: usize,
    of: usize,
}

impl FromStr for Partition {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers =
            text.split_once('/').and_then(|(part, of)| Some((part.parse().ok()?, of.parse().ok()?)));
        match numbers {
            Some((part, of)) if (1..=of).contains(&part) => Ok(Self { part, of }),
            _ => Err(format!("expected a partition such as 1/4, found `{text}`")),
        }
    }
}

impl Selection {
    /// The scenarios that are meant, in their order.
    pub fn of(&self, scenarios: Vec<Scenario>) -> Vec<Scenario> {
        let meant = scenarios.into_iter().filter(|scenario| self.means(scenario));
        match self.partition {
            None => meant.collect(),
            Some(Partition { part, of }) => meant.skip(part - 1).step_by(of).collect(),
        }
    }

    /// Whether a scenario of this name and text may be meant. What is certainly not meant need not be read: a claim
    /// stands in its file as it is, and so do the clauses.
    pub fn may_mean(&self, id: &str, text: &str) -> bool {
        let short = |id: &str| {
            let rest = id.split_once('.').filter(|(vendor, _)| vendor.parse::<Vendor>().is_ok());
            rest.map_or(id, |(_, short)| short).to_owned()
        };
        let lower = text.to_lowercase();
        let filter = |filter: &String| {
            let filter = plain(filter);
            id.contains(filter) || lower.contains(&filter.to_lowercase())
        };
        let folder = id.split('/').next().unwrap_or("");
        (self.filters.is_empty() || self.filters.iter().any(filter))
            && (self.vendors.is_empty() || self.vendors.iter().any(|vendor| vendor.name() == folder))
            && (self.operations.is_empty() || self.operations.iter().any(|name| text.contains(name.as_str())))
            && (self.clauses.is_empty() || self.clauses.iter().any(|id| text.contains(&short(id))))
    }

    fn means(&self, scenario: &Scenario) -> bool {
        let claim = scenario.claim.to_lowercase();
        let filter = |filter: &String| {
            let filter = plain(filter);
            scenario.id.contains(filter) || claim.contains(&filter.to_lowercase())
        };
        let clause = |id: &String| {
            scenario.clauses.iter().any(|clause| {
                clause.id() == id || clause.id().split_once('.').is_some_and(|(_, short)| short == id)
            })
        };
        let operation =
            |name: &String| scenario.clauses.iter().any(|clause| clause.facts().operation == name.as_str());
        let evidence = |grade: &Evidence| scenario.clauses.iter().any(|clause| clause.evidence() == *grade);
        (self.filters.is_empty() || self.filters.iter().any(filter))
            && (self.vendors.is_empty() || self.vendors.contains(&scenario.vendor))
            && (self.operations.is_empty() || self.operations.iter().any(operation))
            && (self.clauses.is_empty() || self.clauses.iter().any(clause))
            && (self.evidence.is_empty() || self.evidence.iter().any(evidence))
    }

    /// What is named and does not exist, in words that follow "failed to".
    pub fn unknown(&self) -> Option<String> {
        let contracts = || Vendor::ALL.into_iter().map(Vendor::contract);
        let operation = self.operations.iter().find(|name| {
            name.as_str() != "any" && contracts().all(|contract| contract.operation(name).is_none())
        });
        let clause = self.clauses.iter().find(|id| {
            contracts().flat_map(|contract| contract.clauses()).all(|clause| {
                clause.id() != *id && clause.id().split_once('.').is_none_or(|(_, short)| short != *id)
            })
        });
        operation
            .map(|name| format!("find an operation `{name}`; `run --list` names them with their scenarios"))
            .or_else(|| {
                clause.map(|id| format!("find a clause `{id}`; `run --list` names them with their scenarios"))
            })
    }
}

/// A filter that may be the path of a file.
fn plain(filter: &str) -> &str {
    let filter = filter.trim_end_matches(".yaml");
    filter.rsplit_once("scenarios/").map_or(filter, |(_, below)| below)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedded::SCENARIOS;

    #[test]
    fn what_is_meant_is_never_taken_for_what_cannot_be() {
        for (path, text) in SCENARIOS {
            let scenario = crate::scenario::read(path, text).expect("the scenarios in the binary are right");
            let clause = scenario.clauses.first().expect("every scenario shows a clause");
            let id = clause.id().to_owned();
            let short = id.split_once('.').expect("an id begins with its vendor").1.to_owned();
            let selections = [
                Selection { filters: vec![scenario.claim.to_uppercase()], ..Selection::default() },
                Selection { filters: vec![scenario.id.clone()], ..Selection::default() },
                Selection { filters: vec![scenario.path.clone()], ..Selection::default() },
                Selection { vendors: vec![scenario.vendor], ..Selection::default() },
                Selection { operations: vec![clause.facts().operation.to_owned()], ..Selection::default() },
                Selection { clauses: vec![id], ..Selection::default() },
                Selection { clauses: vec![short], ..Selection::default() },
                Selection { evidence: vec![clause.evidence()], ..Selection::default() },
            ];
            for selection in selections {
                assert!(selection.means(&scenario), "{path} is meant: {selection:?}");
                assert!(selection.may_mean(&scenario.id, text), "{path} may be meant: {selection:?}");
            }
        }
    }

    #[test]
    fn what_cannot_be_meant_is_not_read() {
        let selection = Selection { filters: vec!["no-such-name".into()], ..Selection::default() };
        assert!(SCENARIOS.iter().all(|(path, text)| !selection.may_mean(path, text)));
    }

    #[test]
    fn a_partition_is_one_of_so_many() {
        assert_eq!("2/3".parse(), Ok(Partition { part: 2, of: 3 }));
        for wrong in ["0/3", "4/3", "1", "a/b", "1/0"] {
            assert!(wrong.parse::<Partition>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_does_not_exist_is_named() {
        let selection = Selection { operations: vec!["assign-numbr".into()], ..Selection::default() };
        assert!(selection.unknown().is_some_and(|message| message.contains("assign-numbr")));
        let selection =
            Selection { clauses: vec!["assign-number-to-trunk.assigned".into()], ..Selection::default() };
        assert_eq!(selection.unknown(), None);
    }
}
