//! What every report tells of a run, in a form that may be published.

use std::collections::BTreeMap;
use std::time::Duration;

use testline_emulator::contract::{Clause, Evidence};

use crate::evidence::{self, Kind};
use crate::publish::{Publisher, digest};
use crate::runner::{End, Failure, Run, Seen, Summary, Verdict};
use crate::scenario::Scenario;

/// A run of scenarios at one or more targets.
#[derive(Clone, Debug)]
pub struct Told<'r> {
    /// What came of them at each target.
    pub places: Vec<ToldPlace<'r>>,
    /// The scenarios by name.
    pub scenarios: BTreeMap<&'r str, &'r Scenario>,
    /// On which evidence a failure counts.
    pub fail_on: &'r [Evidence],
}

/// One target.
#[derive(Clone, Copy, Debug)]
pub struct ToldPlace<'r> {
    /// What came of the scenarios there.
    pub summary: &'r Summary,
    /// What kind of target it is.
    pub kind: Kind,
    /// How long it took.
    pub took: Duration,
}

/// How a scenario ended, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// Everything was as expected.
    Agrees,
    /// Something documented or observed was not.
    Disagrees,
    /// Something inferred was not.
    Differs,
    /// It failed as a known difference says.
    Known,
    /// It cannot run at this target.
    Skipped,
    /// The target did not answer.
    Error,
    /// The run was stopped.
    Stopped,
}

impl Word {
    /// The word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agrees => Verdict::Agrees.as_str(),
            Self::Disagrees => Verdict::Disagrees.as_str(),
            Self::Differs => Verdict::Differs.as_str(),
            Self::Known => "known",
            Self::Skipped => Verdict::Skipped.as_str(),
            Self::Error => "error",
            Self::Stopped => "stopped",
        }
    }
}

/// A failure without secrets and identities.
#[derive(Clone, Debug)]
pub struct ToldFailure {
    /// The clause that it is held against.
    pub clause: Option<Clause>,
    /// The line of the step in its file.
    pub line: usize,
    /// The number of the step.
    pub step: usize,
    /// The strongest evidence that is contradicted.
    pub evidence: Evidence,
    /// Each thing that is not as expected.
    pub mismatches: Vec<String>,
    /// The exchange that was expected.
    pub expected: String,
    /// The exchange that came.
    pub came: String,
    /// What the target said of its refusal.
    pub because: Option<String>,
}

/// An exchange without secrets and identities.
#[derive(Clone, Debug)]
pub struct ToldExchange {
    /// The number of the step.
    pub step: usize,
    /// The line of the step in its file.
    pub line: usize,
    /// The clause that the step names.
    pub clause: Option<Clause>,
    /// Whether it came out as expected.
    pub agrees: bool,
    /// The exchange in the one text form.
    pub text: String,
    /// The digest of its normal form.
    pub digest: String,
}

impl ToldPlace<'_> {
    /// Its name.
    pub fn name(&self) -> String {
        evidence::name(&self.summary.target)
    }
}

impl<'r> Told<'r> {
    /// The scenario of a run.
    pub fn scenario(&self, run: &Run) -> Option<&'r Scenario> {
        self.scenarios.get(run.id.as_str()).copied()
    }

    /// How a run ended.
    pub fn word(run: &Run) -> Word {
        match &run.end {
            End::Failed(_) if run.known.is_some() => Word::Known,
            End::Failed(failure) if failure.evidence == Evidence::Inferred => Word::Differs,
            End::Failed(_) => Word::Disagrees,
            End::Agreed => Word::Agrees,
            End::Skipped(_) => Word::Skipped,
            End::Broken(_) => Word::Error,
            End::Stopped => Word::Stopped,
        }
    }

    /// Whether a run's failure makes the whole run fail.
    pub fn counts(&self, run: &Run) -> bool {
        match &run.end {
            End::Failed(failure) => run.known.is_none() && self.fail_on.contains(&failure.evidence),
            End::Broken(_) => true,
            End::Agreed | End::Skipped(_) | End::Stopped => false,
        }
    }

    /// A failure as it may be published.
    pub fn failure(&self, run: &Run, failure: &Failure) -> Option<ToldFailure> {
        let publisher = Publisher::new(run, self.scenario(run)?);
        let mut texts =
            vec![failure.expected.as_str(), &failure.came, failure.because.as_deref().unwrap_or("")];
        texts.extend(failure.mismatches.iter().map(String::as_str));
        let mut told = publisher.texts(&texts).into_iter();
        let (expected, came, because) = (told.next()?, told.next()?, told.next()?);
        Some(ToldFailure {
            clause: failure.clause,
            line: failure.line,
            step: failure.step,
            evidence: failure.evidence,
            mismatches: told.collect(),
            expected,
            came,
            because: Some(because).filter(|text| !text.is_empty()),
        })
    }

    /// The exchanges of a run as they may be published.
    pub fn exchanges(&self, run: &Run) -> Vec<ToldExchange> {
        let Some(scenario) = self.scenario(run) else { return Vec::new() };
        let publisher = Publisher::new(run, scenario);
        let told = |seen: &Seen| {
            let heading = format!("{} {}", seen.step, seen.clause.map_or("", |clause| clause.id()));
            ToldExchange {
                step: seen.step,
                line: seen.line,
                clause: seen.clause,
                agrees: seen.agrees,
                text: publisher.exchange(seen).text(heading.trim_end()),
                digest: digest(seen, &publisher, scenario),
            }
        };
        run.exchanges.iter().map(told).collect()
    }

    /// A line of a run's own, such as a reason, as it may be published.
    pub fn line(&self, run: &Run, line: &str) -> String {
        match self.scenario(run) {
            Some(scenario) => Publisher::new(run, scenario).texts(&[line]).concat(),
            None => run.redactor.hide(line),
        }
    }
}
