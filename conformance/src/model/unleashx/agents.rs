//! Agents: created in both generations, changed, shown and deleted in the second.

use jiff::Timestamp;
use serde_json::Value;
use testline_emulator::contract::unleashx::clauses as c;

use super::action::{Ask, Fields};
use super::attach::{integer, missing};
use super::replies::{self, refused};
use super::state::{Agent, State};
use crate::model::Claim;
use crate::model::action::Expected;

/// Providers of voices, in the order from which their codes count.
const VOICES: [&str; 4] = ["elevenlabs", "openai", "deepgram", "sarvam"];
/// Providers of transcription, likewise.
const TRANSCRIBERS: [&str; 3] = ["deepgram", "gladia", "sarvam"];
/// Fields that are texts, and fields that are objects.
const TEXTS: [&str; 6] =
    ["agent_name", "prompt", "description", "timezone", "greeting", "session_data_webhook"];
const OBJECTS: [&str; 4] = ["voice", "speech_to_text", "llm", "configurations"];

const NOT_FOUND: (&str, &str) = ("Agent not found", "the workspace has no such agent");
const ID_REQUIRED: &str = "Agent ID is required";

/// A field that is neither missing nor null.
fn given<'f>(fields: &'f Fields, key: &str) -> Option<&'f Value> {
    fields.get(key).filter(|value| !value.is_null())
}

fn no_text(fields: &Fields, key: &str) -> bool {
    fields.get(key).and_then(Value::as_str).is_none_or(str::is_empty)
}

/// `POST /api/agents`.
pub(super) fn create(ask: &Ask, fields: &Fields, now: Timestamp) -> Expected {
    if no_text(fields, "agent_name") {
        return refused(
            ask,
            c::CREATE_AGENT_AGENT_NAME_MISSING,
            "Agent name is required",
            "there is no agent_name",
        );
    }
    if no_text(fields, "prompt") {
        return refused(ask, c::CREATE_AGENT_PROMPT_MISSING, "Prompt is required", "there is no prompt");
    }
    let echo = |key: &str| Claim::Is(fields.get(key).cloned().unwrap_or_default());
    let body = Claim::Only(vec![
        ("id", Claim::SomeText),
        ("agent_name", echo("agent_name")),
        ("prompt", echo("prompt")),
        ("voice", echo("voice")),
        ("status", "active".into()),
        ("created_at", replies::seconds(now).into()),
    ]);
    Expected::new(c::CREATE_AGENT_CREATED, body, "name and prompt are there")
}

/// The agent that the fields of either creation make.
pub(super) fn made(workspace: &'static str, fields: &Fields) -> Agent {
    let mut agent = Agent {
        workspace,
        slug: None,
        id: None,
        name: String::new(),
        description: String::new(),
        voice: None,
        speech_to_text: None,
        calling_type: None,
        created: None,
        deleted: false,
    };
    change(&mut agent, fields);
    agent
}

fn change(agent: &mut Agent, fields: &Fields) {
    let text = |key: &str| given(fields, key).and_then(Value::as_str).map(str::to_owned);
    agent.name = text("agent_name").unwrap_or_else(|| agent.name.clone());
    agent.description = text("description").unwrap_or_else(|| agent.description.clone());
    agent.voice = given(fields, "voice").cloned().or_else(|| agent.voice.clone());
    agent.speech_to_text = given(fields, "speech_to_text").cloned().or_else(|| agent.speech_to_text.clone());
}

/// `POST /api/v1/global/create-agent`.
pub(super) fn upsert(state: &mut State, ask: &Ask, workspace: &'static str, fields: &Fields) -> Expected {
    let changed = match fields.get("agent_id") {
        None => None,
        Some(id) if id.is_null() || id == "" || id.as_i64() == Some(0) => {
            return refused(ask, c::CREATE_VOICE_AGENT_AGENT_ID_EMPTY, ID_REQUIRED, "agent_id is empty");
        }
        Some(id) => match integer(id).and_then(|id| Some((id, state.by_id(workspace, id)?))) {
            None => return refused(ask, c::CREATE_VOICE_AGENT_AGENT_NOT_FOUND, NOT_FOUND.0, NOT_FOUND.1),
            found => found,
        },
    };
    if changed.is_none() {
        if missing(fields, "agent_name") {
            let text = "Agent name is required";
            return refused(ask, c::CREATE_VOICE_AGENT_AGENT_NAME_MISSING, text, "there is no agent_name");
        }
        if missing(fields, "prompt") {
            return refused(
                ask,
                c::CREATE_VOICE_AGENT_PROMPT_MISSING,
                "Prompt is required",
                "there is no prompt",
            );
        }
    }
    if let Some(refused) = invalid(ask, fields) {
        return refused;
    }
    let reply = |message, id: Claim, name: &str| {
        let data = Claim::Only(vec![("agent_id", id), ("agent_name", name.to_owned().into())]);
        replies::second(message, data)
    };
    match changed {
        Some((id, at)) => {
            let Some(agent) = state.agents.get_mut(at) else {
                return refused(ask, c::CREATE_VOICE_AGENT_AGENT_NOT_FOUND, NOT_FOUND.0, NOT_FOUND.1);
            };
            change(agent, fields);
            let body = reply("Voice agent updated successfully", Claim::Is(id.into()), &agent.name);
            Expected::new(c::CREATE_VOICE_AGENT_UPDATED, body, "agent_id names an agent of the workspace")
        }
        None => {
            let name = fields.get("agent_name").and_then(Value::as_str).unwrap_or_default();
            let body = reply("Voice agent created successfully", Claim::Any, name);
            Expected::new(
                c::CREATE_VOICE_AGENT_CREATED,
                body,
                "there is no agent_id, and name and prompt are there",
            )
        }
    }
}

/// What the types of the fields are refused with.
fn invalid(ask: &Ask, fields: &Fields) -> Option<Expected> {
    let wrong = |clause, why: &'static str| Some(refused(ask, clause, "Validation error message", why));
    let odd_text = TEXTS.iter().any(|key| given(fields, key).is_some_and(|value| !value.is_string()));
    let odd_object = OBJECTS.iter().any(|key| given(fields, key).is_some_and(|value| !value.is_object()));
    if odd_text || odd_object {
        return wrong(
            c::CREATE_VOICE_AGENT_FIELD_TYPE_INVALID,
            "a field has another type than the page gives it",
        );
    }
    let voice = given(fields, "voice")?;
    if voice.get("provider").is_some_and(|provider| !VOICES.iter().any(|known| provider == known)) {
        return wrong(c::CREATE_VOICE_AGENT_VOICE_PROVIDER_INVALID, "voice.provider is none of the four");
    }
    if voice.get("voice_id").and_then(Value::as_str).is_none_or(str::is_empty) {
        return wrong(c::CREATE_VOICE_AGENT_VOICE_ID_MISSING, "voice has no voice_id");
    }
    None
}

/// `GET` and `POST /api/v1/global/agents/get`; the ids are as JSON or a query writes them.
pub(super) fn get(
    state: &State,
    ask: &Ask,
    workspace: &'static str,
    agent: Option<&str>,
    kind: Option<&str>,
    now: Timestamp,
) -> Expected {
    let twice = |message, data| replies::first(message, now, replies::second(message, data));
    let id = agent.map(|id| id.trim_matches('"')).filter(|id| !id.is_empty() && *id != "null");
    let Some(id) = id else {
        let shown =
            state.agents_of(workspace).filter(|_| kind.is_none_or(|kind| kind.trim_matches('"') == "3"));
        let by_name = shown.map(|agent| (agent.name.clone(), object(agent))).collect();
        let body = twice("Voice agents retrieved successfully", Claim::Keyed("agent_name", by_name));
        return Expected::new(
            c::GET_VOICE_AGENTS_LISTED,
            body,
            "there is no agent_id; new agents are of type 3",
        );
    };
    let found = id.parse().ok().and_then(|id| state.by_id(workspace, id)).and_then(|at| state.agents.get(at));
    match found {
        None => refused(ask, c::GET_VOICE_AGENTS_AGENT_NOT_FOUND, NOT_FOUND.0, NOT_FOUND.1),
        Some(agent) => {
            let body = twice("Voice agent retrieved successfully", object(agent));
            Expected::new(c::GET_VOICE_AGENTS_RETRIEVED, body, "agent_id names an agent of the workspace")
        }
    }
}

/// An agent as it is shown.
fn object(agent: &Agent) -> Claim {
    let code = |of: &Option<Value>, known: &[&str]| {
        let provider = of.as_ref().and_then(|of| of.get("provider")).and_then(Value::as_str);
        let at = provider.and_then(|provider| known.iter().position(|known| *known == provider));
        Claim::Is(at.map_or(Value::Null, |at| (at + 1).into()))
    };
    let voice_id = agent.voice.as_ref().and_then(|voice| voice.get("voice_id")).cloned();
    Claim::Only(vec![
        ("agent_id", agent.id.map_or(Claim::Any, |id| Claim::Is(id.into()))),
        ("agent_name", agent.name.clone().into()),
        ("description", agent.description.clone().into()),
        ("status", Claim::Is(3.into())),
        ("agent_type", Claim::Is(3.into())),
        ("voice_id", Claim::Is(voice_id.unwrap_or_default())),
        ("voice_provider", code(&agent.voice, &VOICES)),
        ("transcriber_provider", code(&agent.speech_to_text, &TRANSCRIBERS)),
        ("calling_type", Claim::Is(agent.calling_type.map_or(Value::Null, Value::from))),
        ("created_on", agent.created.map_or(Claim::SomeText, |time| replies::millis(time).into())),
        // No page says that an update moves it.
        ("updated_on", Claim::SomeText),
    ])
}

/// `POST /api/v1/global/agents/delete` and `/api/v1/global/delete-agent`.
pub(super) fn delete(
    state: &mut State,
    ask: &Ask,
    workspace: &'static str,
    fields: &Fields,
    query: Option<&str>,
) -> Expected {
    let named = if missing(fields, "agent_id") {
        let Some(text) = query.filter(|text| !text.is_empty()) else {
            return refused(
                ask,
                c::DELETE_VOICE_AGENT_AGENT_ID_MISSING,
                ID_REQUIRED,
                "neither body nor query has agent_id",
            );
        };
        text.parse().ok()
    } else {
        fields.get("agent_id").and_then(integer)
    };
    let Some((id, at)) = named.and_then(|id: i64| Some((id, state.by_id(workspace, id)?))) else {
        return refused(ask, c::DELETE_VOICE_AGENT_AGENT_NOT_FOUND, NOT_FOUND.0, NOT_FOUND.1);
    };
    state.delete(at);
    let body = replies::second(
        "Voice agent deleted successfully",
        Claim::Only(vec![("agent_id", Claim::Is(id.into()))]),
    );
    Expected::new(c::DELETE_VOICE_AGENT_DELETED, body, "agent_id names an agent of the workspace")
}
