//! Numbers: an organisation's records, each on credentials of its own choice.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use testline_emulator::contract::Clause;
use testline_emulator::contract::dasha::clauses as c;

use super::action::{Id, Listing, Members, Parameter};
use super::problems::{Wrongs, conflict, not_found};
use super::state::{Number, State};
use crate::model::action::Expected;
use crate::model::claim::Claim;

/// A number as every reply shows it: the twelve keys of the first source and no others.
pub(super) fn shown(id: &str, number: &Number) -> Claim {
    let mut claims = claims(number);
    claims.push(("id", id.to_owned().into()));
    Claim::Only(claims)
}

fn claims(number: &Number) -> Vec<(&'static str, Claim)> {
    let expires = number.flipped.checked_add(SignedDuration::from_hours(1)).unwrap_or(Timestamp::MAX);
    let registered = number.registration;
    let registration = Claim::Only(vec![
        ("state", if registered { "Registered" } else { "Disabled" }.into()),
        ("errorDescription", Claim::Is(Value::Null)),
        ("sipResponseMessage", if registered { "OK".into() } else { Claim::Is(Value::Null) }),
        ("lastUpdated", Claim::Time(number.flipped)),
        ("expiresAt", if registered { Claim::Time(expires) } else { Claim::Is(Value::Null) }),
    ]);
    vec![
        ("orgId", number.organization.clone().into()),
        ("phoneNumber", number.text.clone().into()),
        ("credentialsId", number.credentials.clone().into()),
        ("createdTime", Claim::Time(number.created)),
        ("lastUpdateTime", Claim::Time(number.updated)),
        ("registrationStatus", registration),
        ("description", Claim::Is(number.description.clone())),
        ("displayName", Claim::Is(number.display_name.clone())),
        ("registration", Claim::Is(registered.into())),
        ("providerId", Claim::Is(Value::Null)),
        ("incomingCallsAgentId", number.inbound.clone().map_or(Claim::Is(Value::Null), Claim::from)),
    ]
}

/// What is wrong with the members of a body.
pub(super) fn check(wrongs: &mut Wrongs, members: &Members, number: Clause, credentials: Clause) {
    wrongs.members(members, &[("phoneNumber", number), ("credentialsId", credentials)], false);
}

/// A record of these members.
pub(super) fn made(organization: &str, members: &Members, now: Timestamp) -> Number {
    let member = |key: &str| {
        members.iter().find(|(held, _)| *held == key).map_or(Value::Null, |(_, value)| value.clone())
    };
    let text = |key: &str| member(key).as_str().unwrap_or_default().to_owned();
    Number {
        organization: organization.to_owned(),
        text: text("phoneNumber"),
        credentials: text("credentialsId"),
        display_name: member("displayName"),
        description: member("description"),
        registration: member("registration") == true,
        flipped: now,
        created: now,
        updated: now,
        inbound: None,
    }
}

/// Whether another record of the organisation has the same number on the same credentials.
fn is_taken(state: &State, number: &Number, but: &str) -> bool {
    state.numbers.iter().any(|(id, held)| {
        id != but
            && held.organization == number.organization
            && held.text == number.text
            && held.credentials == number.credentials
    })
}

const TAKEN: &str = "Phone number already exists for these credentials";

pub(super) fn create(state: &State, organization: &str, members: &Members, now: Timestamp) -> Expected {
    let number = made(organization, members, now);
    if state.credential(organization, &number.credentials).is_none() {
        return not_found(c::CREATE_PHONE_NUMBER_CREDENTIALS_NOT_FOUND, "SIP credential not found");
    }
    if is_taken(state, &number, "") {
        return conflict(c::CREATE_PHONE_NUMBER_ALREADY_EXISTS, TAKEN, "the organisation has this pair");
    }
    let mut claims = claims(&number);
    claims.push(("id", Claim::SomeText));
    Expected::new(c::CREATE_PHONE_NUMBER_CREATED, Claim::Only(claims), "the pair is new in the organisation")
}

pub(super) fn get(state: &State, organization: &str, id: &Id) -> Expected {
    let mut wrongs = Wrongs::default();
    wrongs.id(id);
    if let Some(refusal) = wrongs.refusal() {
        return refusal;
    }
    let id = id.read().unwrap_or_default();
    match state.number(organization, id) {
        None => not_found(c::GET_PHONE_NUMBER_NUMBER_NOT_FOUND, "Phone number not found"),
        Some(number) => {
            Expected::new(c::GET_PHONE_NUMBER_RETURNED, shown(id, number), "the number is the organisation's")
        }
    }
}

pub(super) fn update(
    state: &mut State,
    organization: &str,
    id: &Id,
    members: &Members,
    now: Timestamp,
) -> Expected {
    let id = id.read().unwrap_or_default();
    let Some(before) = state.number(organization, id) else {
        return not_found(c::UPDATE_PHONE_NUMBER_NUMBER_NOT_FOUND, "Phone number not found");
    };
    let mut after = made(organization, members, now);
    after.created = before.created;
    after.inbound.clone_from(&before.inbound);
    if after.registration == before.registration {
        after.flipped = before.flipped;
    }
    if state.credential(organization, &after.credentials).is_none() {
        return not_found(c::UPDATE_PHONE_NUMBER_CREDENTIALS_NOT_FOUND, "SIP credential not found");
    }
    if is_taken(state, &after, id) {
        return conflict(c::UPDATE_PHONE_NUMBER_ALREADY_EXISTS, TAKEN, "another record has this pair");
    }
    if after.inbound.is_some() && after.text != before.text {
        match state.holder(&after.text, id) {
            Some(holder) if holder.organization != organization => {
                return conflict(
                    c::UPDATE_PHONE_NUMBER_LINKED_IN_OTHER_ORGANIZATION,
                    "Phone number is already linked in another organization",
                    "the new number is linked for inbound calls in another organisation",
                );
            }
            Some(_) => {
                return conflict(
                    c::UPDATE_PHONE_NUMBER_LINKED_BY_SIBLING,
                    "Phone number is already linked",
                    "another record of the new number is linked for inbound calls",
                );
            }
            None => {}
        }
    }
    let body = shown(id, &after);
    state.numbers.insert(id.to_owned(), after);
    Expected::new(
        c::UPDATE_PHONE_NUMBER_UPDATED,
        body,
        "the number is the organisation's and the pair is free",
    )
}

pub(super) fn delete(
    state: &mut State,
    organization: &str,
    id: &Id,
    force: Parameter,
    now: Timestamp,
) -> Expected {
    let mut wrongs = Wrongs::default();
    wrongs.id(id);
    let force = wrongs.boolean(c::DELETE_PHONE_NUMBER_FORCE_INVALID, "force", force);
    if let Some(refusal) = wrongs.refusal() {
        return refusal;
    }
    let id = id.read().unwrap_or_default();
    if state.number(organization, id).is_none() {
        return not_found(c::DELETE_PHONE_NUMBER_NUMBER_NOT_FOUND, "Phone number not found");
    }
    let used = state.is_used(id);
    if used && !force {
        return conflict(
            c::DELETE_PHONE_NUMBER_IN_USE,
            "Phone number is used by agents",
            "an agent uses the number",
        );
    }
    state.delete_number(id, Some(now));
    if used {
        Expected::empty(c::DELETE_PHONE_NUMBER_DELETED_BY_FORCE, "agents use the number and force is true")
    } else {
        Expected::empty(c::DELETE_PHONE_NUMBER_DELETED, "no agent uses the number")
    }
}

pub(super) fn list(state: &State, organization: &str, list: &Listing) -> Expected {
    let mut wrongs = Wrongs::default();
    let unlinked = wrongs.boolean(c::LIST_PHONE_NUMBERS_UNLINKED_ONLY_INVALID, "unlinkedOnly", list.unlinked);
    wrongs.provider(list.provider);
    let (skip, take) = wrongs.paging(list.skip, list.take, 20);
    if let Some(refusal) = wrongs.refusal() {
        return refusal;
    }
    let fits = |number: &Number| {
        number.organization == organization
            && list.phone.as_ref().is_none_or(|phone| *phone == number.text)
            && list.linked.as_ref().is_none_or(|agent| number.inbound.as_ref() == Some(agent))
            && !(unlinked && number.inbound.is_some())
            // No record of the model comes from a provider.
            && list.provider.is_none()
    };
    let mut all: Vec<(&String, &Number)> = state.numbers.iter().filter(|(_, number)| fits(number)).collect();
    all.sort_by_key(|(id, number)| (number.created, *id));
    let total = all.len();
    let items = all.into_iter().skip(skip).take(take).map(|(id, number)| shown(id, number));
    let body = Claim::Only(vec![
        ("items", Claim::List(items.collect())),
        ("totalCount", Claim::Is(total.into())),
        ("skip", Claim::Is(skip.into())),
        ("take", Claim::Is(take.into())),
    ]);
    Expected::new(c::LIST_PHONE_NUMBERS_LISTED, body, format!("{total} numbers pass the filters"))
}

/// The agents that use a number, as replies show them.
pub(super) fn users(state: &State, id: &str) -> Claim {
    let inbound = state.numbers.get(id).and_then(|number| number.inbound.as_deref());
    let users = state.agents.iter().filter_map(|(agent_id, agent)| {
        let mut uses = Vec::new();
        if inbound == Some(agent_id) {
            uses.push("inbound");
        }
        if agent.outbound.as_deref() == Some(id) {
            uses.push("outbound");
        }
        let claims = vec![
            ("agentId", agent_id.clone().into()),
            ("agentName", agent.name.clone().into()),
            ("uses", Claim::Is(uses.clone().into())),
        ];
        (!uses.is_empty()).then(|| (agent_id.clone(), Claim::Only(claims)))
    });
    Claim::Keyed("agentId", users.collect::<BTreeMap<_, _>>())
}

pub(super) fn agents(state: &State, organization: &str, id: &Id) -> Expected {
    let mut wrongs = Wrongs::default();
    wrongs.id(id);
    if let Some(refusal) = wrongs.refusal() {
        return refusal;
    }
    let id = id.read().unwrap_or_default();
    let Some(number) = state.number(organization, id) else {
        return not_found(c::GET_AGENTS_USING_PHONE_NUMBER_NUMBER_NOT_FOUND, "Phone number not found");
    };
    let body = Claim::Only(vec![
        ("id", id.to_owned().into()),
        ("phoneNumber", number.text.clone().into()),
        ("affectedAgents", users(state, id)),
    ]);
    Expected::new(c::GET_AGENTS_USING_PHONE_NUMBER_LISTED, body, "the number is the organisation's")
}
