//! The command `snapshot`.

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write};
use std::path::PathBuf;

use clap::Args;
use testline_emulator::cli::Around;

use super::decide::{self, Decision};
use super::file::Place;
use super::redaction::Redaction;
use super::update::Update;
use crate::exit::Exit;
use crate::report::Style;

/// Who says something beside what the command says.
pub(super) const PROGRAM: &str = "testline-conformance";

const EXAMPLES: &str = "\
Examples:
  testline-conformance snapshot -- python3 client.py
  testline-conformance snapshot --name buy --deny-unread -- npm test
  testline-conformance snapshot --redact key=idem-[0-9a-f]+ -- ./client
  testline-conformance snapshot --review
  testline-conformance snapshot --accept --name buy

Seed 0 and a clock that stands, but for a second an exchange, unless told otherwise.
CI and INSTA_UPDATE mean what they mean to insta: in CI nothing is written.

Exit codes: the command's own where it failed, and then nothing is written; 0 as agreed,
1 not as agreed, 2 bad usage or file, 4 the command made no calls.";

/// What `snapshot` is told.
#[derive(Clone, Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct SnapshotArgs {
    /// Name of the snapshot [default: made of the command's words]
    #[arg(long, env = "TESTLINE_NAME", value_name = "N")]
    pub(super) name: Option<String>,
    /// Folder of the snapshots
    #[arg(long, env = "TESTLINE_DIR", value_name = "DIR", default_value = "snapshots")]
    pub(super) dir: PathBuf,
    /// Agree to what comes of the command; without a command to what waits, all of it or that of --name
    #[arg(long, env = "TESTLINE_ACCEPT", conflicts_with_all = ["reject", "review"])]
    pub(super) accept: bool,
    /// Write nothing; without a command throw away what waits, all of it or that of --name
    #[arg(long, env = "TESTLINE_REJECT", conflicts_with = "review")]
    pub(super) reject: bool,
    /// Show what comes, or without a command what waits, and ask
    #[arg(long, env = "TESTLINE_REVIEW")]
    pub(super) review: bool,
    /// Sort exchanges by operation, for a client that does several things at once
    #[arg(long, env = "TESTLINE_BY_OPERATION")]
    pub(super) by_operation: bool,
    /// Put {NAME:1} in the place of what a pattern finds, such as a key that the client draws; may be repeated
    #[arg(long, env = "TESTLINE_REDACT", value_name = "NAME=REGEX", value_delimiter = '\n')]
    pub(super) redact: Vec<Redaction>,
    /// When insta writes a snapshot; see there.
    #[arg(long, env = "INSTA_UPDATE", hide = true)]
    pub(super) insta_update: Option<String>,
    /// Set and not empty: nothing is written.
    #[arg(long, env = "CI", hide = true)]
    pub(super) ci: Option<String>,
    /// The command whose clients' exchanges are compared, and its arguments
    #[arg(trailing_var_arg = true, value_name = "CMD")]
    pub(super) command: Vec<OsString>,
    #[command(flatten, next_help_heading = "The emulator around the command")]
    pub(super) around: Around,
}

impl SnapshotArgs {
    /// Runs the command and compares, or decides on what waits. An error of a file or a flag ends with 2.
    pub async fn run(&self, out: &mut impl Write, log: &mut impl Write) -> io::Result<Exit> {
        let done = if self.command.is_empty() { self.decide(out) } else { self.compare(log).await };
        match done {
            Ok(exit) => Ok(exit),
            Err(error) => {
                writeln!(log, "{PROGRAM}: {error}")?;
                Ok(Exit::Usage)
            }
        }
    }

    /// Decides on what waits.
    fn decide(&self, out: &mut impl Write) -> Result<Exit, String> {
        let mut places = Place::pending_in(&self.dir)?;
        if let Some(name) = &self.name {
            let all: Vec<String> = places.iter().map(|place| place.name().to_owned()).collect();
            places.retain(|place| place.name() == name);
            if places.is_empty() {
                return Err(format!(
                    "no snapshot `{name}` waits in {}; there wait: {}",
                    self.dir.display(),
                    if all.is_empty() { "none".to_owned() } else { all.join(", ") }
                ));
            }
        }
        let decision = match (self.accept, self.reject, self.review) {
            (true, ..) => Decision::Accept,
            (_, true, _) => Decision::Reject,
            (_, _, true) => Decision::Skip,
            (false, false, false) => {
                return Err("say what to run, after `--`; or --accept, --reject or --review for what waits"
                    .to_owned());
            }
        };
        if places.is_empty() {
            writeln!(out, "no snapshot waits in {}", self.dir.display()).map_err(|error| not_told(&error))?;
            return Ok(Exit::Agrees);
        }
        if decision == Decision::Skip {
            somebody_answers()?;
            let style = self.style(io::stdout().is_terminal());
            let left = decide::review(&places, &mut io::stdin().lock(), out, style)
                .map_err(|error| not_told(&error))?;
            return Ok(if left == 0 { Exit::Agrees } else { Exit::Disagrees });
        }
        let mut all = true;
        for place in &places {
            all &= decide::carry_out(decision, place, out).map_err(|error| not_told(&error))?;
        }
        Ok(if all { Exit::Agrees } else { Exit::Usage })
    }

    /// What is done about a difference.
    pub(super) fn update(&self, is_first: bool) -> Result<Update, String> {
        match (self.accept, self.reject, self.review) {
            (true, ..) => Ok(Update::InPlace),
            (_, true, _) => Ok(Update::Nothing),
            (_, _, true) => somebody_answers().map(|()| Update::Pending),
            (false, false, false) => Update::by(self.insta_update.as_deref(), self.ci.as_deref(), is_first),
        }
    }

    /// Whether there is colour, on a terminal or not.
    pub(super) fn style(&self, is_terminal: bool) -> Style {
        if is_terminal && !self.around.serve.no_color { Style::Colour } else { Style::Plain }
    }
}

fn somebody_answers() -> Result<(), String> {
    if io::stdin().is_terminal() {
        return Ok(());
    }
    Err("--review asks, and nobody is at a terminal; use --accept or --reject".to_owned())
}

/// What is wrong where nobody can be told or asked.
pub(super) fn not_told(error: &io::Error) -> String {
    format!("failed to print or to read an answer: {error}")
}
