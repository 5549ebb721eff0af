//! Embeds `scenarios/` and `fixtures/` in the binary, so that it works outside a checkout.
#![expect(clippy::expect_used, reason = "a build that cannot find its own folders must stop")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("..");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    let mut code = String::new();
    for (constant, folder, says, endings) in [
        (
            "SCENARIOS",
            "scenarios",
            "Every scenario file: its path in the repository and its text.",
            &["yaml"][..],
        ),
        (
            "FIXTURES",
            "fixtures",
            "Every fixture file: its path in the repository and its text.",
            &["yaml", "http"][..],
        ),
    ] {
        println!("cargo::rerun-if-changed=../{folder}");
        let mut files = Vec::new();
        collect(&root.join(folder), endings, &mut files);
        files.sort();
        let _ = writeln!(code, "/// {says}\npub static {constant}: &[(&str, &str)] = &[");
        for file in files {
            let path = file.strip_prefix(&root).expect("it was found below the root");
            let path = path.to_string_lossy().replace('\\', "/");
            let _ = writeln!(code, "({path:?}, include_str!({:?})),", file.to_string_lossy());
        }
        code.push_str("];\n");
    }
    std::fs::write(out.join("embedded.rs"), code).expect("cargo's folder for generated code is writable");
}

/// Finds every file below a folder whose name ends so; a folder that is not there holds none.
fn collect(folder: &Path, endings: &[&str], files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        if path.is_dir() {
            collect(&path, endings, files);
        } else if path.extension().is_some_and(|ending| endings.iter().any(|wanted| ending == *wanted)) {
            files.push(path);
        }
    }
}
