//! What `clients/schemathesis/run` lets pass: each exclusion names a check, operations and a clause that are there, and what
//! a reply looks like is never let pass.

use std::collections::BTreeSet;

use serde::Deserialize;
use testline_emulator::Vendor;
use testline_emulator::contract::{Clause, testline};

/// The checks of which a clause may contradict one. Those of statuses, schemas, content types and headers are not here.
const CHECKS: [&str; 4] =
    ["ensure_resource_availability", "not_a_server_error", "positive_data_acceptance", "unsupported_method"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    exclusions: Vec<Exclusion>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exclusion {
    vendor: String,
    check: String,
    operations: Vec<String>,
    clause: String,
    reason: String,
}

fn exclusions() -> Vec<Exclusion> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../clients/schemathesis/exclusions.yaml");
    let text = std::fs::read_to_string(path).expect("the file is there");
    let file: File = serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{error}"));
    file.exclusions
}

#[test]
fn every_exclusion_names_what_is_there() {
    let exclusions = exclusions();
    assert!(!exclusions.is_empty());
    let mut seen = BTreeSet::new();
    for exclusion in &exclusions {
        let vendor: Vendor = exclusion.vendor.parse().unwrap_or_else(|error| panic!("{error}"));
        assert!(CHECKS.contains(&exclusion.check.as_str()), "{exclusion:?} excludes what must hold");
        assert!(
            exclusion.reason.len() > 20 && exclusion.reason.ends_with('.'),
            "{exclusion:?} gives no reason"
        );
        assert!(!exclusion.operations.is_empty(), "{exclusion:?} names no operation");
        let own = exclusion.clause == testline::NOT_EMULATED.id();
        let clause = Clause::find(&exclusion.clause, None);
        assert!(
            own || clause.is_some_and(|clause| clause.facts().vendor == Some(vendor)),
            "{exclusion:?} names no clause of {vendor}"
        );
        for operation in &exclusion.operations {
            let contract = vendor.contract();
            let not_emulated = contract.not_emulated.iter().any(|facts| facts.name == operation);
            let any = operation == "any" && clause.is_some_and(|clause| clause.facts().operation == "any");
            let there = if own { not_emulated } else { any || contract.operation(operation).is_some() };
            assert!(there, "{exclusion:?}: there is no operation {operation}");
            let of_clause = own || clause.is_some_and(|clause| clause.facts().operation == operation);
            assert!(of_clause, "{exclusion:?}: the clause is not one of {operation}");
            assert!(
                seen.insert((&exclusion.check, operation, &exclusion.clause)),
                "{exclusion:?} stands there twice"
            );
        }
    }
}

#[test]
fn an_exclusion_fits_what_its_check_looks_for() {
    for exclusion in exclusions() {
        let status = Clause::find(&exclusion.clause, None).map_or(501, |clause| clause.status());
        let fits = match exclusion.check.as_str() {
            // A right request is refused for the state that it meets.
            "positive_data_acceptance" => status == 400 || status == 422,
            // A method that is not there is answered as a path that is not there.
            "unsupported_method" | "ensure_resource_availability" => status == 404,
            _ => exclusion.clause == "testline.not-emulated",
        };
        assert!(fits, "{exclusion:?}: the clause answers {status}");
    }
}
