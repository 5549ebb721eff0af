//! The variables that a template may use.

use std::collections::BTreeMap;

use serde_json::Value;

/// The variables of a scenario: what the profile gives, and what was captured so far.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    given: BTreeMap<String, Value>,
    captured: Vec<(String, Value)>,
}

impl Scope {
    /// A scope with these variables and nothing captured.
    pub const fn new(given: BTreeMap<String, Value>) -> Self {
        Self { given, captured: Vec::new() }
    }

    /// The value of a variable.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let captured = self.captured.iter().rev().find(|(held, _)| held == name);
        captured.map(|(_, value)| value).or_else(|| self.given.get(name))
    }

    /// Sets a variable that is no capture, such as the `i` of parallel requests.
    pub fn set(&mut self, name: &str, value: Value) {
        self.given.insert(name.to_owned(), value);
    }

    /// Keeps a match under a name.
    pub fn capture(&mut self, name: &str, value: Value) {
        self.captured.push((name.to_owned(), value));
    }

    /// Everything captured, in order.
    pub fn captured(&self) -> &[(String, Value)] {
        &self.captured
    }

    /// Forgets what was captured after the first so many.
    pub fn forget_after(&mut self, count: usize) {
        self.captured.truncate(count);
    }
}

/// A value as it stands inside a text: a string as it is, anything else as JSON.
pub fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            value.to_string()
        }
    }
}
