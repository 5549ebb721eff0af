//! What UnleashX writes: its three forms of reply and its objects, keys in the vendor's order.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use super::records::{Agent, AgentStatus};
use super::refusals::Held;
use crate::contract::unleashx::{ErrorTimestamp, GlobalEnvelope};
use crate::http::Reply;
use crate::vendors::answer::{json, status};
use crate::vendors::context::Context;

/// The content type of every reply but that to OPTIONS.
const JSON: &str = "application/json; charset=utf-8";

/// Which generation answers; the path says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// The first, under `/api`: `{"error","code","message","timestamp","data"}`.
    First,
    /// The second, under `/api/v1/global`: `{"success","message","data"}`, refusals `{"error","message"}`.
    Global,
}

impl Form {
    /// The form of what a path gets.
    pub(super) fn of(path: &str) -> Self {
        let mut segments = path.split('/').skip(1);
        let global = ["api", "v1", "global"]
            .iter()
            .all(|literal| segments.next().is_some_and(|segment| segment.eq_ignore_ascii_case(literal)));
        if global { Self::Global } else { Self::First }
    }
}

#[derive(Serialize)]
struct First<'a, D> {
    error: bool,
    code: u16,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    timestamp: Option<i64>,
    data: D,
}

#[derive(Serialize)]
struct Global<'a, D> {
    success: bool,
    message: &'a str,
    data: D,
}

#[derive(Serialize)]
struct GlobalRefusal<'a> {
    error: bool,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Held>,
}

#[derive(Serialize)]
struct Empty {}

/// A success of the first generation.
pub(super) fn first(context: &Context<'_>, code: u16, message: &str, data: impl Serialize) -> Reply {
    plain(code, &First { error: false, code, message, timestamp: Some(unix_ms(context)), data })
}

/// A success of the second generation.
pub(super) fn global(context: &Context<'_>, code: u16, message: &str, data: impl Serialize) -> Reply {
    enveloped(context, code, message, Global { success: true, message, data })
}

/// A success of the second generation that the vendor prints inside the form of the first.
pub(super) fn global_in_first(context: &Context<'_>, message: &str, data: impl Serialize) -> Reply {
    first(context, 200, message, Global { success: true, message, data })
}

/// A reply of the second generation with this body, which the dialect may put inside the form of the first.
pub(super) fn enveloped(context: &Context<'_>, code: u16, message: &str, body: impl Serialize) -> Reply {
    match context.dialect.unleashx.global_envelope {
        GlobalEnvelope::Documented => plain(code, &body),
        GlobalEnvelope::Wrapped => first(context, code, message, body),
    }
}

/// A refusal; `held` is the data of a conflict, for which alone the vendor has any.
pub(super) fn refusal(
    context: &Context<'_>,
    form: Form,
    code: u16,
    message: &str,
    held: Option<&Held>,
) -> Reply {
    let dialect = &context.dialect.unleashx;
    let timestamp = match dialect.error_timestamp {
        ErrorTimestamp::Absent => None,
        ErrorTimestamp::Present => Some(unix_ms(context)),
    };
    match (form, dialect.global_envelope, held) {
        (Form::First, _, None) => {
            plain(code, &First { error: true, code, message, timestamp, data: Empty {} })
        }
        (Form::First, _, Some(data)) => plain(code, &First { error: true, code, message, timestamp, data }),
        (Form::Global, GlobalEnvelope::Documented, data) => {
            plain(code, &GlobalRefusal { error: true, message, data })
        }
        (Form::Global, GlobalEnvelope::Wrapped, data) => {
            let data = GlobalRefusal { error: true, message, data };
            plain(code, &First { error: true, code, message, timestamp, data })
        }
    }
}

/// A reply whose body is this object as it stands.
pub(super) fn plain(code: u16, body: &impl Serialize) -> Reply {
    Reply::with_body(status(code), JSON, json(body))
}

fn unix_ms(context: &Context<'_>) -> i64 {
    context.now.as_millisecond()
}

/// What an attach of the first generation gives.
#[derive(Serialize)]
pub(super) struct Attached<'a> {
    pub(super) agent_id: &'a str,
    pub(super) phone_numbers: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) phone_number: Option<&'a str>,
    pub(super) provider: &'static str,
    pub(super) attached_at: Timestamp,
    pub(super) status: &'static str,
}

/// What an attach of the second generation gives.
#[derive(Serialize)]
pub(super) struct GlobalAttached<'a> {
    pub(super) agent_id: u64,
    pub(super) phone_numbers: &'a [String],
}

/// What the creation of an agent gives in the first generation; it stands in no form.
#[derive(Serialize)]
pub(super) struct CreatedAgent<'a> {
    pub(super) id: &'a str,
    pub(super) agent_name: &'a str,
    pub(super) prompt: &'a str,
    pub(super) voice: Option<&'a Map<String, Value>>,
    pub(super) status: &'static str,
    pub(super) created_at: Timestamp,
}

/// What creation and update give in the second generation.
#[derive(Serialize)]
pub(super) struct NamedAgent<'a> {
    pub(super) agent_id: u64,
    pub(super) agent_name: &'a str,
}

/// What a deletion gives.
#[derive(Serialize)]
pub(super) struct DeletedAgent {
    pub(super) agent_id: u64,
}

/// An agent as retrieval and listing show it.
#[derive(Serialize)]
pub(super) struct AgentObject<'a> {
    agent_id: u64,
    agent_name: &'a str,
    description: &'a str,
    status: AgentStatus,
    agent_type: u8,
    voice_id: Option<&'a str>,
    voice_provider: Option<usize>,
    transcriber_provider: Option<usize>,
    calling_type: Option<u8>,
    created_on: String,
    updated_on: String,
}

/// An agent with its text id as retrieval and listing show it.
pub(super) fn agent_object<'a>(text_id: &'a str, agent: &'a Agent) -> AgentObject<'a> {
    let updated_on = agent.updated_on.unwrap_or(agent.created_on);
    AgentObject {
        agent_id: agent.id,
        agent_name: agent.name(text_id),
        description: &agent.description,
        status: agent.status,
        agent_type: agent.agent_type,
        voice_id: text(agent.voice.as_ref(), "voice_id"),
        voice_provider: code_of(&VOICE_PROVIDERS, text(agent.voice.as_ref(), "provider")),
        transcriber_provider: code_of(&TRANSCRIBERS, text(agent.speech_to_text.as_ref(), "provider")),
        calling_type: agent.calling_type,
        created_on: millis(agent.created_on),
        updated_on: millis(updated_on),
    }
}

/// The providers of voices; the code of each is its place, from 1.
pub(super) const VOICE_PROVIDERS: [&str; 4] = ["elevenlabs", "openai", "deepgram", "sarvam"];
const TRANSCRIBERS: [&str; 3] = ["deepgram", "gladia", "sarvam"];

fn code_of(names: &[&str], name: Option<&str>) -> Option<usize> {
    names.iter().position(|known| Some(*known) == name).map(|at| at + 1)
}

fn text<'a>(object: Option<&'a Map<String, Value>>, name: &str) -> Option<&'a str> {
    object?.get(name)?.as_str()
}

/// A time with milliseconds: `2026-01-01T07:44:46.000Z`.
fn millis(at: Timestamp) -> String {
    let whole = Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at);
    format!("{whole:.3}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_says_which_form_a_reply_has() {
        assert_eq!(Form::of("/api/v1/global/verify"), Form::Global);
        assert_eq!(Form::of("/API/V1/Global"), Form::Global);
        for first in ["/api/agents", "/api/v1/globals/verify", "/", ""] {
            assert_eq!(Form::of(first), Form::First, "{first}");
        }
    }

    #[test]
    fn a_time_has_three_digits_of_a_second_even_where_they_are_zero() {
        for (at, text) in [("2026-01-01T07:44:46Z", ".000Z"), ("2026-01-01T07:44:46.0199Z", ".019Z")] {
            assert_eq!(millis(at.parse().expect("a time")), format!("2026-01-01T07:44:46{text}"));
        }
    }
}
