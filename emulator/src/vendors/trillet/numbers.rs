//! Numbers of a workspace: their list, their settings, and giving one back.

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use super::auth::Caller;
use super::body::{self, Kind};
use super::path::decoded;
use super::records::{Direction, FlowType, NumberStatus, PhoneNumber};
use super::refusals::{Refused, refused};
use super::state::State;
use super::{Operation, agents, wire};
use crate::contract::Clause;
use crate::contract::trillet::clauses;
use crate::vendors::answer::Accepted;
use crate::vendors::call::Call;
use crate::vendors::context::Context;
use crate::world::text::Text;

/// Lists the numbers of the workspace, released ones too, newest first.
pub(super) fn list(state: &State, context: &Context<'_>, caller: &Caller) -> Accepted {
    let mut numbers: Vec<(&Text, &PhoneNumber)> =
        state.numbers.iter().filter(|(_, number)| caller.sees(&number.workspace)).collect();
    numbers.sort_by_key(|(_, number)| std::cmp::Reverse(number.created_at));
    let shown: Vec<wire::NumberObject<'_>> = numbers
        .into_iter()
        .map(|(id, number)| {
            wire::number(id, number, state.workspace_id(&number.workspace), &context.dialect.trillet)
        })
        .collect();
    wire::ok(clauses::LIST_PHONE_NUMBERS_LISTED, &shown)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Config<'n> {
    phone_number_id: &'n str,
    agent_id: Option<&'n str>,
    flow_type: FlowType,
    direction: Option<Direction>,
    status: NumberStatus,
    recording: bool,
    #[serde(serialize_with = "hours")]
    office_hours: Option<&'n Value>,
    transfer_caller_id_mode: &'n str,
    #[serde(serialize_with = "tags")]
    metadata_tags: Option<&'n Value>,
}

#[derive(Serialize)]
struct NoHours {
    enabled: bool,
}

fn hours<S: serde::Serializer>(value: &Option<&Value>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => value.serialize(serializer),
        None => NoHours { enabled: false }.serialize(serializer),
    }
}

fn tags<S: serde::Serializer>(value: &Option<&Value>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => value.serialize(serializer),
        None => [""; 0].serialize(serializer),
    }
}

/// Shows the settings of a number. Hours and tags have the form in which they were stored, that of the settings or
/// that of an assignment.
pub(super) fn get_config(
    state: &State,
    call: &Call<'_, Operation>,
    caller: &Caller,
) -> Result<Accepted, Refused> {
    let id = decoded(call.params.raw("phoneNumberId"));
    let number = find(state, caller, &id, clauses::GET_PHONE_NUMBER_CONFIG_PHONE_NUMBER_NOT_FOUND)?;
    let agent = number.agent.as_ref().and_then(|agent| state.agents.get(agent));
    let flow = agent.and_then(|agent| agent.pathway.as_ref()).and_then(|flow| state.call_flows.get(flow));
    let clause = match number.agent {
        Some(_) => clauses::GET_PHONE_NUMBER_CONFIG_SHOWN,
        None => clauses::GET_PHONE_NUMBER_CONFIG_SHOWN_UNBOUND,
    };
    Ok(wire::ok(
        clause,
        &Config {
            phone_number_id: &id,
            agent_id: number.agent.as_deref(),
            flow_type: number.flow_type,
            direction: flow.map(|flow| flow.direction),
            status: number.status,
            recording: number.recording_enabled,
            office_hours: number.office_hours.as_deref(),
            transfer_caller_id_mode: number.transfer_caller_id_mode.as_deref().unwrap_or("agent"),
            metadata_tags: number.metadata_tags.as_deref(),
        },
    ))
}

/// The settings of a number, in the order of the page.
const SETTINGS: [(&str, Kind); 7] = [
    ("agentId", Kind::Text),
    ("maxCallDuration", Kind::Number),
    ("recordingEnabled", Kind::Boolean),
    ("officeHours", Kind::Object),
    ("transferCallerIdMode", Kind::Text),
    ("metadataTags", Kind::Array),
    ("label", Kind::Text),
];

/// Replaces the settings that were sent. A new agent has the number afterwards, but does not list it; the next
/// assignment puts that right (`trillet.update-phone-number-config.updated`).
pub(super) fn update_config(
    state: &mut State,
    context: &Context<'_>,
    call: &Call<'_, Operation>,
    caller: &Caller,
) -> Result<Accepted, Refused> {
    let body = body::read(call, &context.dialect.trillet)?;
    body::check(body, &SETTINGS, clauses::UPDATE_PHONE_NUMBER_CONFIG_WRONG_TYPE)?;
    let id = decoded(call.params.raw("phoneNumberId"));
    find(state, caller, &id, clauses::UPDATE_PHONE_NUMBER_CONFIG_PHONE_NUMBER_NOT_FOUND)?;
    let agent = body::text(body, "agentId");
    if let Some(agent) = &agent {
        agents::find(state, caller, agent, clauses::UPDATE_PHONE_NUMBER_CONFIG_AGENT_NOT_FOUND)?;
    }
    if let Some(number) = state.numbers.get_mut(&*id) {
        if agent.is_some() {
            number.agent = agent;
            number.bound_in_exchange = Some(context.exchange);
        }
        number.recording_enabled =
            body::boolean(body, "recordingEnabled").unwrap_or(number.recording_enabled);
        replace(&mut number.max_call_duration, body::number(body, "maxCallDuration"));
        replace(&mut number.office_hours, body.get("officeHours").cloned().map(Arc::new));
        replace(&mut number.transfer_caller_id_mode, body::text(body, "transferCallerIdMode"));
        replace(&mut number.metadata_tags, body.get("metadataTags").cloned().map(Arc::new));
        replace(&mut number.label, body::text(body, "label"));
        number.updated_at = Some(context.now);
    }
    Ok(wire::ok(clauses::UPDATE_PHONE_NUMBER_CONFIG_UPDATED, &wire::SUCCESS))
}

/// Puts a sent value in the place of a stored one.
fn replace<T>(stored: &mut Option<T>, sent: Option<T>) {
    if sent.is_some() {
        *stored = sent;
    }
}

/// Gives a number back to the carrier. It leaves its agent and stays in the list.
pub(super) fn release(
    state: &mut State,
    context: &Context<'_>,
    call: &Call<'_, Operation>,
    caller: &Caller,
) -> Result<Accepted, Refused> {
    let body = body::read(call, &context.dialect.trillet)?;
    let missing = clauses::RELEASE_NUMBER_PHONE_NUMBER_ID_MISSING;
    let wrong_type = clauses::RELEASE_NUMBER_WRONG_TYPE;
    let id = body::required(body, "phoneNumberId", Kind::Text, missing, wrong_type)?;
    let id = id.as_str().unwrap_or_default();
    held(
        state,
        caller,
        id,
        NumberClauses {
            not_found: clauses::RELEASE_NUMBER_PHONE_NUMBER_NOT_FOUND,
            released: clauses::RELEASE_NUMBER_PHONE_NUMBER_RELEASED,
        },
    )?;
    state.unbind(id, context.now);
    if let Some(number) = state.numbers.get_mut(id) {
        number.status = NumberStatus::Released;
    }
    Ok(wire::ok(clauses::RELEASE_NUMBER_RELEASED, &wire::SUCCESS))
}

/// The number of this id, if the workspace has it or had it.
pub(super) fn find<'s>(
    state: &'s State,
    caller: &Caller,
    id: &str,
    not_found: Clause,
) -> Result<&'s PhoneNumber, Refused> {
    match state.numbers.get(id) {
        Some(number) if caller.sees(&number.workspace) => Ok(number),
        Some(_) => Err(refused(not_found, format!("the number {id} is one of another workspace"))),
        None => Err(refused(not_found, format!("there is no number {id}"))),
    }
}

/// The clauses of an id that names no number that the workspace has.
#[derive(Clone, Copy)]
pub(super) struct NumberClauses {
    pub(super) not_found: Clause,
    pub(super) released: Clause,
}

/// The number of this id, if the workspace has it still.
pub(super) fn held<'s>(
    state: &'s State,
    caller: &Caller,
    id: &str,
    missing: NumberClauses,
) -> Result<&'s PhoneNumber, Refused> {
    let number = find(state, caller, id, missing.not_found)?;
    match number.status {
        NumberStatus::Active | NumberStatus::Pending => Ok(number),
        NumberStatus::Released => Err(refused(missing.released, format!("the number {id} is released"))),
    }
}

/// When a number was given to its agent, for the deciding fact.
pub(super) fn since(number: &PhoneNumber) -> String {
    number.bound_in_exchange.map(|n| format!(" since exchange {n}")).unwrap_or_default()
}
