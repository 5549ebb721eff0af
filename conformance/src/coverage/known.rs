//! What is known of each clause: the scenarios that show it, and where it was seen.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;
use testline_emulator::contract::Clause;
use testline_emulator::coverage_file::CoverageFile;
use testline_emulator::world::Coverage;

use crate::evidence::{EvidenceFile, Kind, Record, SeenAs};
use crate::scenario::Scenario;

/// What is known of all clauses.
#[derive(Clone, Debug, Default)]
pub struct Known {
    scenarios: BTreeMap<&'static str, Vec<String>>,
    on_emulator: BTreeMap<String, Date>,
    live: BTreeMap<String, Live>,
    met: Coverage,
}

/// The last that was seen of a clause at the real vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Live {
    /// When.
    pub date: Date,
    /// What came of it.
    pub verdict: SeenAs,
}

impl Known {
    /// What scenarios and records say.
    pub fn new<'r>(scenarios: &[Scenario], records: impl IntoIterator<Item = &'r Record>) -> Self {
        let mut known = Self::default();
        for scenario in scenarios {
            for clause in &scenario.clauses {
                known.scenarios.entry(clause.id()).or_default().push(scenario.id.clone());
            }
        }
        for record in records {
            match record.kind {
                Kind::Emulator if record.verdict == SeenAs::Agrees => {
                    let held = known.on_emulator.entry(record.clause.clone()).or_insert(record.date);
                    *held = (*held).max(record.date);
                }
                Kind::Live => known.add_live(record),
                // What answers at a URL may be anything, so that it is no evidence of the vendor.
                Kind::Emulator | Kind::BlackBox => {}
            }
        }
        known
    }

    fn add_live(&mut self, record: &Record) {
        let seen = Live { date: record.date, verdict: record.verdict };
        let held = self.live.entry(record.clause.clone()).or_insert(seen);
        // Of one day what is wrong weighs more.
        let newer = (seen.date, seen.verdict != SeenAs::Agrees) > (held.date, held.verdict != SeenAs::Agrees);
        if newer {
            *held = seen;
        }
    }

    /// Adds what the clients of emulators have met: every file of a folder that `--coverage-dir` was given. An error
    /// follows "failed to".
    pub fn merge(&mut self, folder: &Path) -> Result<(), String> {
        let wrong = |path: &Path, error: &dyn std::fmt::Display| format!("read {}: {error}", path.display());
        let entries = std::fs::read_dir(folder).map_err(|error| wrong(folder, &error))?;
        let mut files = Vec::new();
        for entry in entries {
            let path = entry.map_err(|error| wrong(folder, &error))?.path();
            if path.extension().is_some_and(|ending| ending == "json") {
                files.push(path);
            }
        }
        files.sort();
        if files.is_empty() {
            return Err(format!("find coverage in {}: no file there ends with .json", folder.display()));
        }
        for path in files {
            let text = std::fs::read_to_string(&path).map_err(|error| wrong(&path, &error))?;
            let file: CoverageFile = serde_json::from_str(&text).map_err(|error| wrong(&path, &error))?;
            if file.testline != CoverageFile::VERSION {
                let error = format!(
                    "`testline: {}` is not known; this program reads {}",
                    file.testline,
                    CoverageFile::VERSION
                );
                return Err(wrong(&path, &error));
            }
            self.met.add(&file.coverage);
        }
        Ok(())
    }

    /// The scenarios that show a clause.
    pub fn scenarios(&self, clause: Clause) -> &[String] {
        self.scenarios.get(clause.id()).map_or(&[], Vec::as_slice)
    }

    /// Whether a clause was seen on an emulator, by the suite or by clients.
    pub fn on_emulator(&self, clause: Clause) -> bool {
        self.on_emulator.contains_key(clause.id()) || self.met.of(clause) > 0
    }

    /// The last that was seen of a clause at the real vendor.
    pub fn live(&self, clause: Clause) -> Option<Live> {
        self.live.get(clause.id()).copied()
    }
}

/// The records of files, and of all files of folders. An error follows "failed to".
pub fn records(paths: &[std::path::PathBuf]) -> Result<Vec<Record>, String> {
    let mut records = Vec::new();
    for path in paths {
        let mut files = vec![path.clone()];
        if path.is_dir() {
            let entries =
                std::fs::read_dir(path).map_err(|error| format!("read {}: {error}", path.display()))?;
            files = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
            files.retain(|file| file.extension().is_some_and(|ending| ending == "yaml" || ending == "json"));
            files.sort();
        }
        for file in files {
            records.extend(EvidenceFile::read(&file)?.evidence);
        }
    }
    Ok(records)
}
