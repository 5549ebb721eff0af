//! Whether a scenario can run at a live target, found out before it begins.

use serde_json::Value;
use testline_emulator::http::Request;

use super::known::Known;
use super::permit::Permits;
use super::reach::{Call, Reach};
use super::vendors::{NameAt, shape};
use crate::profile::Profile;
use crate::runner::build;
use crate::scenario::{Action, Call as Sent, Scenario, captures};
use crate::template::Scope;

/// What stands for a value that only the run will know.
const CAPTURED: &str = "testline-captured";

/// Why a scenario does not run at a target; none where it does.
pub(crate) fn obstacle(known: &Known, permits: &Permits, scenario: &Scenario) -> Option<String> {
    if scenario.vendor != known.vendor {
        return Some(format!("the target is {}", known.vendor));
    }
    if let Some(reason) = scenario.emulators_only() {
        return Some(reason.to_owned());
    }
    if let Some(reason) = known.profile.misses(&scenario.needs, &scenario.sets) {
        return Some(reason);
    }
    let scope = scope(&known.profile, scenario);
    // What cannot be filled in yet is judged when it is sent.
    let requests = sends(scenario).into_iter().filter_map(|call| build(call, &scope, &known.profile).ok());
    requests
        .into_iter()
        .find_map(|request| judge(known, permits, &Reach::of(known.vendor, &request), &request))
}

/// How many requests the steps send, and how many of these may change something.
pub(crate) fn requests(known: &Known, scenario: &Scenario) -> (u32, u32) {
    let scope = scope(&known.profile, scenario);
    let (mut all, mut changing) = (0, 0);
    for step in &scenario.steps {
        let calls: Vec<(&Sent, u32)> = match &step.action {
            Action::Request(request) => vec![(&request.call, request.repeat)],
            Action::Parallel { calls, .. } => calls.iter().map(|(call, times)| (call, *times)).collect(),
            Action::Faults(_) | Action::Clock(_) | Action::State { .. } => Vec::new(),
        };
        for (call, times) in calls {
            let safe = build(call, &scope, &known.profile)
                .is_ok_and(|request| Reach::of(known.vendor, &request).is_safe());
            all += times;
            changing += if safe { 0 } else { times };
        }
    }
    (all, changing)
}

/// The requests of the steps.
fn sends(scenario: &Scenario) -> Vec<&Sent> {
    let mut sent = Vec::new();
    for step in &scenario.steps {
        match &step.action {
            Action::Request(request) => sent.push(&request.call),
            Action::Parallel { calls, .. } => sent.extend(calls.iter().map(|(call, _)| call)),
            Action::Faults(_) | Action::Clock(_) | Action::State { .. } => {}
        }
    }
    sent
}

/// The variables of a scenario, those that it captures too.
fn scope(profile: &Profile, scenario: &Scenario) -> Scope {
    let mut scope = profile.scope(scenario.vendor, &scenario.needs);
    scope.set("i", Value::from(0));
    for name in captures(scenario) {
        scope.set(&name, Value::from(CAPTURED));
    }
    scope
}

/// Why a request may not be sent, as far as that can be told without asking the vendor.
pub(crate) fn judge(known: &Known, permits: &Permits, reach: &Reach, request: &Request) -> Option<String> {
    if reach.is_safe() {
        return None;
    }
    if let Some(name) = reach.not_emulated {
        return Some(format!("it reaches {name}, which the contract does not cover"));
    }
    let Some((operation, call)) = reach.operation.zip(reach.calls.first()) else {
        let reason = format!("{} may change state; --allow-changes lets it", request.method);
        return (!permits.changes).then_some(reason);
    };
    permits.forbid(operation, is_at_stake(known, call)).or_else(|| stranger(known, call))
}

/// Whether a call may change anything that was there before the run, or make something that stays: what the target file
/// names, or what nothing names.
/// A thing that the file does not name is either the run's own or must not exist, which is looked at before the call.
pub(crate) fn is_at_stake(known: &Known, call: &Call) -> bool {
    let shape = shape(known.vendor);
    let touches = (shape.touches)(call);
    let mut changed = touches.iter().filter(|touch| touch.changes);
    (shape.makes)(call).is_some()
        || shape.unnamed.contains(&call.operation)
        || changed.any(|touch| known.find(touch.kind, &touch.id).is_some())
}

/// What a call brings that cannot be named as the run's own must be named by the target file.
fn stranger(known: &Known, call: &Call) -> Option<String> {
    let make = (shape(known.vendor).makes)(call)?;
    let NameAt::Identity(field) = make.name else { return None };
    let id = call.field(field).filter(|id| !id.is_empty())?;
    known.find(make.kind, &id).is_none().then(|| {
        format!("{} would bring the {} {id}, which the target file does not name", call.operation, make.kind)
    })
}
