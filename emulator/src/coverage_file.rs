//! `--coverage-dir`: what an emulator's clients have met, in one file a process.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::world::Coverage;

/// The form of the file: the clauses that were met, with how often. What is not there was never met.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CoverageFile {
    /// The version of the form.
    pub testline: u32,
    /// The version of the emulator.
    pub emulator: String,
    /// What was met.
    pub coverage: Coverage,
}

impl CoverageFile {
    /// The version that this emulator writes.
    pub const VERSION: u32 = 1;

    /// What a process has met.
    pub fn new(coverage: Coverage) -> Self {
        Self { testline: Self::VERSION, emulator: env!("CARGO_PKG_VERSION").to_owned(), coverage }
    }

    /// Writes a file of a process into a folder, which is made if it is not there. A file that is there already, of
    /// another process of the same number, stays.
    pub fn write(&self, folder: &Path, process: u32) -> Result<PathBuf, String> {
        let failed =
            |path: &Path, error: std::io::Error| format!("failed to write {}: {error}", path.display());
        std::fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
        // Strings, numbers and string-keyed maps always serialize.
        let text = serde_json::to_string_pretty(self).unwrap_or_default() + "\n";
        let mut again = 1;
        loop {
            let name = if again == 1 { format!("{process}.json") } else { format!("{process}-{again}.json") };
            let path = folder.join(name);
            match std::fs::File::create_new(&path) {
                Ok(mut file) => {
                    return file
                        .write_all(text.as_bytes())
                        .map(|()| path.clone())
                        .map_err(|error| failed(&path, error));
                }
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => again += 1,
                Err(error) => return Err(failed(&path, error)),
            }
        }
    }
}
