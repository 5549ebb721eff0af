//! Every clause of every contract is shown, to its last byte, and every case is covered.

use std::collections::BTreeSet;

use serde::Deserialize;
use testline_conformance::embedded::FIXTURES;
use testline_emulator::Vendor;

use crate::scenarios::scenarios;

/// `fixtures/<vendor>/cases.yaml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    vendor: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    says: String,
    evidence: String,
}

#[test]
fn every_clause_is_shown_with_its_status_and_its_whole_body() {
    let scenarios = scenarios();
    let mut shown = BTreeSet::new();
    let mut whole = BTreeSet::new();
    for scenario in &scenarios {
        shown.extend(scenario.clauses.iter().map(|clause| clause.id()));
        for (_, expect) in scenario.expectations() {
            let Some(clause) = expect.clause else { continue };
            let parts = || std::iter::once(&expect.fair).chain(&expect.emulator);
            if parts().any(|claims| claims.status.is_some())
                && parts().any(|claims| claims.claims_whole_body())
            {
                whole.insert(clause.id());
            }
        }
    }
    let mut missing = Vec::new();
    for clause in Vendor::ALL.into_iter().flat_map(|vendor| vendor.contract().clauses()) {
        if !shown.contains(clause.id()) {
            missing.push(format!("{}: no scenario shows it", clause.id()));
        } else if !whole.contains(clause.id()) {
            missing.push(format!("{}: no step claims its status and its whole body", clause.id()));
        }
    }
    assert!(missing.is_empty(), "{} clauses are missing:\n{}", missing.len(), missing.join("\n"));
}

#[test]
fn every_case_is_covered_and_every_covered_case_exists() {
    let scenarios = scenarios();
    let mut wrong = Vec::new();
    for vendor in Vendor::ALL {
        let path = format!("fixtures/{vendor}/cases.yaml");
        let Some((_, text)) = FIXTURES.iter().find(|(held, _)| *held == path) else {
            wrong.push(format!("{path} is missing"));
            continue;
        };
        let cases: Cases =
            serde_saphyr::from_str(text).unwrap_or_else(|error| panic!("failed to read {path}: {error}"));
        if cases.vendor != vendor.name() {
            wrong.push(format!("{path} says that it is of {}", cases.vendor));
        }
        let of = || scenarios.iter().filter(|scenario| scenario.vendor == vendor);
        let covered: BTreeSet<&str> =
            of().flat_map(|scenario| &scenario.covers).map(String::as_str).collect();
        let mut known = BTreeSet::new();
        for case in &cases.cases {
            if !known.insert(case.id.as_str()) {
                wrong.push(format!("{path}: {} stands twice", case.id));
            }
            if !covered.contains(case.id.as_str()) {
                wrong.push(format!("{path}: {} is covered by no scenario: {}", case.id, case.says));
            }
            if !["documented", "observed", "inferred"].contains(&case.evidence.as_str()) {
                wrong.push(format!("{path}: {} is known in no way: {}", case.id, case.evidence));
            }
        }
        for scenario in of() {
            for id in scenario.covers.iter().filter(|id| !known.contains(id.as_str())) {
                wrong.push(format!("{} covers {id}, which {path} does not have", scenario.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{} cases are wrong:\n{}", wrong.len(), wrong.join("\n"));
}
