//! The digest of an exchange: the same wherever and whenever the same is said.

use std::fmt::Write as _;

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};
use testline_emulator::http::{Headers, Reply};

use super::exchange::Publisher;
use crate::matcher::Matcher;
use crate::profile;
use crate::runner::Seen;
use crate::scenario::{Action, Claims, Expect, Scenario};
use crate::template::Template;

/// The digest of the normal form: the published exchange, less the header fields that the scenario does not speak of,
/// with a matcher's name in the place of each value that it let pass.
pub fn digest(seen: &Seen, publisher: &Publisher<'_>, scenario: &Scenario) -> String {
    let claims = claims(seen, scenario);
    let spoken = |name: &str| {
        name == "content-type"
            || claims.iter().any(|claims| claims.headers.iter().any(|(held, _)| held == name))
    };
    let kept = seen.reply.headers.iter().filter(|(name, _)| spoken(name.as_str()));
    let headers: Headers = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
    let body =
        normal_body(seen, scenario).map_or_else(|| seen.reply.body.clone(), |body| body.to_string().into());
    let reply = Reply { status: seen.reply.status, headers, body };
    let text = publisher.parts(&seen.request, &reply).text("");
    let mut shown = "sha256:".to_owned();
    for byte in Sha256::digest(text.as_bytes()) {
        let _ = write!(shown, "{byte:02x}");
    }
    shown
}

/// What a reply says, in a form in which two targets can be compared: its status, and its body in the normal form,
/// with keys in the order of the alphabet.
pub fn said(seen: &Seen, publisher: &Publisher<'_>, scenario: &Scenario) -> String {
    let body = normal_body(seen, scenario).map_or_else(
        || String::from_utf8_lossy(&seen.reply.body).into_owned(),
        |mut body| {
            body.sort_all_objects();
            body.to_string()
        },
    );
    format!("{} {}", seen.reply.status.as_u16(), publisher.texts(&[&body]).concat())
}

/// The body with a matcher's name in the place of each value that it let pass; none where it is no JSON.
fn normal_body(seen: &Seen, scenario: &Scenario) -> Option<Value> {
    let mut body = serde_json::from_slice::<Value>(&seen.reply.body).ok()?;
    for claims in claims(seen, scenario) {
        for expected in [&claims.json, &claims.json_includes].into_iter().flatten() {
            body = normal(expected, body, scenario);
        }
    }
    Some(body)
}

/// What the scenario claims of an exchange.
fn claims<'s>(seen: &Seen, scenario: &'s Scenario) -> Vec<&'s Claims> {
    let expect: Option<&Expect> = match scenario.steps.get(seen.step.wrapping_sub(1)).map(|step| &step.action)
    {
        Some(Action::Request(request)) => Some(&request.expect),
        Some(Action::Parallel { outcomes, .. }) => {
            seen.outcome.and_then(|at| outcomes.get(at)).map(|outcome| &outcome.expect)
        }
        Some(Action::Faults(_) | Action::Clock(_) | Action::State { .. }) | None => None,
    };
    expect.into_iter().flat_map(|expect| std::iter::once(&expect.fair).chain(&expect.emulator)).collect()
}

/// What came, with a matcher's name in the place of each value for which one was expected.
fn normal(expected: &Value, came: Value, scenario: &Scenario) -> Value {
    match (expected, came) {
        (Value::Object(fields), Value::Object(held)) => {
            let named = held.into_iter().map(|(key, value)| match fields.get(&key) {
                Some(expected) => {
                    let value = normal(expected, value, scenario);
                    (key, value)
                }
                None => (key, value),
            });
            Value::Object(named.collect::<Map<String, Value>>())
        }
        (Value::Array(items), Value::Array(held)) if items.len() == held.len() => {
            let named = items.iter().zip(held).map(|(expected, value)| normal(expected, value, scenario));
            Value::Array(named.collect())
        }
        (Value::String(text), came) => match varies(text, scenario) {
            true => Value::from(text.replace("{{", "{").replace("}}", "}")),
            false => came,
        },
        (_, came) => came,
    }
}

/// Whether an expected text lets more than one value pass and keeps none of them.
fn varies(text: &str, scenario: &Scenario) -> bool {
    let given = |word: &str| {
        scenario.needs.iter().any(|name| name == word) || profile::is_implied(scenario.vendor, word)
    };
    text.contains("{{")
        && Template::parse(text).is_ok_and(|template| {
            template.slots().any(|slot| {
                slot.capture.is_none()
                    && !given(&slot.word)
                    && Matcher::of(&slot.word, slot.argument.as_deref())
                        .is_ok_and(|matcher| matcher.is_some())
            })
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scenario::read;

    #[test]
    fn a_matcher_stands_for_what_it_let_pass() {
        let text = "claim: A\nclauses: [assign-number-to-trunk.assigned]\nreason: b\nneeds: [number]\nsteps:\n  - request: GET /{{number}}\n    expect: { status: 204, clause: assign-number-to-trunk.assigned }\n";
        let scenario = read("scenarios/vobiz/a/a.yaml", text).expect("a right scenario");
        let expected = json!({"a": "{{uuid}}", "b": ["{{number}}", "{{kept: string}}", "at {{any}}"]});
        let came = json!({"a": "x", "b": ["+1", "k", "at 5"], "c": 1});
        assert_eq!(
            normal(&expected, came, &scenario),
            json!({"a": "{uuid}", "b": ["+1", "k", "at {any}"], "c": 1})
        );
    }
}
