//! The JSON Schema in the repository is the one of the types.

use std::path::PathBuf;

#[test]
fn the_schema_is_current() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../scenarios/scenario.schema.json");
    let held = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        held == testline_conformance::scenario::schema(),
        "scenarios/scenario.schema.json is not current; write it with: \
         cargo run -p testline-conformance -- schema > scenarios/scenario.schema.json"
    );
}
