//! Call flows, which agents and numbers call their pathway.

use serde::Serialize;
use serde_json::Value;

use super::auth::Caller;
use super::body::{self, Kind};
use super::path::decoded;
use super::records::{self, CallFlow, Direction, NumberStatus, Object};
use super::refusals::{Refused, refused};
use super::state::State;
use super::{Operation, agents, wire};
use crate::contract::Clause;
use crate::contract::trillet::{Dialect, FlowSetsPathway, clauses};
use crate::vendors::answer::Accepted;
use crate::vendors::call::{Call, Fields};
use crate::vendors::context::Context;
use crate::world::text::Text;

/// A call flow.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Whole<'f> {
    #[serde(rename = "_id")]
    id: &'f str,
    workspace_id: &'f str,
    folder_id: Option<&'f str>,
    is_global: bool,
    is_pre_configured: bool,
    pre_configured_workspace_id: Option<&'f str>,
    name: &'f str,
    direction: Direction,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'f str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<&'f str>,
    prompt_type: &'f str,
    welcome_message: &'f str,
    custom_welcome_message: &'f str,
    flow_data: &'f Object,
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt: Option<&'f str>,
    is_active: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    agent_webhook_url: Option<&'f str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inbound_webhook_url: Option<&'f str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dynamic_variable_collections: Option<&'f [Value]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    webhooks: Option<&'f [Value]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    settings: Option<&'f Object>,
    created_at: String,
    updated_at: String,
    #[serde(rename = "__v", skip_serializing_if = "Option::is_none")]
    version: Option<u8>,
}

/// A call flow as get and create show it.
fn whole<'f>(id: &'f str, flow: &'f CallFlow, workspace_id: &'f str, dialect: &Dialect) -> Whole<'f> {
    Whole {
        id,
        workspace_id,
        folder_id: flow.folder_id.as_deref(),
        is_global: flow.is_global,
        is_pre_configured: flow.is_pre_configured,
        pre_configured_workspace_id: flow.preconfigured_workspace_id.as_deref(),
        name: &flow.name,
        direction: flow.direction,
        description: flow.description.as_deref(),
        agent: flow.agent.as_deref(),
        prompt_type: &flow.prompt_type,
        welcome_message: &flow.welcome_message,
        custom_welcome_message: &flow.custom_welcome_message,
        flow_data: &flow.flow_data,
        prompt: flow.prompt.as_deref(),
        is_active: flow.is_active,
        agent_webhook_url: flow.agent_webhook_url.as_deref(),
        inbound_webhook_url: flow.inbound_webhook_url.as_deref(),
        dynamic_variable_collections: flow.dynamic_variable_collections.as_deref().map(Vec::as_slice),
        webhooks: flow.webhooks.as_deref().map(Vec::as_slice),
        settings: flow.settings.as_deref(),
        created_at: wire::millis(flow.created_at),
        updated_at: wire::updated(flow.updated_at, flow.created_at),
        version: wire::version(dialect),
    }
}

/// A call flow in its short form, which has no version key.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Short<'f> {
    #[serde(rename = "_id")]
    id: &'f str,
    workspace_id: &'f str,
    name: &'f str,
    direction: Direction,
    #[serde(skip_serializing_if = "Option::is_none")]
    agent: Option<&'f str>,
    is_active: bool,
    prompt_type: &'f str,
    created_at: String,
    updated_at: String,
}

/// A call flow as the list shows it.
fn short<'f>(id: &'f str, flow: &'f CallFlow, workspace_id: &'f str) -> Short<'f> {
    Short {
        id,
        workspace_id,
        name: &flow.name,
        direction: flow.direction,
        agent: flow.agent.as_deref(),
        is_active: flow.is_active,
        prompt_type: &flow.prompt_type,
        created_at: wire::millis(flow.created_at),
        updated_at: wire::updated(flow.updated_at, flow.created_at),
    }
}

/// The fields that may be left out, in the order of the page. `name` and `direction` come before them.
const OPTIONAL: [(&str, Kind); 17] = [
    ("promptType", Kind::Text),
    ("description", Kind::Text),
    ("agent", Kind::Text),
    ("folderId", Kind::TextOrNull),
    ("isGlobal", Kind::Boolean),
    ("isPreConfigured", Kind::Boolean),
    ("preConfiguredWorkspaceId", Kind::TextOrNull),
    ("welcomeMessage", Kind::Text),
    ("customWelcomeMessage", Kind::Text),
    ("flowData", Kind::Object),
    ("prompt", Kind::Text),
    ("isActive", Kind::Boolean),
    ("agentWebhookUrl", Kind::Text),
    ("inboundWebhookUrl", Kind::Text),
    ("dynamicVariableCollections", Kind::Array),
    ("webhooks", Kind::Array),
    ("settings", Kind::Object),
];

/// Creates a call flow. With an agent it becomes that agent's, unless the agent has one
/// (`trillet.create-call-flow.created-for-agent`), and the agent's pending numbers become active.
pub(super) fn create(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &Caller,
) -> Result<Accepted, Refused> {
    let dialect = &context.dialect.trillet;
    let body = body::read(call, dialect)?;
    let (name, direction) = name_and_direction(body)?;
    let workspace = caller.owner()?;
    let agent = body::text(body, "agent");
    if let Some(agent) = &agent {
        agents::find(state, caller, agent, clauses::CREATE_CALL_FLOW_AGENT_NOT_FOUND)?;
    }
    let id = context.ids.hex(24);
    let flow = CallFlow {
        workspace: workspace.into(),
        name: name.into(),
        direction,
        folder_id: body::text(body, "folderId"),
        is_global: body::boolean(body, "isGlobal").unwrap_or(false),
        is_pre_configured: body::boolean(body, "isPreConfigured").unwrap_or(false),
        preconfigured_workspace_id: body::text(body, "preConfiguredWorkspaceId"),
        description: body::text(body, "description"),
        agent: agent.clone(),
        prompt_type: body::text(body, "promptType").unwrap_or_else(records::simple),
        welcome_message: body::text(body, "welcomeMessage").unwrap_or_else(records::user_initiated),
        custom_welcome_message: body::text(body, "customWelcomeMessage").unwrap_or_default(),
        flow_data: body::object(body, "flowData").unwrap_or_else(records::empty_flow),
        prompt: body::text(body, "prompt"),
        is_active: body::boolean(body, "isActive").unwrap_or(true),
        agent_webhook_url: body::text(body, "agentWebhookUrl"),
        inbound_webhook_url: body::text(body, "inboundWebhookUrl"),
        dynamic_variable_collections: body::array(body, "dynamicVariableCollections"),
        webhooks: body::array(body, "webhooks"),
        settings: body::object(body, "settings"),
        created_at: context.now,
        updated_at: None,
    };
    let clause = match &agent {
        None => clauses::CREATE_CALL_FLOW_CREATED,
        Some(agent) => {
            serve(state, context, agent, &id);
            clauses::CREATE_CALL_FLOW_CREATED_FOR_AGENT
        }
    };
    let accepted = wire::ok(clause, &whole(&id, &flow, state.workspace_id(workspace), dialect));
    state.call_flows.insert(id.into(), flow);
    Ok(accepted)
}

/// Checks every field; gives the two without a default.
fn name_and_direction(body: &Fields) -> Result<(String, Direction), Refused> {
    let required = |name, missing| {
        body::required(body, name, Kind::Text, missing, clauses::CREATE_CALL_FLOW_WRONG_TYPE)
            .map(|value| value.as_str().unwrap_or_default())
    };
    let name = required("name", clauses::CREATE_CALL_FLOW_NAME_MISSING)?;
    let direction = required("direction", clauses::CREATE_CALL_FLOW_DIRECTION_MISSING)?;
    body::check(body, &OPTIONAL, clauses::CREATE_CALL_FLOW_WRONG_TYPE)?;
    let direction = match direction {
        "inbound" => Direction::Inbound,
        "outbound" => Direction::Outbound,
        "bidirectional" => Direction::Bidirectional,
        other => {
            let fact = format!("`{other}` is no direction");
            return Err(refused(clauses::CREATE_CALL_FLOW_DIRECTION_UNKNOWN, fact));
        }
    };
    Ok((name.to_owned(), direction))
}

/// Lets a new call flow serve an agent without one, and the agent's pending numbers become active.
fn serve(state: &mut State, context: &Context<'_>, agent_id: &str, flow_id: &str) {
    for number in state.numbers_of_agent(agent_id) {
        if let Some(number) =
            state.numbers.get_mut(number.as_str()).filter(|held| held.status == NumberStatus::Pending)
        {
            number.status = NumberStatus::Active;
            number.updated_at = Some(context.now);
        }
    }
    let links = context.dialect.trillet.flow_sets_pathway == FlowSetsPathway::Yes;
    let free = state.agents.get_mut(agent_id).filter(|agent| links && agent.pathway.is_none());
    if let Some(agent) = free {
        agent.pathway = Some(flow_id.into());
        agent.updated_at = Some(context.now);
    }
}

/// Shows a call flow.
pub(super) fn get(
    state: &State,
    context: &Context<'_>,
    call: &Call<'_, Operation>,
    caller: &Caller,
) -> Result<Accepted, Refused> {
    let id = decoded(call.params.raw("callFlowId"));
    let flow = find(state, caller, &id, clauses::GET_CALL_FLOW_CALL_FLOW_NOT_FOUND)?;
    let shown = whole(&id, flow, state.workspace_id(&flow.workspace), &context.dialect.trillet);
    Ok(wire::ok(clauses::GET_CALL_FLOW_FOUND, &shown))
}

/// Lists the call flows of the workspace in their short form, oldest first.
pub(super) fn list(state: &State, caller: &Caller) -> Accepted {
    let mut flows: Vec<(&Text, &CallFlow)> =
        state.call_flows.iter().filter(|(_, flow)| caller.sees(&flow.workspace)).collect();
    flows.sort_by_key(|(_, flow)| flow.created_at);
    let shown: Vec<Short<'_>> =
        flows.into_iter().map(|(id, flow)| short(id, flow, state.workspace_id(&flow.workspace))).collect();
    wire::ok(clauses::LIST_CALL_FLOWS_LISTED, &shown)
}

/// The call flow of this id, if the workspace has it.
pub(super) fn find<'s>(
    state: &'s State,
    caller: &Caller,
    id: &str,
    not_found: Clause,
) -> Result<&'s CallFlow, Refused> {
    match state.call_flows.get(id) {
        Some(flow) if caller.sees(&flow.workspace) => Ok(flow),
        Some(_) => Err(refused(not_found, format!("the call flow {id} is one of another workspace"))),
        None => Err(refused(not_found, format!("there is no call flow {id}"))),
    }
}
