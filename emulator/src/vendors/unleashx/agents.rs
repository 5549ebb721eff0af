//! Voice agents: creating them in both generations, changing, showing and deleting them.

use serde_json::Value;

use super::Operation;
use super::agent_fields::{self, AgentFields};
use super::body::{self, is_blank, present};
use super::records::{Agent, AgentStatus};
use super::refusals::{Refused, refused, shown};
use super::rules;
use super::state::State;
use super::wire::{self, AgentObject, CreatedAgent, DeletedAgent, NamedAgent};
use crate::contract::Clause;
use crate::contract::unleashx::{CreateStatus, Dialect, clauses};
use crate::http::Method;
use crate::vendors::answer::Accepted;
use crate::vendors::call::{Call, Fields};
use crate::vendors::context::Context;

/// Creates an agent, first generation; its text id stands at the top of the reply.
pub(super) fn create(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let body = body::object(call)?;
    let agent_name = required_text(body, "agent_name", clauses::CREATE_AGENT_AGENT_NAME_MISSING)?;
    let prompt = required_text(body, "prompt", clauses::CREATE_AGENT_PROMPT_MISSING)?;
    let agent = Agent {
        agent_name: Some(agent_name.into()),
        prompt: prompt.into(),
        voice: body.get("voice").and_then(Value::as_object).cloned(),
        ..new_agent(state, context, caller)
    };
    let text_id = state.fresh_text_id(&mut context.ids);
    let created = CreatedAgent {
        id: &text_id,
        agent_name,
        prompt,
        voice: agent.voice.as_ref(),
        status: "active",
        created_at: rules::whole_second(context.now),
    };
    let reply = wire::plain(create_status(&context.dialect.unleashx), &created);
    state.put_agent(text_id.into(), agent);
    Ok(Accepted::new(clauses::CREATE_AGENT_CREATED, reply))
}

/// Creates an agent, or updates the one that `agent_id` names, second generation.
pub(super) fn create_or_update(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let body = body::object(call)?;
    match body.get("agent_id") {
        Some(agent_id) => update(state, context, body, agent_id, caller),
        None => create_global(state, context, body, caller),
    }
}

fn create_global(
    state: &mut State,
    context: &mut Context<'_>,
    body: &Fields,
    caller: &str,
) -> Result<Accepted, Refused> {
    agent_fields::check_required(body)?;
    let fields = AgentFields::read(body)?;
    let mut agent = new_agent(state, context, caller);
    fields.lay_over(&mut agent);
    let text_id = state.fresh_text_id(&mut context.ids);
    let named = NamedAgent { agent_id: agent.id, agent_name: agent.name(&text_id) };
    let code = create_status(&context.dialect.unleashx);
    let reply = wire::global(context, code, "Voice agent created successfully", named);
    state.put_agent(text_id.into(), agent);
    Ok(Accepted::new(clauses::CREATE_VOICE_AGENT_CREATED, reply))
}

fn update(
    state: &mut State,
    context: &Context<'_>,
    body: &Fields,
    agent_id: &Value,
    caller: &str,
) -> Result<Accepted, Refused> {
    if is_blank(agent_id) || agent_id.as_f64() == Some(0.0) {
        return Err(refused(
            clauses::CREATE_VOICE_AGENT_AGENT_ID_EMPTY,
            "agent_id is sent and null, empty or 0",
        ));
    }
    let (text_id, agent) = by_integer_id(state, caller, agent_id)
        .map_err(|fact| refused(clauses::CREATE_VOICE_AGENT_AGENT_NOT_FOUND, fact))?;
    let (text_id, mut agent) = (text_id.to_owned(), agent.clone());
    AgentFields::read(body)?.lay_over(&mut agent);
    agent.updated_on = Some(context.now);
    let named = NamedAgent { agent_id: agent.id, agent_name: agent.name(&text_id) };
    let reply = wire::global(context, 200, "Voice agent updated successfully", named);
    state.put_agent(text_id.into(), agent);
    Ok(Accepted::new(clauses::CREATE_VOICE_AGENT_UPDATED, reply))
}

/// Shows one agent, or lists those of the workspace. GET reads the query, POST the body. The vendor prints this reply
/// inside the form of the first generation, and this one only.
pub(super) fn get(
    state: &State,
    context: &Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let parameter = |name: &str| -> Result<Option<Value>, Refused> {
        let sent = if call.request.method == Method::POST {
            body::object(call)?.get(name).cloned()
        } else {
            call.query.first(name).map(Value::from)
        };
        Ok(sent.filter(|value| !is_blank(value)))
    };
    if let Some(agent_id) = parameter("agent_id")? {
        let (text_id, agent) = by_integer_id(state, caller, &agent_id)
            .map_err(|fact| refused(clauses::GET_VOICE_AGENTS_AGENT_NOT_FOUND, fact))?;
        let object = wire::agent_object(text_id, agent);
        let reply = wire::global_in_first(context, "Voice agent retrieved successfully", object);
        return Ok(Accepted::new(clauses::GET_VOICE_AGENTS_RETRIEVED, reply));
    }
    let agent_type = parameter("agent_type")?;
    let selected = |agent: &Agent| {
        let wanted = agent_type.as_ref().map(rules::integer);
        wanted.is_none_or(|wanted| wanted == Some(u64::from(agent.agent_type)))
    };
    let agents: Vec<AgentObject<'_>> = state
        .live_agents(caller)
        .filter(|(_, agent)| selected(agent))
        .map(|(text_id, agent)| wire::agent_object(text_id, agent))
        .collect();
    let reply = wire::global_in_first(context, "Voice agents retrieved successfully", agents);
    Ok(Accepted::new(clauses::GET_VOICE_AGENTS_LISTED, reply))
}

/// Marks an agent as deleted, for good, and frees its numbers. `agent_id` of the body wins over that of the query.
pub(super) fn delete(
    state: &mut State,
    context: &Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let in_query = call.query.first("agent_id").filter(|text| !text.is_empty()).map(Value::from);
    let agent_id = present(body::object(call)?, "agent_id").cloned().or(in_query).ok_or_else(|| {
        let fact = "agent_id is missing, null or empty in body and query";
        refused(clauses::DELETE_VOICE_AGENT_AGENT_ID_MISSING, fact)
    })?;
    let (text_id, agent) = by_integer_id(state, caller, &agent_id)
        .map_err(|fact| refused(clauses::DELETE_VOICE_AGENT_AGENT_NOT_FOUND, fact))?;
    let (text_id, id) = (text_id.to_owned(), agent.id);
    let deleted = Agent {
        status: AgentStatus::Deleted,
        updated_on: Some(context.now),
        deleted_in_exchange: Some(context.exchange),
        ..agent.clone()
    };
    state.free_numbers_of(&text_id);
    state.put_agent(text_id.into(), deleted);
    let reply = wire::global(context, 200, "Voice agent deleted successfully", DeletedAgent { agent_id: id });
    Ok(Accepted::new(clauses::DELETE_VOICE_AGENT_DELETED, reply))
}

/// The agent of a text id, if it is the caller's and not deleted; else the fact that decided.
pub(super) fn by_text_id<'s>(
    state: &'s State,
    caller: &str,
    agent_id: &Value,
) -> Result<(&'s str, &'s Agent), String> {
    let text_id = match agent_id {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
            return Err("agent_id is neither a text nor a number".to_owned());
        }
    };
    usable(state.agent_by_text_id(&text_id), caller, &text_id)
}

/// The agent of an integer id, if it is the caller's and not deleted; else the fact that decided.
pub(super) fn by_integer_id<'s>(
    state: &'s State,
    caller: &str,
    agent_id: &Value,
) -> Result<(&'s str, &'s Agent), String> {
    let id = rules::integer(agent_id).ok_or_else(|| "agent_id is no integer".to_owned())?;
    usable(state.agent_by_id(id), caller, &id.to_string())
}

fn usable<'s>(
    found: Option<(&'s str, &'s Agent)>,
    caller: &str,
    agent_id: &str,
) -> Result<(&'s str, &'s Agent), String> {
    let (text_id, agent) = found.ok_or_else(|| format!("there is no agent {}", shown(agent_id)))?;
    if agent.workspace != caller {
        return Err(format!("the agent {} belongs to the workspace {}", shown(agent_id), agent.workspace));
    }
    if agent.status == AgentStatus::Deleted {
        let since = agent.deleted_in_exchange.map(|n| format!(" since exchange {n}")).unwrap_or_default();
        return Err(format!("the agent {} is deleted{since}", shown(agent_id)));
    }
    Ok((text_id, agent))
}

/// A live agent of the caller with a fresh integer id and nothing else of its own.
fn new_agent(state: &State, context: &mut Context<'_>, caller: &str) -> Agent {
    Agent {
        id: state.fresh_id(&mut context.ids),
        workspace: caller.into(),
        created_on: context.now,
        updated_on: Some(context.now),
        ..Agent::default()
    }
}

fn required_text<'b>(body: &'b Fields, name: &str, missing: Clause) -> Result<&'b str, Refused> {
    body.text(name)
        .filter(|text| !text.is_empty())
        .ok_or_else(|| refused(missing, format!("{name} is missing, null, empty or no text")))
}

fn create_status(dialect: &Dialect) -> u16 {
    match dialect.create_status {
        CreateStatus::V200 => 200,
        CreateStatus::V201 => 201,
    }
}
