//! One way in which a reply is not as expected.

use serde_json::Value;

/// Which part of a reply a mismatch is about; condition and status are graded apart from the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// The status code.
    Status,
    /// The clause that the target itself names.
    Clause,
    /// A header field.
    Header,
    /// The body.
    Body,
}

/// One way in which a reply is not as expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The part of the reply.
    pub aspect: Aspect,
    /// Where: `status`, `header allow`, `$.items[0].e164`.
    pub place: String,
    /// What was expected there.
    pub expected: String,
    /// What came.
    pub came: String,
}

impl std::fmt::Display for Mismatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: expected {}, came {}", self.place, self.expected, self.came)
    }
}

/// How much of a value a message shows.
const SHOWN: usize = 160;

/// A value for a message: JSON, cut where it is long.
pub(super) fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(SHOWN) {
        None => text,
        Some((at, _)) => format!("{}…", &text[..at]),
    }
}

/// A path in a JSON document: `$.items[0]["+91"]`.
#[derive(Clone, Debug)]
pub(super) struct Path(String);

impl Path {
    pub(super) fn root() -> Self {
        Self("$".to_owned())
    }

    pub(super) fn key(&self, key: &str) -> Self {
        let plain = !key.is_empty()
            && !key.starts_with(|first: char| first.is_ascii_digit())
            && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
        Self(if plain { format!("{}.{key}", self.0) } else { format!("{}[{}]", self.0, Value::from(key)) })
    }

    pub(super) fn index(&self, at: usize) -> Self {
        Self(format!("{}[{at}]", self.0))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}
