//! Call flows: made and shown.

use jiff::Timestamp;
use serde_json::{Value, json};
use testline_emulator::contract::trillet::clauses as c;

use super::action::Fields;
use super::fields::{Field, Type, checked, text};
use super::replies::{invalid, millis, no_agent, no_flow, no_owner};
use super::state::{Flow, State, Status};
use crate::model::Claim;
use crate::model::action::Expected;

/// The fields of a call flow in the order of the page.
pub(super) const FIELDS: [Field; 19] = [
    ("name", Type::Text, Some(c::CREATE_CALL_FLOW_NAME_MISSING)),
    ("direction", Type::Text, Some(c::CREATE_CALL_FLOW_DIRECTION_MISSING)),
    ("promptType", Type::Text, None),
    ("description", Type::Text, None),
    ("agent", Type::Text, None),
    ("folderId", Type::TextOrNull, None),
    ("isGlobal", Type::Boolean, None),
    ("isPreConfigured", Type::Boolean, None),
    ("preConfiguredWorkspaceId", Type::TextOrNull, None),
    ("welcomeMessage", Type::Text, None),
    ("customWelcomeMessage", Type::Text, None),
    ("flowData", Type::Object, None),
    ("prompt", Type::Text, None),
    ("isActive", Type::Boolean, None),
    ("agentWebhookUrl", Type::Text, None),
    ("inboundWebhookUrl", Type::Text, None),
    ("dynamicVariableCollections", Type::Array, None),
    ("webhooks", Type::Array, None),
    ("settings", Type::Object, None),
];

/// `POST /v1/api/call-flows`.
pub(super) fn create(
    state: &mut State,
    tenant: Option<&'static str>,
    sent: &Fields,
    now: Timestamp,
) -> Result<Expected, Expected> {
    checked(sent, &FIELDS, c::CREATE_CALL_FLOW_WRONG_TYPE)?;
    if !["inbound", "outbound", "bidirectional"].contains(&text(sent, "direction")) {
        return Err(invalid(
            c::CREATE_CALL_FLOW_DIRECTION_UNKNOWN,
            "direction must be inbound, outbound or bidirectional",
            "direction is none of the three",
        ));
    }
    let tenant = tenant.ok_or_else(|| no_owner(c::ANY_WORKSPACE_NOT_FOUND))?;
    let agent = sent.get("agent").and_then(Value::as_str);
    if agent.is_some_and(|agent| state.agent(Some(tenant), agent).is_none()) {
        return Err(no_agent(c::CREATE_CALL_FLOW_AGENT_NOT_FOUND));
    }
    let mut flow = blank(tenant, now);
    for (name, ..) in FIELDS {
        if let Some(value) = sent.get(name) {
            flow.written.insert(name.to_owned(), value.clone());
        }
    }
    let body = object(state, &flow);
    state.flows.push(flow);
    let Some(agent) = agent else {
        return Ok(Expected::new(
            c::CREATE_CALL_FLOW_CREATED,
            body,
            "the fields are right and name no agent",
        ));
    };
    for number in state.numbers.iter_mut().filter(|number| number.tenant == tenant) {
        if number.agent.as_deref() == Some(agent) && number.status == Status::Pending {
            number.status = Status::Active;
            number.updated = None;
        }
    }
    Ok(Expected::new(c::CREATE_CALL_FLOW_CREATED_FOR_AGENT, body, "the fields are right and name an agent"))
}

/// A call flow with the defaults of the page.
pub(super) fn blank(tenant: &'static str, created: Timestamp) -> Flow {
    let defaults = json!({
        "folderId": null,
        "isGlobal": false,
        "isPreConfigured": false,
        "preConfiguredWorkspaceId": null,
        "promptType": "simple",
        "welcomeMessage": "user_initiated",
        "customWelcomeMessage": "",
        "flowData": {"nodes": [], "edges": []},
        "isActive": true,
    });
    let written = defaults.as_object().cloned().unwrap_or_default();
    Flow { tenant, id: String::new(), written, created }
}

/// Links a call flow that has got its id to its agent, if that has none.
pub(super) fn link(state: &mut State, tenant: &str, agent: &str, flow: &str) {
    let at = state.agent(Some(tenant), agent);
    if let Some(agent) = at.and_then(|at| state.agents.get_mut(at))
        && agent.flow.is_none()
    {
        agent.flow = Some(flow.to_owned());
        agent.updated = None;
    }
}

/// `GET /v1/api/call-flows/{callFlowId}`.
pub(super) fn get(state: &State, tenant: Option<&str>, id: &str) -> Result<Expected, Expected> {
    let flow = state.flow(tenant, id).and_then(|at| state.flows.get(at));
    let flow = flow.ok_or_else(|| no_flow(c::GET_CALL_FLOW_CALL_FLOW_NOT_FOUND))?;
    Ok(Expected::new(c::GET_CALL_FLOW_FOUND, object(state, flow), "the workspace has the call flow"))
}

/// `GET /v1/api/call-flows`.
pub(super) fn list(state: &State, tenant: Option<&str>) -> Expected {
    let of_it = state.flows.iter().filter(|flow| Some(flow.tenant) == tenant);
    let short = ["name", "direction", "agent", "isActive", "promptType"];
    let items = of_it.map(|flow| shown(state, flow, &short)).collect();
    Expected::new(
        c::LIST_CALL_FLOWS_LISTED,
        Claim::List(items),
        "these are the call flows of the workspace, oldest first",
    )
}

/// A call flow as it is shown.
fn object(state: &State, flow: &Flow) -> Claim {
    shown(state, flow, &FIELDS.map(|(name, ..)| name))
}

/// A call flow with these of its fields. A call flow never changes.
fn shown(state: &State, flow: &Flow, fields: &[&'static str]) -> Claim {
    let workspace = state.workspace(flow.tenant).map_or(Claim::Any, |workspace| workspace.id.clone().into());
    let mut shown = vec![
        ("_id", if flow.id.is_empty() { Claim::SomeText } else { flow.id.clone().into() }),
        ("workspaceId", workspace),
        ("createdAt", millis(flow.created)),
        ("updatedAt", millis(flow.created)),
    ];
    let written = |name: &str| flow.written.get(name).cloned().map_or(Claim::Absent, Claim::Is);
    shown.extend(fields.iter().map(|name| (*name, written(name))));
    Claim::Only(shown)
}
