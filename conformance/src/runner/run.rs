//! Runs one scenario at one target: steps in order until one fails, then the cleanup, always.

use std::time::Duration;

use jiff::SignedDuration;
use serde_json::Value;
use testline_emulator::contract::Clause;

use super::cleanup;
use super::failure::{At, Failure};
use super::judge::judge;
use super::outcome::{End, Run, skipped};
use super::seen::Seen;
use super::stop::Stop;
use super::{parallel, send};
use crate::matcher::{Compare, Order};
use crate::redact::Redactor;
use crate::scenario::{Action, Expect, Request, Scenario, StateClaim};
use crate::target::{Target, Unanswered};
use crate::template::{Scope, fill};

/// How long to wait between two polls.
const POLL: Duration = Duration::from_millis(200);

/// Why a scenario ended before its last step.
pub(super) enum Early {
    Failed(Box<Failure>),
    Unable(String),
    Broken(String),
    Stopped,
}

impl From<Unanswered> for Early {
    fn from(error: Unanswered) -> Self {
        match error {
            Unanswered::Unreachable(message) => Self::Broken(message),
            Unanswered::Unable(reason) => Self::Unable(reason),
        }
    }
}

/// A scenario under way.
pub(super) struct Course<'t, T> {
    pub(super) target: &'t mut T,
    pub(super) scope: Scope,
    pub(super) redactor: Redactor,
    pub(super) base_url: String,
    pub(super) run: Run,
    stop: &'t Stop,
    /// The clause of the last step that named one.
    last: Option<Clause>,
}

/// Runs a scenario. A step that fails ends it; what could be undone is undone in any case.
pub async fn run<T: Target>(target: &mut T, scenario: &Scenario, stop: &Stop) -> Run {
    if let Some(reason) = target.profile().misses(&scenario.needs, &scenario.sets) {
        return skipped(scenario, reason);
    }
    let scope = target.profile().scope(scenario.vendor, &scenario.needs);
    let redactor = Redactor::new(target.profile());
    let base_url =
        target.base_url().map_or_else(|| format!("http://127.0.0.1:7464/{}", scenario.vendor), str::to_owned);
    let mut course = Course { target, scope, redactor, base_url, run: Run::new(scenario), stop, last: None };
    let end = course.steps(scenario).await;
    cleanup::run(&mut course, scenario, end.is_ok()).await;
    let mut run = course.run;
    run.redactor = course.redactor.and_captured(course.scope.captured());
    match end {
        Ok(()) => run.agreed(),
        Err(Early::Stopped) => run.end = End::Stopped,
        Err(Early::Failed(failure)) => run.fail(*failure),
        Err(Early::Broken(message)) => run.end = End::Broken(message),
        Err(Early::Unable(reason)) => {
            return Run { leftovers: run.leftovers, requests: run.requests, ..skipped(scenario, reason) };
        }
    }
    run
}

impl<T: Target> Course<'_, T> {
    /// Runs the steps in order.
    async fn steps(&mut self, scenario: &Scenario) -> Result<(), Early> {
        for (at, step) in scenario.steps.iter().enumerate() {
            self.goes_on()?;
            let at = At {
                step: at + 1,
                line: step.line,
                clause: self.last.or_else(|| scenario.clauses.first().copied()),
            };
            match &step.action {
                Action::Request(request) => self.request(request, at).await?,
                Action::Parallel { calls, outcomes } => parallel::run(self, calls, outcomes, at).await?,
                Action::Faults(faults) => {
                    for fault in faults {
                        self.target.add_fault(fault).await?;
                    }
                }
                Action::Clock(step) => self.target.move_clock(*step).await?,
                Action::State { pointer, claim } => self.state(pointer, claim, at).await?,
            }
        }
        Ok(())
    }

    /// Ends the scenario where somebody asked to stop.
    fn goes_on(&self) -> Result<(), Early> {
        if self.stop.is_asked() { Err(Early::Stopped) } else { Ok(()) }
    }

    /// Notes that the clause of an expectation was shown. A vendor of whom nothing was claimed has shown nothing.
    pub(super) fn agrees(&mut self, expect: &Expect) {
        let Some(clause) = expect.clause else { return };
        if self.target.is_emulator() || !expect.fair.is_empty() {
            self.run.agrees(clause);
        }
        self.last = Some(clause);
    }

    async fn request(&mut self, request: &Request, at: At) -> Result<(), Early> {
        for _ in 0..request.repeat {
            self.until_it_answers(request, at).await?;
        }
        Ok(())
    }

    async fn until_it_answers(&mut self, request: &Request, at: At) -> Result<(), Early> {
        let at = At { clause: request.expect.clause.or(at.clause), ..at };
        let sent = send::request(&request.call, &self.scope, self.target.profile()).map_err(Early::Broken)?;
        let captured = self.scope.captured().len();
        let mut waited = SignedDuration::ZERO;
        loop {
            let response = self.target.send(&sent).await?;
            self.run.requests += 1;
            let is_emulator = self.target.is_emulator();
            let judged = judge(&request.expect, at.clause, &response, is_emulator, &mut self.scope)
                .map_err(|error| Early::Broken(format!("compare the reply: {error}")))?;
            let agrees = judged.agrees();
            if agrees || request.until.is_none_or(|most| waited >= most) {
                self.run.saw(Seen {
                    step: at.step,
                    line: at.line,
                    outcome: None,
                    clause: request.expect.clause,
                    decided: response.clause.clone(),
                    agrees,
                    request: send::shown(&request.call, &sent),
                    reply: response.reply.clone(),
                });
            }
            if agrees {
                self.agrees(&request.expect);
                return Ok(());
            }
            if request.until.is_none_or(|most| waited >= most) {
                let (scope, redactor, base) = (&self.scope, &self.redactor, self.base_url.as_str());
                let sent = send::shown(&request.call, &sent);
                let failure = Failure::of_exchange(at, &sent, &response, &judged, scope, redactor, base);
                return Err(Early::Failed(Box::new(failure)));
            }
            self.goes_on()?;
            self.scope.forget_after(captured);
            self.target.wait(POLL).await;
            waited += SignedDuration::try_from(POLL).unwrap_or(SignedDuration::MAX);
        }
    }

    async fn state(&mut self, pointer: &str, claim: &StateClaim, at: At) -> Result<(), Early> {
        let pointer = fill(pointer, &self.scope)
            .map_err(|error| Early::Broken(format!("fill in {pointer}: {error}")))?;
        let state = self.target.state().await?;
        // A world file says "not set" by leaving a key out or by null.
        let came = state.pointer(&pointer).cloned().unwrap_or(Value::Null);
        let (mismatches, wanted) = match claim {
            StateClaim::Absent if came.is_null() => return Ok(()),
            StateClaim::Absent => (vec![format!("{pointer}: expected nothing, came {came}")], Value::Null),
            StateClaim::Equals(expected) => {
                let mut compare =
                    Compare { scope: &mut self.scope, order: Order::Free, mismatches: Vec::new() };
                let view = compare
                    .exact(expected, &came)
                    .map_err(|error| Early::Broken(format!("compare the state: {error}")))?;
                if compare.mismatches.is_empty() {
                    return Ok(());
                }
                (compare.mismatches.iter().map(ToString::to_string).collect(), view)
            }
        };
        let failure =
            Failure::of_state(at, &pointer, &mismatches, &wanted, &came, &self.scope, &self.redactor);
        Err(Early::Failed(Box::new(failure)))
    }
}
