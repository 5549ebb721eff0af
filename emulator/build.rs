//! Turns `contracts/<vendor>.yaml` into typed Rust: clauses as constants, operations as tables, switches as enums.
//!
//! A clause or a switch that the contract does not have is a compile error, and no contract is parsed at start.

#[path = "build/contract_file.rs"]
mod contract_file;
#[path = "build/fixtures.rs"]
mod fixtures;
#[path = "build/generate.rs"]
mod generate;
#[path = "build/world.rs"]
mod world;

use std::path::PathBuf;

const VENDORS: [&str; 4] = ["trillet", "unleashx", "vobiz", "dasha"];

fn main() {
    let folder =
        |name: &str| PathBuf::from(std::env::var_os(name).unwrap_or_else(|| panic!("cargo sets {name}")));
    let (root, out) = (folder("CARGO_MANIFEST_DIR"), folder("OUT_DIR"));
    println!("cargo::rerun-if-changed=contracts");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=../fixtures");
    let mut code = String::new();
    for vendor in VENDORS {
        let path = root.join("contracts").join(format!("{vendor}.yaml"));
        let text = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("failed to read {}: {error}", path.display()));
        let contract = contract_file::parse(&text)
            .unwrap_or_else(|error| panic!("failed to read {}:\n{error}", path.display()));
        contract_file::check(&contract)
            .unwrap_or_else(|errors| panic!("{} contradicts itself:\n{errors}", path.display()));
        code.push_str(&generate::module(&contract));
    }
    let fixtures = fixtures::table(&root.join("../fixtures"), &VENDORS);
    let world = world::json(&root.join("../fixtures"));
    for (name, code) in [("contracts.rs", code), ("fixtures.rs", fixtures), ("default.json", world)] {
        std::fs::write(out.join(name), code)
            .unwrap_or_else(|error| panic!("failed to write the generated code: {error}"));
    }
}
