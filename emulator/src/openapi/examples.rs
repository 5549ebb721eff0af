//! Documented exchanges as the examples of a document.

use serde_json::{Map, Value, json};

use crate::contract::Clause;
use crate::exchange;
use crate::vendors::Vendor;

include!(concat!(env!("OUT_DIR"), "/fixtures.rs"));

/// A documented exchange.
#[derive(Debug)]
pub(super) struct Example {
    /// The name of its file.
    pub(super) name: &'static str,
    /// Its title and where it was read.
    pub(super) summary: String,
    pub(super) clause: Clause,
    pub(super) status: u16,
    pub(super) request: Option<Value>,
    pub(super) reply: Option<Value>,
}

impl Example {
    /// An example object of this value.
    pub(super) fn object(&self, value: &Value) -> Value {
        json!({"summary": self.summary, "value": value})
    }
}

/// The documented exchanges of a vendor; what cannot be shown as JSON is left out.
pub(super) fn of(vendor: Vendor) -> Vec<Example> {
    let own = FIXTURES.iter().filter(|(of, _, _)| *of == vendor.name());
    own.filter_map(|(_, name, text)| example(vendor, name, text)).collect()
}

fn example(vendor: Vendor, name: &'static str, text: &str) -> Option<Example> {
    let head = |key: &str| {
        text.lines().find_map(|line| line.strip_prefix("# ")?.strip_prefix(key)?.strip_prefix(": "))
    };
    let clause = Clause::find(head("clause")?, Some(vendor))?;
    if head("dialect").is_some() {
        // It is an example of another dialect than the one whose forms are written down.
        return None;
    }
    let part = exchange::parse(text).ok()?.pop()?;
    let reply = part.reply?;
    Some(Example {
        name,
        summary: format!("{} ({}, read {})", head("title")?, head("source")?, head("read")?),
        clause,
        status: reply.status.as_u16(),
        request: body(&part.request.body),
        reply: body(&reply.body),
    })
}

/// A body as JSON: without the comments that explain a matcher, and with a value where a matcher stands.
fn body(bytes: &[u8]) -> Option<Value> {
    let text = std::str::from_utf8(bytes).ok()?;
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let mut value = serde_json::from_str(&without_last_commas(&lines.join("\n"))).ok()?;
    fill(&mut value).then_some(value)
}

/// A comma before a closing bracket is taken out.
fn without_last_commas(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for (at, letter) in text.char_indices() {
        let closes = || text[at + 1..].trim_start().starts_with(['}', ']']);
        if letter != ',' || !closes() {
            kept.push(letter);
        }
    }
    kept
}

/// Puts a value in the place of each matcher; says whether that could be done.
fn fill(value: &mut Value) -> bool {
    match value {
        Value::String(text) if text.starts_with("{{") => {
            let stands_for = match text.as_str() {
                "{{unix-ms}}" => Value::from(1_769_244_619_292_i64),
                matcher if matcher.starts_with("{{matches ^[0-9]{4}-[0-9]{2}") => {
                    Value::from("2026-01-24T08:50:19Z")
                }
                _ => return false,
            };
            *value = stands_for;
            true
        }
        Value::Array(items) => items.iter_mut().all(fill),
        Value::Object(fields) => fields.values_mut().all(fill),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
    }
}

/// Examples by their names, as a media type carries them.
pub(super) fn by_name<'e>(
    examples: impl Iterator<Item = &'e Example>,
    body: impl Fn(&Example) -> Option<&Value>,
) -> Map<String, Value> {
    examples.filter_map(|example| Some((example.name.to_owned(), example.object(body(example)?)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_documented_body_loses_its_comments_and_last_commas() {
        let text = b"{\n  \"a\": [1, 2,],\n  // why: it varies\n  \"t\": \"{{unix-ms}}\",\n}";
        assert_eq!(body(text), Some(json!({"a": [1, 2], "t": 1_769_244_619_292_i64})));
        assert_eq!(body(b"{\"a\": \"{{any}}\"}"), None);
        assert_eq!(body(b""), None);
    }

    #[test]
    fn every_vendor_has_examples() {
        for vendor in Vendor::ALL {
            assert!(
                of(vendor).iter().any(|example| example.reply.is_some() || example.status == 204),
                "{vendor}"
            );
        }
    }
}
