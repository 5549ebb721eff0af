//! `cleanup`: carries out what ledgers still say and, for a target file, brings everything back to its baseline.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::SignedDuration;

use super::alias::RunId;
use super::api::Api;
use super::args::CleanupArgs;
use super::error::LiveError;
use super::idle::is_readable;
use super::ledger::{Ledger, Line};
use super::ledger_folder::ledgers;
use super::resource::differences;
use super::sweep::sweep;
use super::target::{Live, Wishes};
use super::target_file::TargetFile;
use super::undo;
use super::vendors::{self, shape};
use crate::exit::Exit;

/// What a cleanup has come to.
struct Cleanup<'w, O, L> {
    wishes: Wishes,
    out: &'w mut O,
    log: &'w mut L,
    exit: Exit,
    done: usize,
}

impl CleanupArgs {
    /// Cleans up. What was done goes to `out`, what is left and why to `log`.
    pub async fn run(self, out: &mut impl Write, log: &mut impl Write) -> io::Result<Exit> {
        let mut cleanup = Cleanup { wishes: self.wishes(), out, log, exit: Exit::Agrees, done: 0 };
        let own = self.target.as_ref().map(|path| path.canonicalize().unwrap_or_else(|_| path.clone()));
        let folder = cleanup.wishes.ledgers.clone();
        match ledgers(&folder) {
            Ok(paths) => {
                for path in paths {
                    cleanup.ledger(&path, own.as_deref()).await?;
                }
            }
            Err(error) => {
                let message = format!("read the ledgers in {}: {error}", folder.display());
                cleanup.fail(&LiveError::unreachable(message))?;
            }
        }
        if let Some(path) = &self.target {
            cleanup.target(path, self.older_than).await?;
        }
        if cleanup.done == 0 && cleanup.exit == Exit::Agrees {
            writeln!(cleanup.out, "nothing to clean up")?;
        }
        Ok(cleanup.exit)
    }
}

impl<O: Write, L: Write> Cleanup<'_, O, L> {
    /// Says what failed; of two ends the graver stays, and what is left behind is the gravest.
    fn fail(&mut self, error: &LiveError) -> io::Result<()> {
        if self.exit != Exit::CleanupIncomplete {
            self.exit = error.exit;
        }
        writeln!(self.log, "failed to {error}")
    }

    fn left(&mut self, what: &str) -> io::Result<()> {
        self.exit = Exit::CleanupIncomplete;
        writeln!(self.log, "not undone: {what}")
    }

    fn did(&mut self, what: &str) -> io::Result<()> {
        self.done += 1;
        writeln!(self.out, "{what}")
    }

    async fn open(&mut self, path: &Path) -> io::Result<Option<Live>> {
        let file = match TargetFile::read(path) {
            Ok(file) => file,
            Err(errors) => {
                for error in errors {
                    self.fail(&LiveError::usage(error.to_string()))?;
                }
                return Ok(None);
            }
        };
        match Live::open(file, &self.wishes).await {
            Ok(live) => Ok(Some(live)),
            Err(error) => self.fail(&error).map(|()| None),
        }
    }

    /// Carries out what a ledger still says, if it is one of this target.
    async fn ledger(&mut self, path: &Path, target: Option<&Path>) -> io::Result<()> {
        let shown = path.display();
        let mut ledger = match Ledger::open(path) {
            Ok(Some(ledger)) => ledger,
            Ok(None) => return writeln!(self.out, "left alone: {shown}, whose run goes on"),
            Err(error) => return self.fail(&LiveError::usage(format!("read the ledger {shown}: {error}"))),
        };
        let of: Option<PathBuf> = ledger.target().map(Path::to_owned);
        if target.is_some() && of.as_deref() != target {
            return Ok(());
        }
        let open = ledger.open_entries();
        let Some(of) = of.filter(|_| !open.is_empty() || !ledger.kinds_made().is_empty()) else {
            return ledger.end();
        };
        let Some(live) = self.open(&of).await? else {
            for entry in open {
                self.left(&format!("what {} changed ({})", entry.operation, entry.scenario))?;
            }
            return Ok(());
        };
        for entry in open {
            match undo::undo(&live.known, &live.link, &entry).await {
                Ok(()) => {
                    ledger.write(Line::Done { n: entry.n })?;
                    self.did(&format!("undone: {} of {}", entry.operation, entry.scenario))?;
                }
                Err(what) => self.left(&format!("{what} ({}, {shown})", entry.scenario))?,
            }
        }
        if let Some(prefix) = ledger.prefix() {
            for (kind, set) in ledger.kinds_made() {
                let swept =
                    sweep(&live.known, &live.link, kind, &set, |name| name.starts_with(&prefix)).await;
                for removed in swept.removed {
                    self.did(&format!("removed: the {removed}"))?;
                }
                for what in swept.left {
                    self.left(&what)?;
                }
            }
        }
        if ledger.open_entries().is_empty() { ledger.end() } else { Ok(()) }
    }

    /// Brings what a target file names back to its baseline, and removes what runs made that are old enough.
    async fn target(&mut self, path: &Path, older_than: SignedDuration) -> io::Result<()> {
        let Some(live) = self.open(path).await? else { return Ok(()) };
        for named in live.known.named.iter().filter(|named| is_readable(&live.known, named)) {
            let Some(baseline) = &named.baseline else { continue };
            let api = Api::new(&live.link, live.known.vendor, &live.known.profile, &named.thing.set);
            let title = live.known.title(&named.thing);
            let mut wanted = match vendors::read(&api, &named.thing).await {
                Ok(Some(now)) => now,
                Ok(None) => {
                    self.left(&format!("the {title} is not there"))?;
                    continue;
                }
                Err(error) => {
                    self.left(&format!("the {title}: failed to {error}"))?;
                    continue;
                }
            };
            let now = wanted.clone();
            wanted.extend(baseline.clone());
            if differences(&now, &wanted).is_empty() {
                continue;
            }
            match undo::restore(&live.known, &live.link, &named.thing, &wanted).await {
                Ok(()) => self.did(&format!("back to its baseline: the {title}"))?,
                Err(what) => self.left(&what)?,
            }
        }
        let now = crate::shell::now();
        for set in ["first", "second"].into_iter().filter(|set| live.known.profile.sets.contains_key(*set)) {
            for kind in shape(live.known.vendor).makeable {
                let mut young = Vec::new();
                let swept = sweep(&live.known, &live.link, *kind, set, |name| {
                    let Some(began) = RunId::began(name) else { return false };
                    let is_old = now.duration_since(began) >= older_than;
                    if !is_old {
                        young.push(name.to_owned());
                    }
                    is_old
                });
                let swept = swept.await;
                for removed in swept.removed {
                    self.did(&format!("removed: the {removed}"))?;
                }
                for what in swept.left {
                    self.left(&what)?;
                }
                for name in young {
                    let hint = "its run began less than --older-than ago and may still be at work";
                    self.did(&format!("left alone: the {kind} `{name}`; {hint}"))?;
                }
            }
        }
        Ok(())
    }
}
