//! Who calls Vobiz, and whether the path is theirs.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::Operation;
use super::path::decoded;
use super::refusals::{Refused, refused};
use super::state::State;
use crate::contract::vobiz::clauses;
use crate::http::Request;
use crate::segments::segments;
use crate::vendors::call::Call;
use crate::world::text::Text;

/// The identifiers that may select a world: `X-Auth-ID`, without it what cancel-release takes instead, then the path's
/// account.
pub(in crate::vendors) fn identifiers(request: &Request) -> Vec<Text> {
    let mut found = Vec::new();
    match header(request, "x-auth-id") {
        Some(id) => found.push(id.into()),
        None if request.path().ends_with("/cancel-release") => match authorization(request) {
            Some(Authorization::Basic { user, .. }) => found.push(user.into()),
            Some(Authorization::Bearer(token)) => found.push(token.into()),
            None => {}
        },
        None => {}
    }
    let mut segments = segments(request.path()).skip_while(|segment| {
        !segment.eq_ignore_ascii_case("account") && !segment.eq_ignore_ascii_case("accounts")
    });
    if let Some(account) = segments.nth(1).filter(|account| !account.is_empty()) {
        found.push(decoded(account).into());
    }
    found
}

/// What makes the pair of a request the first account's, for a world that opens for it.
pub(in crate::vendors) fn adoption(request: &Request) -> Option<serde_json::Value> {
    let id = header(request, "x-auth-id")?;
    let token = header(request, "x-auth-token")?;
    let rest = id.strip_prefix("MA_").or_else(|| id.strip_prefix("SA_"))?;
    let well_formed =
        (4..=128).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
    well_formed
        .then(|| serde_json::json!({"vobiz": {"accounts": {"first": {"auth_id": id, "auth_token": token}}}}))
}

/// The tenant's name of whoever calls.
pub(super) fn caller(state: &State, call: &Call<'_, Operation>) -> Result<Text, Refused> {
    let request = call.request;
    if call.operation == Operation::CancelRelease
        && header(request, "x-auth-id").is_none()
        && let Some(authorization) = authorization(request)
    {
        return caller_by_authorization(state, &authorization);
    }
    let id = header(request, "x-auth-id")
        .ok_or_else(|| refused(clauses::ANY_NO_CREDENTIALS, "X-Auth-ID is missing or blank"))?;
    let token = header(request, "x-auth-token")
        .ok_or_else(|| refused(clauses::ANY_NO_AUTH_TOKEN, "X-Auth-Token is missing or blank"))?;
    by_pair(state, &id, &token)
}

fn caller_by_authorization(state: &State, authorization: &Authorization) -> Result<Text, Refused> {
    match authorization {
        Authorization::Basic { user, password } => by_pair(state, user, password),
        Authorization::Bearer(token) => state
            .accounts
            .iter()
            .find(|(_, account)| account.access_token.as_deref() == Some(token.as_str()))
            .map(|(name, _)| name.clone())
            .ok_or_else(|| {
                refused(clauses::CANCEL_RELEASE_INVALID_TOKEN, "the Bearer is no account's access token")
            }),
    }
}

fn by_pair(state: &State, id: &str, token: &str) -> Result<Text, Refused> {
    let (name, account) = state.account_by_auth_id(id).ok_or_else(|| {
        refused(clauses::ANY_WRONG_CREDENTIALS, format!("no account has the X-Auth-ID {id}"))
    })?;
    if account.auth_token != token {
        return Err(refused(clauses::ANY_WRONG_CREDENTIALS, format!("the X-Auth-Token is not that of {id}")));
    }
    if !account.is_active {
        return Err(refused(clauses::ANY_ACCOUNT_INACTIVE, format!("{id} is not active")));
    }
    if !account.enabled {
        return Err(refused(clauses::ANY_SUB_ACCOUNT_DISABLED, format!("{id} is disabled")));
    }
    Ok(name.clone())
}

/// Refuses a path that is not the caller's own.
pub(super) fn path_owner(state: &State, call: &Call<'_, Operation>, caller: &str) -> Result<(), Refused> {
    let segment = match call.params.iter().find(|(name, _)| matches!(*name, "auth_id" | "account_id")) {
        Some((_, segment)) => decoded(segment),
        None => return Ok(()),
    };
    let own = state.accounts.get(caller).map_or("", |account| account.auth_id.as_str());
    if segment == own {
        return Ok(());
    }
    let fact = format!("the path names {segment} and the credentials are those of {own}");
    let clause = if call.operation == Operation::CancelRelease {
        clauses::CANCEL_RELEASE_ACCESS_DENIED
    } else if call.operation == Operation::CreateSubaccount {
        clauses::CREATE_SUBACCOUNT_NOT_MAIN_ACCOUNT
    } else {
        clauses::ANY_AUTH_ID_MISMATCH
    };
    Err(refused(clause, fact))
}

/// What cancel-release takes in the place of the pair.
enum Authorization {
    Basic { user: String, password: String },
    Bearer(String),
}

fn authorization(request: &Request) -> Option<Authorization> {
    let value = header(request, "authorization")?;
    let (scheme, rest) = value.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(Authorization::Bearer(rest.trim().to_owned()));
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(BASE64.decode(rest.trim()).ok()?).ok()?;
    let (user, password) = pair.split_once(':')?;
    Some(Authorization::Basic { user: user.to_owned(), password: password.to_owned() })
}

/// The first value of a header, trimmed; a blank one counts as missing.
fn header<'r>(request: &'r Request, name: &str) -> Option<Cow<'r, str>> {
    let value = match request.headers.get(name)? {
        Cow::Borrowed(value) => Cow::Borrowed(value.trim()),
        Cow::Owned(value) => Cow::Owned(value.trim().to_owned()),
    };
    (!value.is_empty()).then_some(value)
}
