//! An answer that no switch gives, as a fault of the emulator.

use serde_json::{Map, Value, json};
use testline_emulator::http::header;

use crate::profile::Profile;
use crate::publish::Publisher;
use crate::runner::{End, Run, Seen};
use crate::scenario::Scenario;
use crate::template::text_of;

/// What stands for values that are known by their shape only: no id, number or address of anybody.
const SAMPLES: [(&str, &str); 10] = [
    ("{uuid-", "00000000-0000-4000-8000-00000000000"),
    ("{e164-", "+1202555010"),
    ("{email-", "user@example.com"),
    ("{hex-", "00000000000000000000000"),
    ("{time}", "2026-01-24T10:30:19Z"),
    ("{ms}", "1769250619000"),
    ("{trace}", "00-00000000000000000000000000000000-0000000000000000-00"),
    ("{jwt}", "made-up"),
    ("{account-", "SA_"),
    ("{secret}", "made-up"),
];

/// A stub and why it is there.
#[derive(Clone, Debug, PartialEq)]
pub struct Stub {
    /// The scenario that needs it.
    pub scenario: String,
    /// The fault, as the emulator reads it.
    pub fault: Value,
}

impl Stub {
    /// A stub that gives what was seen, in place of what `decided` gives at the emulator. Names of the target's profile
    /// take the values of the default world.
    pub(super) fn new(run: &Run, seen: &Seen, scenario: &Scenario, decided: Option<&str>) -> Self {
        let published = Publisher::new(run, scenario).exchange(seen);
        let profile = Profile::of_default_world(scenario.vendor);
        let fill = |text: &str| sample(&named(text, &profile));
        let mut matching = Map::new();
        matching.insert("vendor".to_owned(), json!(scenario.vendor.name()));
        match decided {
            Some(clause) => {
                matching.insert("clause".to_owned(), json!(clause));
            }
            None => {
                let target = fill(&published.request.target);
                let path = target.split('?').next().unwrap_or("");
                matching.insert("method".to_owned(), json!(published.request.method.as_str()));
                matching.insert("path".to_owned(), json!(path));
            }
        }
        let mut action = Map::new();
        action.insert("kind".to_owned(), json!("reply"));
        action.insert("status".to_owned(), json!(published.reply.status.as_u16()));
        if let Some(content_type) = published.reply.headers.get(header::CONTENT_TYPE.as_str()) {
            action.insert("headers".to_owned(), json!({ "content-type": content_type }));
        }
        let body = fill(&String::from_utf8_lossy(&published.reply.body));
        match serde_json::from_str::<Value>(&body) {
            Ok(value) => drop(action.insert("json".to_owned(), value)),
            Err(_) if body.is_empty() => {}
            Err(_) => drop(action.insert("text".to_owned(), json!(body))),
        }
        action.insert("reason".to_owned(), json!(reason(run, scenario)));
        Self { scenario: run.id.clone(), fault: json!({ "match": matching, "action": action }) }
    }
}

/// What the target did, in one line.
fn reason(run: &Run, scenario: &Scenario) -> String {
    let wrong = match &run.end {
        End::Failed(failure) => {
            Publisher::new(run, scenario).texts(&[&failure.mismatches.join("; ")]).concat()
        }
        End::Agreed | End::Skipped(_) | End::Broken(_) | End::Stopped => String::new(),
    };
    wrong.chars().take(200).collect()
}

/// A published text with the default world's values in the place of names.
fn named(text: &str, profile: &Profile) -> String {
    profile.names.iter().fold(text.to_owned(), |text, (name, value)| {
        let value = text_of(value);
        let digits = value.trim_start_matches('+').to_owned();
        text.replace(&format!("{{{name}|digits}}"), &digits)
            .replace(&format!("{{{name}|path}}"), &value.replace('+', "%2B"))
            .replace(&format!("{{{name}}}"), &value)
    })
}

/// A published text with made-up values in the place of those that are known by their shape.
fn sample(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let found = SAMPLES.iter().find(|(mark, _)| rest.starts_with(mark));
        match (found, rest.find('}')) {
            (Some((mark, value)), Some(end)) => {
                out.push_str(value);
                let number = &rest[mark.len().min(end)..end];
                // A sample that ends in a number takes the value's own, so that equal values stay equal.
                if matches!(*mark, "{uuid-" | "{e164-" | "{hex-" | "{account-") {
                    out.push_str(number.get(..1).unwrap_or("0"));
                }
                rest = &rest[end + 1..];
            }
            _ => {
                out.push('{');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use testline_emulator::Vendor;

    use super::*;

    #[test]
    fn a_stub_holds_values_of_the_default_world_and_made_up_ones() {
        let profile = Profile::of_default_world(Vendor::Unleashx);
        let text = r#"{"id": {agent_int}, "n": "{number}", "u": "{uuid-2}", "t": {ms}, "k": "{secret}", "x": "{other}"}"#;
        assert_eq!(
            sample(&named(text, &profile)),
            r#"{"id": 123, "n": "+918062810341", "u": "00000000-0000-4000-8000-000000000002", "t": 1769250619000, "k": "made-up", "x": "{other}"}"#
        );
    }
}
