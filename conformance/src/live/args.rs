//! The part of the command line that is about live targets.

use std::path::PathBuf;

use clap::builder::FalseyValueParser;
use clap::{ArgAction, Args};
use jiff::SignedDuration;

use super::error::LiveError;
use super::permit::Permits;
use super::price::{Amount, Price};
use super::target::Wishes;

/// What a run may do at a live target.
#[derive(Clone, Debug, Args)]
pub struct LiveArgs {
    /// At a live target: run also what changes state and can be undone.
    #[arg(
        long,
        env = "TESTLINE_ALLOW_CHANGES",
        action = ArgAction::SetTrue,
        value_parser = FalseyValueParser::new()
    )]
    allow_changes: bool,
    /// At a live target: run also what costs money, up to this amount in all.
    #[arg(
        long,
        env = "TESTLINE_ALLOW_SPENDING",
        num_args = 2,
        value_names = ["AMOUNT", "CURRENCY"],
        value_delimiter = ' ',
        requires = "allow_changes"
    )]
    allow_spending: Vec<String>,
    /// At a live target: run also this operation, which cannot be undone.
    #[arg(
        long,
        env = "TESTLINE_ALLOW_IRREVERSIBLE",
        value_name = "OPERATION",
        value_delimiter = ',',
        requires = "allow_changes"
    )]
    allow_irreversible: Vec<String>,
    #[command(flatten)]
    place: PlaceArgs,
}

/// What `cleanup` does.
#[derive(Clone, Debug, Args)]
pub struct CleanupArgs {
    /// Besides what ledgers say: bring what this target file names back to its baseline, and remove what runs made.
    #[arg(long, env = "TESTLINE_TARGET", value_name = "FILE")]
    pub(super) target: Option<PathBuf>,
    /// How old a run must be before `--target` removes what it made; a younger one may still be at work.
    #[arg(long, env = "TESTLINE_OLDER_THAN", value_name = "DURATION", default_value = "PT15M")]
    pub(super) older_than: SignedDuration,
    #[command(flatten)]
    place: PlaceArgs,
}

/// Where ledgers are, and whom to trust.
#[derive(Clone, Debug, Args)]
struct PlaceArgs {
    /// Trust the certificates of this PEM file, and not the system's.
    #[arg(long, env = "TESTLINE_CA", value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Where the ledgers of runs at live targets are kept; else in the user's state folder.
    #[arg(long, env = "TESTLINE_LEDGER_DIR", value_name = "DIR")]
    ledger_dir: Option<PathBuf>,
    #[arg(long, env = "XDG_STATE_HOME", hide = true)]
    xdg_state_home: Option<PathBuf>,
    #[arg(long, env = "HOME", hide = true)]
    home: Option<PathBuf>,
}

impl PlaceArgs {
    fn ledgers(&self) -> PathBuf {
        let state = || {
            let given = self.xdg_state_home.clone().filter(|path| path.is_absolute());
            given.or_else(|| self.home.as_ref().map(|home| home.join(".local/state")))
        };
        let own = || state().map(|state| state.join("testline"));
        self.ledger_dir.clone().or_else(own).unwrap_or_else(|| PathBuf::from(".testline"))
    }
}

impl LiveArgs {
    /// What the flags say; an error where one is wrong.
    pub fn wishes(&self) -> Result<Wishes, LiveError> {
        let spending = match self.allow_spending.as_slice() {
            [] => None,
            [amount, currency] => {
                let is_currency = currency.len() == 3 && currency.chars().all(|c| c.is_ascii_alphabetic());
                let amount = amount.parse::<Amount>();
                let amount =
                    amount.map_err(|why| LiveError::usage(format!("read --allow-spending: {why}")))?;
                if !is_currency {
                    let message =
                        format!("read --allow-spending: expected a currency such as USD, found `{currency}`");
                    return Err(LiveError::usage(message));
                }
                Some(Price { amount, currency: currency.to_ascii_uppercase() })
            }
            _ => return Err(LiveError::usage("read --allow-spending: it takes an amount and a currency")),
        };
        let permits = Permits {
            changes: self.allow_changes,
            spending,
            irreversible: self.allow_irreversible.iter().cloned().collect(),
        };
        Ok(Wishes { permits, ca: self.place.ca.clone(), ledgers: self.place.ledgers() })
    }

    /// The certificates to trust in the place of the system's.
    pub fn ca(&self) -> Option<&std::path::Path> {
        self.place.ca.as_deref()
    }
}

impl CleanupArgs {
    pub(super) fn wishes(&self) -> Wishes {
        Wishes { permits: Permits::default(), ca: self.place.ca.clone(), ledgers: self.place.ledgers() }
    }
}
