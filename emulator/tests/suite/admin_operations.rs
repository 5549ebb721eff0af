//! Every operation of the admin API stands in the snapshots with good input and, where it takes any, with bad.

use std::collections::BTreeMap;

use testline_emulator::openapi;

use crate::admin_document;

/// How often an operation was answered well and how often it was refused.
#[derive(Debug, Default)]
struct Shown {
    good: usize,
    bad: usize,
}

/// What the snapshots of `control.rs` show, by operation.
fn shown() -> BTreeMap<String, Shown> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/suite/snapshots");
    let mut shown: BTreeMap<String, Shown> = BTreeMap::new();
    for entry in std::fs::read_dir(folder).expect("there are snapshots") {
        let path = entry.expect("an entry").path();
        if !path.display().to_string().contains("suite__control__") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a snapshot");
        for said in text.split("### ").skip(1) {
            let head = said.lines().next().unwrap_or("");
            let Some((method, path)) = head.split_once(" /") else { continue };
            let path =
                if path == "health" { "/_testline/health".to_owned() } else { format!("/_testline/{path}") };
            let path = path.split('?').next().unwrap_or("");
            let Some(operation) = admin_document::operation(method, path) else { continue };
            let status =
                said.lines().find_map(|line| line.strip_prefix("--- ")?.get(..3)?.parse::<u16>().ok());
            let id = operation["operationId"].as_str().expect("each has one").to_owned();
            let shown = shown.entry(id).or_default();
            match status.expect("what was said was answered") {
                ..400 => shown.good += 1,
                _ => shown.bad += 1,
            }
        }
    }
    shown
}

#[test]
fn every_operation_is_shown_with_good_and_with_bad_input() {
    let shown = shown();
    let document = openapi::admin("http://emulator.test");
    let mut missing = Vec::new();
    let mut operations = 0;
    for (path, item) in document["paths"].as_object().expect("an object") {
        for (method, operation) in item.as_object().expect("an object") {
            let Some(id) = operation["operationId"].as_str() else { continue };
            operations += 1;
            let takes = path.contains('{')
                || operation.get("requestBody").is_some()
                || operation.get("parameters").is_some();
            let (good, bad) = shown.get(id).map_or((0, 0), |shown| (shown.good, shown.bad));
            if good == 0 || takes && bad == 0 {
                missing.push(format!("{method} {path} ({id}): {good} good, {bad} bad"));
            }
        }
    }
    assert!(operations > 20, "the document has only {operations} operations");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
