//! The command line: every flag has a `TESTLINE_*` twin, and nothing else reads the environment.

use std::io::{self, IsTerminal as _, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand, ValueEnum};
use testline_emulator::Vendor;
use testline_emulator::contract::Evidence;

use crate::coverage::CoverageArgs;
use crate::exit::Exit;
use crate::export::ExportCommand;
use crate::live::{CleanupArgs, LiveArgs, LiveError, Outlook, Permits};
use crate::outputs::OutputArgs;
use crate::plan;
use crate::report::progress::Progress;
use crate::report::told::{Told, ToldPlace};
use crate::report::{Style, terminal};
use crate::runner::{Stop, Suite, Summary};
use crate::scenario::{self, Scenario};
use crate::select::{Partition, Selection};
use crate::shell::{Stopwatch, today};
use crate::target::{Options, Place, Spec};

/// Runs cited scenarios against the emulator or a live endpoint and says clause by clause what agrees.
///
/// Exit codes: 0 agrees, 1 disagrees, 2 bad usage or file, 3 target unreachable or credentials missing, 4 nothing
/// ran, 5 cleanup incomplete, 6 disagrees on inferred clauses only, 130 stopped.
#[derive(Debug, Parser)]
#[command(name = "testline-conformance", version, verbatim_doc_comment)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs scenarios and says what agrees.
    Run(Box<RunArgs>),
    /// Says per vendor and operation what scenarios show, and what was seen on the emulator and live.
    Coverage(CoverageArgs),
    /// Writes scenarios in the form of other tools.
    #[command(subcommand)]
    Export(ExportCommand),
    /// Undoes what runs at live targets left behind: all that ledgers say, or with --target back to its baseline.
    Cleanup(CleanupArgs),
    /// Prints the JSON Schema of scenario files.
    Schema,
}

#[derive(Debug, Args)]
struct RunArgs {
    /// Only scenarios whose name or claim has one of these in it.
    filter: Vec<String>,
    /// What to run against: `emulator` for worlds in process, a URL, in which {vendor} may stand for the vendor, or
    /// a target file of a live vendor.
    #[arg(long, env = "TESTLINE_TARGET", value_delimiter = ',', default_value = "emulator")]
    target: Vec<Spec>,
    /// Only scenarios of this vendor.
    #[arg(long, env = "TESTLINE_VENDOR", value_delimiter = ',')]
    vendor: Vec<Vendor>,
    /// Only scenarios that show a clause of this operation; `any` for what holds for all.
    #[arg(long, env = "TESTLINE_OPERATION", value_delimiter = ',')]
    operation: Vec<String>,
    /// Only scenarios that show this clause, with or without its vendor.
    #[arg(long, env = "TESTLINE_CLAUSE", value_delimiter = ',')]
    clause: Vec<String>,
    /// Only scenarios that show a clause known so.
    #[arg(long, env = "TESTLINE_EVIDENCE", value_delimiter = ',')]
    evidence: Vec<Grade>,
    /// How many scenarios run at once; a target without worlds takes one at a time.
    #[arg(long, env = "TESTLINE_JOBS", default_value_t = default_jobs())]
    jobs: usize,
    /// Print the scenarios that would run, and what they show.
    #[arg(long, env = "TESTLINE_LIST")]
    list: bool,
    /// Print every step that would be taken, with its change, cost and undo.
    #[arg(long, env = "TESTLINE_DRY_RUN", conflicts_with = "list")]
    dry_run: bool,
    /// Begin no further scenario after so many failures.
    #[arg(long, env = "TESTLINE_MAX_FAILURES")]
    max_failures: Option<usize>,
    /// Run only one of so many parts: 1/4.
    #[arg(long, env = "TESTLINE_PARTITION")]
    partition: Option<Partition>,
    /// On which evidence a failure counts.
    #[arg(
        long,
        env = "TESTLINE_FAIL_ON",
        value_delimiter = ',',
        default_value = "documented,observed,inferred"
    )]
    fail_on: Vec<Grade>,
    /// A folder of scenarios to add; a file of the same name replaces a built-in one.
    #[arg(long, env = "TESTLINE_SCENARIOS")]
    scenarios: Option<PathBuf>,
    /// The token of an emulator's admin API.
    #[arg(long, env = "TESTLINE_ADMIN_TOKEN", hide_env_values = true)]
    admin_token: Option<String>,
    #[command(flatten)]
    live: LiveArgs,
    #[command(flatten)]
    output: OutputArgs,
    /// Whether to colour the report.
    #[arg(long, env = "TESTLINE_COLOR", value_enum, default_value_t = Colour::Auto)]
    color: Colour,
    /// Set and not empty: no colours (no-color.org).
    #[arg(long, env = "NO_COLOR", hide = true)]
    no_color: Option<String>,
    /// Set and not empty: no progress line.
    #[arg(long, env = "CI", hide = true)]
    ci: Option<String>,
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

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Colour {
    Auto,
    Always,
    Never,
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

fn default_jobs() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
}

impl Cli {
    /// Does what the command line says. The report goes to `out`, everything else to `log`.
    pub async fn run(self, out: &mut impl Write, log: &mut impl Write, stop: &Stop) -> Exit {
        let done = match self.command {
            Command::Coverage(args) => args.run(out, log, today()),
            Command::Export(command) => command.run(out, log),
            Command::Cleanup(args) => args.run(out, log).await,
            Command::Schema => out.write_all(scenario::schema().as_bytes()).map(|()| Exit::Agrees),
            Command::Run(args) => args.run(out, log, stop).await,
        };
        // A reader that went away, such as `head`, is no failure of the run.
        done.unwrap_or(Exit::Usage)
    }
}

impl RunArgs {
    async fn run(self, out: &mut impl Write, log: &mut impl Write, stop: &Stop) -> io::Result<Exit> {
        let scenarios = match self.selected() {
            Ok(scenarios) => scenarios,
            Err(errors) => {
                for error in errors {
                    writeln!(log, "failed to {error}")?;
                }
                return Ok(Exit::Usage);
            }
        };
        let live = match self.live.wishes() {
            Ok(live) => live,
            Err(error) => {
                writeln!(log, "failed to {error}")?;
                return Ok(error.exit);
            }
        };
        if self.list || self.dry_run {
            if self.list {
                plan::list(out, &scenarios)?;
            } else {
                match self.outlooks(&live.permits) {
                    Ok(outlooks) => plan::dry_run(out, &scenarios, &outlooks)?,
                    Err(error) => {
                        writeln!(log, "failed to {error}")?;
                        return Ok(error.exit);
                    }
                }
            }
            return Ok(if scenarios.is_empty() { Exit::NothingRan } else { Exit::Agrees });
        }
        if scenarios.is_empty() {
            writeln!(log, "no scenario is like this; `run --list` shows all")?;
            return Ok(Exit::NothingRan);
        }
        let divergences = match self.output.check().and_then(|()| self.output.divergences()) {
            Ok(divergences) => divergences,
            Err(error) => {
                writeln!(log, "failed to {error}")?;
                return Ok(Exit::Usage);
            }
        };
        let options = Options { admin_token: self.admin_token.clone(), ca: live.ca.clone(), live };
        let mut places = Vec::new();
        for spec in &self.target {
            match Place::find(spec, &options).await {
                Ok(place) => places.push(place),
                Err(error) => {
                    writeln!(log, "failed to {error}")?;
                    return Ok(error.exit());
                }
            }
        }
        let suite = Suite {
            scenarios: scenarios.into_iter().map(Arc::new).collect(),
            jobs: self.jobs,
            max_failures: self.max_failures,
        };
        for place in &places {
            if let Err(error) = place.ready(&suite.scenarios).await {
                writeln!(log, "failed to {error}")?;
                return Ok(error.exit());
            }
        }
        let mut summaries: Vec<Summary> = Vec::new();
        let mut took = Vec::new();
        for place in &places {
            let watch = Stopwatch::start();
            let mut progress = Progress::new(self.watched().then_some(&mut *log), suite.scenarios.len());
            let mut summary = suite.run(place, stop, |event| progress.tell(event)).await;
            progress.clear();
            for stays in place.staying() {
                writeln!(log, "stays changed: {stays}")?;
            }
            divergences.apply(&mut summary, place.kind());
            terminal::write(out, &summary, &suite.scenarios, watch.elapsed(), self.style())?;
            summaries.push(summary);
            took.push(watch.elapsed());
        }
        let fail_on: Vec<Evidence> = self.fail_on.iter().copied().map(Evidence::from).collect();
        let told = Told {
            places: summaries
                .iter()
                .zip(&places)
                .zip(&took)
                .map(|((summary, place), took)| ToldPlace { summary, kind: place.kind(), took: *took })
                .collect(),
            scenarios: suite.scenarios.iter().map(|scenario| (scenario.id.as_str(), &**scenario)).collect(),
            fail_on: &fail_on,
        };
        let mut exit = Exit::of(&summaries, &fail_on);
        if let Err(error) = self.output.write(&told, today(), out).await {
            writeln!(log, "failed to {error}")?;
            exit = exit.or_usage();
        }
        for gone in divergences.gone(&told) {
            writeln!(log, "failed to {gone}")?;
            exit = exit.or_disagrees();
        }
        // What is left behind weighs more than that somebody asked to stop.
        Ok(if stop.is_asked() && exit != Exit::CleanupIncomplete { Exit::Stopped } else { exit })
    }

    /// What the live targets would make of a run.
    fn outlooks(&self, permits: &Permits) -> Result<Vec<Outlook>, LiveError> {
        let files = self.target.iter().filter_map(|spec| match spec {
            Spec::File(path) => Some(path),
            Spec::InProcess | Spec::Url(_) => None,
        });
        files.map(|path| Outlook::of(path, permits)).collect()
    }

    /// The scenarios that are meant, or everything that is wrong.
    fn selected(&self) -> Result<Vec<Scenario>, Vec<String>> {
        let selection = Selection {
            filters: self.filter.clone(),
            vendors: self.vendor.clone(),
            operations: self.operation.clone(),
            clauses: self.clause.clone(),
            evidence: self.evidence.iter().copied().map(Evidence::from).collect(),
            partition: self.partition,
        };
        if let Some(message) = selection.unknown() {
            return Err(vec![message]);
        }
        let scenarios = match &self.scenarios {
            None => scenario::embedded(),
            Some(folder) => scenario::embedded().and_then(|base| scenario::folder(folder, base)),
        };
        let scenarios =
            scenarios.map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<String>>())?;
        Ok(selection.of(scenarios))
    }

    fn style(&self) -> Style {
        let unwanted = self.no_color.as_deref().is_some_and(|value| !value.is_empty());
        match self.color {
            Colour::Always => Style::Colour,
            Colour::Auto if !unwanted && io::stdout().is_terminal() => Style::Colour,
            Colour::Auto | Colour::Never => Style::Plain,
        }
    }

    /// Whether somebody watches the progress.
    fn watched(&self) -> bool {
        self.ci.as_deref().is_none_or(str::is_empty) && io::stderr().is_terminal()
    }
}
