//! What a run writes besides its report on the terminal: reports in files, evidence, and a dialect.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;

use crate::dialect_out;
use crate::divergence::Divergences;
use crate::evidence::{self, EvidenceFile};
use crate::report::spec::{Format, Spec};
use crate::report::told::Told;
use crate::report::{github, html, json, junit};

/// The file of known differences that is read where no other is named.
const DIVERGENCES: &str = "divergences.yaml";

/// What a run writes, and what it is compared with.
#[derive(Clone, Debug, Default, Args)]
pub struct OutputArgs {
    /// Write a report: junit=PATH, json=PATH, html=PATH or github=PATH; may be repeated.
    #[arg(long, env = "TESTLINE_REPORT", value_delimiter = ',', value_name = "FORMAT=PATH")]
    report: Vec<Spec>,
    /// Write what was seen of each clause, dated, as YAML or, where the name ends so, as JSON.
    #[arg(long, env = "TESTLINE_EVIDENCE_OUT", value_name = "FILE")]
    evidence_out: Option<PathBuf>,
    /// Write what would make the emulator behave as the target did: switches, else stubs.
    #[arg(long, env = "TESTLINE_WRITE_DIALECT", value_name = "FILE")]
    write_dialect: Option<PathBuf>,
    /// Known differences with reason and date; one that no longer occurs fails the run [default: divergences.yaml, if
    /// there is one].
    #[arg(long, env = "TESTLINE_DIVERGENCES", value_name = "FILE")]
    divergences: Option<PathBuf>,
    /// Set to `true` by GitHub: annotations go to standard output.
    #[arg(long, env = "GITHUB_ACTIONS", hide = true)]
    github_actions: Option<String>,
    /// Set by GitHub: the file of the step's summary.
    #[arg(long, env = "GITHUB_STEP_SUMMARY", hide = true)]
    github_step_summary: Option<PathBuf>,
}

impl OutputArgs {
    /// Makes sure that every file can be written, before anything runs. An error follows "failed to".
    pub fn check(&self) -> Result<(), String> {
        let paths =
            self.report.iter().map(|spec| &spec.path).chain(&self.evidence_out).chain(&self.write_dialect);
        for path in paths {
            let folder =
                path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            if !folder.is_dir() {
                return Err(format!(
                    "write {}: there is no folder {}; make it first",
                    path.display(),
                    folder.display()
                ));
            }
        }
        Ok(())
    }

    /// The known differences. An error follows "failed to".
    pub fn divergences(&self) -> Result<Divergences, String> {
        match &self.divergences {
            Some(path) => Divergences::read(path),
            None if Path::new(DIVERGENCES).is_file() => Divergences::read(Path::new(DIVERGENCES)),
            None => Ok(Divergences::default()),
        }
    }

    /// Writes everything that is wanted; what GitHub reads from standard output goes to `out`. An error follows
    /// "failed to".
    pub async fn write(&self, told: &Told<'_>, date: Date, out: &mut impl Write) -> Result<(), String> {
        for spec in &self.report {
            let text = match spec.format {
                Format::Junit => junit::text(told)?,
                Format::Json => json::text(told),
                Format::Html => html::text(told)?,
                Format::Github => github::summary(told),
            };
            save(&spec.path, &text)?;
        }
        self.tell_github(told, out)?;
        if let Some(path) = &self.evidence_out {
            let records = told.places.iter();
            let records =
                records.flat_map(|place| evidence::gather(place.summary, place.kind, &told.scenarios, date));
            save(path, &EvidenceFile::new(records.collect()).text(path))?;
        }
        if let Some(path) = &self.write_dialect {
            let learned = dialect_out::learn(told).await;
            save(path, &dialect_out::text(&learned, date))?;
        }
        Ok(())
    }

    fn tell_github(&self, told: &Told<'_>, out: &mut impl Write) -> Result<(), String> {
        let there = self.github_actions.as_deref() == Some("true");
        let wanted = self.report.iter().any(|spec| spec.format == Format::Github);
        if there || wanted {
            let written = out.write_all(github::annotations(told).as_bytes());
            written.map_err(|error| format!("write the annotations: {error}"))?;
        }
        match &self.github_step_summary {
            // Other steps of the job add to the same file.
            Some(path) if there && !path.as_os_str().is_empty() => append(path, &github::summary(told)),
            Some(_) | None => Ok(()),
        }
    }
}

fn save(path: &Path, text: &str) -> Result<(), String> {
    std::fs::write(path, text).map_err(|error| format!("write {}: {error}", path.display()))
}

fn append(path: &Path, text: &str) -> Result<(), String> {
    let add = || -> io::Result<()> {
        std::fs::OpenOptions::new().append(true).create(true).open(path)?.write_all(text.as_bytes())
    };
    add().map_err(|error| format!("write {}: {error}", path.display()))
}
