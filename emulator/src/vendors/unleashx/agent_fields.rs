//! The fields that make an agent of the second generation, as creation and update take them.

use serde_json::{Map, Value};

use super::body::present;
use super::records::Agent;
use super::refusals::{Refused, refused};
use super::wire::VOICE_PROVIDERS;
use crate::contract::unleashx::clauses;
use crate::vendors::call::Fields;
use crate::world::text::Text;

/// What was sent, of the right types. null counts as not sent.
#[derive(Debug)]
pub(super) struct AgentFields {
    agent_name: Option<Text>,
    prompt: Option<Text>,
    description: Option<Text>,
    timezone: Option<Text>,
    greeting: Option<Text>,
    session_data_webhook: Option<Text>,
    voice: Option<Map<String, Value>>,
    speech_to_text: Option<Map<String, Value>>,
    llm: Option<Map<String, Value>>,
    configurations: Option<Map<String, Value>>,
}

impl AgentFields {
    /// Reads the fields of a body: first the types of all, then the voice.
    pub(super) fn read(body: &Fields) -> Result<Self, Refused> {
        let fields = Self {
            agent_name: text(body, "agent_name")?,
            prompt: text(body, "prompt")?,
            description: text(body, "description")?,
            timezone: text(body, "timezone")?,
            greeting: text(body, "greeting")?,
            session_data_webhook: text(body, "session_data_webhook")?,
            voice: object(body, "voice")?,
            speech_to_text: object(body, "speech_to_text")?,
            llm: object(body, "llm")?,
            configurations: object(body, "configurations")?,
        };
        if let Some(voice) = &fields.voice {
            check_voice(voice)?;
        }
        Ok(fields)
    }

    /// Lays what was sent over an agent; an object replaces the one before it whole.
    pub(super) fn lay_over(self, agent: &mut Agent) {
        fn set<T>(field: &mut T, sent: Option<T>) {
            if let Some(sent) = sent {
                *field = sent;
            }
        }
        set(&mut agent.agent_name, self.agent_name.map(Some));
        set(&mut agent.prompt, self.prompt);
        set(&mut agent.description, self.description);
        set(&mut agent.timezone, self.timezone);
        set(&mut agent.greeting, self.greeting.map(Some));
        set(&mut agent.session_data_webhook, self.session_data_webhook.map(Some));
        set(&mut agent.voice, self.voice.map(Some));
        set(&mut agent.speech_to_text, self.speech_to_text.map(Some));
        set(&mut agent.llm, self.llm.map(Some));
        set(&mut agent.configurations, self.configurations.map(Some));
    }
}

/// Refuses a creation without name or prompt; of which type they are is judged later.
pub(super) fn check_required(body: &Fields) -> Result<(), Refused> {
    if present(body, "agent_name").is_none() {
        let fact = "agent_name is missing, null or empty";
        return Err(refused(clauses::CREATE_VOICE_AGENT_AGENT_NAME_MISSING, fact));
    }
    if present(body, "prompt").is_none() {
        return Err(refused(clauses::CREATE_VOICE_AGENT_PROMPT_MISSING, "prompt is missing, null or empty"));
    }
    Ok(())
}

fn check_voice(voice: &Map<String, Value>) -> Result<(), Refused> {
    let provider = voice.get("provider").filter(|provider| !provider.is_null());
    if provider.is_some_and(|provider| !provider.as_str().is_some_and(|name| VOICE_PROVIDERS.contains(&name)))
    {
        let fact = format!("voice.provider is none of {}", VOICE_PROVIDERS.join(", "));
        return Err(refused(clauses::CREATE_VOICE_AGENT_VOICE_PROVIDER_INVALID, fact));
    }
    if voice.get("voice_id").and_then(Value::as_str).is_none_or(str::is_empty) {
        let fact = "voice.voice_id is missing, empty or no text";
        return Err(refused(clauses::CREATE_VOICE_AGENT_VOICE_ID_MISSING, fact));
    }
    Ok(())
}

fn text(body: &Fields, name: &str) -> Result<Option<Text>, Refused> {
    match body.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.into())),
        Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            Err(refused(clauses::CREATE_VOICE_AGENT_FIELD_TYPE_INVALID, format!("{name} is no text")))
        }
    }
}

fn object(body: &Fields, name: &str) -> Result<Option<Map<String, Value>>, Refused> {
    match body.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(object)) => Ok(Some(object.clone())),
        Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_)) => {
            Err(refused(clauses::CREATE_VOICE_AGENT_FIELD_TYPE_INVALID, format!("{name} is no object")))
        }
    }
}
