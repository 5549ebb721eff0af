//! Any text as a scenario: it is read, or refused with its place.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Err(errors) = testline_conformance::scenario::read("scenarios/vobiz/any.yaml", text) {
        assert!(errors.iter().all(|error| error.to_string().contains("any.yaml")));
    }
});
