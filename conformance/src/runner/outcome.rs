//! What came of a scenario, and of each clause that it shows.

use testline_emulator::contract::{Clause, Evidence};

use super::failure::Failure;
use super::seen::Seen;
use crate::redact::Redactor;
use crate::scenario::Scenario;

/// What came of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It was shown.
    Agrees,
    /// Something documented or observed is not so.
    Disagrees,
    /// Something inferred is not so: we learned something.
    Differs,
    /// The scenario was skipped.
    Skipped,
    /// The scenario ended before the clause came up.
    NotRun,
}

impl Verdict {
    /// All five, in the order of a report.
    pub const ALL: [Self; 5] = [Self::Agrees, Self::Disagrees, Self::Differs, Self::Skipped, Self::NotRun];

    /// The words for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Disagrees => "disagrees",
            Self::Differs => "differs",
            Self::Skipped => "skipped",
            Self::NotRun => "not run",
        }
    }

    /// The verdict of a failure that is known so.
    pub const fn of_failure(evidence: Evidence) -> Self {
        match evidence {
            Evidence::Documented | Evidence::Observed => Self::Disagrees,
            Evidence::Inferred => Self::Differs,
        }
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How a scenario ended.
#[derive(Clone, Debug)]
pub enum End {
    /// Everything was as expected.
    Agreed,
    /// Something was not.
    Failed(Box<Failure>),
    /// It cannot run at this target.
    Skipped(String),
    /// The target did not answer, or could not be asked; in words that follow "failed to".
    Broken(String),
    /// The run was stopped.
    Stopped,
}

/// What came of one scenario at one target.
#[derive(Clone, Debug)]
pub struct Run {
    /// The scenario's name.
    pub id: String,
    /// How it ended.
    pub end: End,
    /// What came of each clause.
    pub verdicts: Vec<(Clause, Verdict)>,
    /// How many requests were answered.
    pub requests: u32,
    /// What the cleanup could not undo.
    pub leftovers: Vec<String>,
    /// The exchanges of its steps, in order.
    pub exchanges: Vec<Seen>,
    /// What of them is not shown.
    pub redactor: Redactor,
    /// Why its failure is expected, where it is a known difference.
    pub known: Option<String>,
}

impl Run {
    /// A run that has not begun.
    pub fn new(scenario: &Scenario) -> Self {
        let verdicts = scenario.clauses.iter().map(|clause| (*clause, Verdict::NotRun)).collect();
        Self {
            id: scenario.id.clone(),
            end: End::Stopped,
            verdicts,
            requests: 0,
            leftovers: Vec::new(),
            exchanges: Vec::new(),
            redactor: Redactor::default(),
            known: None,
        }
    }

    /// A run whose target could not be had; the message follows "failed to".
    pub fn broken(scenario: &Scenario, message: String) -> Self {
        Self { end: End::Broken(message), ..Self::new(scenario) }
    }

    /// The same run with one thing more that is left behind.
    #[must_use]
    pub fn with_leftover(mut self, what: String) -> Self {
        self.leftovers.push(what);
        self
    }

    /// Keeps an exchange, unless it is one more of the same.
    pub(super) fn saw(&mut self, seen: Seen) {
        if self.exchanges.last().is_none_or(|last| !seen.repeats(last)) {
            self.exchanges.push(seen);
        }
    }

    /// Notes that a clause was shown; a worse verdict stays.
    pub(super) fn agrees(&mut self, clause: Clause) {
        for (held, verdict) in &mut self.verdicts {
            if *held == clause && *verdict == Verdict::NotRun {
                *verdict = Verdict::Agrees;
            }
        }
    }

    /// Ends as expected. A clause that came up and of which nothing was claimed was skipped.
    pub(super) fn agreed(&mut self) {
        for (_, verdict) in self.verdicts.iter_mut().filter(|(_, verdict)| *verdict == Verdict::NotRun) {
            *verdict = Verdict::Skipped;
        }
        self.end = End::Agreed;
    }

    /// Ends with a failure, which is held against its clause.
    pub(super) fn fail(&mut self, failure: Failure) {
        let verdict = Verdict::of_failure(failure.evidence);
        if let Some(clause) = failure.clause {
            self.verdicts.retain(|(held, _)| *held != clause);
            self.verdicts.push((clause, verdict));
        }
        self.end = End::Failed(Box::new(failure));
    }
}

/// A run that was skipped, and why.
pub fn skipped(scenario: &Scenario, reason: String) -> Run {
    let verdicts = scenario.clauses.iter().map(|clause| (*clause, Verdict::Skipped)).collect();
    Run { end: End::Skipped(reason), verdicts, ..Run::new(scenario) }
}
