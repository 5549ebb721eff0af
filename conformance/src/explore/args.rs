//! The flags of `explore`.

use std::io::{self, Write};
use std::time::Duration;

use clap::Args;
use testline_emulator::Vendor;

use super::engine::{self, Plan, Report};
use super::ground::InProcess;
use crate::exit::Exit;
use crate::model::Model;
use crate::model::vobiz::Vobiz;
use crate::runner::Stop;
use crate::shell::Stopwatch;

/// The flags of `explore`.
#[derive(Debug, Args)]
pub struct ExploreArgs {
    /// Only this vendor.
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
    #[arg(long, env = "TESTLINE_TIME")]
    time: Option<u64>,
}

impl ExploreArgs {
    /// Does what the flags say.
    pub fn run(self, out: &mut impl Write, log: &mut impl Write, stop: &Stop) -> io::Result<Exit> {
        let vendors = if self.vendor.is_empty() { vec![Vendor::Vobiz] } else { self.vendor.clone() };
        let mut exit = Exit::Agrees;
        for vendor in vendors {
            let watch = Stopwatch::start();
            let report = match vendor {
                Vendor::Vobiz => self.explore::<Vobiz>(stop),
                Vendor::Trillet | Vendor::Unleashx | Vendor::Dasha => Err("not yet".to_owned()),
            };
            let report = match report {
                Ok(report) => report,
                Err(message) => {
                    writeln!(log, "failed to {message}")?;
                    return Ok(Exit::Unreachable);
                }
            };
            let seconds = watch.elapsed().as_secs_f64();
            writeln!(
                out,
                "{vendor}: {} cases, {} steps in {seconds:.1} s ({:.0} steps/s)",
                report.cases,
                report.tally.steps,
                report.tally.steps as f64 / seconds.max(0.001),
            )?;
            if let Some(found) = &report.found {
                writeln!(out, "{found:#?}")?;
                exit = Exit::Disagrees;
            }
        }
        Ok(exit)
    }

    fn explore<M: Model>(&self, stop: &Stop) -> Result<Report, String> {
        let mut ground = InProcess::new(M::VENDOR, &M::given())?;
        let plan = Plan {
            seed: self.seed,
            cases: self.cases,
            steps: self.steps,
            time: self.time.map(Duration::from_secs),
        };
        engine::explore::<M>(&mut ground, plan, stop, |_, _| {})
    }
}
