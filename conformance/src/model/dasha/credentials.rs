//! SIP credentials: what numbers of an organisation stand on.

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use testline_emulator::contract::dasha::clauses as c;

use super::action::{Id, Members, Parameter};
use super::numbers::users;
use super::problems::{Wrongs, conflict, not_found};
use super::state::{Credential, Number, State};
use crate::model::action::Expected;
use crate::model::claim::Claim;

/// What shows of credentials besides who has them since when, and what stands there where nothing is sent.
const MEMBERS: [&str; 8] =
    ["server", "domain", "authUser", "authPassword", "transport", "description", "cpsLimit", "cpsKey"];

/// Credentials of these members.
pub(super) fn made(organization: &str, members: &Members, now: Timestamp) -> Credential {
    let member = |key: &str| {
        let usual = if key == "transport" { json!("udp") } else { Value::Null };
        members.iter().find(|(held, _)| *held == key).map_or(usual, |(_, value)| value.clone())
    };
    Credential {
        organization: organization.to_owned(),
        provided: false,
        members: MEMBERS.into_iter().map(|key| (key.to_owned(), member(key))).collect::<Map<_, _>>(),
        created: now,
        updated: now,
    }
}

fn shown(id: Claim, credential: &Credential) -> Claim {
    let source = if credential.provided { "provider" } else { "manual" };
    let mut claims = vec![
        ("id", id),
        ("orgId", credential.organization.clone().into()),
        ("source", source.into()),
        ("createdTime", Claim::Time(credential.created)),
        ("lastUpdateTime", Claim::Time(credential.updated)),
        ("providerId", Claim::Is(Value::Null)),
    ];
    claims.extend(
        MEMBERS.map(|key| (key, Claim::Is(credential.members.get(key).cloned().unwrap_or(Value::Null)))),
    );
    Claim::Only(claims)
}

pub(super) fn list(state: &State, organization: &str, skip: Parameter, take: Parameter) -> Expected {
    let mut wrongs = Wrongs::default();
    let (skip, take) = wrongs.paging(skip, take, 20);
    if let Some(refusal) = wrongs.refusal() {
        return refusal;
    }
    let mut all: Vec<(&String, &Credential)> =
        state.credentials.iter().filter(|(_, credential)| credential.organization == organization).collect();
    all.sort_by_key(|(id, credential)| (credential.created, *id));
    let total = all.len();
    let items =
        all.into_iter().skip(skip).take(take).map(|(id, credential)| shown(id.clone().into(), credential));
    let body = Claim::Only(vec![
        ("items", Claim::List(items.collect())),
        ("totalCount", Claim::Is(total.into())),
        ("skip", Claim::Is(skip.into())),
        ("take", Claim::Is(take.into())),
    ]);
    Expected::new(c::LIST_SIP_CREDENTIALS_LISTED, body, format!("the organisation has {total}"))
}

pub(super) fn create(organization: &str, members: &Members, now: Timestamp) -> Expected {
    let body = shown(Claim::SomeText, &made(organization, members, now));
    Expected::new(c::CREATE_SIP_CREDENTIAL_CREATED, body, "the body has a server and no member is bad")
}

/// The id of a path, or the refusal of one that is none.
fn read(id: &Id) -> Result<&str, Expected> {
    let mut wrongs = Wrongs::default();
    wrongs.id(id);
    match wrongs.refusal() {
        Some(refusal) => Err(refusal),
        None => Ok(id.read().unwrap_or_default()),
    }
}

pub(super) fn get(state: &State, organization: &str, id: &Id) -> Expected {
    let id = match read(id) {
        Ok(id) => id,
        Err(refusal) => return refusal,
    };
    match state.credential(organization, id) {
        None => not_found(c::GET_SIP_CREDENTIAL_CREDENTIAL_NOT_FOUND, "SIP credential not found"),
        Some(credential) => {
            let body = shown(id.to_owned().into(), credential);
            Expected::new(c::GET_SIP_CREDENTIAL_RETURNED, body, "the credentials are the organisation's")
        }
    }
}

const MANAGED: &str = "Credential is managed by a provider";

pub(super) fn update(
    state: &mut State,
    organization: &str,
    id: &Id,
    members: &Members,
    now: Timestamp,
) -> Expected {
    let id = id.read().unwrap_or_default();
    let Some(before) = state.credential(organization, id) else {
        return not_found(c::UPDATE_SIP_CREDENTIAL_CREDENTIAL_NOT_FOUND, "SIP credential not found");
    };
    if before.provided {
        return conflict(c::UPDATE_SIP_CREDENTIAL_PROVIDER_MANAGED, MANAGED, "their source is a provider");
    }
    let after = Credential { created: before.created, ..made(organization, members, now) };
    let body = shown(id.to_owned().into(), &after);
    state.credentials.insert(id.to_owned(), after);
    Expected::new(c::UPDATE_SIP_CREDENTIAL_UPDATED, body, "the credentials are the organisation's")
}

pub(super) fn delete(state: &mut State, organization: &str, id: &Id, force: Parameter) -> Expected {
    let mut wrongs = Wrongs::default();
    wrongs.id(id);
    let force = wrongs.boolean(c::DELETE_SIP_CREDENTIAL_FORCE_INVALID, "force", force);
    if let Some(refusal) = wrongs.refusal() {
        return refusal;
    }
    let id = id.read().unwrap_or_default();
    let Some(held) = state.credential(organization, id) else {
        return not_found(c::DELETE_SIP_CREDENTIAL_CREDENTIAL_NOT_FOUND, "SIP credential not found");
    };
    if held.provided {
        return conflict(c::DELETE_SIP_CREDENTIAL_PROVIDER_MANAGED, MANAGED, "their source is a provider");
    }
    let on_it = state.numbers.iter().filter(|(_, number)| number.credentials == id);
    let numbers: Vec<String> = on_it.map(|(id, _)| id.clone()).collect();
    if !numbers.is_empty() && !force {
        let detail = "SIP credential is used by phone numbers";
        return conflict(c::DELETE_SIP_CREDENTIAL_IN_USE, detail, "a number stands on them");
    }
    state.credentials.remove(id);
    for number in &numbers {
        // Whether this changes the time of an agent, no page says.
        state.delete_number(number, None);
    }
    if numbers.is_empty() {
        Expected::empty(c::DELETE_SIP_CREDENTIAL_DELETED, "no number stands on them")
    } else {
        Expected::empty(c::DELETE_SIP_CREDENTIAL_DELETED_BY_FORCE, "numbers stand on them and force is true")
    }
}

pub(super) fn agents(state: &State, organization: &str, id: &Id) -> Expected {
    let id = match read(id) {
        Ok(id) => id,
        Err(refusal) => return refusal,
    };
    if state.credential(organization, id).is_none() {
        let clause = c::GET_AGENTS_USING_SIP_CREDENTIAL_CREDENTIAL_NOT_FOUND;
        return not_found(clause, "SIP credential not found");
    }
    let mut numbers: Vec<(&String, &Number)> =
        state.numbers.iter().filter(|(_, number)| number.credentials == id).collect();
    numbers.sort_by_key(|(id, number)| (number.created, *id));
    let numbers = numbers.into_iter().map(|(id, number)| {
        Claim::Only(vec![
            ("id", id.clone().into()),
            ("phoneNumber", number.text.clone().into()),
            ("affectedAgents", users(state, id)),
        ])
    });
    let body = Claim::Only(vec![
        ("phoneNumbers", Claim::List(numbers.collect())),
        ("affectedCallsCount", Claim::Is(0.into())),
    ]);
    Expected::new(c::GET_AGENTS_USING_SIP_CREDENTIAL_LISTED, body, "the credentials are the organisation's")
}
