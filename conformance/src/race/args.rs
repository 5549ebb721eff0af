//! The command `race`.

use std::io::{self, Write};

use clap::Args;
use testline_emulator::{Emulator, Vendor};

use super::check::{Verdict, by_journal, by_search};
use super::clients::{Size, race};
use super::place::Arena;
use super::plan::Plan;
use crate::exit::Exit;
use crate::model::Model;
use crate::model::dasha::Dasha;
use crate::model::trillet::Trillet;
use crate::model::unleashx::Unleashx;
use crate::model::vobiz::Vobiz;
use crate::shell::Stopwatch;
use crate::target::Spec;

const EXAMPLES: &str = "Examples:
  testline-conformance race                                        every vendor, 100,000 operations by 64 clients
  testline-conformance race --target http://127.0.0.1:7464 --vendor dasha
  testline-conformance race --by search --operations 2000          without a look at the journal

Exit codes: 0 one order fits, 1 none does, 2 bad usage, 3 unreachable, 4 undecided.";

/// What `race` is told.
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct RaceArgs {
    /// The emulator: `emulator` for one of its own, over real sockets, or the URL of one that runs.
    #[arg(long, env = "TESTLINE_TARGET", default_value = "emulator")]
    target: Spec,
    /// Only these vendors.
    #[arg(long, env = "TESTLINE_VENDOR", value_delimiter = ',')]
    vendor: Vec<Vendor>,
    /// How many operations, for each vendor.
    #[arg(long, env = "TESTLINE_OPERATIONS", default_value_t = 100_000)]
    operations: u64,
    /// How many clients ask at once.
    #[arg(long, env = "TESTLINE_CLIENTS", default_value_t = 64, value_parser = clap::value_parser!(u16).range(1..=1024))]
    clients: u16,
    /// What the clients draw from.
    #[arg(long, env = "TESTLINE_SEED", default_value_t = 0)]
    seed: u64,
    /// How the order is found: in the journal, or by a search that knows nothing of it.
    #[arg(long, env = "TESTLINE_BY", value_enum, default_value_t = By::Journal)]
    by: By,
    /// The token of the emulator's admin API.
    #[arg(long, env = "TESTLINE_ADMIN_TOKEN", hide_env_values = true)]
    admin_token: Option<String>,
}

/// How an order is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum By {
    Journal,
    Search,
}

impl RaceArgs {
    /// Races at each vendor and says whether one order fits. The report goes to `out`, everything else to `log`.
    pub async fn run(&self, out: &mut impl Write, log: &mut impl Write) -> io::Result<Exit> {
        let (own, root) = match &self.target {
            Spec::Url(url) => (None, url.clone()),
            Spec::InProcess => match Emulator::builder().seed(self.seed).try_start() {
                Ok(emulator) => {
                    let root = emulator.root_url();
                    (Some(emulator), root)
                }
                Err(error) => {
                    writeln!(log, "failed to {error}")?;
                    return Ok(Exit::Unreachable);
                }
            },
            Spec::File(path) => {
                writeln!(log, "failed to race at {}: only emulators are raced at", path.display())?;
                return Ok(Exit::Usage);
            }
        };
        let vendors = if self.vendor.is_empty() { Vendor::ALL.to_vec() } else { self.vendor.clone() };
        let mut exit = Exit::Agrees;
        for vendor in vendors {
            let raced = match vendor {
                Vendor::Trillet => self.one::<Trillet>(&root, out).await,
                Vendor::Unleashx => self.one::<Unleashx>(&root, out).await,
                Vendor::Vobiz => self.one::<Vobiz>(&root, out).await,
                Vendor::Dasha => self.one::<Dasha>(&root, out).await,
            };
            match raced {
                Ok(Verdict::Agrees) => {}
                Ok(Verdict::Violated(_)) => exit = Exit::Disagrees,
                Ok(Verdict::Undecided(_)) if exit == Exit::Agrees => exit = Exit::NothingRan,
                Ok(Verdict::Undecided(_)) => {}
                Err(error) => {
                    writeln!(log, "failed to {error}")?;
                    return Ok(Exit::Unreachable);
                }
            }
        }
        drop(own);
        Ok(exit)
    }

    async fn one<M: Model>(&self, root: &str, out: &mut impl Write) -> Result<Verdict, String> {
        let vendor = M::VENDOR;
        let arena = Arena::open(root, self.admin_token.clone(), vendor, self.seed, M::given()).await?;
        let plan = Plan::<M>::new(&arena.profile()?);
        let size = Size { clients: usize::from(self.clients), operations: self.operations, seed: self.seed };
        let watch = Stopwatch::start();
        let (operations, verdict, times) = match self.by {
            By::Journal => {
                let raced = race(&arena, &plan, size).await?;
                let took = watch.elapsed().as_secs_f64();
                let checking = Stopwatch::start();
                let verdict = by_journal(&raced, &plan);
                let check = checking.elapsed().as_secs_f64();
                (raced.operations.len() as u64, verdict, format!("{took:.1} s, checked in {check:.1} s"))
            }
            By::Search => {
                let (operations, verdict) = by_search(&arena, &plan, size).await?;
                (operations, verdict, format!("{:.1} s with the search", watch.elapsed().as_secs_f64()))
            }
        };
        let said = match &verdict {
            Verdict::Agrees => "linearizable".to_owned(),
            Verdict::Violated(shown) => format!("not linearizable\n{}", shown.trim_end()),
            Verdict::Undecided(why) => format!("undecided: {why}"),
        };
        writeln!(
            out,
            "{vendor}  {operations} operations by {} clients in {times}, seed {}: {said}",
            self.clients, self.seed
        )
        .map_err(|error| format!("write the report: {error}"))?;
        Ok(verdict)
    }
}
