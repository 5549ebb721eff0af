//! SIP credentials of an account. A password is never shown.

use jiff::Timestamp;
use serde::Serialize;

use super::numbers::{account_id, object};
use super::path::decoded;
use super::records::Credential;
use super::refusals::{Refused, refused};
use super::state::State;
use super::trunks::created;
use super::{Operation, wire};
use crate::contract::Clause;
use crate::contract::vobiz::clauses;
use crate::http::{Reply, StatusCode};
use crate::vendors::answer::{Accepted, json};
use crate::vendors::call::{Call, Fields};
use crate::vendors::context::Context;
use crate::world::text::Text;

#[derive(Serialize)]
struct CredentialObject<'a> {
    id: &'a str,
    account_id: &'a str,
    username: &'a str,
    password: &'static str,
    realm: String,
    enabled: bool,
    created_at: Timestamp,
    updated_at: Timestamp,
}

fn shown<'a>(id: &'a str, credential: &'a Credential, account_id: &'a str) -> CredentialObject<'a> {
    CredentialObject {
        id,
        account_id,
        username: &credential.username,
        password: "<redacted>",
        realm: format!("{account_id}.sip.vobiz.ai"),
        enabled: credential.enabled,
        created_at: wire::micros(credential.created_at),
        updated_at: wire::micros(credential.updated_at),
    }
}

/// Lists the credentials of the account, the latest first.
pub(super) fn list(state: &State, call: &Call<'_, Operation>, caller: &str) -> Result<Accepted, Refused> {
    let mut all: Vec<(&Text, &Credential)> =
        state.credentials.iter().filter(|(_, credential)| credential.account == caller).collect();
    all.sort_by(|(a_id, a), (b_id, b)| b.created_at.cmp(&a.created_at).then(a_id.cmp(b_id)));
    let account_id = account_id(state, caller);
    let page = wire::object_page(&call.query, &all, |(id, credential)| shown(id, credential, account_id));
    let reply = Reply::with_body(StatusCode::OK, "application/json", json(&page));
    Ok(Accepted::new(clauses::LIST_CREDENTIALS_LISTED, reply))
}

/// Creates a credential; a username that the account has already is refused with 409.
pub(super) fn create(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let body = object(call)?;
    let username =
        body.text("username").filter(|name| !name.is_empty()).map(str::to_owned).ok_or_else(|| {
            refused(
                clauses::CREATE_CREDENTIAL_USERNAME_MISSING,
                "username is missing, null, empty or not a string",
            )
        })?;
    let usual = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '_');
    if !username.chars().all(usual) {
        let fact = "username holds more than letters, digits, dot, hyphen and underscore";
        return Err(refused(clauses::CREATE_CREDENTIAL_USERNAME_INVALID, fact));
    }
    let password = password(
        body,
        clauses::CREATE_CREDENTIAL_PASSWORD_MISSING,
        clauses::CREATE_CREDENTIAL_PASSWORD_TOO_SHORT,
    )?;
    let taken = |held: &Credential| held.account == caller && held.username == username;
    if state.credentials.values().any(taken) {
        let fact = format!("the account has a credential with the username {username}");
        return Err(refused(clauses::CREATE_CREDENTIAL_USERNAME_TAKEN, fact));
    }
    let id = context.ids.uuid().to_string();
    let credential = Credential {
        account: caller.into(),
        username: username.into(),
        password: password.into(),
        enabled: true,
        created_at: context.now,
        updated_at: context.now,
    };
    let body = json(&shown(&id, &credential, account_id(state, caller)));
    state.credentials.insert(id.into(), credential);
    let reply = Reply::with_body(created(&context.dialect.vobiz), "application/json", body);
    Ok(Accepted::new(clauses::CREATE_CREDENTIAL_CREATED, reply))
}

/// Sets the password of a credential.
pub(super) fn update(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let body = object(call)?;
    let (id, mut credential) = owned(state, call, caller, clauses::UPDATE_CREDENTIAL_CREDENTIAL_NOT_FOUND)?;
    credential.password = password(
        body,
        clauses::UPDATE_CREDENTIAL_PASSWORD_MISSING,
        clauses::UPDATE_CREDENTIAL_PASSWORD_TOO_SHORT,
    )?
    .into();
    credential.updated_at = context.now;
    let body = json(&shown(&id, &credential, account_id(state, caller)));
    state.credentials.insert(id.into(), credential);
    let reply = Reply::with_body(StatusCode::OK, "application/json", body);
    Ok(Accepted::new(clauses::UPDATE_CREDENTIAL_UPDATED, reply))
}

/// Deletes a credential that no trunk names.
pub(super) fn delete(
    state: &mut State,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let (id, _) = owned(state, call, caller, clauses::DELETE_CREDENTIAL_CREDENTIAL_NOT_FOUND)?;
    let user = state.trunks.iter().find(|(_, trunk)| trunk.credential_uuid.as_deref() == Some(id.as_str()));
    if let Some((trunk, _)) = user {
        let fact = format!("the trunk {trunk} names the credential");
        return Err(refused(clauses::DELETE_CREDENTIAL_IN_USE, fact));
    }
    state.credentials.remove(id.as_str());
    Ok(Accepted::new(clauses::DELETE_CREDENTIAL_DELETED, Reply::empty(StatusCode::NO_CONTENT)))
}

fn owned(
    state: &State,
    call: &Call<'_, Operation>,
    caller: &str,
    missing: Clause,
) -> Result<(String, Credential), Refused> {
    let id = decoded(call.params.raw("credential_id")).to_ascii_lowercase();
    match state.credentials.get(id.as_str()).filter(|credential| credential.account == caller) {
        Some(credential) => Ok((id, credential.clone())),
        None => Err(refused(missing, format!("the account has no credential {id}"))),
    }
}

fn password(body: &Fields, missing: Clause, too_short: Clause) -> Result<String, Refused> {
    let password = body
        .text("password")
        .filter(|password| !password.is_empty())
        .ok_or_else(|| refused(missing, "password is missing, null, empty or not a string"))?;
    if password.chars().count() < 8 {
        return Err(refused(too_short, "password has fewer than eight characters"));
    }
    Ok(password.to_owned())
}
