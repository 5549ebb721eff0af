//! Runs a command and compares what its clients say with what was agreed to.

use std::io::{self, IsTerminal as _, Write};

use testline_emulator::WorldFile;
use testline_emulator::cli::Around;
use testline_emulator::exec::{Done, Ended, around};
use testline_emulator::world::clock::Clock;

use super::args::{PROGRAM, SnapshotArgs, not_told};
use super::contents::{Contents, contents};
use super::decide;
use super::difference;
use super::file::{Place, read};
use super::redaction::redact;
use super::update::Update;
use crate::exit::Exit;

impl SnapshotArgs {
    /// Runs the command and compares its exchanges with what was agreed to.
    pub(super) async fn compare(&self, log: &mut impl Write) -> Result<Exit, String> {
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
            return Ok(Exit::AsCommand(code));
        }
        let mut came = contents(&done.tenancy, &done.url, self.by_operation)?;
        came.text = redact(came.text.trim_end(), &self.redact);
        tell_not_taken(&done, log)?;
        if agreed.is_none() && came.exchanges == 0 {
            let why = "the command made no calls, so that there is nothing to agree to; its clients are led here by \
                       variables such as VOBIZ_BASE_URL, by --env NAME='{vobiz.base_url}' or by --no-live";
            say(log, why)?;
            return Ok(if code == 0 { Exit::NothingRan } else { Exit::AsCommand(code) });
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
    ) -> Result<Exit, String> {
        let (snap, pending) = (place.agreed().display().to_string(), place.pending().display().to_string());
        if agreed == Some(came.text.as_str()) {
            if update != Update::Nothing {
                // What waited is no longer what comes.
                place.reject()?;
            }
            say(log, &format!("{} as agreed in {snap}", counted(came.exchanges)))?;
            return Ok(if code == 0 { Exit::Agrees } else { Exit::AsCommand(code) });
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
        say(log, &format!("{snap} {what}{shown}"))?;
        if code != 0 {
            say(log, &format!("the command ended with {code}, so that nothing is written"))?;
            return Ok(Exit::AsCommand(code));
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
                    stop_on_signal();
                    let answers = &mut io::stdin().lock();
                    decide::review(std::slice::from_ref(place), answers, log, style)
                        .map_err(|error| not_told(&error))?;
                    let same = read(&place.agreed())?.as_deref() == Some(came.text.as_str());
                    return Ok(if same { Exit::Agrees } else { Exit::Disagrees });
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
        say(log, &said)?;
        Ok(exit)
    }

    /// The flag that names the folder again, unless it is the usual one.
    fn again(&self) -> String {
        if self.dir.as_os_str() == "snapshots" {
            String::new()
        } else {
            format!(" --dir {}", self.dir.display())
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
}

/// Lets Ctrl-C end this program, which has left it to the command until now.
fn stop_on_signal() {
    tokio::spawn(async {
        if tokio::signal::ctrl_c().await.is_ok() {
            #[expect(clippy::exit, reason = "nothing is open while somebody is asked")]
            std::process::exit(i32::from(Exit::Stopped.code()));
        }
    });
}

/// Tells what the command's clients asked that no world has taken, and which so is in no snapshot.
fn tell_not_taken(done: &Done, log: &mut impl Write) -> Result<(), String> {
    let mut nobody = done.counts.unemulated.iter().filter(|(line, _)| line.ends_with("(testline.no-route)"));
    nobody.try_for_each(|(line, times)| {
        say(log, &format!("no vendor's, and so not in the snapshot: {line} ×{times}"))
    })
}

/// Says something beside what the command says.
fn say(log: &mut impl Write, line: &str) -> Result<(), String> {
    writeln!(log, "{PROGRAM}: {line}").map_err(|error| not_told(&error))
}

fn counted(exchanges: usize) -> String {
    if exchanges == 1 { "1 exchange is".to_owned() } else { format!("{exchanges} exchanges are") }
}
