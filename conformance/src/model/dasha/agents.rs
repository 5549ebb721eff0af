//! Agents.

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use testline_emulator::contract::Clause;
use testline_emulator::contract::dasha::clauses as c;

use super::action::{Members, Parameter};
use super::problems::{Wrongs, not_found};
use super::state::{Agent, State};
use crate::model::action::Expected;
use crate::model::claim::Claim;

/// A new agent of these members.
pub(super) fn made(organization: &str, members: &Members, now: Timestamp) -> Agent {
    let mut agent = Agent {
        organization: organization.to_owned(),
        name: String::new(),
        config: Map::new(),
        enabled: true,
        description: Value::Null,
        additional_data: json!({}),
        created: now,
        updated: Some(now),
        outbound: None,
    };
    set(&mut agent, members);
    agent
}

fn set(agent: &mut Agent, members: &Members) {
    for (key, value) in members {
        match *key {
            "name" => value.as_str().unwrap_or_default().clone_into(&mut agent.name),
            "config" => agent.config = value.as_object().cloned().unwrap_or_default(),
            "isEnabled" => agent.enabled = value == true,
            "additionalData" => agent.additional_data = value.clone(),
            _ => agent.description = value.clone(),
        }
    }
}

fn shown(state: &State, id: Claim, agent: &Agent) -> Claim {
    Claim::Has(vec![
        ("agentId", id),
        ("orgId", agent.organization.clone().into()),
        ("name", agent.name.clone().into()),
        ("config", Claim::Is(Value::Object(state.config(agent)))),
        ("isEnabled", Claim::Is(agent.enabled.into())),
        ("description", Claim::Is(agent.description.clone())),
        ("additionalData", Claim::Is(agent.additional_data.clone())),
        ("createdTime", Claim::Time(agent.created)),
        ("lastUpdateTime", agent.updated.map_or(Claim::SomeText, Claim::Time)),
        ("inboundSipConfig", Claim::Has(vec![("sipUri", Claim::SomeText)])),
    ])
}

fn unknown(clause: Clause) -> Expected {
    not_found(clause, "Agent not found")
}

pub(super) fn list(state: &State, organization: &str, skip: Parameter, take: Parameter) -> Expected {
    let mut wrongs = Wrongs::default();
    let (skip, take) = wrongs.paging(skip, take, 100);
    if let Some(refusal) = wrongs.refusal() {
        return refusal;
    }
    let mut all: Vec<(&String, &Agent)> =
        state.agents.iter().filter(|(_, agent)| agent.organization == organization).collect();
    all.sort_by_key(|(id, agent)| (agent.created, *id));
    let items =
        all.into_iter().skip(skip).take(take).map(|(id, agent)| shown(state, id.clone().into(), agent));
    Expected::new(c::LIST_AGENTS_LISTED, Claim::List(items.collect()), "these are the organisation's agents")
}

pub(super) fn create(state: &State, organization: &str, members: &Members, now: Timestamp) -> Expected {
    let body = shown(state, Claim::SomeText, &made(organization, members, now));
    Expected::new(c::CREATE_AGENT_CREATED, body, "the body has a name and a config")
}

pub(super) fn get(state: &State, organization: &str, id: &str) -> Expected {
    match state.agent(organization, id) {
        None => unknown(c::GET_AGENT_AGENT_NOT_FOUND),
        Some(agent) => {
            let body = shown(state, id.to_owned().into(), agent);
            Expected::new(c::GET_AGENT_RETURNED, body, "the agent is the organisation's")
        }
    }
}

pub(super) fn update(
    state: &mut State,
    organization: &str,
    id: &str,
    members: &Members,
    now: Timestamp,
) -> Expected {
    let Some(before) = state.agent(organization, id) else {
        return unknown(c::UPDATE_AGENT_AGENT_NOT_FOUND);
    };
    let mut after = before.clone();
    set(&mut after, members);
    after.updated = Some(now);
    let sent = members
        .iter()
        .find(|(key, _)| *key == "config")
        .and_then(|(_, config)| config.get("outboundSipConfig"));
    let mut clause = c::UPDATE_AGENT_UPDATED;
    if before.outbound.is_some()
        && let Some(sent) = sent
        && state.config(before).get("outboundSipConfig") != Some(sent)
    {
        clause = c::UPDATE_AGENT_OUTBOUND_CLEARED;
        after.outbound = None;
    }
    let body = shown(state, id.to_owned().into(), &after);
    state.agents.insert(id.to_owned(), after);
    Expected::new(clause, body, "the agent is the organisation's and no member is bad")
}

pub(super) fn delete(state: &mut State, organization: &str, id: &str, now: Timestamp) -> Expected {
    if state.agent(organization, id).is_none() {
        return unknown(c::DELETE_AGENT_AGENT_NOT_FOUND);
    }
    state.agents.remove(id);
    let mut linked = false;
    for number in state.numbers.values_mut().filter(|number| number.inbound.as_deref() == Some(id)) {
        number.inbound = None;
        number.updated = now;
        linked = true;
    }
    if linked {
        Expected::empty(c::DELETE_AGENT_DELETED_AND_UNLINKED, "numbers are linked to the agent")
    } else {
        Expected::empty(c::DELETE_AGENT_DELETED, "no number is linked to the agent")
    }
}
