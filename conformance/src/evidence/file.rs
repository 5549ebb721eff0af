//! Files of evidence: what `--evidence-out` writes, and `coverage` and the generated pages read.

use std::path::Path;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::runner::Verdict;

/// A file of evidence, in YAML, or in JSON where its name ends so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceFile {
    /// The version of the form.
    pub testline: u32,
    /// One record for each vendor, clause and target.
    pub evidence: Vec<Record>,
}

/// What was seen of one clause at one target.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The vendor.
    pub vendor: String,
    /// The clause, with its vendor.
    pub clause: String,
    /// What came of it.
    pub verdict: SeenAs,
    /// The target's name.
    pub target: String,
    /// What kind of target it is.
    pub kind: Kind,
    /// The day, in UTC.
    pub date: Date,
    /// The scenario that showed it.
    pub scenario: String,
    /// The digest of the exchange in its normal form.
    pub digest: String,
}

/// What came of a clause that was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SeenAs {
    /// It is so.
    Agrees,
    /// Something documented or observed is not so.
    Disagrees,
    /// Something inferred is not so.
    Differs,
}

impl SeenAs {
    /// The verdict as evidence; none where nothing was seen.
    pub const fn of(verdict: Verdict) -> Option<Self> {
        match verdict {
            Verdict::Agrees => Some(Self::Agrees),
            Verdict::Disagrees => Some(Self::Disagrees),
            Verdict::Differs => Some(Self::Differs),
            Verdict::Skipped | Verdict::NotRun => None,
        }
    }

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agrees => Verdict::Agrees.as_str(),
            Self::Disagrees => Verdict::Disagrees.as_str(),
            Self::Differs => Verdict::Differs.as_str(),
        }
    }
}

/// What kind of target something was seen at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The emulator, in process or by URL.
    Emulator,
    /// Whatever answered at a URL; nobody says that it is the vendor.
    BlackBox,
    /// The vendor, as a target file says.
    Live,
}

impl EvidenceFile {
    /// The version that this program reads and writes.
    pub const VERSION: u32 = 1;

    /// A file of these records, in order.
    pub fn new(mut evidence: Vec<Record>) -> Self {
        evidence.sort();
        evidence.dedup();
        Self { testline: Self::VERSION, evidence }
    }

    /// Reads a file. An error follows "failed to".
    pub fn read(path: &Path) -> Result<Self, String> {
        let wrong = |error: String| format!("read {}: {error}", path.display());
        let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        Self::parse(&text).map_err(wrong)
    }

    /// Reads a text; JSON is YAML, too.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: Self = serde_saphyr::from_str(text).map_err(|error| error.to_string())?;
        if file.testline == Self::VERSION {
            Ok(file)
        } else {
            Err(format!("`testline: {}` is not known; this program reads {}", file.testline, Self::VERSION))
        }
    }

    /// The text for a file of this name.
    pub fn text(&self, path: &Path) -> String {
        // Records hold texts and a date only, and these always serialize.
        if path.extension().is_some_and(|ending| ending == "json") {
            serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
        } else {
            serde_saphyr::to_string(self).unwrap_or_default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_reads_back_as_it_is_written() {
        let record = Record {
            vendor: "vobiz".to_owned(),
            clause: "vobiz.any.no-credentials".to_owned(),
            verdict: SeenAs::Agrees,
            target: "https://api.example".to_owned(),
            kind: Kind::BlackBox,
            date: jiff::civil::date(2026, 11, 24),
            scenario: "vobiz/any/a".to_owned(),
            digest: "sha256:00".to_owned(),
        };
        let file = EvidenceFile::new(vec![record.clone(), record]);
        assert_eq!(file.evidence.len(), 1);
        for name in ["a.yaml", "a.json"] {
            let text = file.text(Path::new(name));
            assert_eq!(EvidenceFile::parse(&text).as_ref(), Ok(&file), "{text}");
        }
    }

    #[test]
    fn an_unknown_key_and_another_version_are_refused() {
        for text in ["testline: 1\nevidense: []\n", "testline: 2\nevidence: []\n"] {
            assert!(EvidenceFile::parse(text).is_err(), "{text}");
        }
    }
}
