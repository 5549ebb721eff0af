//! What a scenario itself says: anybody can read it, so that it needs no hiding.

use crate::scenario::{Action, Body, Call, Claims, HeaderClaim, HeaderEdit, Scenario};

/// Every text of a scenario's requests and expectations, one a line.
pub(super) fn of(scenario: &Scenario) -> String {
    let mut text = String::new();
    for step in scenario.steps.iter().chain(&scenario.cleanup) {
        match &step.action {
            Action::Request(request) => call(&mut text, &request.call),
            Action::Parallel { calls, .. } => calls.iter().for_each(|(sent, _)| call(&mut text, sent)),
            Action::Faults(_) | Action::Clock(_) | Action::State { .. } => {}
        }
    }
    for (_, expect) in scenario.expectations() {
        claims(&mut text, &expect.fair);
        expect.emulator.iter().for_each(|strict| claims(&mut text, strict));
    }
    text
}

fn add(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

fn call(text: &mut String, call: &Call) {
    add(text, &call.target);
    for (_, edit) in &call.headers {
        match edit {
            HeaderEdit::Set(values) => values.iter().for_each(|value| add(text, value)),
            HeaderEdit::Remove => {}
        }
    }
    match &call.body {
        Body::Json(json) => add(text, &json.to_string()),
        Body::Text(body) => add(text, body),
        Body::None | Body::Bytes(_) | Body::Filler(_) => {}
    }
}

fn claims(text: &mut String, claims: &Claims) {
    for (_, claim) in &claims.headers {
        match claim {
            HeaderClaim::Values(values) => values.iter().for_each(|value| add(text, value)),
            HeaderClaim::Absent | HeaderClaim::Present => {}
        }
    }
    [&claims.json, &claims.json_includes].into_iter().flatten().for_each(|json| add(text, &json.to_string()));
    claims.text.iter().chain(&claims.text_includes).for_each(|said| add(text, said));
}
