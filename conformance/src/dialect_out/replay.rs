//! Scenarios again, in process, under other switches: what would the emulator have said?

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;
use testline_emulator::http::Request;

use crate::profile::Profile;
use crate::publish::{Publisher, said};
use crate::runner::{End, Run, Seen, Stop, run};
use crate::scenario::{ClockStep, Scenario};
use crate::target::{InProcess, Response, Target, Unanswered};

/// Switches and their values.
pub(super) type Switches = BTreeMap<String, String>;

/// The scenario in a world of its own under these switches; none where no such world can be made. `strict` holds it to
/// what only emulators are held to.
pub(super) async fn replay(scenario: &Scenario, switches: &Switches, strict: bool) -> Option<Run> {
    let mut scenario = scenario.clone();
    for (name, value) in switches {
        // A switch that the scenario itself turns stays as it turns it.
        scenario.dialect.entry(name.clone()).or_insert_with(|| value.clone());
    }
    let mut target = Again { inner: InProcess::new(&scenario).ok()?, strict };
    Some(run(&mut target, &scenario, &Stop::default()).await)
}

/// A world in process that is judged as strictly as the target was.
struct Again {
    inner: InProcess,
    strict: bool,
}

impl Target for Again {
    fn profile(&self) -> &Profile {
        self.inner.profile()
    }

    fn is_emulator(&self) -> bool {
        self.strict
    }

    fn base_url(&self) -> Option<&str> {
        None
    }

    async fn send(&mut self, request: &Request) -> Result<Response, Unanswered> {
        self.inner.send(request).await
    }

    async fn send_all(&mut self, requests: &[Request]) -> Result<Vec<Response>, Unanswered> {
        self.inner.send_all(requests).await
    }

    async fn wait(&mut self, time: Duration) {
        self.inner.wait(time).await;
    }

    async fn add_fault(&mut self, fault: &Value) -> Result<(), Unanswered> {
        self.inner.add_fault(fault).await
    }

    async fn move_clock(&mut self, step: ClockStep) -> Result<(), Unanswered> {
        self.inner.move_clock(step).await
    }

    async fn state(&mut self) -> Result<Value, Unanswered> {
        self.inner.state().await
    }
}

/// The exchange of a run that came of the same step.
pub(super) fn same<'r>(run: &'r Run, seen: &Seen) -> Option<&'r Seen> {
    run.exchanges.iter().find(|other| other.step == seen.step && other.outcome == seen.outcome)
}

/// Whether a run says in the same step what was seen elsewhere, or fails there with the same status and, at least, for
/// the same reasons: what a live run names differs from what a scenario names.
pub(super) fn says_the_same(there: (&Run, &Seen), here: &Run, scenario: &Scenario) -> bool {
    let (run, seen) = there;
    let publishers = (Publisher::new(run, scenario), Publisher::new(here, scenario));
    same(here, seen).is_some_and(|other| {
        let fails_alike = || {
            let (there, here) = (reasons(run, &publishers.0), reasons(here, &publishers.1));
            seen.reply.status == other.reply.status
                && !seen.agrees
                && !other.agrees
                && there.iter().all(|reason| here.contains(reason))
        };
        said(seen, &publishers.0, scenario) == said(other, &publishers.1, scenario) || fails_alike()
    })
}

/// Why a run failed, as it may be published: each place with what was expected there, for what came may vary.
fn reasons(run: &Run, publisher: &Publisher<'_>) -> Vec<String> {
    match &run.end {
        End::Failed(failure) => {
            let expected = |reason: &String| reason.split(", came ").next().unwrap_or(reason).to_owned();
            failure.mismatches.iter().map(expected).flat_map(|reason| publisher.texts(&[&reason])).collect()
        }
        End::Agreed | End::Skipped(_) | End::Broken(_) | End::Stopped => Vec::new(),
    }
}
