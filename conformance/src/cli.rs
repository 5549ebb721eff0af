//! The command line: every flag has a `TESTLINE_*` twin, and nothing else reads the environment.

use std::io::Write;

use clap::{Parser, Subcommand, ValueEnum};
use testline_emulator::contract::Evidence;

use crate::audit::AuditArgs;
use crate::coverage::CoverageArgs;
use crate::exit::Exit;
use crate::explore::ExploreArgs;
use crate::export::ExportCommand;
use crate::live::CleanupArgs;
use crate::race::RaceArgs;
use crate::run_args::RunArgs;
use crate::runner::Stop;
use crate::scenario;
use crate::shell::today;
use crate::snapshot::SnapshotArgs;

/// Runs cited scenarios against the emulator or a live endpoint and says clause by clause what agrees.
///
/// Exit codes: 0 agrees, 1 disagrees, 2 bad usage or file, 3 target unreachable or credentials
/// missing, 4 nothing ran, 5 cleanup incomplete, 6 disagrees on inferred clauses only, 130 stopped;
/// `snapshot` exits as its command does where that fails.
#[derive(Debug, Parser)]
#[command(name = "testline-conformance", version, verbatim_doc_comment)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Runs scenarios and says what agrees.
    Run(Box<RunArgs>),
    /// Plays drawn sequences of actions and holds every answer against a reference model.
    Explore(Box<ExploreArgs>),
    /// Says per vendor and operation what scenarios show, and what was seen on the emulator and live.
    Coverage(CoverageArgs),
    /// Breaks the emulator on purpose, clause by clause, and says who noticed: the scenarios, or a suite of your own.
    Audit(AuditArgs),
    /// Lets many clients ask an emulator at once and says whether one order fits what they were told.
    Race(RaceArgs),
    /// Writes scenarios in the form of other tools.
    #[command(subcommand)]
    Export(ExportCommand),
    /// Undoes what runs at live targets left behind: all that ledgers say, or with --target back to its baseline.
    Cleanup(CleanupArgs),
    /// Compares the exchanges of a command's clients with those that were agreed to.
    Snapshot(Box<SnapshotArgs>),
    /// Prints the JSON Schema of scenario files.
    Schema,
}

/// How something is known, as a flag says it.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Grade {
    /// A first source or the vendor's own documentation says it.
    Documented,
    /// A real client saw it.
    Observed,
    /// Nobody says.
    Inferred,
}

impl From<Grade> for Evidence {
    fn from(grade: Grade) -> Self {
        match grade {
            Grade::Documented => Self::Documented,
            Grade::Observed => Self::Observed,
            Grade::Inferred => Self::Inferred,
        }
    }
}

/// One job for each processor.
pub(crate) fn default_jobs() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
}

impl Cli {
    /// Does what the command line says. The report goes to `out`, everything else to `log`.
    pub async fn run(self, out: &mut impl Write, log: &mut impl Write, stop: &Stop) -> Exit {
        self.command.run(out, log, stop).await
    }
}

impl Command {
    /// Whether a signal is for a command that is run, which decides itself when it ends.
    pub const fn runs_a_command(&self) -> bool {
        matches!(self, Self::Snapshot(_))
    }

    /// Does what the command says. The report goes to `out`, everything else to `log`.
    pub async fn run(self, out: &mut impl Write, log: &mut impl Write, stop: &Stop) -> Exit {
        let done = match self {
            Self::Explore(args) => args.run(out, log, stop).await,
            Self::Audit(args) => args.run(out, log).await,
            Self::Race(args) => args.run(out, log).await,
            Self::Coverage(args) => args.run(out, log, today()),
            Self::Export(command) => command.run(out, log),
            Self::Cleanup(args) => args.run(out, log).await,
            Self::Snapshot(args) => args.run(out, log).await,
            Self::Schema => out.write_all(scenario::schema().as_bytes()).map(|()| Exit::Agrees),
            Self::Run(args) => args.run(out, log, stop).await,
        };
        // A reader that went away, such as `head`, is no failure of the run.
        done.unwrap_or(Exit::Usage)
    }
}
