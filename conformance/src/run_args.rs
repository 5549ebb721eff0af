//! The command `run`: its flags, and the order in which it does things.

use std::io::{self, IsTerminal as _, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use testline_emulator::Vendor;
use testline_emulator::contract::Evidence;

use crate::cli::Grade;
use crate::cli::default_jobs;
use crate::exit::Exit;
use crate::live::{LiveArgs, LiveError, Outlook, Permits};
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

/// Examples at the end of `run --help`.
const EXAMPLES: &str = "Examples:
  testline-conformance run                                      the emulator, in process
  testline-conformance run vobiz/assign --jobs 1                what has this in its name
  testline-conformance run --target http://127.0.0.1:7464       an emulator: a world for each scenario
  testline-conformance run --target http://127.0.0.1:7464/{vendor}   whatever answers there, as a black box
  testline-conformance run --target targets/vobiz.yaml          a live vendor; changes nothing unless allowed to
  testline-conformance run --report html=report.html --report junit=report.xml";

/// What `run` is told.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct RunArgs {
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

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Colour {
    Auto,
    Always,
    Never,
}

impl RunArgs {
    /// Runs the scenarios that are meant at every target and writes what came of them.
    pub async fn run(self, out: &mut impl Write, log: &mut impl Write, stop: &Stop) -> io::Result<Exit> {
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
        let base = scenario::embedded_where(|id, text| selection.may_mean(id, text));
        let scenarios = match &self.scenarios {
            None => base,
            Some(folder) => base.and_then(|base| scenario::folder(folder, base)),
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
