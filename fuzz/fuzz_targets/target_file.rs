//! Any text as a target file: it is read, or refused with its place.
#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use testline_conformance::live::TargetFile;

fuzz_target!(|text: &str| {
    if let Err(errors) = TargetFile::parse(Path::new("any.yaml"), text) {
        assert!(errors.iter().all(|error| error.to_string().contains("any.yaml")));
    }
});
