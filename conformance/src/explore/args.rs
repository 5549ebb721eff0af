//! The flags of `explore`.

use std::io::{self, IsTerminal as _, Write};
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::FalseyValueParser;
use clap::{ArgAction, Args, ValueEnum};
use testline_emulator::Vendor;

use super::command;
use super::engine::Plan;
use crate::exit::Exit;
use crate::live::Wishes;
use crate::model::dasha::Dasha;
use crate::model::trillet::Trillet;
use crate::model::unleashx::Unleashx;
use crate::model::vobiz::Vobiz;
use crate::report::Style;
use crate::runner::Stop;
use crate::target::{Options, Place, Spec};

/// The flags of `explore`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  testline-conformance explore --vendor vobiz --cases 25000
  testline-conformance explore --vendor dasha --seed 4711 --cases 1
  testline-conformance explore --target http://127.0.0.1:7464 --time 60
  testline-conformance explore --target http://127.0.0.1:7464 --oracle emulator --vendor vobiz
  testline-conformance explore --target targets/vobiz.yaml --vendor vobiz --cases 5 --steps 10")]
pub struct ExploreArgs {
    /// What to explore: `emulator` for worlds in process, a URL, or a target file of a live vendor. Where there are no
    /// worlds of their own, only what reads is asked.
    #[arg(long, env = "TESTLINE_TARGET", default_value = "emulator")]
    target: Spec,
    /// What the answers are held against.
    #[arg(long, env = "TESTLINE_ORACLE", value_enum, default_value_t = Oracle::Model)]
    oracle: Oracle,
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
    #[arg(long, env = "TESTLINE_REGRESSIONS", value_name = "DIR", default_value = "scenarios/regressions")]
    save: PathBuf,
    /// Save nothing.
    #[arg(long, env = "TESTLINE_NO_SAVE", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    no_save: bool,
    /// Say also which clauses were never expected.
    #[arg(long, env = "TESTLINE_CLAUSES", action = ArgAction::SetTrue, value_parser = FalseyValueParser::new())]
    clauses: bool,
    /// The token of an emulator's admin API.
    #[arg(long, env = "TESTLINE_ADMIN_TOKEN", hide_env_values = true)]
    admin_token: Option<String>,
    /// Trust the certificates of this PEM file, and not the system's.
    #[arg(long, env = "TESTLINE_CA", value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Set and not empty: no colours (no-color.org).
    #[arg(long, env = "NO_COLOR", hide = true)]
    no_color: Option<String>,
    /// Set and not empty: no progress line.
    #[arg(long, env = "CI", hide = true)]
    ci: Option<String>,
}

/// What answers are held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Oracle {
    /// The reference model, which shares no code with the emulator.
    Model,
    /// The emulator in process: every reply must be the same but for what each side makes up.
    Emulator,
}

impl ExploreArgs {
    /// Does what the flags say.
    pub async fn run(self, out: &mut impl Write, log: &mut impl Write, stop: &Stop) -> io::Result<Exit> {
        let options = Options {
            admin_token: self.admin_token.clone(),
            ca: self.ca.clone(),
            live: Wishes { ca: self.ca.clone(), ..Wishes::default() },
        };
        let place = match Place::find(&self.target, &options).await {
            Ok(place) => place,
            Err(error) => {
                writeln!(log, "failed to {error}")?;
                return Ok(error.exit());
            }
        };
        if place.is_in_process() && self.oracle == Oracle::Emulator {
            writeln!(log, "--oracle emulator needs another --target than the emulator in process")?;
            return Ok(Exit::Usage);
        }
        let vendors = if self.vendor.is_empty() { Vendor::ALL.to_vec() } else { self.vendor.clone() };
        let mut exit = Exit::Agrees;
        for vendor in vendors {
            let mut run = command::Run { out, log, stop, place: &place, wanted: self.wanted() };
            let done = match vendor {
                Vendor::Vobiz => run.vendor::<Vobiz>()?,
                Vendor::Dasha => run.vendor::<Dasha>()?,
                Vendor::Unleashx => run.vendor::<Unleashx>()?,
                Vendor::Trillet => run.vendor::<Trillet>()?,
            };
            if exit == Exit::Agrees || done == Exit::Disagrees {
                exit = done;
            }
        }
        Ok(if stop.is_asked() && exit == Exit::Agrees { Exit::Stopped } else { exit })
    }

    fn wanted(&self) -> command::Wanted {
        let unwanted = self.no_color.as_deref().is_some_and(|value| !value.is_empty());
        command::Wanted {
            plan: Plan {
                seed: self.seed,
                cases: self.cases,
                steps: self.steps,
                time: self.time.map(Duration::from_secs),
            },
            oracle: self.oracle,
            save: (!self.no_save).then(|| self.save.clone()),
            clauses: self.clauses,
            watched: self.ci.as_deref().is_none_or(str::is_empty) && io::stderr().is_terminal(),
            style: if !unwanted && io::stdout().is_terminal() { Style::Colour } else { Style::Plain },
        }
    }
}
