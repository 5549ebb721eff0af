//! Any text as a world file: it is refused, or reads back as it was written and makes a world.
#![no_main]

use libfuzzer_sys::fuzz_target;
use testline_emulator::{Timestamp, World, WorldFile};

fuzz_target!(|text: &str| {
    if let Ok(file) = WorldFile::parse(text, "any.yaml") {
        let again = WorldFile::parse(&file.to_yaml(), "again.yaml").expect("what was written reads back");
        assert_eq!(again.to_json(), file.to_json());
        // It may still be refused, for example for a credential that two tenants share.
        let _ = World::import(0, "any", file, Timestamp::UNIX_EPOCH);
    }
});
