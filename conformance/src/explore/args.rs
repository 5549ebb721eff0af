//! The flags of `explore`, and what it prints.

use std::io::{self, IsTerminal as _, Write};
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use testline_emulator::Vendor;

use super::engine::{self, Found, Plan, Report};
use super::ground::{Ground as _, InProcess, both};
use super::{save, story};
use crate::exit::Exit;
use crate::model::Model;
use crate::model::dasha::Dasha;
use crate::model::vobiz::Vobiz;
use crate::redact::Redactor;
use crate::report::Style;
use crate::runner::Stop;
use crate::shell::Stopwatch;

/// The vendors that have a reference model.
const MODELLED: [Vendor; 2] = [Vendor::Vobiz, Vendor::Dasha];

/// How often the progress line is redrawn, in cases.
const REDRAW: u64 = 64;

/// The flags of `explore`.
#[derive(Debug, Args)]
pub struct ExploreArgs {
    /// Only these vendors.
    #[arg(long, env = "TESTLINE_VENDOR", value_delimiter = ',')]
    vendor: Vec<Vendor>,
    /// How many cases each vendor gets.
    #[arg(long, env = "TESTLINE_CASES", default_value_t = 1000)]
    cases: u64,
    /// The longest case, in steps.
    #[arg(long, env = "TESTLINE_STEPS", default_value_t = 40)]
    steps: usize,
    /// The seed of the first case; each case has the next one.
    #[arg(long, env = "TESTLINE_SEED", default_value_t = 0)]
    seed: u64,
    /// Begin no further case of a vendor after so many seconds.
    #[arg(long, env = "TESTLINE_TIME", value_name = "SECONDS")]
    time: Option<u64>,
    /// Where the scenario of a disagreement is saved.
    #[arg(long, env = "TESTLINE_SAVE", value_name = "DIR", default_value = "scenarios/regressions")]
    save: PathBuf,
    /// Save nothing.
    #[arg(long, env = "TESTLINE_NO_SAVE")]
    no_save: bool,
    /// Say which clauses were never expected.
    #[arg(long, env = "TESTLINE_CLAUSES")]
    clauses: bool,
    /// Set and not empty: no colours (no-color.org).
    #[arg(long, env = "NO_COLOR", hide = true)]
    no_color: Option<String>,
    /// Set and not empty: no progress line.
    #[arg(long, env = "CI", hide = true)]
    ci: Option<String>,
}

impl ExploreArgs {
    /// Does what the flags say.
    pub fn run(self, out: &mut impl Write, log: &mut impl Write, stop: &Stop) -> io::Result<Exit> {
        let vendors = if self.vendor.is_empty() { MODELLED.to_vec() } else { self.vendor.clone() };
        let mut exit = Exit::Agrees;
        for vendor in vendors {
            let done = match vendor {
                Vendor::Vobiz => self.explore::<Vobiz>(out, log, stop)?,
                Vendor::Dasha => self.explore::<Dasha>(out, log, stop)?,
                Vendor::Trillet | Vendor::Unleashx => {
                    writeln!(log, "{vendor} has no reference model")?;
                    Exit::Usage
                }
            };
            if exit == Exit::Agrees || done == Exit::Disagrees {
                exit = done;
            }
        }
        Ok(if stop.is_asked() && exit == Exit::Agrees { Exit::Stopped } else { exit })
    }

    fn explore<M: Model>(&self, out: &mut impl Write, log: &mut impl Write, stop: &Stop) -> io::Result<Exit> {
        let watch = Stopwatch::start();
        let watched = self.ci.as_deref().is_none_or(str::is_empty) && io::stderr().is_terminal();
        let given = both(M::given(), M::keys());
        let plan = Plan {
            seed: self.seed,
            cases: self.cases,
            steps: self.steps,
            time: self.time.map(Duration::from_secs),
        };
        let explored = InProcess::new(M::VENDOR, &given).and_then(|mut ground| {
            let report = engine::explore::<M>(&mut ground, plan, stop, |cases, tally| {
                if watched && cases % REDRAW == 0 {
                    // Progress that cannot be shown is no reason to stop.
                    let _ = write!(log, "\r{}: {cases}/{} cases, {} steps\u{1b}[K", M::VENDOR, self.cases, tally.steps);
                    let _ = log.flush();
                }
            })?;
            Ok((report, ground.begin()?))
        });
        if watched {
            let _ = write!(log, "\r\u{1b}[K");
        }
        let (report, profile) = match explored {
            Ok(explored) => explored,
            Err(message) => {
                writeln!(log, "failed to {message}")?;
                return Ok(Exit::Unreachable);
            }
        };
        self.sum_up::<M>(out, &report, watch.elapsed())?;
        let Some(found) = &report.found else { return Ok(Exit::Agrees) };
        write!(out, "\n{}", story::tell(M::VENDOR, found, &Redactor::new(&profile), self.style()))?;
        self.keep::<M>(out, log, found, &given)?;
        Ok(Exit::Disagrees)
    }

    fn sum_up<M: Model>(&self, out: &mut impl Write, report: &Report, took: Duration) -> io::Result<()> {
        let seconds = took.as_secs_f64();
        let rate = report.tally.steps as f64 / seconds.max(0.001);
        let all: Vec<&str> = M::VENDOR
            .contract()
            .clauses()
            .filter(|clause| !clause.facts().raised_by_fault)
            .map(|clause| clause.id())
            .collect();
        let met = all.iter().filter(|id| report.tally.met.contains_key(**id)).count();
        writeln!(
            out,
            "{}: {} cases, {} steps, {met} of {} clauses, {} ({seconds:.1} s, {rate:.0} steps/s)",
            M::VENDOR,
            report.cases,
            report.tally.steps,
            all.len(),
            if report.found.is_some() { "a disagreement" } else { "no disagreement" },
        )?;
        if self.clauses {
            for id in all.iter().filter(|id| !report.tally.met.contains_key(**id)) {
                writeln!(out, "  never {id}")?;
            }
        }
        Ok(())
    }

    /// Saves what was found as a scenario, and says how to run it.
    fn keep<M: Model>(
        &self,
        out: &mut impl Write,
        log: &mut impl Write,
        found: &Found,
        given: &serde_json::Value,
    ) -> io::Result<()> {
        if self.no_save {
            return Ok(());
        }
        match save::regression(M::VENDOR, found, given) {
            Err(message) => writeln!(log, "no scenario can be saved: {message}"),
            Ok(regression) => match regression.write(&self.save) {
                Ok(path) => {
                    let folder = self.save.parent().unwrap_or(&self.save);
                    writeln!(out, "  saved    {}", path.display())?;
                    writeln!(
                        out,
                        "  replay   testline-conformance run --scenarios {} {}",
                        folder.display(),
                        regression.name
                    )
                }
                Err(error) => writeln!(log, "failed to write into {}: {error}; --save names another folder", self.save.display()),
            },
        }
    }

    fn style(&self) -> Style {
        let unwanted = self.no_color.as_deref().is_some_and(|value| !value.is_empty());
        if !unwanted && io::stdout().is_terminal() { Style::Colour } else { Style::Plain }
    }
}
