//! The command `snapshot`.

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write};
use std::path::PathBuf;

use clap::Args;
use testline_emulator::WorldFile;
use testline_emulator::cli::Around;
use testline_emulator::exec::{Done, Ended, around};
use testline_emulator::world::clock::Clock;

use super::contents::{Contents, contents};
use super::decide::{self, Decision};
use super::difference;
use super::file::{Place, read};
use super::redaction::{Redaction, redact};
use super::update::Update;
use crate::exit::Exit;
use crate::report::Style;

/// Who says something beside what the command says.
const PROGRAM: &str = "testline-conformance";

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
    name: Option<String>,
    /// Folder of the snapshots
    #[arg(long, env = "TESTLINE_DIR", value_name = "DIR", default_value = "snapshots")]
    dir: PathBuf,
    /// Agree to what comes of the command; without a command to what waits, all of it or that of --name
    #[arg(long, env = "TESTLINE_ACCEPT", conflicts_with_all = ["reject", "review"])]
    accept: bool,
    /// Write nothing; without a command throw away what waits, all of it or that of --name
    #[arg(long, env = "TESTLINE_REJECT", conflicts_with = "review")]
    reject: bool,
    /// Show what comes, or without a command what waits, and ask
    #[arg(long, env = "TESTLINE_REVIEW")]
    review: bool,
    /// Sort exchanges by operation, for a client that does several things at once
    #[arg(long, env = "TESTLINE_BY_OPERATION")]
    by_operation: bool,
    /// Put {NAME:1} in the place of what a pattern finds, such as a key that the client draws; may be repeated
    #[arg(long, env = "TESTLINE_REDACT", value_name = "NAME=REGEX", value_delimiter = '\n')]
    redact: Vec<Redaction>,
    #[command(flatten)]
    around: Around,
    /// When insta writes a snapshot; see there.
    #[arg(long, env = "INSTA_UPDATE", hide = true)]
    insta_update: Option<String>,
    /// Set and not empty: nothing is written.
    #[arg(long, env = "CI", hide = true)]
    ci: Option<String>,
    /// The command whose clients' exchanges are compared, and its arguments
    #[arg(trailing_var_arg = true, value_name = "CMD")]
    command: Vec<OsString>,
}

impl SnapshotArgs {
    /// Runs the command and compares, or decides on what waits. An error of a file or a flag ends with 2.
    pub async fn run(&self, out: &mut impl Write, log: &mut impl Write) -> io::Result<Exit> {
        let done = if self.command.is_empty() { self.decide(out) } else { self.compare(log).await };
        match done {
            Ok(exit) => exit,
            Err(error) => {
                writeln!(log, "{PROGRAM}: {error}")?;
                Ok(Exit::Usage)
            }
        }
    }

    /// Decides on what waits.
    fn decide(&self, out: &mut impl Write) -> Result<io::Result<Exit>, String> {
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
            return Ok(writeln!(out, "no snapshot waits in {}", self.dir.display()).map(|()| Exit::Agrees));
        }
        if decision == Decision::Skip {
            somebody_answers()?;
            let style = self.style(io::stdout().is_terminal());
            let left = decide::review(&places, &mut io::stdin().lock(), out, style);
            return Ok(left.map(|left| if left == 0 { Exit::Agrees } else { Exit::Disagrees }));
        }
        let mut all = true;
        for place in &places {
            match decide::carry_out(decision, place, out) {
                Ok(done) => all &= done,
                Err(error) => return Ok(Err(error)),
            }
        }
        Ok(Ok(if all { Exit::Agrees } else { Exit::Usage }))
    }

    /// Runs the command and compares its exchanges with what was agreed to.
    async fn compare(&self, log: &mut impl Write) -> Result<io::Result<Exit>, String> {
        let place = match &self.name {
            Some(name) => Place::new(&self.dir, name)?,
            None => Place::of_command(&self.dir, &self.command)?,
        };
        // What is wrong is told before the command runs.
        let agreed = read(&place.agreed())?;
        let update = self.update(agreed.is_none())?;
        let flags = self.repeatable();
        let done = around(PROGRAM, &flags, &self.command).await?;
        let code = done.judge(PROGRAM, &flags);
        if let Ended::DidNotRun(..) = done.ended {
            return Ok(Ok(Exit::AsCommand(code)));
        }
        let mut came = contents(&done.tenancy, &done.url, self.by_operation)?;
        came.text = redact(came.text.trim_end(), &self.redact);
        if let Err(error) = not_taken(&done, log) {
            return Ok(Err(error));
        }
        if agreed.is_none() && came.exchanges == 0 {
            let why = "the command made no calls, so that there is nothing to agree to; `testline-emulator env --help` \
                       says where clients look for the emulator";
            let exit = if code == 0 { Exit::NothingRan } else { Exit::AsCommand(code) };
            return Ok(writeln!(log, "{PROGRAM}: {why}").map(|()| exit));
        }
        self.settle(&place, agreed.as_deref(), &came, update, code, log)
    }

    /// Says what came of the comparison, and does about it what is to be done.
    fn settle(
        &self,
        place: &Place,
        agreed: Option<&str>,
        came: &Contents,
        update: Update,
        code: u8,
        log: &mut impl Write,
    ) -> Result<io::Result<Exit>, String> {
        let (snap, pending) = (place.agreed().display().to_string(), place.pending().display().to_string());
        let say = |log: &mut dyn Write, line: &str| writeln!(log, "{PROGRAM}: {line}");
        if agreed == Some(came.text.as_str()) {
            if update != Update::Nothing {
                // What waited is no longer what comes.
                place.reject()?;
            }
            let said = say(log, &format!("{} as agreed in {snap}", counted(came.exchanges)));
            return Ok(said.map(|()| if code == 0 { Exit::Agrees } else { Exit::AsCommand(code) }));
        }
        let style = self.style(io::stderr().is_terminal());
        let what = if agreed.is_none() { "is new" } else { "is not as agreed" };
        // Whoever is asked is shown it with the question.
        let asks = self.review && code == 0;
        let shown = if asks {
            String::new()
        } else {
            format!("\n\n{}", difference::show(agreed.unwrap_or_default(), &came.text, style))
        };
        if let Err(error) = say(log, &format!("{snap} {what}{shown}")) {
            return Ok(Err(error));
        }
        if code != 0 {
            let why = format!("the command ended with {code}, so that nothing is written");
            return Ok(say(log, &why).map(|()| Exit::AsCommand(code)));
        }
        let (exit, said) = match update {
            Update::Nothing => (Exit::Disagrees, "nothing is written".to_owned()),
            Update::InPlace => {
                place.write(&place.agreed(), &came.text)?;
                place.reject()?;
                (Exit::Agrees, format!("wrote {snap}"))
            }
            Update::Pending => {
                place.write(&place.pending(), &came.text)?;
                if self.review {
                    let left =
                        decide::review(std::slice::from_ref(place), &mut io::stdin().lock(), log, style);
                    let agreed = left.is_ok() && place.agreed().exists() && !place.pending().exists();
                    let same = agreed && read(&place.agreed())?.as_deref() == Some(came.text.as_str());
                    return Ok(left.map(|_| if same { Exit::Agrees } else { Exit::Disagrees }));
                }
                let name = place.name();
                let again = self.again();
                (
                    Exit::Disagrees,
                    format!(
                        "wrote {pending}\n  \
                         to agree     {PROGRAM} snapshot --accept{again} --name {name}\n  \
                         to be asked  {PROGRAM} snapshot --review{again}"
                    ),
                )
            }
        };
        Ok(say(log, &said).map(|()| exit))
    }

    /// The flag that names the folder again, unless it is the usual one.
    fn again(&self) -> String {
        if self.dir.as_os_str() == "snapshots" {
            String::new()
        } else {
            format!(" --dir {}", self.dir.display())
        }
    }

    /// What is done about a difference.
    fn update(&self, is_first: bool) -> Result<Update, String> {
        match (self.accept, self.reject, self.review) {
            (true, ..) => Ok(Update::InPlace),
            (_, true, _) => Ok(Update::Nothing),
            (_, _, true) => somebody_answers().map(|()| Update::Pending),
            (false, false, false) => Update::by(self.insta_update.as_deref(), self.ci.as_deref(), is_first),
        }
    }

    /// The emulator's flags, with a seed and a clock that are the same at every run. A world file's own manual clock
    /// counts.
    fn repeatable(&self) -> Around {
        let mut flags = self.around.clone();
        flags.serve.seed.get_or_insert(0);
        if flags.serve.clock.is_none() {
            let text = flags.serve.world.as_ref().and_then(|file| std::fs::read_to_string(file).ok());
            let file = text.and_then(|text| WorldFile::parse(&text, "").ok());
            if file.is_none_or(|file| file.clock == Clock::Real) {
                flags.serve.clock = Some(Clock::OF_TESTS);
            }
        }
        flags
    }

    fn style(&self, is_terminal: bool) -> Style {
        if is_terminal && !self.around.serve.no_color { Style::Colour } else { Style::Plain }
    }
}

/// Tells what the command's clients asked that no world has taken, and which so is in no snapshot.
fn not_taken(done: &Done, log: &mut impl Write) -> io::Result<()> {
    let nobody = done.counts.unemulated.iter().filter(|(line, _)| line.ends_with("(testline.no-route)"));
    for (line, times) in nobody {
        writeln!(log, "{PROGRAM}: no vendor's, and so not in the snapshot: {line} ×{times}")?;
    }
    Ok(())
}

fn somebody_answers() -> Result<(), String> {
    if io::stdin().is_terminal() {
        return Ok(());
    }
    Err("--review asks, and nobody is at a terminal; use --accept or --reject".to_owned())
}

fn counted(exchanges: usize) -> String {
    if exchanges == 1 { "1 exchange is".to_owned() } else { format!("{exchanges} exchanges are") }
}
