//! The variables, captures and credential sets of a scenario, in the order in which the runner meets them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::model::{Action, Body, Call, Claims, HeaderClaim, HeaderEdit, Scenario, StateClaim, Step};
use crate::template::{Slot, Template, TemplateError};

/// A word of a template, and how it is met.
#[derive(Clone, Debug)]
pub(super) struct Use {
    /// The line of the step, from 1; 1 for what stands before the steps.
    pub(super) line: usize,
    /// The slot.
    pub(super) slot: Slot,
    /// Whether a matcher may stand here.
    pub(super) matchers: bool,
    /// The part of the scenario.
    pub(super) part: Part,
}

/// Where in a scenario a word is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Given,
    Sent,
    SentAtOnce,
    Fair,
    Emulator,
    Outcome,
    State,
    Cleanup,
}

/// What a walk over a scenario finds.
#[derive(Debug, Default)]
pub(super) struct Walk {
    pub(super) uses: Vec<Use>,
    pub(super) errors: Vec<(usize, TemplateError)>,
    line: usize,
}

/// Every word of a scenario's templates, in order.
pub(super) fn walk(scenario: &Scenario) -> Walk {
    let mut walk = Walk { line: 1, ..Walk::default() };
    if let Some(given) = &scenario.given {
        walk.json(given, false, Part::Given);
    }
    for step in &scenario.steps {
        walk.step(step, false);
    }
    for step in &scenario.cleanup {
        walk.step(step, true);
    }
    walk
}

/// The credential sets that a scenario sends or names.
pub(super) fn sets(scenario: &Scenario) -> Vec<String> {
    let mut sets = BTreeSet::new();
    for step in scenario.steps.iter().chain(&scenario.cleanup) {
        match &step.action {
            Action::Request(request) => sets.extend(request.call.auth.clone()),
            Action::Parallel { calls, .. } => {
                sets.extend(calls.iter().filter_map(|(call, _)| call.auth.clone()))
            }
            Action::Faults(_) | Action::Clock(_) | Action::State { .. } => {}
        }
    }
    for found in walk(scenario).uses {
        sets.extend(found.slot.word.split_once('.').map(|(set, _)| set.to_owned()));
    }
    sets.into_iter().collect()
}

/// Every word of a scenario's templates, in order.
pub(crate) fn slots(scenario: &Scenario) -> Vec<Slot> {
    walk(scenario).uses.into_iter().map(|found| found.slot).collect()
}

/// The names that a scenario captures.
pub(crate) fn captures(scenario: &Scenario) -> BTreeSet<String> {
    walk(scenario).uses.into_iter().filter_map(|found| found.slot.capture).collect()
}

/// The words of a body's templates.
pub(crate) fn words(body: &Body) -> Vec<String> {
    let mut walk = Walk::default();
    walk.body(body, Part::Sent);
    walk.uses.into_iter().map(|found| found.slot.word).collect()
}

impl Walk {
    fn step(&mut self, step: &Step, cleanup: bool) {
        self.line = step.line;
        let part = |part| if cleanup { Part::Cleanup } else { part };
        match &step.action {
            Action::Request(request) => {
                self.call(&request.call, part(Part::Sent));
                self.claims(&request.expect.fair, part(Part::Fair));
                if let Some(claims) = &request.expect.emulator {
                    self.claims(claims, part(Part::Emulator));
                }
            }
            Action::Parallel { calls, outcomes } => {
                for (call, _) in calls {
                    self.call(call, Part::SentAtOnce);
                }
                for outcome in outcomes {
                    self.claims(&outcome.expect.fair, Part::Outcome);
                    if let Some(claims) = &outcome.expect.emulator {
                        self.claims(claims, Part::Outcome);
                    }
                }
            }
            Action::Faults(_) | Action::Clock(_) => {}
            Action::State { pointer, claim } => {
                self.text(pointer, false, Part::State);
                match claim {
                    StateClaim::Equals(value) => self.json(value, true, Part::State),
                    StateClaim::Absent => {}
                }
            }
        }
    }

    fn call(&mut self, call: &Call, part: Part) {
        self.text(&call.target, false, part);
        for (_, edit) in &call.headers {
            match edit {
                HeaderEdit::Set(texts) => texts.iter().for_each(|text| self.text(text, false, part)),
                HeaderEdit::Remove => {}
            }
        }
        self.body(&call.body, part);
    }

    fn body(&mut self, body: &Body, part: Part) {
        match body {
            Body::Json(json) => self.json(json, false, part),
            Body::Text(text) => self.text(text, false, part),
            Body::None | Body::Bytes(_) | Body::Filler(_) => {}
        }
    }

    fn claims(&mut self, claims: &Claims, part: Part) {
        for (_, claim) in &claims.headers {
            match claim {
                HeaderClaim::Values(texts) => texts.iter().for_each(|text| self.text(text, true, part)),
                HeaderClaim::Absent | HeaderClaim::Present => {}
            }
        }
        for json in [&claims.json, &claims.json_includes].into_iter().flatten() {
            self.json(json, true, part);
        }
        if let Some(text) = &claims.text {
            self.text(text, true, part);
        }
        for text in &claims.text_includes {
            self.text(text, false, part);
        }
    }

    fn json(&mut self, value: &Value, matchers: bool, part: Part) {
        match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
            Value::String(text) => self.text(text, matchers, part),
            Value::Array(items) => items.iter().for_each(|item| self.json(item, matchers, part)),
            Value::Object(fields) => {
                for (key, value) in fields {
                    self.text(key, false, part);
                    self.json(value, matchers, part);
                }
            }
        }
    }

    fn text(&mut self, text: &str, matchers: bool, part: Part) {
        if !text.contains("{{") {
            return;
        }
        match Template::parse(text) {
            Ok(template) => {
                let line = self.line;
                self.uses.extend(template.slots().map(|slot| Use {
                    line,
                    slot: slot.clone(),
                    matchers,
                    part,
                }));
            }
            Err(error) => self.errors.push((self.line, error)),
        }
    }
}
