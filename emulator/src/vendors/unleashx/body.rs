//! What a body counts as: without a JSON media type it is not read, and then counts as an object without fields.

use serde_json::Value;

use super::Operation;
use super::refusals::{Refused, refused};
use crate::contract::unleashx::clauses;
use crate::http::{Request, header};
use crate::vendors::call::{Call, Fields, NotAnObject};

/// The fields of the body. An array has none; a text, a number, a boolean or null is refused.
pub(super) fn object<'c>(call: &'c Call<'_, Operation>) -> Result<&'c Fields, Refused> {
    if call.request.body.is_empty() || !is_json(call.request) {
        return Ok(call.empty_object());
    }
    match call.object() {
        Ok(fields) => Ok(fields),
        Err(NotAnObject::Malformed) => Err(refused(clauses::ANY_MALFORMED_JSON, "the body is not JSON")),
        Err(NotAnObject::Other(Value::Array(_))) => Ok(call.empty_object()),
        Err(NotAnObject::Other(_)) => {
            Err(refused(clauses::ANY_NOT_AN_OBJECT, "the body is JSON, but no object and no array"))
        }
    }
}

/// A field that is there and neither null nor an empty text.
pub(super) fn present<'c>(body: &'c Fields, name: &str) -> Option<&'c Value> {
    body.get(name).filter(|value| !is_blank(value))
}

/// Whether a value counts as not sent: null, or an empty text.
pub(super) fn is_blank(value: &Value) -> bool {
    value.is_null() || value.as_str() == Some("")
}

/// Whether the media type is `application/json`, and its charset UTF-8 if it names one. Of several headers the first
/// counts.
fn is_json(request: &Request) -> bool {
    let Some(content_type) = request.headers.get(header::CONTENT_TYPE.as_str()) else { return false };
    let mut parts = content_type.split(';').map(str::trim);
    let media_type = parts.next().unwrap_or("");
    media_type.eq_ignore_ascii_case("application/json")
        && parts.filter_map(|part| part.split_once('=')).all(|(name, value)| {
            !name.trim().eq_ignore_ascii_case("charset")
                || value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Method;

    fn judged(content_type: &str) -> bool {
        is_json(&Request::new(Method::POST, "/").with_header(header::CONTENT_TYPE, content_type))
    }

    #[test]
    fn json_is_known_by_its_media_type() {
        for right in
            ["application/json", "APPLICATION/JSON; charset=UTF-8", "application/json;charset=\"utf-8\""]
        {
            assert!(judged(right), "{right}");
        }
        for wrong in ["text/plain", "application/jsonp", "application/json; charset=latin1", ""] {
            assert!(!judged(wrong), "{wrong}");
        }
        assert!(!is_json(&Request::new(Method::POST, "/")));
    }
}
