//! Addresses to which inbound calls of an account go.

use jiff::Timestamp;
use serde::Serialize;

use super::numbers::{account_id, object};
use super::path::decoded;
use super::records::{OriginationUri, Transport};
use super::refusals::{Refused, refused};
use super::state::State;
use super::trunks::created;
use super::{Operation, wire};
use crate::contract::Clause;
use crate::contract::vobiz::{Dialect, OriginationFields, clauses};
use crate::http::{Reply, StatusCode};
use crate::vendors::answer::{Accepted, json};
use crate::vendors::call::{Call, Fields};
use crate::vendors::context::Context;
use crate::world::text::Text;

#[derive(Serialize)]
struct OriginationUriObject<'a> {
    id: &'a str,
    account_id: &'a str,
    uri: &'a str,
    priority: i64,
    weight: i64,
    enabled: bool,
    transport: Transport,
    description: &'a str,
    created_at: Timestamp,
    updated_at: Timestamp,
}

fn shown<'a>(id: &'a str, held: &'a OriginationUri, account_id: &'a str) -> OriginationUriObject<'a> {
    OriginationUriObject {
        id,
        account_id,
        uri: &held.uri,
        priority: held.priority,
        weight: held.weight,
        enabled: held.enabled,
        transport: held.transport,
        description: &held.description,
        created_at: wire::micros(held.created_at),
        updated_at: wire::micros(held.updated_at),
    }
}

/// Lists the addresses of the account, the latest first.
pub(super) fn list(state: &State, call: &Call<'_, Operation>, caller: &str) -> Result<Accepted, Refused> {
    let mut all: Vec<(&Text, &OriginationUri)> =
        state.origination_uris.iter().filter(|(_, held)| held.account == caller).collect();
    all.sort_by(|(a_id, a), (b_id, b)| b.created_at.cmp(&a.created_at).then(a_id.cmp(b_id)));
    let account_id = account_id(state, caller);
    let page = wire::object_page(&call.query, &all, |(id, held)| shown(id, held, account_id));
    let reply = Reply::with_body(StatusCode::OK, "application/json", json(&page));
    Ok(Accepted::new(clauses::LIST_ORIGINATION_URIS_LISTED, reply))
}

/// Creates an address. Under `origination-fields=live` only `uri` and `description` are read, and nothing is refused.
pub(super) fn create(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let body = object(call)?;
    let mut held = OriginationUri {
        account: caller.into(),
        uri: String::new().into(),
        description: String::new().into(),
        priority: 10,
        weight: 10,
        transport: Transport::Udp,
        enabled: true,
        created_at: context.now,
        updated_at: context.now,
    };
    let dialect = &context.dialect.vobiz;
    if dialect.origination_fields == OriginationFields::Documented && body.get("sip_uri").is_none() {
        return Err(refused(clauses::CREATE_ORIGINATION_URI_SIP_URI_INVALID, "sip_uri is missing"));
    }
    read_fields(body, &mut held, dialect, clauses::CREATE_ORIGINATION_URI_SIP_URI_INVALID)?;
    let id = context.ids.uuid().to_string();
    let body = json(&shown(&id, &held, account_id(state, caller)));
    state.origination_uris.insert(id.into(), held);
    let reply = Reply::with_body(created(dialect), "application/json", body);
    Ok(Accepted::new(clauses::CREATE_ORIGINATION_URI_CREATED, reply))
}

/// Changes the fields that are sent.
pub(super) fn update(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let body = object(call)?;
    let (id, mut held) = owned(state, call, caller, clauses::UPDATE_ORIGINATION_URI_URI_NOT_FOUND)?;
    let dialect = &context.dialect.vobiz;
    read_fields(body, &mut held, dialect, clauses::UPDATE_ORIGINATION_URI_SIP_URI_INVALID)?;
    held.updated_at = context.now;
    let body = json(&shown(&id, &held, account_id(state, caller)));
    state.origination_uris.insert(id.into(), held);
    let reply = Reply::with_body(StatusCode::OK, "application/json", body);
    Ok(Accepted::new(clauses::UPDATE_ORIGINATION_URI_UPDATED, reply))
}

/// Deletes an address that no trunk names.
pub(super) fn delete(
    state: &mut State,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let (id, _) = owned(state, call, caller, clauses::DELETE_ORIGINATION_URI_URI_NOT_FOUND)?;
    let names = |held: &Option<Text>| held.as_deref() == Some(id.as_str());
    let user = state
        .trunks
        .iter()
        .find(|(_, trunk)| names(&trunk.primary_uri_uuid) || names(&trunk.fallback_uri_uuid));
    if let Some((trunk, _)) = user {
        let fact = format!("the trunk {trunk} names the URI");
        return Err(refused(clauses::DELETE_ORIGINATION_URI_IN_USE, fact));
    }
    state.origination_uris.remove(id.as_str());
    Ok(Accepted::new(clauses::DELETE_ORIGINATION_URI_DELETED, Reply::empty(StatusCode::NO_CONTENT)))
}

fn owned(
    state: &State,
    call: &Call<'_, Operation>,
    caller: &str,
    missing: Clause,
) -> Result<(String, OriginationUri), Refused> {
    let id = decoded(call.params.raw("uri_id")).to_ascii_lowercase();
    match state.origination_uris.get(id.as_str()).filter(|held| held.account == caller) {
        Some(held) => Ok((id, held.clone())),
        None => Err(refused(missing, format!("the account has no origination URI {id}"))),
    }
}

fn read_fields(
    body: &Fields,
    held: &mut OriginationUri,
    dialect: &Dialect,
    invalid: Clause,
) -> Result<(), Refused> {
    let (uri, description) = match dialect.origination_fields {
        OriginationFields::Documented => ("sip_uri", "name"),
        OriginationFields::Live => ("uri", "description"),
    };
    if let Some(given) = body.get(uri) {
        let text = given.as_str().unwrap_or("");
        if dialect.origination_fields == OriginationFields::Documented && !is_sip_uri(text) {
            return Err(refused(invalid, "sip_uri is not of the form sip:user@host:port"));
        }
        held.uri = text.into();
    }
    if let Some(text) = body.text(description) {
        held.description = text.into();
    }
    if let Some(priority) = body.get("priority").and_then(super::fields::whole) {
        held.priority = priority;
    }
    held.transport = match body.text("transport") {
        Some("tcp") => Transport::Tcp,
        Some("tls") => Transport::Tls,
        Some("udp") => Transport::Udp,
        _ => held.transport,
    };
    Ok(())
}

/// Whether a text is `sip:user@host:port`.
fn is_sip_uri(text: &str) -> bool {
    let Some((user, rest)) = text.strip_prefix("sip:").and_then(|rest| rest.split_once('@')) else {
        return false;
    };
    let Some((host, port)) = rest.rsplit_once(':') else { return false };
    let plain = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c == '@');
    plain(user) && plain(host) && port.parse::<u16>().is_ok_and(|port| port > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sip_uri_has_user_host_and_port() {
        assert!(is_sip_uri("sip:agent@sip.example.com:5060"));
        for wrong in ["sip:sip.example.com:5060", "sip:a@b", "a@b:5060", "sip:a@b:0", "sip:@b:1", ""] {
            assert!(!is_sip_uri(wrong), "{wrong}");
        }
    }
}
