//! Reading a body: its media type, its JSON, and the fields of an operation in the order of its page.

use std::sync::Arc;

use serde_json::{Map, Number, Value};

use super::Operation;
use super::refusals::{Refusal, Refused, refused};
use crate::contract::Clause;
use crate::contract::trillet::{ContentType, Dialect, clauses};
use crate::vendors::call::{Call, Fields, NotAnObject};
use crate::world::text::Text;

/// What a field must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    TextOrNull,
    Number,
    Boolean,
    Object,
    Array,
}

impl Kind {
    /// The kind as refusals call it.
    pub(super) const fn phrase(self) -> &'static str {
        match self {
            Self::Text | Self::TextOrNull => "a string",
            Self::Number => "a number",
            Self::Boolean => "a boolean",
            Self::Object => "an object",
            Self::Array => "an array",
        }
    }

    fn holds(self, value: &Value) -> bool {
        match self {
            Self::Text => value.is_string(),
            Self::TextOrNull => value.is_string() || value.is_null(),
            Self::Number => value.is_number(),
            Self::Boolean => value.is_boolean(),
            Self::Object => value.is_object(),
            Self::Array => value.is_array(),
        }
    }
}

/// The body as an object; an empty body is one without fields.
pub(super) fn read<'c>(call: &'c Call<'_, Operation>, dialect: &Dialect) -> Result<&'c Fields, Refused> {
    if call.request.body.is_empty() {
        return Ok(call.empty_object());
    }
    let content_type = call.request.headers.get("content-type");
    if !content_type.as_deref().is_some_and(is_json) {
        return match dialect.content_type {
            ContentType::Ignore => Ok(call.empty_object()),
            ContentType::Require => {
                let fact = match content_type {
                    Some(content_type) => format!("the body is of the type {content_type}"),
                    None => "the body has no content-type".to_owned(),
                };
                Err(refused(clauses::ANY_UNSUPPORTED_MEDIA_TYPE, fact))
            }
        };
    }
    call.object().map_err(|error| match error {
        NotAnObject::Malformed => refused(clauses::ANY_MALFORMED_JSON, "the body is not JSON in UTF-8"),
        NotAnObject::Other(_) => refused(clauses::ANY_NOT_AN_OBJECT, "the body is JSON and no object"),
    })
}

/// Whether a media type is `application/json`, with no parameter but `charset=utf-8`.
fn is_json(content_type: &str) -> bool {
    let (media_type, parameters) = content_type.split_once(';').unwrap_or((content_type, ""));
    let parameters = parameters.trim();
    media_type.trim().eq_ignore_ascii_case("application/json")
        && (parameters.is_empty()
            || parameters.split_once('=').is_some_and(|(name, value)| {
                name.trim_end().eq_ignore_ascii_case("charset")
                    && value.trim_matches('"').eq_ignore_ascii_case("utf-8")
            }))
}

/// A field that may be left out, if it is of its kind.
pub(super) fn optional<'c>(
    body: &'c Fields,
    name: &'static str,
    kind: Kind,
    wrong_type: Clause,
) -> Result<Option<&'c Value>, Refused> {
    match body.get(name) {
        Some(value) if !kind.holds(value) => {
            let fact = format!("{name} is {}", phrase_of(value));
            Err(Refused::with(wrong_type, Refusal::WrongType(name, kind), fact))
        }
        value => Ok(value),
    }
}

/// A field that must be there, of its kind.
pub(super) fn required<'c>(
    body: &'c Fields,
    name: &'static str,
    kind: Kind,
    missing: Clause,
    wrong_type: Clause,
) -> Result<&'c Value, Refused> {
    optional(body, name, kind, wrong_type)?.ok_or_else(|| refused(missing, format!("the body has no {name}")))
}

/// Checks fields that may all be left out, in their order.
pub(super) fn check(
    body: &Fields,
    fields: &[(&'static str, Kind)],
    wrong_type: Clause,
) -> Result<(), Refused> {
    fields.iter().try_for_each(|(name, kind)| optional(body, name, *kind, wrong_type).map(|_| ()))
}

/// A field that is a boolean.
pub(super) fn boolean(body: &Fields, name: &str) -> Option<bool> {
    body.get(name).and_then(Value::as_bool)
}

/// A field that is a number.
pub(super) fn number(body: &Fields, name: &str) -> Option<Number> {
    body.get(name).and_then(Value::as_number).cloned()
}

/// A field that is an object, keys in the order sent.
pub(super) fn object(body: &Fields, name: &str) -> Option<Arc<Map<String, Value>>> {
    body.get(name).and_then(Value::as_object).cloned().map(Arc::new)
}

/// A field that is an array.
pub(super) fn array(body: &Fields, name: &str) -> Option<Arc<Vec<Value>>> {
    body.get(name).and_then(Value::as_array).cloned().map(Arc::new)
}

/// A field that is a string.
pub(super) fn text(body: &Fields, name: &str) -> Option<Text> {
    body.text(name).map(Text::from)
}

const fn phrase_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_media_type_is_json_in_utf_8() {
        for right in [
            "application/json",
            "Application/JSON",
            "application/json;charset=utf-8",
            "application/json; Charset=\"UTF-8\"",
        ] {
            assert!(is_json(right), "{right}");
        }
        for wrong in [
            "",
            "text/plain",
            "application/jsonp",
            "application/json; charset=latin1",
            "application/json; a=b",
        ] {
            assert!(!is_json(wrong), "{wrong}");
        }
    }

    #[test]
    fn the_first_field_of_a_wrong_type_is_refused() {
        let body = serde_json::from_str::<Fields>(r#"{"b":1,"a":null}"#);
        let body = body.expect("an object");
        let wrong = clauses::CREATE_AGENT_WRONG_TYPE;
        let fields = [("a", Kind::TextOrNull), ("b", Kind::Text), ("c", Kind::Text)];
        assert!(check(&body, &fields[..1], wrong).is_ok());
        assert_eq!(check(&body, &fields, wrong).map_err(|refused| refused.clause()), Err(wrong));
    }
}
