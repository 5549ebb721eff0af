//! From the form of a step to what is done and expected.

use jiff::{SignedDuration, Timestamp};
use serde_saphyr::Spanned;
use testline_emulator::http::HeaderName;

use super::convert::Reader;
use super::error::Place;
use super::file::{ClockFile, ExpectFile, StepFile};
use super::forms::{Expects, StatusForm};
use super::model::{
    Action, Claims, ClockStep, Expect, HeaderClaim, Outcome, Request, StateClaim, StatusClaim, Step,
};

/// How often a step may run or a request be sent.
const MOST: u32 = 10_000;

impl Reader<'_> {
    /// Reads one step; none where it is wrong.
    pub(super) fn step(&mut self, step: StepFile, at: usize) -> Option<Step> {
        let place = place(&step);
        let kinds = [
            step.request.is_some(),
            step.parallel.is_some(),
            step.faults.is_some(),
            step.clock.is_some(),
            step.state.is_some(),
        ];
        if kinds.iter().filter(|given| **given).count() != 1 {
            let message =
                format!("step {} must have exactly one of: request, parallel, faults, clock, state", at + 1);
            self.fail(place, message);
            return None;
        }
        self.strays(&step, place);
        let action = self.action(step, place)?;
        Some(Step { line: place.line, action })
    }

    fn action(&mut self, mut step: StepFile, place: Place) -> Option<Action> {
        if step.request.is_some() {
            let expect = match step.expect.take() {
                None => Expect::default(),
                Some(Expects::One(claims)) => self.expect(*claims, place),
                Some(Expects::Outcomes(_)) => {
                    self.fail(place, "`expect` is a list only where `parallel` sends the requests");
                    return None;
                }
            };
            let (repeat, until) = (step.repeat.unwrap_or(1), self.until(step.until.as_ref()));
            if !(1..=MOST).contains(&repeat) {
                self.fail(place, format!("`repeat` must be from 1 to {MOST}"));
            }
            let call = self.call(step)?;
            return Some(Action::Request(Box::new(Request { call, expect, repeat, until })));
        }
        if let Some(calls) = step.parallel {
            return self.parallel(calls, step.expect, place);
        }
        if let Some(faults) = step.faults {
            return Some(Action::Faults(self.faults(faults)));
        }
        if let Some(clock) = step.clock {
            return self.clock(&clock).map(Action::Clock);
        }
        let pointer = step.state?.value;
        if !pointer.starts_with('/') {
            self.fail(place, "`state` must be a JSON pointer such as /vobiz/numbers");
        }
        let claim = match (step.equals.0, step.absent) {
            (Some(value), None) => StateClaim::Equals(value),
            (None, Some(true)) => StateClaim::Absent,
            _ => {
                self.fail(place, "`state` takes either `equals` or `absent: true`");
                return None;
            }
        };
        Some(Action::State { pointer, claim })
    }

    /// Keys that have no place in the kind of step that this is.
    fn strays(&mut self, step: &StepFile, place: Place) {
        let sends = step.request.is_some();
        let looks = step.state.is_some();
        let strays = [
            ("auth", step.auth.is_some() && !sends),
            ("headers", !step.headers.is_empty() && !sends),
            ("json", step.json.0.is_some() && !sends),
            ("text", step.text.is_some() && !sends),
            ("base64", step.base64.is_some() && !sends),
            ("filler", step.filler.is_some() && !sends),
            ("expect", step.expect.is_some() && !sends && step.parallel.is_none()),
            ("repeat", step.repeat.is_some() && !sends),
            ("until", step.until.is_some() && !sends),
            ("times", step.times.is_some()),
            ("equals", step.equals.0.is_some() && !looks),
            ("absent", step.absent.is_some() && !looks),
        ];
        for (key, _) in strays.into_iter().filter(|(_, stray)| *stray) {
            self.fail(place, format!("`{key}` has no place in this step"));
        }
    }

    fn parallel(
        &mut self,
        calls: Spanned<Vec<StepFile>>,
        expect: Option<Expects>,
        place: Place,
    ) -> Option<Action> {
        let mut sent = Vec::new();
        for step in calls.value {
            let times = step.times.unwrap_or(1);
            if !(1..=MOST).contains(&times) {
                self.fail(place, format!("`times` must be from 1 to {MOST}"));
            }
            if step.request.is_none()
                || step.expect.is_some()
                || step.repeat.is_some()
                || step.until.is_some()
            {
                self.fail(place, "`parallel` holds requests; what must come back stands in its own `expect`");
                return None;
            }
            sent.push((self.call(step)?, times));
        }
        let Some(Expects::Outcomes(outcomes)) = expect else {
            self.fail(place, "`parallel` needs an `expect` with a list of outcomes, each with its `count`");
            return None;
        };
        let mut expected = Vec::new();
        for mut outcome in outcomes {
            let Some(count) = outcome.count.take() else {
                self.fail(place, "each outcome of `parallel` needs a `count`");
                return None;
            };
            expected.push(Outcome { count, expect: self.expect(outcome, place) });
        }
        let total = |of: &mut dyn Iterator<Item = u32>| of.fold(0u32, u32::saturating_add);
        let (sends, counts) = (
            total(&mut sent.iter().map(|(_, times)| *times)),
            total(&mut expected.iter().map(|outcome| outcome.count)),
        );
        if sends != counts {
            self.fail(place, format!("{sends} requests are sent and {counts} outcomes counted"));
        }
        Some(Action::Parallel { calls: sent, outcomes: expected })
    }

    fn until(&mut self, until: Option<&Spanned<String>>) -> Option<SignedDuration> {
        let until = until?;
        let duration = until.value.parse::<SignedDuration>().ok().filter(SignedDuration::is_positive);
        if duration.is_none() {
            self.fail(
                until.referenced.into(),
                format!("expected a duration such as PT5S, found `{}`", until.value),
            );
        }
        duration
    }

    fn clock(&mut self, clock: &Spanned<ClockFile>) -> Option<ClockStep> {
        let step = match (&clock.value.advance, &clock.value.to) {
            (Some(by), None) => {
                by.parse::<SignedDuration>().ok().filter(|by| !by.is_negative()).map(ClockStep::Advance)
            }
            (None, Some(to)) => to.parse::<Timestamp>().ok().map(ClockStep::To),
            _ => None,
        };
        if step.is_none() {
            self.fail(clock.referenced.into(), "expected `advance: PT24H` or `to: 2026-01-24T08:50:19Z`");
        }
        step
    }

    fn expect(&mut self, mut file: ExpectFile, place: Place) -> Expect {
        if file.count.is_some() {
            self.fail(place, "`count` belongs to the outcomes of `parallel`");
        }
        let clause = file.clause.take().and_then(|id| self.clause(&id));
        let emulator = file.emulator.take().map(|inner| {
            let Spanned { value: inner, referenced, .. } = *inner;
            if inner.count.is_some() || inner.clause.is_some() || inner.emulator.is_some() {
                self.fail(referenced.into(), "`emulator` holds claims of status, headers and body only");
            }
            self.claims(inner, referenced.into())
        });
        Expect { clause, fair: self.claims(file, place), emulator }
    }

    fn claims(&mut self, file: ExpectFile, place: Place) -> Claims {
        let status = file.status.map(|status| match status {
            StatusForm::Any => StatusClaim::Any,
            StatusForm::OneOf(statuses) => StatusClaim::OneOf(statuses),
        });
        let mut headers = Vec::new();
        for (name, form) in file.headers {
            let claim = match form.0.as_slice() {
                [only] if only == "absent" => HeaderClaim::Absent,
                [only] if only == "present" => HeaderClaim::Present,
                _ => HeaderClaim::Values(form.0),
            };
            match HeaderName::from_bytes(name.as_bytes()) {
                Ok(name) => headers.push((name, claim)),
                Err(_) => self.fail(place.find(self.text, &name), format!("`{name}` is no name of a header")),
            }
        }
        if let Some(body) = file.body.as_ref().filter(|body| body.value != "empty") {
            let message = format!(
                "`body` takes `empty`, not `{}`; claims of a body are json, json-includes, text and text-includes",
                body.value
            );
            self.fail(body.referenced.into(), message);
        }
        let empty_body = file.body.is_some();
        if empty_body && (file.json.0.is_some() || file.text.is_some()) {
            self.fail(place, "a body cannot be empty and hold something");
        }
        Claims {
            status,
            headers,
            empty_body,
            json: file.json.0,
            json_includes: file.json_includes.0,
            text: file.text,
            text_includes: file.text_includes.map(|texts| texts.0).unwrap_or_default(),
        }
    }
}

/// Where a step begins: the place of its first key that has one.
fn place(step: &StepFile) -> Place {
    let places = [
        step.request.as_ref().map(|spanned| spanned.referenced),
        step.parallel.as_ref().map(|spanned| spanned.referenced),
        step.faults.as_ref().map(|spanned| spanned.referenced),
        step.clock.as_ref().map(|spanned| spanned.referenced),
        step.state.as_ref().map(|spanned| spanned.referenced),
        step.auth.as_ref().map(|spanned| spanned.referenced),
        step.until.as_ref().map(|spanned| spanned.referenced),
    ];
    places.into_iter().flatten().next().map(Place::from).unwrap_or_default()
}
