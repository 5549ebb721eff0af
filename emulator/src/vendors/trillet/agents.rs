//! Call agents.

use std::sync::Arc;

use serde_json::Value;

use super::auth::Caller;
use super::body::{self, Kind};
use super::path::decoded;
use super::records::{self, Agent, AgentStatus};
use super::refusals::{Refused, refused};
use super::state::State;
use super::{Operation, call_flows, numbers, wire};
use crate::contract::Clause;
use crate::contract::trillet::clauses;
use crate::vendors::answer::Accepted;
use crate::vendors::call::{Call, Fields};
use crate::vendors::context::Context;
use crate::world::text::Text;

/// The fields that a client may write, in the order of the page. The last is not on it, but clients write it.
const FIELDS: [(&str, Kind); 10] = [
    ("name", Kind::Text),
    ("ttsModel", Kind::Object),
    ("llmModel", Kind::Text),
    ("smartCallback", Kind::Boolean),
    ("maxAttemptsForSmartCallback", Kind::Number),
    ("gapBetweenEachAttemptForSmartCallback", Kind::Array),
    ("phoneNumberIds", Kind::Array),
    ("settings", Kind::Object),
    ("variables", Kind::Object),
    ("pathway", Kind::Text),
];

/// Creates an agent. Only `name` has no default; any `llmModel` is accepted (`trillet.create-agent.created`).
pub(super) fn create(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &Caller,
) -> Result<Accepted, Refused> {
    let dialect = &context.dialect.trillet;
    let body = body::read(call, dialect)?;
    let wrong_type = clauses::CREATE_AGENT_WRONG_TYPE;
    let missing = clauses::CREATE_AGENT_NAME_MISSING;
    let name = body::required(body, "name", Kind::Text, missing, wrong_type)?.as_str().unwrap_or_default();
    body::check(body, &FIELDS[..FIELDS.len() - 1], wrong_type)?;
    let workspace = caller.owner()?;
    let phone_number_ids =
        phone_number_ids(state, caller, body, clauses::CREATE_AGENT_PHONE_NUMBER_NOT_FOUND)?;
    let mut tts_model = body::object(body, "ttsModel").unwrap_or_default();
    Arc::make_mut(&mut tts_model).entry("voiceId").or_insert(Value::from(records::DEFAULT_VOICE));
    let id = context.ids.hex(24);
    let agent = Agent {
        workspace: workspace.into(),
        name: name.into(),
        tts_model,
        llm_model: body::text(body, "llmModel").unwrap_or_else(records::default_model),
        kind: records::voice(),
        settings: body::object(body, "settings"),
        status: AgentStatus::Ready,
        active_sessions: Arc::default(),
        phone_number_ids: phone_number_ids.unwrap_or_default(),
        pathway: None,
        smart_callback: body::boolean(body, "smartCallback").unwrap_or(false),
        max_attempts_for_smart_callback: body::number(body, "maxAttemptsForSmartCallback")
            .unwrap_or_else(records::five),
        gap_between_each_attempt_for_smart_callback: body::array(
            body,
            "gapBetweenEachAttemptForSmartCallback",
        )
        .unwrap_or_default(),
        variables: body::object(body, "variables").unwrap_or_default(),
        user_id: state.user_id(workspace).into(),
        created_at: context.now,
        updated_at: None,
    };
    let shown = wire::agent(&id, &agent, state.workspace_id(workspace), dialect);
    let accepted = wire::ok(clauses::CREATE_AGENT_CREATED, &shown);
    state.put_agent(&id, agent);
    Ok(accepted)
}

/// Shows an agent.
pub(super) fn get(
    state: &State,
    context: &Context<'_>,
    call: &Call<'_, Operation>,
    caller: &Caller,
) -> Result<Accepted, Refused> {
    let id = decoded(call.params.raw("agentId"));
    let agent = find(state, caller, &id, clauses::GET_AGENT_AGENT_NOT_FOUND)?;
    let shown = wire::agent(&id, agent, state.workspace_id(&agent.workspace), &context.dialect.trillet);
    Ok(wire::ok(clauses::GET_AGENT_FOUND, &shown))
}

/// Lists the agents of the workspace, oldest first.
pub(super) fn list(state: &State, context: &Context<'_>, caller: &Caller) -> Accepted {
    let mut agents: Vec<(&Text, &Agent)> =
        state.agents.iter().filter(|(_, agent)| caller.sees(&agent.workspace)).collect();
    agents.sort_by_key(|(_, agent)| agent.created_at);
    let shown: Vec<wire::AgentObject<'_>> = agents
        .into_iter()
        .map(|(id, agent)| {
            wire::agent(id, agent, state.workspace_id(&agent.workspace), &context.dialect.trillet)
        })
        .collect();
    wire::ok(clauses::LIST_AGENTS_LISTED, &shown)
}

/// Replaces the fields that were sent and ignores those that nobody may write. The numbers in `phoneNumberIds` are
/// listed, and not assigned (`trillet.update-agent.updated`).
pub(super) fn update(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &Caller,
) -> Result<Accepted, Refused> {
    let dialect = &context.dialect.trillet;
    let body = body::read(call, dialect)?;
    body::check(body, &FIELDS, clauses::UPDATE_AGENT_WRONG_TYPE)?;
    let id = decoded(call.params.raw("agentId"));
    let stored = find(state, caller, &id, clauses::UPDATE_AGENT_AGENT_NOT_FOUND)?.clone();
    let phone_number_ids =
        phone_number_ids(state, caller, body, clauses::UPDATE_AGENT_PHONE_NUMBER_NOT_FOUND)?;
    let pathway = body::text(body, "pathway");
    if let Some(pathway) = &pathway {
        call_flows::find(state, caller, pathway, clauses::UPDATE_AGENT_CALL_FLOW_NOT_FOUND)?;
    }
    let agent = Agent {
        name: body::text(body, "name").unwrap_or(stored.name),
        tts_model: body::object(body, "ttsModel").unwrap_or(stored.tts_model),
        llm_model: body::text(body, "llmModel").unwrap_or(stored.llm_model),
        settings: body::object(body, "settings").or(stored.settings),
        phone_number_ids: phone_number_ids.unwrap_or(stored.phone_number_ids),
        pathway: pathway.or(stored.pathway),
        smart_callback: body::boolean(body, "smartCallback").unwrap_or(stored.smart_callback),
        max_attempts_for_smart_callback: body::number(body, "maxAttemptsForSmartCallback")
            .unwrap_or(stored.max_attempts_for_smart_callback),
        gap_between_each_attempt_for_smart_callback: body::array(
            body,
            "gapBetweenEachAttemptForSmartCallback",
        )
        .unwrap_or(stored.gap_between_each_attempt_for_smart_callback),
        variables: body::object(body, "variables").unwrap_or(stored.variables),
        updated_at: Some(context.now),
        workspace: stored.workspace,
        kind: stored.kind,
        status: stored.status,
        active_sessions: stored.active_sessions,
        user_id: stored.user_id,
        created_at: stored.created_at,
    };
    let shown = wire::agent(&id, &agent, state.workspace_id(&agent.workspace), dialect);
    let accepted = wire::ok(clauses::UPDATE_AGENT_UPDATED, &shown);
    state.put_agent(&id, agent);
    Ok(accepted)
}

/// Deletes an agent. Its numbers are free afterwards.
pub(super) fn delete(
    state: &mut State,
    context: &Context<'_>,
    call: &Call<'_, Operation>,
    caller: &Caller,
) -> Result<Accepted, Refused> {
    let id = decoded(call.params.raw("agentId"));
    find(state, caller, &id, clauses::DELETE_AGENT_AGENT_NOT_FOUND)?;
    state.remove_agent(&id, context.now);
    Ok(wire::ok(clauses::DELETE_AGENT_DELETED, &wire::SUCCESS))
}

/// The agent of this id, if the workspace has it.
pub(super) fn find<'s>(
    state: &'s State,
    caller: &Caller,
    id: &str,
    not_found: Clause,
) -> Result<&'s Agent, Refused> {
    match state.agents.get(id) {
        Some(agent) if caller.sees(&agent.workspace) => Ok(agent),
        Some(_) => Err(refused(not_found, format!("the agent {id} is one of another workspace"))),
        None => Err(refused(not_found, format!("there is no agent {id}"))),
    }
}

/// The numbers that a body lists, if it does; each counts once.
fn phone_number_ids(
    state: &State,
    caller: &Caller,
    body: &Fields,
    not_found: Clause,
) -> Result<Option<Vec<Text>>, Refused> {
    let Some(entries) = body.get("phoneNumberIds").and_then(Value::as_array) else { return Ok(None) };
    let mut ids: Vec<Text> = Vec::with_capacity(entries.len());
    for entry in entries {
        let id = entry.as_str().ok_or_else(|| {
            refused(not_found, "an entry of phoneNumberIds is not a string, and so no number's id")
        })?;
        numbers::find(state, caller, id, not_found)?;
        if !ids.iter().any(|held| held == id) {
            ids.push(id.into());
        }
    }
    Ok(Some(ids))
}
