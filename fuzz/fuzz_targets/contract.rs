//! Any text as a contract: it is read, or refused.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[expect(dead_code, reason = "the build uses the rest of it")]
#[path = "../../emulator/build/contract_file.rs"]
mod contract_file;

fuzz_target!(|text: &str| {
    if let Ok(contract) = contract_file::parse(text) {
        let _ = contract_file::check(&contract);
    }
});
