//! Call agents: made, shown, changed and deleted.

use jiff::Timestamp;
use serde_json::{Value, json};
use testline_emulator::contract::Clause;
use testline_emulator::contract::trillet::clauses as c;

use super::action::Fields;
use super::fields::{Field, Type, checked, text};
use super::replies::{known, millis, no_agent, no_flow, no_number, no_owner, success};
use super::state::{Agent, State};
use crate::model::Claim;
use crate::model::action::Expected;

/// The fields of an agent that are written, in the order of the page; the name first.
const FIELDS: [(&str, Type); 9] = [
    ("name", Type::Text),
    ("ttsModel", Type::Object),
    ("llmModel", Type::Text),
    ("smartCallback", Type::Boolean),
    ("maxAttemptsForSmartCallback", Type::Number),
    ("gapBetweenEachAttemptForSmartCallback", Type::Array),
    ("phoneNumberIds", Type::Array),
    ("settings", Type::Object),
    ("variables", Type::Object),
];

/// The fields, the name with the clause that answers where it is missing.
pub(super) fn fields(name_missing: Option<Clause>) -> Vec<Field> {
    FIELDS.iter().map(|(name, kind)| (*name, *kind, name_missing.filter(|_| *name == "name"))).collect()
}

/// Whether all entries of `phoneNumberIds` are numbers of the workspace.
fn knows_numbers(state: &State, tenant: Option<&str>, sent: &Fields) -> bool {
    let ids = sent.get("phoneNumberIds").and_then(Value::as_array).into_iter().flatten();
    ids.into_iter().all(|id| id.as_str().is_some_and(|id| state.number(tenant, id).is_some()))
}

/// Takes over what is sent, but for the numbers and the call flow.
fn write(written: &mut Fields, sent: &Fields) {
    for (name, _) in FIELDS.iter().filter(|(name, _)| *name != "phoneNumberIds") {
        if let Some(value) = sent.get(*name) {
            written.insert((*name).to_owned(), value.clone());
        }
    }
}

/// The ids of `phoneNumberIds`, where it is sent.
fn ids(sent: &Fields) -> Option<Vec<String>> {
    let ids = sent.get("phoneNumberIds")?.as_array()?;
    Some(ids.iter().filter_map(|id| id.as_str().map(str::to_owned)).collect())
}

/// `POST /v1/api/agents`.
pub(super) fn create(
    state: &mut State,
    tenant: Option<&'static str>,
    sent: &Fields,
    now: Timestamp,
) -> Result<Expected, Expected> {
    checked(sent, &fields(Some(c::CREATE_AGENT_NAME_MISSING)), c::CREATE_AGENT_WRONG_TYPE)?;
    let tenant = tenant.ok_or_else(|| no_owner(c::ANY_WORKSPACE_NOT_FOUND))?;
    if !knows_numbers(state, Some(tenant), sent) {
        return Err(no_number(
            c::CREATE_AGENT_PHONE_NUMBER_NOT_FOUND,
            "an entry of phoneNumberIds is no number of the workspace",
        ));
    }
    let mut agent = blank(tenant, text(sent, "name"), now);
    write(&mut agent.written, sent);
    if let Some(Value::Object(voice)) = agent.written.get_mut("ttsModel")
        && !voice.contains_key("voiceId")
    {
        voice.insert("voiceId".to_owned(), json!("mistv2_Wildflower"));
    }
    agent.numbers = ids(sent).unwrap_or_default();
    state.one_sided |= !agent.numbers.is_empty();
    let body = object(state, &agent);
    state.agents.push(agent);
    Ok(Expected::new(c::CREATE_AGENT_CREATED, body, "the name is there and all fields are of their types"))
}

/// An agent with the defaults of the page.
pub(super) fn blank(tenant: &'static str, name: &str, created: Timestamp) -> Agent {
    let defaults = json!({
        "name": name,
        "ttsModel": {"voiceId": "mistv2_Wildflower"},
        "llmModel": "gpt-4o-mini",
        "smartCallback": false,
        "maxAttemptsForSmartCallback": 5,
        "gapBetweenEachAttemptForSmartCallback": [],
        "variables": {},
    });
    let written = defaults.as_object().cloned().unwrap_or_default();
    let id = String::new();
    Agent { tenant, id, written, numbers: Vec::new(), flow: None, created, updated: Some(created) }
}

/// `GET /v1/api/agents/{agentId}`.
pub(super) fn get(state: &State, tenant: Option<&str>, id: &str) -> Result<Expected, Expected> {
    let agent = state.agent(tenant, id).and_then(|at| state.agents.get(at));
    let agent = agent.ok_or_else(|| no_agent(c::GET_AGENT_AGENT_NOT_FOUND))?;
    Ok(Expected::new(c::GET_AGENT_FOUND, object(state, agent), "the workspace has the agent"))
}

/// `GET /v1/api/agents`.
pub(super) fn list(state: &State, tenant: Option<&str>) -> Expected {
    let of_it = state.agents.iter().filter(|agent| Some(agent.tenant) == tenant);
    let body = Claim::List(of_it.map(|agent| object(state, agent)).collect());
    Expected::new(c::LIST_AGENTS_LISTED, body, "these are the agents of the workspace, oldest first")
}

/// `PUT /v1/api/agents/{agentId}`.
pub(super) fn update(
    state: &mut State,
    tenant: Option<&str>,
    id: &str,
    sent: &Fields,
) -> Result<Expected, Expected> {
    let mut all = fields(None);
    all.push(("pathway", Type::Text, None));
    checked(sent, &all, c::UPDATE_AGENT_WRONG_TYPE)?;
    let at = state.agent(tenant, id).ok_or_else(|| no_agent(c::UPDATE_AGENT_AGENT_NOT_FOUND))?;
    if !knows_numbers(state, tenant, sent) {
        return Err(no_number(
            c::UPDATE_AGENT_PHONE_NUMBER_NOT_FOUND,
            "an entry of phoneNumberIds is no number of the workspace",
        ));
    }
    let flow = sent.get("pathway").and_then(Value::as_str);
    if flow.is_some_and(|flow| state.flow(tenant, flow).is_none()) {
        return Err(no_flow(c::UPDATE_AGENT_CALL_FLOW_NOT_FOUND));
    }
    let Some(agent) = state.agents.get_mut(at) else {
        return Err(no_agent(c::UPDATE_AGENT_AGENT_NOT_FOUND));
    };
    write(&mut agent.written, sent);
    if let Some(flow) = flow {
        agent.flow = Some(flow.to_owned());
    }
    agent.updated = None;
    if let Some(ids) = ids(sent) {
        agent.numbers = ids;
        state.one_sided = true;
    }
    let body = state.agents.get(at).map_or(Claim::Any, |agent| object(state, agent));
    Ok(Expected::new(
        c::UPDATE_AGENT_UPDATED,
        body,
        "the workspace has the agent and all that the fields name",
    ))
}

/// `DELETE /v1/api/agents/{agentId}`.
pub(super) fn delete(state: &mut State, tenant: Option<&str>, id: &str) -> Result<Expected, Expected> {
    let at = state.agent(tenant, id).ok_or_else(|| no_agent(c::DELETE_AGENT_AGENT_NOT_FOUND))?;
    let gone = state.agents.remove(at);
    let mut freed = Vec::new();
    for number in state.numbers.iter_mut().filter(|number| number.tenant == gone.tenant) {
        if number.agent.as_deref() == Some(id) {
            number.free();
            freed.extend(number.id.clone());
        }
    }
    for number in freed {
        state.unlist(gone.tenant, &number, None);
    }
    Ok(Expected::new(c::DELETE_AGENT_DELETED, success(), "the workspace has the agent"))
}

/// An agent as it is shown.
fn object(state: &State, agent: &Agent) -> Claim {
    let (workspace, user) = state
        .workspace(agent.tenant)
        .map_or((Claim::Any, Claim::Any), |held| (held.id.clone().into(), held.user.clone().into()));
    let written = |name: &str| agent.written.get(name).cloned().map_or(Claim::Absent, Claim::Is);
    Claim::Only(vec![
        ("_id", if agent.id.is_empty() { Claim::SomeText } else { agent.id.clone().into() }),
        ("workspaceId", workspace),
        ("userId", user),
        ("name", written("name")),
        ("ttsModel", written("ttsModel")),
        ("llmModel", written("llmModel")),
        ("type", "voice".into()),
        ("settings", written("settings")),
        ("status", "ready".into()),
        ("activeSessions", Claim::List(Vec::new())),
        ("phoneNumberIds", Claim::Is(json!(agent.numbers))),
        ("pathway", Claim::text_or_absent(agent.flow.as_deref())),
        ("smartCallback", written("smartCallback")),
        ("maxAttemptsForSmartCallback", written("maxAttemptsForSmartCallback")),
        ("gapBetweenEachAttemptForSmartCallback", written("gapBetweenEachAttemptForSmartCallback")),
        ("variables", written("variables")),
        ("createdAt", millis(agent.created)),
        ("updatedAt", known(agent.updated)),
    ])
}
