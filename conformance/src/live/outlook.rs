//! What a run would do at a live target, without a request to it: for a dry run.

use std::path::Path;

use super::error::LiveError;
use super::known::Known;
use super::permit::Permits;
use super::preflight;
use super::target_file::{Budget, TargetFile};
use crate::scenario::Scenario;

/// A target file and what the command line lets a run do there.
#[derive(Debug)]
pub struct Outlook {
    name: String,
    known: Known,
    permits: Permits,
    budget: Budget,
}

impl Outlook {
    /// Reads a target file. A variable that is not set is no error, since nothing is sent.
    pub fn of(path: &Path, permits: &Permits) -> Result<Self, LiveError> {
        let file = TargetFile::read(path).map_err(|errors| {
            let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
            LiveError::usage(errors.join("\nfailed to "))
        })?;
        let known =
            Known::of(&file, |name| crate::shell::variable(name).or_else(|| Some(format!("${name}"))))?;
        Ok(Self { name: path.display().to_string(), known, permits: permits.clone(), budget: file.budget })
    }

    /// Why a scenario would not run there, or that it would, in a line.
    pub fn of_scenario(&self, scenario: &Scenario) -> String {
        match preflight::obstacle(&self.known, &self.permits, scenario) {
            Some(reason) => format!("not at {}: {reason}", self.name),
            None => format!("at {}: it runs", self.name),
        }
    }

    /// How much of the budget the run needs at least, in a line.
    pub fn of_all(&self, scenarios: &[Scenario]) -> String {
        let runs = |scenario: &&Scenario| preflight::obstacle(&self.known, &self.permits, scenario).is_none();
        let (mut count, mut requests, mut changes) = (0, 0, 0);
        for scenario in scenarios.iter().filter(runs) {
            let (all, changing) = preflight::requests(&self.known, scenario);
            count += 1;
            requests += all;
            changes += changing;
        }
        let of = |most: Option<u32>| most.map(|most| format!(" of {most}")).unwrap_or_default();
        format!(
            "at {}: {count} scenarios, {requests} requests{}, {changes}{} of which may change something; what is read before and undone after comes on top",
            self.name,
            of(self.budget.requests),
            of(self.budget.changes)
        )
    }
}
