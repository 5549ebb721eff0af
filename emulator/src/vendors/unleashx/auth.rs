//! Whose token was sent, and in which header each operation looks for it.

use super::refusals::{Refused, refused};
use super::state::State;
use super::{Operation, path};
use crate::contract::Clause;
use crate::contract::unleashx::{AuthHeaders, clauses};
use crate::http::Request;
use crate::vendors::call::Call;
use crate::vendors::context::Context;
use crate::world::text::Text;

/// A header that can carry a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Carrier {
    Token,
    ApiAccessToken,
    Authorization,
}

/// The identifiers that may select a world: `token`, `api_access_token`, then `authorization`, which comes first where
/// an agent is created. Of a header that stands twice each value counts, so that the refusal comes from its own world.
pub(in crate::vendors) fn identifiers(request: &Request) -> Vec<Text> {
    let mut found = Vec::new();
    for carrier in ranked(request) {
        found.extend(
            request.headers.all(carrier.header()).map(|value| Text::from(carrier.credential(&value))),
        );
    }
    found.retain(|credential| !credential.is_empty());
    found
}

/// What makes the credential of a request the first workspace's, for a world that opens for it. One with a space or a
/// comma in it, as of a header that stands twice, is not well-formed.
pub(in crate::vendors) fn adoption(request: &Request) -> Option<serde_json::Value> {
    let sent = ranked(request).into_iter().find_map(|carrier| Some((carrier, carrier.read(request)?)));
    let (carrier, credential) = sent.filter(|(_, credential)| !credential.contains([' ', ',']))?;
    let reads_login = ["/api/v1/global/generate-token", "/api/v1/global/get-token"];
    let field = match carrier {
        _ if reads_login.iter().any(|route| path::is(request.path(), route)) => "login_token",
        Carrier::Token | Carrier::ApiAccessToken => "token",
        Carrier::Authorization => "api_key",
    };
    let first = serde_json::Map::from_iter([(field.to_owned(), credential.into())]);
    Some(serde_json::json!({"unleashx": {"workspaces": {"first": first}}}))
}

/// The headers in the order in which they select a world, which is not yet known and with it its dialect.
fn ranked(request: &Request) -> [Carrier; 3] {
    use Carrier::{ApiAccessToken, Authorization, Token};
    if path::is(request.path(), "/api/agents") {
        [Authorization, Token, ApiAccessToken]
    } else {
        [Token, ApiAccessToken, Authorization]
    }
}

/// The tenant's name of the workspace whose token was sent.
pub(super) fn caller(
    state: &State,
    context: &Context<'_>,
    call: &Call<'_, Operation>,
) -> Result<Text, Refused> {
    let by_login = |missing, invalid, expired| {
        by_login_token(state, context, call.request, &LoginClauses { missing, invalid, expired })
    };
    match call.operation {
        Operation::GenerateToken => by_login(
            clauses::GENERATE_TOKEN_LOGIN_TOKEN_MISSING,
            clauses::GENERATE_TOKEN_LOGIN_TOKEN_INVALID,
            clauses::GENERATE_TOKEN_LOGIN_TOKEN_EXPIRED,
        ),
        Operation::GetToken => by_login(
            clauses::GET_TOKEN_LOGIN_TOKEN_MISSING,
            clauses::GET_TOKEN_LOGIN_TOKEN_INVALID,
            clauses::GET_TOKEN_LOGIN_TOKEN_EXPIRED,
        ),
        Operation::AttachPhoneNumber
        | Operation::AttachPhoneNumbers
        | Operation::CreateAgent
        | Operation::CreateVoiceAgent
        | Operation::GetVoiceAgents
        | Operation::DeleteVoiceAgent
        | Operation::VerifyToken => by_api_token(state, context, call),
    }
}

fn by_api_token(state: &State, context: &Context<'_>, call: &Call<'_, Operation>) -> Result<Text, Refused> {
    let carriers = carriers(call.operation, context.dialect.unleashx.auth_headers);
    let sent = carriers.iter().find_map(|carrier| Some((carrier.header(), carrier.read(call.request)?)));
    let Some((header, credential)) = sent else {
        let unread = Carrier::Authorization.read(call.request).is_some();
        return Err(if unread && !carriers.contains(&Carrier::Authorization) {
            let fact = "the credential stands in authorization, which this operation does not read";
            refused(clauses::ANY_AUTHORIZATION_NOT_READ, fact)
        } else {
            let names: Vec<&str> = carriers.iter().map(|carrier| carrier.header()).collect();
            refused(clauses::ANY_NO_CREDENTIALS, format!("no credential stands in {}", names.join(" or ")))
        });
    };
    match state.api_token(&credential) {
        Some(token) if token.expired(context.now) => {
            let fact = format!("{header} carries an API token that is past its expiry");
            Err(refused(clauses::ANY_EXPIRED_CREDENTIALS, fact))
        }
        Some(token) => Ok(token.workspace.clone()),
        None if state.login_token(&credential).is_some() => {
            let fact = format!("{header} carries a login token, which is no API token");
            Err(refused(clauses::ANY_WRONG_CREDENTIALS, fact))
        }
        None => {
            let fact = format!("{header} carries no API token of this world");
            Err(refused(clauses::ANY_WRONG_CREDENTIALS, fact))
        }
    }
}

/// What an operation that takes a login token says where it gets none.
struct LoginClauses {
    missing: Clause,
    invalid: Clause,
    expired: Clause,
}

/// A login token is read from the header `token` only, whatever the dialect.
fn by_login_token(
    state: &State,
    context: &Context<'_>,
    request: &Request,
    clauses: &LoginClauses,
) -> Result<Text, Refused> {
    let credential =
        Carrier::Token.read(request).ok_or_else(|| refused(clauses.missing, "token is missing or empty"))?;
    match state.login_token(&credential) {
        Some((_, workspace)) if workspace.login_token_expires_at.is_some_and(|at| at <= context.now) => {
            Err(refused(clauses.expired, "the login token is past its expiry"))
        }
        Some((name, _)) => Ok(name.clone()),
        None if state.api_token(&credential).is_some() => {
            Err(refused(clauses.invalid, "token carries an API token, which is no login token"))
        }
        None => Err(refused(clauses.invalid, "token carries no login token of this world")),
    }
}

/// The headers that an operation reads, the deciding one first.
fn carriers(operation: Operation, dialect: AuthHeaders) -> &'static [Carrier] {
    use Carrier::{ApiAccessToken, Authorization, Token};
    match dialect {
        AuthHeaders::Any => &[Token, ApiAccessToken, Authorization],
        AuthHeaders::Documented if operation == Operation::CreateAgent => {
            &[Authorization, Token, ApiAccessToken]
        }
        AuthHeaders::Documented => &[Token, ApiAccessToken],
    }
}

impl Carrier {
    const fn header(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::ApiAccessToken => "api_access_token",
            Self::Authorization => "authorization",
        }
    }

    /// The credential in this header, if it is there and not empty. Node joins a header that stands twice with a comma
    /// and a space, which makes one unknown token; of `authorization` it keeps the first.
    fn read(self, request: &Request) -> Option<String> {
        let value = match self {
            Self::Token | Self::ApiAccessToken => request.headers.joined(self.header(), ", "),
            Self::Authorization => request.headers.get(self.header()),
        };
        value.map(|value| self.credential(&value)).filter(|value| !value.is_empty())
    }

    /// The credential that a value is, without white space around it and, in `authorization`, without `Bearer`.
    fn credential(self, value: &str) -> String {
        let value = value.trim();
        let bare = match (self, value.split_once(' ')) {
            (Self::Authorization, Some((scheme, rest))) if scheme.eq_ignore_ascii_case("bearer") => {
                rest.trim()
            }
            _ => value,
        };
        bare.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{HeaderName, Method};

    fn request(path: &str, headers: &[(&'static str, &str)]) -> Request {
        headers.iter().fold(Request::new(Method::POST, path), |request, (name, value)| {
            request.with_header(HeaderName::from_static(name), value)
        })
    }

    #[test]
    fn a_token_that_stands_twice_is_one_unknown_token() {
        let twice = request("/", &[("token", "a"), ("token", "a")]);
        assert_eq!(Carrier::Token.read(&twice).as_deref(), Some("a, a"));
        let twice = request("/", &[("authorization", "Bearer a"), ("authorization", "b")]);
        assert_eq!(Carrier::Authorization.read(&twice).as_deref(), Some("a"));
    }

    #[test]
    fn an_empty_header_counts_as_missing() {
        let empty = request("/", &[("token", "  "), ("api_access_token", " a ")]);
        assert_eq!(Carrier::Token.read(&empty), None);
        assert_eq!(Carrier::ApiAccessToken.read(&empty).as_deref(), Some("a"));
    }

    #[test]
    fn authorization_selects_the_world_first_only_where_an_agent_is_created() {
        let headers = [("token", "t"), ("authorization", "k")];
        assert_eq!(identifiers(&request("/api/Agents/", &headers)), ["k", "t"]);
        assert_eq!(identifiers(&request("/api/agent/attach-phone-number", &headers)), ["t", "k"]);
    }
}
