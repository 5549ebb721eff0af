//! Voice agents of an organisation.

use serde_json::Value;

use super::body::{Body, Kind, Shape};
use super::path::decoded;
use super::query;
use super::records::Agent;
use super::refusals::{Refused, refused};
use super::rules::{self, OUTBOUND_SIP_CONFIG};
use super::state::{State, fresh_sip_uri};
use super::validation::Validation;
use super::{Operation, wire};
use crate::contract::Clause;
use crate::contract::dasha::{AgentUpdate, Dialect, Nulls, clauses};
use crate::vendors::answer::Accepted;
use crate::vendors::call::Call;
use crate::vendors::context::Context;

/// The members of an agent that a client sets. What is in `config` is the client's own business.
const SETTINGS: Shape = &[
    ("name", Kind::Text),
    ("config", Kind::Object),
    ("isEnabled", Kind::Flag),
    ("description", Kind::Text),
    ("additionalData", Kind::Object),
    ("schedule", Kind::Object),
];

/// Lists the agents of the organisation as a bare array, 100 unless `take` says otherwise.
pub(super) fn list(
    state: &State,
    context: &Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let dialect = &context.dialect.dasha;
    let mut validation = Validation::default();
    let paging = query::paging(call, 100, &mut validation);
    validation.finish()?;
    let agents = state.agents_of(caller).skip(paging.skip).take(paging.take);
    let agents: Vec<_> = agents.map(|(id, agent)| wire::agent(state, id, agent, dialect)).collect();
    Ok(Accepted::new(clauses::LIST_AGENTS_LISTED, wire::ok(&agents, dialect)))
}

/// Makes an agent, enabled unless the body says otherwise.
pub(super) fn create(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let dialect = &context.dialect.dasha;
    let mut validation = Validation::default();
    let body = Body::read(call, SETTINGS, &mut validation);
    body.require("name", clauses::CREATE_AGENT_NAME_MISSING, &mut validation);
    body.require("config", clauses::CREATE_AGENT_CONFIG_MISSING, &mut validation);
    validation.finish()?;
    let id = context.ids.uuid().to_string();
    let mut agent = Agent {
        organization: caller.into(),
        created_time: context.now,
        last_update_time: Some(context.now),
        inbound_sip_uri: fresh_sip_uri(&mut context.ids).into(),
        ..Agent::default()
    };
    set(&mut agent, body, true);
    let location = format!("/api/v1/agents/{id}");
    let reply = wire::created(&wire::agent(state, &id, &agent, dialect), &location, dialect);
    state.put_agent(&id, agent);
    Ok(Accepted::new(clauses::CREATE_AGENT_CREATED, reply))
}

/// Gives one agent.
pub(super) fn get(
    state: &State,
    context: &Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let dialect = &context.dialect.dasha;
    let id = decoded(call.params.raw("agentId"));
    let agent = owned(state, &id, caller, clauses::GET_AGENT_AGENT_NOT_FOUND)?;
    let reply = wire::ok(&wire::agent(state, &id, agent, dialect), dialect);
    Ok(Accepted::new(clauses::GET_AGENT_RETURNED, reply))
}

/// Changes the members that are sent; the others stay, or fall back to their defaults, as the dialect says. A config
/// with an `outboundSipConfig` other than the agent shows takes its outbound number away.
pub(super) fn update(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let dialect = &context.dialect.dasha;
    let whole = dialect.agent_update == AgentUpdate::Replace;
    let mut validation = Validation::default();
    let body = Body::read(call, SETTINGS, &mut validation);
    for (name, missing) in
        [("name", clauses::UPDATE_AGENT_NAME_MISSING), ("config", clauses::UPDATE_AGENT_CONFIG_MISSING)]
    {
        if whole || body.has(name) {
            body.require(name, missing, &mut validation);
        }
    }
    validation.finish()?;
    let id = decoded(call.params.raw("agentId"));
    let mut agent = owned(state, &id, caller, clauses::UPDATE_AGENT_AGENT_NOT_FOUND)?.clone();
    let sent = body.object("config").and_then(|mut config| config.remove(OUTBOUND_SIP_CONFIG));
    let shown = wire::outbound_config(state, &agent, dialect);
    let is_changed = sent.zip(shown).is_some_and(|(sent, shown)| !same(sent, shown, dialect));
    let clause = if is_changed {
        agent.outbound_number = None;
        clauses::UPDATE_AGENT_OUTBOUND_CLEARED
    } else {
        clauses::UPDATE_AGENT_UPDATED
    };
    set(&mut agent, body, whole);
    agent.last_update_time = Some(context.now);
    let reply = wire::ok(&wire::agent(state, &id, &agent, dialect), dialect);
    state.put_agent(&id, agent);
    Ok(Accepted::new(clause, reply))
}

/// Deletes an agent; the numbers that it answers lose their link.
pub(super) fn delete(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let id = decoded(call.params.raw("agentId"));
    owned(state, &id, caller, clauses::DELETE_AGENT_AGENT_NOT_FOUND)?;
    let clause = match state.delete_agent(&id, context.now) {
        0 => clauses::DELETE_AGENT_DELETED,
        _ => clauses::DELETE_AGENT_DELETED_AND_UNLINKED,
    };
    Ok(Accepted::new(clause, wire::deleted(&context.dialect.dasha)))
}

/// The agent of exactly this id, if the organisation has it; one of another reads as if there were none.
pub(super) fn owned<'s>(
    state: &'s State,
    id: &str,
    caller: &str,
    not_found: Clause,
) -> Result<&'s Agent, Refused> {
    let shown = id.escape_default();
    match state.agent(id) {
        Some(agent) if agent.organization == caller => Ok(agent),
        Some(_) => Err(refused(not_found, format!("the agent {shown} is another organisation's"))),
        None => Err(refused(not_found, format!("there is no agent {shown}"))),
    }
}

/// Whether an `outboundSipConfig` is the one that the agent shows, members without a value apart where none are shown.
fn same(sent: Value, shown: Value, dialect: &Dialect) -> bool {
    match dialect.nulls {
        Nulls::Explicit => sent == shown,
        Nulls::Omitted => !sent.is_null() && rules::without_nulls(sent) == rules::without_nulls(shown),
    }
}

/// Sets the members that are sent and, of a whole agent, those that are left out to their defaults.
fn set(agent: &mut Agent, body: Body<'_>, whole: bool) {
    let sets = |name: &str| whole || body.has(name);
    if sets("name") {
        agent.name = body.text("name").unwrap_or_default();
    }
    if sets("config") {
        agent.config = body.object("config").unwrap_or_default();
    }
    if sets("isEnabled") {
        agent.is_enabled = body.flag("isEnabled").unwrap_or(true);
    }
    if sets("description") {
        agent.description = body.text("description");
    }
    if sets("additionalData") {
        agent.additional_data = body.object("additionalData").unwrap_or_default();
    }
    if sets("schedule") {
        agent.schedule = body.object("schedule");
    }
}
