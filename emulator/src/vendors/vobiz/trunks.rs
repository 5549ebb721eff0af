//! SIP trunks.

use super::fields::Reader;
use super::numbers::{account_id, object};
use super::path::decoded;
use super::records::{Direction, Transport, Trunk, TrunkStatus, WebhookMethod};
use super::refusals::{Refused, refused};
use super::state::State;
use super::webhook::{self, Judgement};
use super::{Operation, rules, wire};
use crate::contract::Clause;
use crate::contract::vobiz::{CreateStatus, Dialect, TrunkCreate, TrunkUpdate, WebhookUrl, clauses};
use crate::http::{Reply, StatusCode};
use crate::vendors::answer::{Accepted, json};
use crate::vendors::call::{Call, Fields};
use crate::vendors::context::Context;
use crate::world::text::Text;

/// Creates a trunk from its name and what else is sent; its credential is not shown in this reply.
pub(super) fn create(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let body = object(call)?;
    let dialect = &context.dialect.vobiz;
    let mut trunk = Trunk {
        account: caller.into(),
        created_at: context.now,
        updated_at: context.now,
        ..Trunk::default()
    };
    trunk.name = name(body, dialect)
        .ok_or_else(|| {
            refused(clauses::CREATE_TRUNK_NAME_MISSING, "name is missing, null, empty or not a string")
        })?
        .into();
    let refusals = FieldClauses {
        invalid: clauses::CREATE_TRUNK_FIELD_INVALID,
        url_private: clauses::CREATE_TRUNK_WEBHOOK_URL_PRIVATE,
        url_invalid: clauses::CREATE_TRUNK_WEBHOOK_URL_INVALID,
    };
    read_fields(body, &mut trunk, dialect, refusals)?;
    let id = context.ids.uuid().to_string();
    let shown = wire::trunk_object(&id, &trunk, account_id(state, caller), dialect).without_credential();
    let reply = Reply::with_body(created(dialect), "application/json", json(&shown));
    state.trunks.insert(id.into(), trunk);
    Ok(Accepted::new(clauses::CREATE_TRUNK_CREATED, reply))
}

/// Lists the trunks of the account, the latest first.
pub(super) fn list(
    state: &State,
    context: &Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let mut trunks: Vec<(&Text, &Trunk)> =
        state.trunks.iter().filter(|(_, trunk)| trunk.account == caller).collect();
    trunks.sort_by(|(a_id, a), (b_id, b)| b.created_at.cmp(&a.created_at).then(a_id.cmp(b_id)));
    let page = wire::object_page(&call.query, &trunks, |(id, trunk)| {
        wire::trunk_object(id, trunk, account_id(state, caller), &context.dialect.vobiz)
    });
    let reply = Reply::with_body(StatusCode::OK, "application/json", json(&page));
    Ok(Accepted::new(clauses::LIST_TRUNKS_LISTED, reply))
}

/// Gives one trunk.
pub(super) fn retrieve(
    state: &State,
    context: &Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let (id, trunk) = owned(state, call, caller, clauses::RETRIEVE_TRUNK_TRUNK_NOT_FOUND)?;
    let shown = wire::trunk_object(&id, trunk, account_id(state, caller), &context.dialect.vobiz);
    let reply = Reply::with_body(StatusCode::OK, "application/json", json(&shown));
    Ok(Accepted::new(clauses::RETRIEVE_TRUNK_RETRIEVED, reply))
}

/// Changes the fields that are sent; under `trunk-update=replace` the others go back to their defaults.
pub(super) fn update(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let body = object(call)?;
    let dialect = &context.dialect.vobiz;
    let (id, held) = owned(state, call, caller, clauses::UPDATE_TRUNK_TRUNK_NOT_FOUND)?;
    let mut trunk = match dialect.trunk_update {
        TrunkUpdate::Partial => held.clone(),
        TrunkUpdate::Replace => Trunk {
            account: held.account.clone(),
            name: held.name.clone(),
            active_calls: held.active_calls,
            created_at: held.created_at,
            ..Trunk::default()
        },
    };
    match (name(body, dialect), body.get("name"), dialect.trunk_update) {
        (Some(name), _, _) => trunk.name = name.into(),
        (None, None, TrunkUpdate::Partial) => {}
        (None, _, _) => {
            return Err(refused(
                clauses::UPDATE_TRUNK_NAME_MISSING,
                "name is missing, null, empty or not a string",
            ));
        }
    }
    let refusals = FieldClauses {
        invalid: clauses::UPDATE_TRUNK_FIELD_INVALID,
        url_private: clauses::UPDATE_TRUNK_WEBHOOK_URL_PRIVATE,
        url_invalid: clauses::UPDATE_TRUNK_WEBHOOK_URL_INVALID,
    };
    read_fields(body, &mut trunk, dialect, refusals)?;
    trunk.updated_at = context.now;
    let shown = wire::trunk_object(&id, &trunk, account_id(state, caller), dialect);
    let reply = Reply::with_body(StatusCode::OK, "application/json", json(&shown));
    state.trunks.insert(id.into(), trunk);
    Ok(Accepted::new(clauses::UPDATE_TRUNK_UPDATED, reply))
}

/// Deletes a trunk: its numbers leave it, and what no other trunk names of its credential, list and addresses goes too.
pub(super) fn delete(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let (id, trunk) = owned(state, call, caller, clauses::DELETE_TRUNK_TRUNK_NOT_FOUND)?;
    let trunk = trunk.clone();
    if trunk.active_calls > 0 || context.armed_at(clauses::DELETE_TRUNK_ACTIVE_CALLS) {
        let fact = format!("the trunk has {} active calls", trunk.active_calls.max(1));
        return Err(refused(clauses::DELETE_TRUNK_ACTIVE_CALLS, fact));
    }
    state.trunks.remove(id.as_str());
    let on_it: Vec<Text> = state
        .numbers
        .iter()
        .filter(|(_, number)| number.trunk.as_deref() == Some(id.as_str()))
        .map(|(e164, _)| e164.clone())
        .collect();
    for e164 in on_it {
        if let Some(number) = state.numbers.get_mut(e164.as_str()) {
            rules::take_off(number, context.now);
        }
    }
    drop_unnamed(state, &trunk);
    Ok(Accepted::new(clauses::DELETE_TRUNK_DELETED, Reply::empty(StatusCode::NO_CONTENT)))
}

/// Drops what only the deleted trunk named.
fn drop_unnamed(state: &mut State, trunk: &Trunk) {
    let named = |state: &State, id: &Text, of: fn(&Trunk) -> [&Option<Text>; 2]| {
        state.trunks.values().any(|other| of(other).into_iter().any(|held| held.as_ref() == Some(id)))
    };
    if let Some(id) = &trunk.credential_uuid
        && !named(state, id, |other| [&other.credential_uuid, &None])
    {
        state.credentials.remove(id);
    }
    if let Some(id) = &trunk.ipacl_uuid
        && !named(state, id, |other| [&other.ipacl_uuid, &None])
    {
        state.ip_acls.remove(id);
    }
    for id in [&trunk.primary_uri_uuid, &trunk.fallback_uri_uuid].into_iter().flatten() {
        if !named(state, id, |other| [&other.primary_uri_uuid, &other.fallback_uri_uuid]) {
            state.origination_uris.remove(id);
        }
    }
}

/// The status of something created.
pub(super) fn created(dialect: &Dialect) -> StatusCode {
    match dialect.create_status {
        CreateStatus::V201 => StatusCode::CREATED,
        CreateStatus::V200 => StatusCode::OK,
    }
}

/// The trunk that a path names, if it is the caller's.
fn owned<'s>(
    state: &'s State,
    call: &Call<'_, Operation>,
    caller: &str,
    missing: Clause,
) -> Result<(String, &'s Trunk), Refused> {
    let id = decoded(call.params.raw("trunk_id")).to_ascii_lowercase();
    match state.trunks.get(id.as_str()).filter(|trunk| trunk.account == caller) {
        Some(trunk) => Ok((id, trunk)),
        None => Err(refused(missing, format!("the account has no trunk {id}"))),
    }
}

fn name(body: &Fields, _dialect: &Dialect) -> Option<String> {
    body.text("name").filter(|name| !name.is_empty()).map(str::to_owned)
}

/// The clauses of fields that are wrong.
#[derive(Clone, Copy)]
struct FieldClauses {
    invalid: Clause,
    url_private: Clause,
    url_invalid: Clause,
}

/// Reads every field but the name, in the order of the object.
fn read_fields(
    body: &Fields,
    trunk: &mut Trunk,
    dialect: &Dialect,
    refusals: FieldClauses,
) -> Result<(), Refused> {
    let read = Reader::new(body, refusals.invalid);
    let longest_name = match dialect.trunk_create {
        TrunkCreate::Oas => 100,
        TrunkCreate::Prose => 255,
    };
    let mut name = trunk.name.clone();
    read.text("name", longest_name, &mut name)?;
    read.optional_text("trunk_domain", 255, &mut trunk.trunk_domain)?;
    let statuses = [("enabled", TrunkStatus::Active), ("disabled", TrunkStatus::Inactive)];
    read.choice("trunk_status", &statuses, &mut trunk.trunk_status)?;
    read.flag("secure", &mut trunk.secure)?;
    let directions = [("inbound", Direction::Inbound), ("outbound", Direction::Outbound)];
    read.choice("trunk_direction", &directions, &mut trunk.trunk_direction)?;
    read.integer("concurrent_calls_limit", 0..=1000, &mut trunk.concurrent_calls_limit)?;
    read.integer("cps_limit", 0..=100, &mut trunk.cps_limit)?;
    read.optional_text("credential_uuid", 255, &mut trunk.credential_uuid)?;
    read.optional_text("primary_uri_uuid", 255, &mut trunk.primary_uri_uuid)?;
    read.text("description", 500, &mut trunk.description)?;
    read.optional_text("inbound_destination", 255, &mut trunk.inbound_destination)?;
    let transports = [("udp", Transport::Udp), ("tcp", Transport::Tcp), ("tls", Transport::Tls)];
    read.choice("transport", &transports, &mut trunk.transport)?;
    read.flag("recording", &mut trunk.recording)?;
    read.flag("enable_transcription", &mut trunk.enable_transcription)?;
    read.flag("pii_redaction", &mut trunk.pii_redaction)?;
    read.optional_text("pii_entity_types", usize::MAX, &mut trunk.pii_entity_types)?;
    webhook_url(&read, trunk, dialect, refusals)?;
    let methods = [("POST", WebhookMethod::Post), ("GET", WebhookMethod::Get)];
    read.choice("webhook_method", &methods, &mut trunk.webhook_method)?;
    read.flag("recording_webhook_enabled", &mut trunk.recording_webhook_enabled)?;
    read.optional_text("ipacl_uuid", 255, &mut trunk.ipacl_uuid)?;
    read.optional_text("fallback_uri_uuid", 255, &mut trunk.fallback_uri_uuid)?;
    if dialect.trunk_create == TrunkCreate::Prose {
        let types = [("INBOUND", Direction::Inbound), ("OUTBOUND", Direction::Outbound)];
        read.choice("trunk_type", &types, &mut trunk.trunk_direction)?;
        read.integer("max_concurrent_calls", 0..=1000, &mut trunk.concurrent_calls_limit)?;
    }
    Ok(())
}

fn webhook_url(
    read: &Reader<'_>,
    trunk: &mut Trunk,
    dialect: &Dialect,
    refusals: FieldClauses,
) -> Result<(), Refused> {
    let Some(given) = read.given("webhook_url") else { return Ok(()) };
    let url = given.as_str().unwrap_or("");
    match webhook::judge(url) {
        Judgement::Public => {}
        Judgement::Private if dialect.webhook_url == WebhookUrl::Any => {}
        Judgement::Private => {
            return Err(refused(refusals.url_private, "the host of webhook_url is private or loopback"));
        }
        Judgement::NoUrl => {
            let fact = "webhook_url is no http or https URL of at most 500 characters";
            return Err(refused(refusals.url_invalid, fact));
        }
    }
    trunk.webhook_url = Some(url.into());
    Ok(())
}
