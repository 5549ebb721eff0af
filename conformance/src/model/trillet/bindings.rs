//! Numbers are assigned to agents and taken from them.

use jiff::Timestamp;
use serde_json::json;
use testline_emulator::contract::Clause;
use testline_emulator::contract::trillet::clauses as c;

use super::action::Fields;
use super::fields::{Type, flag, wrong};
use super::replies::{no_agent, no_number, refused};
use super::state::{Agent, Number, State, Status};
use crate::model::Claim;
use crate::model::action::Expected;

/// What an agent and a number of the path are refused with, or their positions.
fn found(
    state: &State,
    tenant: Option<&str>,
    (agent, number): (&str, &str),
    [agent_missing, number_missing, number_released]: [Clause; 3],
) -> Result<(usize, usize), Expected> {
    let agent = state.agent(tenant, agent).ok_or_else(|| no_agent(agent_missing))?;
    let at = state
        .number(tenant, number)
        .ok_or_else(|| no_number(number_missing, "the workspace has no such number"))?;
    match state.numbers.get(at) {
        Some(number) if number.status == Status::Released => {
            Err(no_number(number_released, "the number was given back"))
        }
        _ => Ok((agent, at)),
    }
}

/// `POST /v1/api/agents/{agentId}/bind/{phoneNumberId}`.
pub(super) fn assign(
    state: &mut State,
    tenant: Option<&'static str>,
    path: (&str, &str),
    fields: &Fields,
    now: Timestamp,
) -> Result<Expected, Expected> {
    for (name, kind, clause) in [
        ("recordCalls", Type::Boolean, c::ASSIGN_PHONE_NUMBER_TO_AGENT_RECORD_CALLS_NOT_BOOLEAN),
        ("recordingPublic", Type::Boolean, c::ASSIGN_PHONE_NUMBER_TO_AGENT_RECORDING_PUBLIC_NOT_BOOLEAN),
        ("officeHours", Type::Object, c::ASSIGN_PHONE_NUMBER_TO_AGENT_OFFICE_HOURS_NOT_OBJECT),
        ("metadataTags", Type::Object, c::ASSIGN_PHONE_NUMBER_TO_AGENT_METADATA_TAGS_NOT_OBJECT),
    ] {
        super::fields::checked(fields, &[(name, kind, None)], clause)?;
    }
    let clauses = [
        c::ASSIGN_PHONE_NUMBER_TO_AGENT_AGENT_NOT_FOUND,
        c::ASSIGN_PHONE_NUMBER_TO_AGENT_PHONE_NUMBER_NOT_FOUND,
        c::ASSIGN_PHONE_NUMBER_TO_AGENT_PHONE_NUMBER_RELEASED,
    ];
    let (agent_at, number_at) = found(state, tenant, path, clauses)?;
    let flow = state.agents.get(agent_at).and_then(|agent| agent.flow.clone());
    let Some(flow) = flow else {
        return Err(refused(
            c::ASSIGN_PHONE_NUMBER_TO_AGENT_CALL_FLOW_NOT_CONFIGURED,
            "call_flow_not_configured",
            "Agent does not have an associated call flow",
            "the agent has no call flow",
        ));
    };
    state.unlist(tenant.unwrap_or_default(), path.1, Some(agent_at));
    let (Some(agent), Some(number)) = (state.agents.get_mut(agent_at), state.numbers.get_mut(number_at))
    else {
        return Err(no_agent(clauses[0]));
    };
    let (clause, why) = match number.agent.as_deref() {
        None => (c::ASSIGN_PHONE_NUMBER_TO_AGENT_ASSIGNED, "the number has no agent"),
        Some(held) if held == path.0 => {
            (c::ASSIGN_PHONE_NUMBER_TO_AGENT_ASSIGNED_AGAIN, "the agent has the number already")
        }
        Some(_) if number.hours.is_some() && !fields.contains_key("officeHours") => (
            c::ASSIGN_PHONE_NUMBER_TO_AGENT_MOVED_WITH_OFFICE_HOURS,
            "another agent has the number, which has office hours, and the request has none",
        ),
        Some(_) => (c::ASSIGN_PHONE_NUMBER_TO_AGENT_MOVED, "another agent has the number"),
    };
    if !agent.numbers.iter().any(|id| id == path.1) {
        agent.numbers.push(path.1.to_owned());
    }
    number.agent = Some(path.0.to_owned());
    number.flow = Some(flow.clone());
    (number.recorded, number.public) = (flag(fields, "recordCalls"), flag(fields, "recordingPublic"));
    number.hours = fields.get("officeHours").cloned().or_else(|| number.hours.take());
    number.tags = fields.get("metadataTags").cloned().or_else(|| number.tags.take());
    number.status = Status::Active;
    (agent.updated, number.updated) = (Some(now), Some(now));
    let shown = vec![("agent", short(agent)), ("phoneNumber", bound(number)), ("pathwayId", flow.into())];
    let direction = state.direction(tenant.unwrap_or_default(), path.0).map_or(Claim::Any, Claim::Is);
    let body = Claim::Only(shown.into_iter().chain([("direction", direction)]).collect());
    Ok(Expected::new(clause, body, why))
}

/// `POST /v1/api/agents/{agentId}/release/{phoneNumberId}`.
pub(super) fn unassign(
    state: &mut State,
    tenant: Option<&'static str>,
    path: (&str, &str),
    fields: &Fields,
) -> Result<Expected, Expected> {
    if fields.get("confirmation").is_some_and(|confirmation| !confirmation.is_boolean()) {
        let clause = c::UNASSIGN_PHONE_NUMBER_FROM_AGENT_CONFIRMATION_NOT_BOOLEAN;
        return Err(wrong("confirmation", Type::Boolean, clause));
    }
    let clauses = [
        c::UNASSIGN_PHONE_NUMBER_FROM_AGENT_AGENT_NOT_FOUND,
        c::UNASSIGN_PHONE_NUMBER_FROM_AGENT_PHONE_NUMBER_NOT_FOUND,
        c::UNASSIGN_PHONE_NUMBER_FROM_AGENT_PHONE_NUMBER_RELEASED,
    ];
    let (agent_at, number_at) = found(state, tenant, path, clauses)?;
    let held = state.numbers.get_mut(number_at).filter(|number| number.agent.as_deref() == Some(path.0));
    let Some(number) = held else {
        return Err(refused(
            c::UNASSIGN_PHONE_NUMBER_FROM_AGENT_NOT_BOUND,
            "phone_number_not_bound",
            "Phone number is not bound to this agent",
            "the number is not this agent's",
        ));
    };
    number.free();
    state.unlist(tenant.unwrap_or_default(), path.1, None);
    if let Some(agent) = state.agents.get_mut(agent_at) {
        agent.updated = None;
    }
    let body = Claim::Only(vec![
        ("status", "success".into()),
        ("message", "Call flow released from phone number successfully".into()),
        ("agent", state.agents.get(agent_at).map_or(Claim::Any, short)),
    ]);
    Ok(Expected::new(c::UNASSIGN_PHONE_NUMBER_FROM_AGENT_UNASSIGNED, body, "the number is this agent's"))
}

/// The keys of an agent that the page's example has.
fn short(agent: &Agent) -> Claim {
    Claim::Only(vec![
        ("_id", agent.id.clone().into()),
        ("status", "ready".into()),
        ("phoneNumberIds", Claim::Is(json!(agent.numbers))),
    ])
}

/// The keys of a number that the page's example has.
fn bound(number: &Number) -> Claim {
    Claim::Only(vec![
        ("_id", number.id.clone().map_or(Claim::SomeText, Claim::from)),
        ("agentId", Claim::text_or_absent(number.agent.as_deref())),
        ("recordingEnabled", Claim::Is(number.recorded.into())),
        ("recordingPublic", Claim::Is(number.public.into())),
        ("officeHours", number.hours.clone().map_or(Claim::Absent, Claim::Is)),
        ("metadataTags", number.tags.clone().map_or(Claim::Absent, Claim::Is)),
    ])
}
