//! What the admin API reads: JSON objects whose unknown keys are refused, queries whose unknown names are refused.

use serde::de::DeserializeOwned;

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
