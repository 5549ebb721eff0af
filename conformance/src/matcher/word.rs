//! The matchers by name, and what each lets pass.

use jiff::Timestamp;
use regex_lite::Regex;
use serde_json::Value;

use crate::template::text_of;

const UUID: &str = "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";
const RFC3339: &str =
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})";
const UNIX_MS: &str = "[1-9][0-9]{12}";

/// Something that lets many values pass.
#[derive(Clone, Debug)]
pub enum Matcher {
    /// Anything.
    Any,
    /// A string.
    String,
    /// A number without a fraction.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// An object.
    Object,
    /// An array.
    Array,
    /// A UUID in the form 8-4-4-4-12, in any letter case.
    Uuid,
    /// A date and time of RFC 3339.
    Rfc3339,
    /// Milliseconds since 1970, thirteen digits.
    UnixMs,
    /// A value whose text the pattern finds.
    Matches(Regex),
}

impl Matcher {
    /// The words, for messages.
    pub const WORDS: &str =
        "any, string, integer, number, boolean, object, array, uuid, rfc3339, unix-ms, matches PATTERN";

    /// The matcher of a word; none where there is no such matcher.
    pub fn of(word: &str, pattern: Option<&str>) -> Result<Option<Self>, String> {
        Ok(Some(match (word, pattern) {
            ("matches", Some(pattern)) => Self::Matches(
                Regex::new(pattern).map_err(|error| format!("`{pattern}` is no pattern: {error}"))?,
            ),
            ("any", None) => Self::Any,
            ("string", None) => Self::String,
            ("integer", None) => Self::Integer,
            ("number", None) => Self::Number,
            ("boolean", None) => Self::Boolean,
            ("object", None) => Self::Object,
            ("array", None) => Self::Array,
            ("uuid", None) => Self::Uuid,
            ("rfc3339", None) => Self::Rfc3339,
            ("unix-ms", None) => Self::UnixMs,
            _ => return Ok(None),
        }))
    }

    /// Whether a value passes.
    pub fn passes(&self, value: &Value) -> bool {
        match self {
            Self::Any => true,
            Self::String => value.is_string(),
            Self::Integer => value.is_i64() || value.is_u64(),
            Self::Number => value.is_number(),
            Self::Boolean => value.is_boolean(),
            Self::Object => value.is_object(),
            Self::Array => value.is_array(),
            Self::Uuid => value.as_str().is_some_and(|text| whole(UUID, text)),
            Self::Rfc3339 => {
                value.as_str().is_some_and(|text| whole(RFC3339, text) && text.parse::<Timestamp>().is_ok())
            }
            Self::UnixMs => value.as_u64().is_some_and(|ms| whole(UNIX_MS, &ms.to_string())),
            Self::Matches(pattern) => {
                !value.is_object()
                    && !value.is_array()
                    && !value.is_null()
                    && pattern.is_match(&text_of(value))
            }
        }
    }

    /// The pattern for a matcher that stands inside a longer text; none for what no text holds.
    pub fn inside_text(&self) -> Option<String> {
        Some(match self {
            Self::Any | Self::String => "(?s:.*)".to_owned(),
            Self::Integer => "-?[0-9]+".to_owned(),
            Self::Number => r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?".to_owned(),
            Self::Boolean => "(?:true|false)".to_owned(),
            Self::Object | Self::Array => return None,
            Self::Uuid => UUID.to_owned(),
            Self::Rfc3339 => RFC3339.to_owned(),
            Self::UnixMs => UNIX_MS.to_owned(),
            Self::Matches(pattern) => {
                let pattern = pattern.as_str();
                let pattern = pattern.strip_prefix('^').unwrap_or(pattern);
                format!("(?:{})", pattern.strip_suffix('$').unwrap_or(pattern))
            }
        })
    }

    /// What passes, in words that follow "expected".
    pub fn says(&self) -> String {
        match self {
            Self::Any => "anything".to_owned(),
            Self::String => "a string".to_owned(),
            Self::Integer => "an integer".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::Boolean => "true or false".to_owned(),
            Self::Object => "an object".to_owned(),
            Self::Array => "an array".to_owned(),
            Self::Uuid => "a UUID".to_owned(),
            Self::Rfc3339 => "a time of RFC 3339".to_owned(),
            Self::UnixMs => "milliseconds since 1970".to_owned(),
            Self::Matches(pattern) => format!("a value that matches {}", pattern.as_str()),
        }
    }
}

/// Whether a pattern matches all of a text.
fn whole(pattern: &str, text: &str) -> bool {
    Regex::new(&format!("^(?:{pattern})$")).is_ok_and(|pattern| pattern.is_match(text))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn passes(word: &str, value: &Value) -> bool {
        Matcher::of(word, None).expect("no pattern").expect("a matcher").passes(value)
    }

    #[test]
    fn each_word_lets_its_own_pass_and_nothing_else() {
        let values = [
            json!(null),
            json!("a"),
            json!(1),
            json!(1.5),
            json!(true),
            json!({}),
            json!([]),
            json!("aabbccdd-1234-5678-90ab-cdef12345678"),
            json!("2026-01-24T08:50:19.292Z"),
            json!(1_769_244_619_292_u64),
        ];
        for (word, expected) in [
            ("any", "1111111111"),
            ("string", "0100000110"),
            ("integer", "0010000001"),
            ("number", "0011000001"),
            ("boolean", "0000100000"),
            ("object", "0000010000"),
            ("array", "0000001000"),
            ("uuid", "0000000100"),
            ("rfc3339", "0000000010"),
            ("unix-ms", "0000000001"),
        ] {
            let passed: String =
                values.iter().map(|value| if passes(word, value) { '1' } else { '0' }).collect();
            assert_eq!(passed, expected, "{word}");
        }
    }

    #[test]
    fn a_pattern_reads_the_text_of_a_number() {
        let matcher = Matcher::of("matches", Some("^[0-9]{3}$")).expect("a pattern").expect("a matcher");
        assert!(matcher.passes(&json!(123)) && matcher.passes(&json!("123")));
        assert!(!matcher.passes(&json!("1234")) && !matcher.passes(&json!([123])));
    }

    #[test]
    fn a_day_that_does_not_exist_is_no_time() {
        assert!(!passes("rfc3339", &json!("2026-02-30T00:00:00Z")));
    }
}
