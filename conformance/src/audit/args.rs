//! The command `audit`.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use clap::Args;
use testline_emulator::Vendor;
use testline_emulator::contract::Clause;

use super::catalogue::catalogue;
use super::command;
use super::explored::explored;
use super::judged::{Judged, Tally};
use super::met::Met;
use super::mutation::Mutation;
use super::report;
use super::scenarios::Bench;
use crate::cli::default_jobs;
use crate::exit::Exit;
use crate::scenario;
use crate::select::Selection;
use crate::shell::Stopwatch;

const EXAMPLES: &str = "Examples:
  testline-conformance audit                          are the scenarios good enough to trust?
  testline-conformance audit --vendor vobiz --report json=audit.json
  testline-conformance audit --sample 20 -- pytest    are my own tests? one mutant in twenty

Exit codes: 0 every mutant was noticed, 1 one was not, 2 bad usage or a suite that fails unbroken, 4 nothing was met.";

/// What `audit` is told.
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct AuditArgs {
    /// Only clauses of this vendor.
    #[arg(long, env = "TESTLINE_VENDOR", value_delimiter = ',')]
    vendor: Vec<Vendor>,
    /// Only clauses of this operation; `any` for what holds for all.
    #[arg(long, env = "TESTLINE_OPERATION", value_delimiter = ',')]
    operation: Vec<String>,
    /// Only this clause, with or without its vendor.
    #[arg(long, env = "TESTLINE_CLAUSE", value_delimiter = ',')]
    clause: Vec<String>,
    /// Only one mutant in so many.
    #[arg(long, env = "TESTLINE_SAMPLE", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    sample: u32,
    /// How many mutants are judged at once.
    #[arg(long, env = "TESTLINE_JOBS", default_value_t = default_jobs())]
    jobs: usize,
    /// How many cases to explore with each mutant that no scenario noticed.
    #[arg(long, env = "TESTLINE_EXPLORE", default_value_t = 64, conflicts_with = "command")]
    explore: u64,
    /// A folder of scenarios to add; a file of the same name replaces a built-in one.
    #[arg(long, env = "TESTLINE_SCENARIOS", conflicts_with = "command")]
    scenarios: Option<PathBuf>,
    /// Write a report: text=PATH or json=PATH; may be repeated.
    #[arg(long, env = "TESTLINE_REPORT", value_delimiter = ',', value_name = "FORMAT=PATH")]
    report: Vec<Written>,
    /// Grade this command in the place of the scenarios: a test suite that finds the emulator by its variables.
    #[arg(last = true, value_name = "CMD")]
    command: Vec<OsString>,
}

/// A report in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Written {
    Text(PathBuf),
    Json(PathBuf),
}

impl FromStr for Written {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some(("text", path)) if !path.is_empty() => Ok(Self::Text(path.into())),
            Some(("json", path)) if !path.is_empty() => Ok(Self::Json(path.into())),
            _ => Err(format!("`{text}` is no report of an audit; give text=PATH or json=PATH")),
        }
    }
}

impl AuditArgs {
    /// Breaks the emulator and says who noticed. The report goes to `out`, everything else to `log`.
    pub async fn run(&self, out: &mut impl Write, log: &mut impl Write) -> io::Result<Exit> {
        let watch = Stopwatch::start();
        let (judged, never_met) = match self.judged(log).await {
            Ok(judged) => judged,
            Err(error) => {
                writeln!(log, "failed to {error}")?;
                return Ok(Exit::Usage);
            }
        };
        if judged.is_empty() {
            writeln!(log, "nothing was met that could be broken")?;
            return Ok(Exit::NothingRan);
        }
        let text = report::text(&judged, &never_met);
        out.write_all(text.as_bytes())?;
        writeln!(log, "judged in {:.1} s", watch.elapsed().as_secs_f64())?;
        for written in &self.report {
            let (path, report) = match written {
                Written::Text(path) => (path, text.clone()),
                Written::Json(path) => (path, report::json(&judged, &never_met)),
            };
            if let Err(error) = std::fs::write(path, report) {
                writeln!(log, "failed to write {}: {error}", path.display())?;
                return Ok(Exit::Usage);
            }
        }
        // A user's own suite need not meet every clause; the scenarios must.
        let missed = self.command.is_empty() && !never_met.is_empty();
        Ok(if Tally::of(&judged).survived > 0 || missed { Exit::Disagrees } else { Exit::Agrees })
    }

    async fn judged(&self, log: &mut impl Write) -> Result<(Vec<Judged>, Vec<Clause>), String> {
        let selection = Selection {
            operations: self.operation.clone(),
            clauses: self.clause.clone(),
            ..Selection::default()
        };
        if let Some(message) = selection.unknown() {
            return Err(message);
        }
        let mut say =
            |line: String| writeln!(log, "{line}").map_err(|error| format!("write to the log: {error}"));
        if !self.command.is_empty() {
            let unchanged = command::unchanged(&self.command).await?;
            let mutants = self.mutants(&unchanged.met);
            let each = unchanged.took.as_secs_f64();
            let all = each * mutants.len() as f64 / self.jobs.max(1) as f64;
            let met = self.wanted_of(&unchanged.met).count();
            say(format!(
                "{} mutants of the {met} clauses that the command met, {each:.1} s each: about {:.0} min; --sample N takes one in N",
                mutants.len(),
                (all / 60.0).ceil()
            ))?;
            let judged = command::judge(&self.command, unchanged.took, mutants, self.jobs).await?;
            return Ok((judged, self.never_met(&unchanged.met)));
        }
        let scenarios = match &self.scenarios {
            None => scenario::embedded(),
            Some(folder) => scenario::embedded().and_then(|base| scenario::folder(folder, base)),
        };
        let mut scenarios =
            scenarios.map_err(|errors| errors.first().map(ToString::to_string).unwrap_or_default())?;
        scenarios.retain(|scenario| self.vendor.is_empty() || self.vendor.contains(&scenario.vendor));
        let bench = Arc::new(Bench::new(scenarios, self.jobs).await?);
        let mutants = self.mutants(bench.met());
        say(format!("{} mutants", mutants.len()))?;
        let judged = bench.judge(mutants, self.jobs).await?;
        let judged = explored(judged, self.explore, self.jobs).await?;
        Ok((judged, self.never_met(bench.met())))
    }

    fn mutants(&self, met: &Met) -> Vec<(Clause, Mutation)> {
        let wanted = catalogue(met).into_iter().filter(|(clause, _)| self.wants(*clause));
        wanted.step_by(usize::try_from(self.sample).unwrap_or(usize::MAX)).collect()
    }

    fn wanted_of<'m>(&'m self, met: &'m Met) -> impl Iterator<Item = Clause> + 'm {
        met.clauses().map(|(clause, _)| clause).filter(|clause| self.wants(*clause))
    }

    fn never_met(&self, met: &Met) -> Vec<Clause> {
        let all = Vendor::ALL.into_iter().flat_map(|vendor| vendor.contract().clauses());
        all.filter(|clause| self.wants(*clause) && !met.has(*clause)).collect()
    }

    fn wants(&self, clause: Clause) -> bool {
        let facts = clause.facts();
        let short = facts.id.split_once('.').map_or("", |(_, short)| short);
        facts.vendor.is_some_and(|vendor| self.vendor.is_empty() || self.vendor.contains(&vendor))
            && (self.operation.is_empty() || self.operation.iter().any(|name| name == facts.operation))
            && (self.clause.is_empty() || self.clause.iter().any(|id| id == facts.id || id == short))
    }
}
