//! Embeds the documented exchanges of `fixtures/<vendor>/*.http`, which are the examples of the OpenAPI documents.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// A table of vendor, name and text, in the order of the vendors and then of the names.
pub(crate) fn table(folder: &Path, vendors: &[&str]) -> String {
    let mut code = String::from(
        "/// Vendor, name and text of every documented exchange.\npub(crate) static FIXTURES: &[(&str, &str, &str)] = &[\n",
    );
    for vendor in vendors {
        for file in exchanges(&folder.join(vendor)) {
            let name = file.file_stem().unwrap_or_default().to_string_lossy();
            let path = file.canonicalize().unwrap_or(file.clone());
            let _ = writeln!(code, "({vendor:?}, {name:?}, include_str!({:?})),", path.to_string_lossy());
        }
    }
    code.push_str("];\n");
    code
}

/// The files of a vendor in order; a folder that is not there holds none.
fn exchanges(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let paths = entries.filter_map(Result::ok).map(|entry| entry.path());
    let mut files: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|ending| ending == "http")).collect();
    files.sort();
    files
}
