//! What the admin API reads: JSON objects whose unknown keys are refused, queries whose unknown names are refused.

use axum::http::{HeaderMap, HeaderName};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::output::{Problem, fail};
use crate::vendors::call::Query;

/// Reads a JSON body; an empty one counts as `{}`.
pub(super) fn body<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let text: &[u8] = if body.iter().all(u8::is_ascii_whitespace) { b"{}" } else { body };
    serde_json::from_slice(text).map_err(|error| {
        let what = if error.is_data() { "the body is not as expected" } else { "the body is not JSON" };
        fail(400, &format!("{what}: {error}"))
    })
}

/// Reads any JSON; an empty body is none.
pub(super) fn value(body: &[u8]) -> Result<Value, Problem> {
    serde_json::from_slice(body).map_err(|error| not_json(&error))
}

/// Says that a body is not JSON.
pub(super) fn not_json(error: &serde_json::Error) -> Problem {
    fail(400, &format!("the body is not JSON: {error}"))
}

/// Whether a header names YAML as a media type, and not JSON before it.
pub(super) fn is_yaml(headers: &HeaderMap, name: &HeaderName) -> bool {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    let types =
        values.flat_map(|value| value.split(',')).map(|kind| kind.split(';').next().unwrap_or("").trim());
    let mut known =
        types.map(str::to_ascii_lowercase).filter_map(|kind| match kind.rsplit(['/', '+', '-']).next() {
            Some("yaml") => Some(true),
            Some("json") => Some(false),
            _ => None,
        });
    known.next() == Some(true)
}

/// Reads a query; a name that is not among those allowed is refused.
pub(super) fn query<'q>(raw: Option<&'q str>, allowed: &[&str]) -> Result<Query<'q>, Problem> {
    let query = Query::parse(raw.unwrap_or(""));
    for name in allowed {
        query.first(name);
    }
    match query.unread().first() {
        None => Ok(query),
        Some(name) => {
            let detail = format!(
                "there is no parameter `{}`; there are: {}",
                name.trim_start_matches('?'),
                allowed.join(", ")
            );
            Err(fail(400, &detail))
        }
    }
}
