//! The exit codes of `testline-conformance`, each with its meaning.

use testline_emulator::contract::Evidence;

use crate::runner::{End, Summary};

/// How a run ends, for whoever started it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Everything that ran agrees.
    Agrees,
    /// Something documented or observed is not so.
    Disagrees,
    /// An option or a file is wrong.
    Usage,
    /// A target is unreachable or not idle, or credentials are missing.
    Unreachable,
    /// Nothing ran.
    NothingRan,
    /// Something could not be undone.
    CleanupIncomplete,
    /// Only what is inferred is not so.
    Differs,
    /// The run was stopped by a signal: 128 and the number of SIGINT.
    Stopped,
    /// As a command did that was run: its own code.
    AsCommand(u8),
}

impl Exit {
    /// The code.
    pub const fn code(self) -> u8 {
        match self {
            Self::Agrees => 0,
            Self::Disagrees => 1,
            Self::Usage => 2,
            Self::Unreachable => 3,
            Self::NothingRan => 4,
            Self::CleanupIncomplete => 5,
            Self::Differs => 6,
            Self::Stopped => 130,
            Self::AsCommand(code) => code,
        }
    }

    /// The same, or that a file is wrong where nothing graver happened.
    #[must_use]
    pub const fn or_usage(self) -> Self {
        match self {
            Self::Agrees | Self::NothingRan => Self::Usage,
            Self::Disagrees
            | Self::Usage
            | Self::Unreachable
            | Self::CleanupIncomplete
            | Self::Differs
            | Self::Stopped
            | Self::AsCommand(_) => self,
        }
    }

    /// The same, or that something disagrees where nothing graver happened.
    #[must_use]
    pub const fn or_disagrees(self) -> Self {
        match self {
            Self::Agrees | Self::NothingRan | Self::Differs => Self::Disagrees,
            Self::Disagrees
            | Self::Usage
            | Self::Unreachable
            | Self::CleanupIncomplete
            | Self::Stopped
            | Self::AsCommand(_) => self,
        }
    }

    /// The gravest of what happened, so far as it counts: a failure on evidence outside `fail_on` does not.
    pub fn of(summaries: &[Summary], fail_on: &[Evidence]) -> Self {
        let runs = || summaries.iter().flat_map(|summary| &summary.runs);
        let failed = |grades: &[Evidence]| {
            runs().any(|run| match &run.end {
                // A known difference is none that counts.
                End::Failed(_) if run.known.is_some() => false,
                End::Failed(failure) => {
                    grades.contains(&failure.evidence) && fail_on.contains(&failure.evidence)
                }
                End::Agreed | End::Skipped(_) | End::Broken(_) | End::Stopped => false,
            })
        };
        if runs().any(|run| !run.leftovers.is_empty()) {
            Self::CleanupIncomplete
        } else if runs().any(|run| matches!(run.end, End::Broken(_))) {
            Self::Unreachable
        } else if failed(&[Evidence::Documented, Evidence::Observed]) {
            Self::Disagrees
        } else if failed(&[Evidence::Inferred]) {
            Self::Differs
        } else if runs().any(|run| matches!(run.end, End::Agreed | End::Failed(_))) {
            Self::Agrees
        } else {
            Self::NothingRan
        }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runner::{Failure, Run};

    fn summary(ends: Vec<End>) -> Vec<Summary> {
        let run = |end| Run {
            id: String::new(),
            end,
            verdicts: Vec::new(),
            requests: 0,
            leftovers: Vec::new(),
            exchanges: Vec::new(),
            redactor: crate::redact::Redactor::default(),
            known: None,
        };
        vec![Summary { target: String::new(), runs: ends.into_iter().map(run).collect(), stopped: false }]
    }

    fn failed(evidence: Evidence) -> End {
        End::Failed(Box::new(Failure {
            line: 1,
            step: 1,
            clause: None,
            evidence,
            mismatches: Vec::new(),
            expected: String::new(),
            came: String::new(),
            because: None,
            captured: Vec::new(),
            curl: None,
        }))
    }

    #[test]
    fn the_gravest_thing_decides() {
        let exit = |ends| Exit::of(&summary(ends), &Evidence::ALL);
        assert_eq!(exit(vec![]), Exit::NothingRan);
        assert_eq!(exit(vec![End::Skipped(String::new())]), Exit::NothingRan);
        assert_eq!(exit(vec![End::Skipped(String::new()), End::Agreed]), Exit::Agrees);
        assert_eq!(exit(vec![failed(Evidence::Inferred), End::Agreed]), Exit::Differs);
        assert_eq!(exit(vec![failed(Evidence::Inferred), failed(Evidence::Observed)]), Exit::Disagrees);
        assert_eq!(exit(vec![failed(Evidence::Documented), End::Broken(String::new())]), Exit::Unreachable);
    }

    #[test]
    fn what_does_not_count_is_no_failure() {
        let runs = summary(vec![failed(Evidence::Inferred)]);
        assert_eq!(Exit::of(&runs, &[Evidence::Documented]), Exit::Agrees);
    }
}
