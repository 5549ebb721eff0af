//! SIP credentials of an organisation.

use super::body::{Body, Kind, Shape};
use super::query;
use super::records::{SipCredentials, Source};
use super::refusals::{Refused, refused};
use super::state::State;
use super::validation::Validation;
use super::{Operation, wire};
use crate::contract::Clause;
use crate::contract::dasha::clauses;
use crate::vendors::answer::Accepted;
use crate::vendors::call::Call;
use crate::vendors::context::Context;

/// The members of credentials that a client sets.
const SETTINGS: Shape = &[
    ("server", Kind::Text),
    ("domain", Kind::Text),
    ("authUser", Kind::Text),
    ("authPassword", Kind::Text),
    ("transport", Kind::Transport),
    ("description", Kind::Text),
    ("cpsLimit", Kind::Number),
    ("cpsKey", Kind::Text),
];

/// How long the texts among them may be.
const LENGTHS: &[(&str, usize)] =
    &[("server", 255), ("domain", 255), ("authUser", 255), ("authPassword", 64), ("description", 255)];

/// Lists the credentials of the organisation, a page at a time.
pub(super) fn list(
    state: &State,
    context: &Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let mut validation = Validation::default();
    let paging = query::paging(call, 20, &mut validation);
    validation.finish()?;
    let page =
        wire::page(state.credentials_of(caller), paging, |(id, held)| wire::credentials(state, id, held));
    Ok(Accepted::new(clauses::LIST_SIP_CREDENTIALS_LISTED, wire::ok(&page, &context.dialect.dasha)))
}

/// Makes credentials; equal ones may be there already.
pub(super) fn create(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let dialect = &context.dialect.dasha;
    let mut validation = Validation::default();
    let body = read(call, clauses::CREATE_SIP_CREDENTIAL_SERVER_MISSING, &mut validation);
    validation.finish()?;
    let mut credentials = SipCredentials {
        organization: caller.into(),
        server: String::new().into(),
        transport: Default::default(),
        source: Source::Manual,
        created_time: context.now,
        last_update_time: None,
        domain: None,
        auth_user: None,
        auth_password: None,
        description: None,
        cps_limit: None,
        cps_key: None,
        provider: None,
    };
    set(&mut credentials, body, context);
    let id = context.ids.uuid().to_string();
    let location = format!("/api/v1/sip-credentials/{id}");
    let reply = wire::created(&wire::credentials(state, &id, &credentials), &location, dialect);
    state.put_credentials(&id, credentials);
    Ok(Accepted::new(clauses::CREATE_SIP_CREDENTIAL_CREATED, reply))
}

/// Gives one set of credentials.
pub(super) fn get(
    state: &State,
    context: &Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let mut validation = Validation::default();
    let id = query::path_id(call, &mut validation);
    validation.finish()?;
    let credentials = owned(state, &id, caller, clauses::GET_SIP_CREDENTIAL_CREDENTIAL_NOT_FOUND)?;
    let reply = wire::ok(&wire::credentials(state, &id, credentials), &context.dialect.dasha);
    Ok(Accepted::new(clauses::GET_SIP_CREDENTIAL_RETURNED, reply))
}

/// Replaces all settings of credentials; what is left out falls back to its default. A provider's are read-only.
pub(super) fn update(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let mut validation = Validation::default();
    let id = query::path_id(call, &mut validation);
    let body = read(call, clauses::UPDATE_SIP_CREDENTIAL_SERVER_MISSING, &mut validation);
    validation.finish()?;
    let not_found = clauses::UPDATE_SIP_CREDENTIAL_CREDENTIAL_NOT_FOUND;
    let mut credentials = owned(state, &id, caller, not_found)?.clone();
    not_managed(&id, &credentials, clauses::UPDATE_SIP_CREDENTIAL_PROVIDER_MANAGED)?;
    set(&mut credentials, body, context);
    let reply = wire::ok(&wire::credentials(state, &id, &credentials), &context.dialect.dasha);
    state.put_credentials(&id, credentials);
    Ok(Accepted::new(clauses::UPDATE_SIP_CREDENTIAL_UPDATED, reply))
}

/// Deletes credentials. Those that numbers use are only deleted by force, and the numbers with them.
pub(super) fn delete(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let mut validation = Validation::default();
    let id = query::path_id(call, &mut validation);
    let force = query::flag(call, "force", clauses::DELETE_SIP_CREDENTIAL_FORCE_INVALID, &mut validation);
    validation.finish()?;
    let credentials = owned(state, &id, caller, clauses::DELETE_SIP_CREDENTIAL_CREDENTIAL_NOT_FOUND)?;
    not_managed(&id, credentials, clauses::DELETE_SIP_CREDENTIAL_PROVIDER_MANAGED)?;
    let numbers: Vec<String> = state.numbers_on(&id).map(|(number, _)| number.to_owned()).collect();
    let clause = match numbers.as_slice() {
        [] => clauses::DELETE_SIP_CREDENTIAL_DELETED,
        [first, ..] if !force => {
            let fact = format!("{id} is used by the phone number {first}");
            return Err(refused(clauses::DELETE_SIP_CREDENTIAL_IN_USE, fact));
        }
        [..] => clauses::DELETE_SIP_CREDENTIAL_DELETED_BY_FORCE,
    };
    for number in numbers {
        state.delete_number(&number, context.now);
    }
    state.remove_credentials(&id);
    Ok(Accepted::new(clause, wire::deleted(&context.dialect.dasha)))
}

/// The credentials of this id, if the organisation has them; those of another read as if there were none.
pub(super) fn owned<'s>(
    state: &'s State,
    id: &str,
    caller: &str,
    not_found: Clause,
) -> Result<&'s SipCredentials, Refused> {
    match state.credentials(id) {
        Some(credentials) if credentials.organization == caller => Ok(credentials),
        Some(_) => Err(refused(not_found, format!("the SIP credentials {id} are another organisation's"))),
        None => Err(refused(not_found, format!("there are no SIP credentials {id}"))),
    }
}

fn not_managed(id: &str, credentials: &SipCredentials, managed: Clause) -> Result<(), Refused> {
    match credentials.source {
        Source::Manual => Ok(()),
        Source::Provider => Err(refused(managed, format!("{id} has the source provider"))),
    }
}

fn read<'c>(call: &'c Call<'_, Operation>, server_missing: Clause, validation: &mut Validation) -> Body<'c> {
    let body = Body::read(call, SETTINGS, validation);
    body.require("server", server_missing, validation);
    body.bound(LENGTHS, validation);
    body
}

/// Replaces what a client sets.
fn set(credentials: &mut SipCredentials, body: Body<'_>, context: &Context<'_>) {
    credentials.server = body.text("server").unwrap_or_default();
    credentials.domain = body.text("domain");
    credentials.auth_user = body.text("authUser");
    credentials.auth_password = body.text("authPassword");
    credentials.transport = body.transport("transport").unwrap_or_default();
    credentials.description = body.text("description");
    credentials.cps_limit = body.number("cpsLimit");
    credentials.cps_key = body.text("cpsKey");
    credentials.last_update_time = Some(context.now);
}
