//! Who calls Trillet, and in which workspace.

use std::borrow::Cow;

use super::refusals::{Refused, refused};
use super::state::State;
use crate::contract::trillet::{ApiKey, Bearer, Dialect, clauses};
use crate::http::Request;
use crate::world::text::Text;

/// Whoever calls.
#[derive(Debug)]
pub(super) struct Caller {
    /// The tenant whose key was sent; none without a key.
    pub(super) tenant: Option<Text>,
    /// The tenant whose workspace was named; none where nobody has it or none is asked for.
    pub(super) workspace: Option<Text>,
}

impl Caller {
    /// Whether a record of this workspace is in reach.
    pub(super) fn sees(&self, workspace: &str) -> bool {
        self.workspace.as_deref() == Some(workspace)
    }

    /// The workspace in which something is to be made.
    pub(super) fn owner(&self) -> Result<&str, Refused> {
        self.workspace.as_deref().ok_or_else(|| {
            refused(clauses::ANY_WORKSPACE_NOT_FOUND, "nobody has the workspace of x-workspace-id")
        })
    }
}

/// The identifiers that may select a world: the key, then the workspace. A bearer token comes last, for the dialect
/// that reads it.
pub(in crate::vendors) fn identifiers(request: &Request) -> Vec<Text> {
    let all = [header(request, "x-api-key"), header(request, "x-workspace-id"), bearer(request)];
    all.into_iter().flatten().collect()
}

/// What makes the key of a request the first workspace's, and its workspace too, for a world that opens for it.
pub(in crate::vendors) fn adoption(request: &Request) -> Option<serde_json::Value> {
    let key = header(request, "x-api-key")?;
    let mut first = serde_json::Map::from_iter([("api_key".to_owned(), key.as_str().into())]);
    first.extend(header(request, "x-workspace-id").map(|id| ("id".to_owned(), id.as_str().into())));
    Some(serde_json::json!({"trillet": {"workspaces": {"first": first}}}))
}

/// The tenant whose key was sent, if one was sent.
pub(super) fn tenant(state: &State, request: &Request, dialect: &Dialect) -> Result<Option<Text>, Refused> {
    if let Some(key) = header(request, "x-api-key") {
        let tenant = state.tenant_of_key(&key);
        return tenant
            .map(|name| Some(name.clone()))
            .ok_or_else(|| refused(clauses::ANY_WRONG_CREDENTIALS, "nobody has the x-api-key"));
    }
    let token = bearer(request).filter(|_| dialect.bearer == Bearer::Accept);
    if let Some(token) = token {
        let tenant = state.tenant_of_key(&token);
        return tenant
            .map(|name| Some(name.clone()))
            .ok_or_else(|| refused(clauses::ANY_WRONG_BEARER_KEY, "the bearer token is nobody's key"));
    }
    match dialect.api_key {
        ApiKey::Optional => Ok(None),
        ApiKey::Required => Err(refused(clauses::ANY_NO_CREDENTIALS, "x-api-key is missing or blank")),
    }
}

/// The tenant whose workspace the header names. Without a key it may be nobody's, and is then empty.
pub(super) fn workspace(
    state: &State,
    request: &Request,
    tenant: Option<&str>,
) -> Result<Option<Text>, Refused> {
    let id = header(request, "x-workspace-id")
        .ok_or_else(|| refused(clauses::ANY_WORKSPACE_ID_MISSING, "x-workspace-id is missing or blank"))?;
    let named = state.tenant_of_workspace(&id);
    match (tenant, named) {
        (None, named) => Ok(named.cloned()),
        (Some(tenant), Some(named)) if state.may_use(tenant, named) => Ok(Some(named.clone())),
        (Some(_), Some(_)) => {
            let fact = format!("the workspace {id} is not one of the key");
            Err(refused(clauses::ANY_WORKSPACE_FORBIDDEN, fact))
        }
        (Some(_), None) => {
            Err(refused(clauses::ANY_WORKSPACE_FORBIDDEN, format!("nobody has the workspace {id}")))
        }
    }
}

/// The values of a header joined as Node joins them, trimmed; a blank one counts as missing.
fn header(request: &Request, name: &str) -> Option<Text> {
    let joined = request.headers.joined(name, ", ")?;
    Some(Text::from(joined.trim())).filter(|value| !value.is_empty())
}

/// The token of the first `Authorization`, if its scheme is `Bearer`.
fn bearer(request: &Request) -> Option<Text> {
    let value: Cow<'_, str> = request.headers.get("authorization")?;
    let (scheme, token) = value.trim().split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then(|| token.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{HeaderName, Method, header as names};

    fn request(headers: &[(&'static str, &str)]) -> Request {
        headers.iter().fold(Request::new(Method::GET, "/v1/api/agents"), |request, (name, value)| {
            request.with_header(HeaderName::from_static(name), value)
        })
    }

    #[test]
    fn the_key_selects_a_world_before_the_workspace() {
        let request = request(&[("x-workspace-id", "w"), ("x-api-key", " k ")]);
        assert_eq!(identifiers(&request), ["k", "w"]);
    }

    #[test]
    fn two_values_are_one_unknown_value() {
        let request = request(&[("x-api-key", "k"), ("x-api-key", "k")]);
        assert_eq!(identifiers(&request), ["k, k"]);
    }

    #[test]
    fn only_the_first_authorization_counts_and_only_bearer() {
        let request = request(&[]).with_header(names::AUTHORIZATION, "Basic a");
        let request = request.with_header(names::AUTHORIZATION, "Bearer b");
        assert_eq!(bearer(&request), None);
    }
}
