//! Answers that are wrong on the wire.

use serde_json::{Value, json};
use testline_emulator::http::{HeaderValue, Headers, Reply, StatusCode, header};

use super::mutation::{KeyDeed, Wire};

/// The key that is added.
const ADDED: &str = "testline_added";

/// What is put behind a name or a text that is changed.
const CHANGED: &str = "_changed";

/// What is put before a value that is changed, so that it breaks the form of one that varies.
const WRONG: &str = "wrong_";

/// Above this a number is a time in milliseconds: the year 2001.
const MILLISECONDS: i64 = 1_000_000_000_000;

impl Wire {
    /// Makes an answer wrong; says whether there was anything to make wrong.
    pub(super) fn apply(&self, reply: &mut Reply) -> bool {
        match self {
            Self::Status(status) => match StatusCode::from_u16(*status) {
                Ok(status) if status != reply.status => {
                    reply.status = status;
                    true
                }
                Ok(_) | Err(_) => false,
            },
            Self::Key { at, deed } => change(reply, |document| match deed {
                KeyDeed::Dropped | KeyDeed::Renamed => at.in_object().is_some_and(|(above, key)| {
                    let mut done = false;
                    above.visit(document, &mut |value| done |= lose(value, key, *deed));
                    done
                }),
                KeyDeed::Retyped => visit_changed(at, document, retyped),
                KeyDeed::Revalued => visit_changed(at, document, revalued),
            }),
            Self::KeyAdded(at) => change(reply, |document| {
                visit_changed(at, document, |value| match value {
                    Value::Object(fields) => {
                        let mut fields = fields.clone();
                        fields.insert(ADDED.to_owned(), json!(true));
                        Some(Value::Object(fields))
                    }
                    Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                        None
                    }
                })
            }),
            Self::BodyAdded if reply.body.is_empty() => {
                reply.body = "{}".into();
                true
            }
            Self::BodyDropped if !reply.body.is_empty() => {
                reply.body = bytes::Bytes::new();
                true
            }
            Self::TextChanged if !reply.body.is_empty() => {
                let mut text = reply.body.to_vec();
                text.extend_from_slice(CHANGED.as_bytes());
                reply.body = text.into();
                true
            }
            Self::BodyAdded | Self::BodyDropped | Self::TextChanged => false,
            Self::HeaderDropped(name) => edit(&mut reply.headers, name, |_| None),
            Self::HeaderChanged(name) => edit(&mut reply.headers, name, |value| Some(other(name, value))),
        }
    }
}

/// Changes the JSON of a body, if it is JSON and the change says that it did something.
fn change(reply: &mut Reply, deed: impl FnOnce(&mut Value) -> bool) -> bool {
    let Ok(mut document) = serde_json::from_slice::<Value>(&reply.body) else { return false };
    if !deed(&mut document) {
        return false;
    }
    reply.body = document.to_string().into();
    true
}

/// Changes every value of a place that can be changed.
fn visit_changed(
    at: &super::place::Place,
    document: &mut Value,
    changed: impl Fn(&Value) -> Option<Value>,
) -> bool {
    let mut done = false;
    at.visit(document, &mut |value| {
        if let Some(new) = changed(value) {
            *value = new;
            done = true;
        }
    });
    done
}

/// Drops or renames a key, where it stands.
fn lose(value: &mut Value, key: &str, deed: KeyDeed) -> bool {
    let Value::Object(fields) = value else { return false };
    if !fields.contains_key(key) {
        return false;
    }
    let renamed = |held: String| if held == key { format!("{held}{CHANGED}") } else { held };
    let old = std::mem::take(fields);
    *fields = match deed {
        KeyDeed::Renamed => old.into_iter().map(|(held, value)| (renamed(held), value)).collect(),
        KeyDeed::Dropped | KeyDeed::Retyped | KeyDeed::Revalued => {
            old.into_iter().filter(|(held, _)| held != key).collect()
        }
    };
    true
}

/// A value of another type.
fn retyped(value: &Value) -> Option<Value> {
    Some(match value {
        Value::Null => json!("null"),
        Value::Bool(held) => json!(held.to_string()),
        Value::Number(held) => json!(held.to_string()),
        Value::String(_) => json!(7),
        Value::Array(items) => json!({ "items": items }),
        Value::Object(fields) => json!([fields]),
    })
}

/// Another value of the same type; none where a type has but one value, or where the keys inside say it all.
fn revalued(value: &Value) -> Option<Value> {
    match value {
        Value::Null | Value::Object(_) => None,
        Value::Bool(held) => Some(json!(!held)),
        Value::Number(held) => Some(match held.as_i64() {
            // A time in milliseconds, of which no expectation can know which one, becomes one in seconds.
            Some(number) if number > MILLISECONDS => json!(number / 1000),
            Some(number) => json!(number.saturating_add(1)),
            None => json!(held.as_f64().unwrap_or_default() + 1.0),
        }),
        Value::String(held) => Some(json!(format!("{WRONG}{held}"))),
        Value::Array(items) => Some(match items.split_last() {
            Some((_, rest)) => json!(rest),
            None => json!([null]),
        }),
    }
}

/// Keeps, changes or drops the values of a header; says whether there was one.
fn edit(headers: &mut Headers, name: &str, new: impl Fn(&HeaderValue) -> Option<HeaderValue>) -> bool {
    if !headers.contains(name) {
        return false;
    }
    let edited = headers.iter().filter_map(|(held, value)| {
        let value = if held.as_str().eq_ignore_ascii_case(name) { new(value)? } else { value.clone() };
        Some((held.clone(), value))
    });
    *headers = edited.collect();
    true
}

/// Another value that such a header may have.
fn other(name: &str, value: &HeaderValue) -> HeaderValue {
    if name.eq_ignore_ascii_case(header::CONTENT_TYPE.as_str()) {
        return HeaderValue::from_static("application/octet-stream");
    }
    let mut text = value.as_bytes().to_vec();
    text.extend_from_slice(CHANGED.as_bytes());
    HeaderValue::from_bytes(&text).unwrap_or(HeaderValue::from_static("changed"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::Place;

    fn reply(body: &'static str) -> Reply {
        Reply::with_body(StatusCode::OK, "application/json", body)
    }

    fn after(wire: &Wire, body: &'static str) -> Option<String> {
        let mut reply = reply(body);
        wire.apply(&mut reply).then(|| String::from_utf8_lossy(&reply.body).into_owned())
    }

    fn at(body: &str, shown: &str) -> Place {
        let document = serde_json::from_str(body).expect("JSON");
        Place::all(&document).into_iter().find(|place| place.to_string() == shown).expect("it is there")
    }

    #[test]
    fn each_deed_changes_its_key_and_leaves_the_others_in_their_order() {
        const BODY: &str = r#"{"a":[{"x":1,"y":"b"}],"z":true}"#;
        let y = at(BODY, "$.a[*].y");
        for (deed, expected) in [
            (KeyDeed::Dropped, r#"{"a":[{"x":1}],"z":true}"#),
            (KeyDeed::Renamed, r#"{"a":[{"x":1,"y_changed":"b"}],"z":true}"#),
            (KeyDeed::Retyped, r#"{"a":[{"x":1,"y":7}],"z":true}"#),
            (KeyDeed::Revalued, r#"{"a":[{"x":1,"y":"wrong_b"}],"z":true}"#),
        ] {
            assert_eq!(after(&Wire::Key { at: y.clone(), deed }, BODY).as_deref(), Some(expected));
        }
    }

    #[test]
    fn what_is_not_there_cannot_be_wrong() {
        let z = at(r#"{"z":1}"#, "$.z");
        for deed in [KeyDeed::Dropped, KeyDeed::Renamed, KeyDeed::Retyped, KeyDeed::Revalued] {
            assert_eq!(after(&Wire::Key { at: z.clone(), deed }, r#"{"a":1}"#), None);
        }
        assert_eq!(after(&Wire::BodyAdded, "{}"), None);
        assert!(!Wire::Status(200).apply(&mut reply("")));
        assert!(!Wire::HeaderDropped("allow".into()).apply(&mut reply("")));
    }

    #[test]
    fn a_header_is_dropped_or_changed() {
        let mut changed = reply("{}");
        assert!(Wire::HeaderChanged("content-type".into()).apply(&mut changed));
        assert_eq!(changed.headers.get("content-type").as_deref(), Some("application/octet-stream"));
        let mut dropped = reply("{}");
        assert!(Wire::HeaderDropped("content-type".into()).apply(&mut dropped));
        assert!(!dropped.headers.contains("content-type"));
    }
}
