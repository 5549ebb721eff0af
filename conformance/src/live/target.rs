//! A live target: opened from its file, used one scenario at a time, and left as it was.

use std::path::PathBuf;

use super::alias::RunId;
use super::api::Api;
use super::book::Book;
use super::error::LiveError;
use super::idle;
use super::known::Known;
use super::ledger::Ledger;
use super::ledger_folder::ledgers;
use super::link::Link;
use super::permit::Permits;
use super::preflight;
use super::session::Session;
use super::sweep;
use super::target_file::TargetFile;
use super::{undo, vendors};
use crate::profile::Profile;
use crate::redact::Redactor;
use crate::runner::{End, Run, Stop, run, skipped};
use crate::scenario::Scenario;
use crate::target::{Client, Unanswered};

/// What the command line says of live targets.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// What a run may do there.
    pub permits: Permits,
    /// The certificates to trust in the place of the system's.
    pub ca: Option<PathBuf>,
    /// Where ledgers are.
    pub ledgers: PathBuf,
}

/// A live target, ready to be used.
#[derive(Debug)]
pub struct Live {
    pub(crate) known: Known,
    pub(crate) permits: Permits,
    pub(crate) link: Link,
    pub(crate) run: RunId,
    pub(crate) book: Book,
    file: TargetFile,
    ledgers: PathBuf,
}

impl Live {
    /// Looks up the variables of a target file and reaches the vendor.
    pub async fn open(file: TargetFile, wishes: &Wishes) -> Result<Self, LiveError> {
        let live = Self::prepare(file, wishes)?;
        let api = Api::new(&live.link, live.known.vendor, &live.known.profile, "first");
        let status = match api.get(&vendors::hello(&api)).await {
            Ok(answer) => answer.status,
            Err(Unanswered::Unable(message) | Unanswered::Unreachable(message)) => {
                return Err(LiveError::unreachable(message));
            }
        };
        if matches!(status, 401 | 403) {
            let variables = live.file.variables("first").join(", ");
            return Err(LiveError::unreachable(format!(
                "use {}: {} refuses the credentials `first` with {status}; look at {variables}",
                live.file(),
                live.link.base(),
            )));
        }
        Ok(live)
    }

    /// The same without asking the vendor anything.
    pub(crate) fn prepare(file: TargetFile, wishes: &Wishes) -> Result<Self, LiveError> {
        if let Some(name) = wishes.permits.unknown() {
            return Err(LiveError::usage(format!(
                "allow the irreversible `{name}`: no vendor has such an operation"
            )));
        }
        let known = Known::of(&file, crate::shell::variable)?;
        let client = Client::new(&file.base_url, wishes.ca.as_deref()).map_err(LiveError::unreachable)?;
        let link = Link::new(client, &file.base_url, file.rate, file.budget);
        let began = crate::shell::now();
        let run = RunId::new(began, std::process::id() ^ began.subsec_nanosecond().unsigned_abs() >> 8);
        let book = Book::new(&wishes.ledgers, &file.path, &run);
        let (permits, ledgers) = (wishes.permits.clone(), wishes.ledgers.clone());
        Ok(Self { known, permits, link, run, book, file, ledgers })
    }

    /// Its target file, for messages.
    pub(crate) fn file(&self) -> String {
        self.file.path.display().to_string()
    }

    /// How it is reached.
    pub(crate) const fn profile(&self) -> &Profile {
        &self.known.profile
    }

    /// Why a scenario would not run here.
    pub fn obstacle(&self, scenario: &Scenario) -> Option<String> {
        preflight::obstacle(&self.known, &self.permits, scenario)
    }

    /// Before the first change: no earlier run left anything, and nothing strange holds what may be changed.
    pub async fn ready<'s>(&self, scenarios: impl Iterator<Item = &'s Scenario>) -> Result<(), LiveError> {
        let changes = |scenario: &Scenario| {
            self.obstacle(scenario).is_none() && preflight::requests(&self.known, scenario).1 > 0
        };
        let mut scenarios = scenarios;
        if !self.permits.changes || !scenarios.any(changes) {
            return Ok(());
        }
        self.alone()?;
        idle::check(&self.known, &self.link, &self.file()).await
    }

    /// No other run is at work here, and none was killed at it.
    fn alone(&self) -> Result<(), LiveError> {
        let failed = |error: std::io::Error| {
            LiveError::unreachable(format!("read the ledgers in {}: {error}", self.ledgers.display()))
        };
        let own = self.file.path.canonicalize().unwrap_or_else(|_| self.file.path.clone());
        for path in ledgers(&self.ledgers).map_err(failed)? {
            let Some(ledger) = Ledger::open(&path).map_err(failed)? else {
                // It is locked, and whose it is cannot be told apart from here; a run of another target goes on.
                if Ledger::target_of(&path).is_some_and(|target| target == own) {
                    return Err(LiveError::unreachable(format!(
                        "use {}: another run is using it; wait for its end",
                        self.file()
                    )));
                }
                continue;
            };
            if ledger.target() == Some(own.as_path()) && !ledger.open_entries().is_empty() {
                return Err(LiveError::unreachable(format!(
                    "use {}: an earlier run left changes there ({}); run `testline-conformance cleanup` first",
                    self.file(),
                    path.display()
                )));
            }
        }
        Ok(())
    }

    /// Runs a scenario and undoes what it did. What could not be undone is tried again at the end.
    pub async fn run(&self, scenario: &Scenario, stop: &Stop) -> Run {
        let shown = |run: Run| Run { redactor: Redactor::new(&self.known.profile), ..run };
        if let Some(reason) = self.obstacle(scenario) {
            return shown(skipped(scenario, reason));
        }
        let mut session = Session::new(self, &scenario.id, stop);
        let mut done = run(&mut session, scenario, stop).await;
        // Whether everything is undone is told by a look at it, and not by what a cleanup was answered.
        done.leftovers.clear();
        for entry in self.book.open_entries().iter().filter(|entry| entry.scenario == scenario.id) {
            if undo::undo(&self.known, &self.link, entry).await.is_ok() {
                // An entry that stays open is looked at once more at the end.
                let _ = self.book.done(entry.n);
            }
        }
        if matches!(done.end, End::Skipped(_)) { shown(done) } else { done }
    }

    /// Undoes what is left, looks for what carries the run's name, and says what could not be undone, each with the
    /// scenario that did it.
    pub async fn finish(&self) -> Vec<(String, String)> {
        let mut left = Vec::new();
        for entry in self.book.open_entries() {
            match undo::undo(&self.known, &self.link, &entry).await {
                Ok(()) => {
                    let _ = self.book.done(entry.n);
                }
                Err(what) => left.push((entry.scenario, what)),
            }
        }
        let prefix = self.run.prefix();
        for (kind, set) in self.book.kinds_made() {
            let swept =
                sweep::sweep(&self.known, &self.link, kind, &set, |name| name.starts_with(&prefix)).await;
            left.extend(swept.left.into_iter().map(|what| (String::new(), what)));
        }
        if let Some(path) = self.book.close() {
            for (_, what) in &mut left {
                what.push_str(&format!("; `testline-conformance cleanup` tries again ({})", path.display()));
            }
        }
        left
    }

    /// What stays changed, as the command line lets it.
    pub fn staying(&self) -> Vec<String> {
        self.book.staying()
    }
}
