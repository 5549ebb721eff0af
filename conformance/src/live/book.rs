//! What a run has done so far: its ledger, what it made, and what it spent.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::alias::RunId;
use super::ledger::{Ledger, Line, Open, Undo};
use super::price::{Amount, Price};
use super::resource::{Kind, Settings, Thing};
use crate::target::Unanswered;

/// What a run has done so far. The ledger begins with the first change.
#[derive(Debug)]
pub(crate) struct Book {
    folder: PathBuf,
    target: PathBuf,
    run: RunId,
    pages: Mutex<Pages>,
}

#[derive(Debug, Default)]
struct Pages {
    ledger: Option<Ledger>,
    made: Vec<(Kind, String)>,
    /// How much, and of which currency.
    spent: (Amount, String),
    stays: Vec<String>,
}

/// A request that is about to change something, for an entry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cause<'c> {
    pub(crate) scenario: &'c str,
    pub(crate) operation: &'c str,
}

impl Book {
    pub(crate) fn new(folder: &Path, target: &Path, run: &RunId) -> Self {
        let pages = Mutex::new(Pages::default());
        Self { folder: folder.to_owned(), target: target.to_owned(), run: run.clone(), pages }
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a line to the ledger; nothing is sent where that fails.
    fn write(&self, line: impl FnOnce(u32) -> Line) -> Result<u32, Unanswered> {
        let mut pages = self.pages();
        let failed = |error: std::io::Error| {
            let folder = self.folder.display();
            Unanswered::Unreachable(format!(
                "write the ledger in {folder}: {error}; --ledger-dir names another"
            ))
        };
        if pages.ledger.is_none() {
            let ledger = Ledger::begin(&self.folder, self.run.as_str(), &self.target).map_err(failed)?;
            pages.ledger = Some(ledger);
        }
        let Some(ledger) = &mut pages.ledger else { return Ok(0) };
        let n = ledger.next();
        ledger.write(line(n)).map_err(failed)?;
        Ok(n)
    }

    /// Notes how a thing stands that is about to be changed.
    pub(crate) fn restore(&self, cause: Cause<'_>, thing: &Thing, to: &Settings) -> Result<(), Unanswered> {
        let Cause { scenario, operation } = cause;
        let (scenario, operation) = (scenario.to_owned(), operation.to_owned());
        let (thing, to) = (thing.clone(), to.clone());
        self.write(|n| Line::Restore { n, scenario, operation, thing, to }).map(|_| ())
    }

    /// Notes that something is about to be made.
    pub(crate) fn make(
        &self,
        cause: Cause<'_>,
        kind: Kind,
        set: &str,
        name: Option<String>,
    ) -> Result<u32, Unanswered> {
        let Cause { scenario, operation } = cause;
        let (scenario, operation, set) = (scenario.to_owned(), operation.to_owned(), set.to_owned());
        self.write(|n| Line::Make { n, scenario, operation, kind, set, name })
    }

    /// Notes the id of what was made.
    pub(crate) fn made(&self, n: u32, kind: Kind, id: String) -> Result<(), Unanswered> {
        self.pages().made.push((kind, id.clone()));
        self.write(|_| Line::Made { n, id }).map(|_| ())
    }

    /// Notes that there is nothing to undo any more.
    pub(crate) fn done(&self, n: u32) -> Result<(), Unanswered> {
        self.write(|_| Line::Done { n }).map(|_| ())
    }

    /// Whether the run made this.
    pub(crate) fn is_own(&self, kind: Kind, same: impl Fn(&str) -> bool) -> bool {
        self.pages().made.iter().any(|(held, id)| *held == kind && same(id))
    }

    /// What is not undone yet, the latest first.
    pub(crate) fn open_entries(&self) -> Vec<Open> {
        self.pages().ledger.as_ref().map(Ledger::open_entries).unwrap_or_default()
    }

    /// Whether a thing stands in an open entry of a scenario, as it was before.
    pub(crate) fn holds(&self, scenario: &str, thing: &Thing) -> bool {
        self.open_entries().iter().any(|entry| {
            entry.scenario == scenario
                && matches!(&entry.undo, Undo::Restore { thing: held, .. } if held == thing)
        })
    }

    /// The kinds of what the run named, each with the credential set that made it.
    pub(crate) fn kinds_made(&self) -> Vec<(Kind, String)> {
        self.pages().ledger.as_ref().map(Ledger::kinds_made).unwrap_or_default()
    }

    /// Takes a price out of what may be spent, or says why not.
    pub(crate) fn spend(&self, most: &Price, price: &Price) -> Result<(), Unanswered> {
        let mut pages = self.pages();
        let sum = pages.spent.0.plus(price.amount);
        if price.currency != most.currency || sum > most.amount {
            return Err(Unanswered::Unable(format!(
                "it costs {price}, and of {most} that may be spent {} are gone",
                pages.spent.0
            )));
        }
        pages.spent = (sum, price.currency.clone());
        Ok(())
    }

    /// Notes a change that stays, as the command line lets it.
    pub(crate) fn stays(&self, what: String) {
        let mut pages = self.pages();
        if !pages.stays.contains(&what) {
            pages.stays.push(what);
        }
    }

    /// The changes that stay.
    pub(crate) fn staying(&self) -> Vec<String> {
        let pages = self.pages();
        let (amount, currency) = &pages.spent;
        let spent = (*amount > Amount::default())
            .then(|| format!("{amount} {currency} of the account, which purchases cost"));
        pages.stays.iter().cloned().chain(spent).collect()
    }

    /// Removes the ledger if nothing stands open in it; else says where it is.
    pub(crate) fn close(&self) -> Option<PathBuf> {
        let mut pages = self.pages();
        let ledger = pages.ledger.take()?;
        if ledger.open_entries().is_empty() {
            // A ledger without open entries that cannot be removed does no harm.
            let _ = ledger.end();
            return None;
        }
        let path = ledger.path().to_owned();
        pages.ledger = Some(ledger);
        Some(path)
    }
}
