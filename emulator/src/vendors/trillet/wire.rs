//! What Trillet writes: agents and numbers, which several operations show, keys in the vendor's order.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Number, Value};

use super::records::{Agent, AgentStatus, FlowType, NumberStatus, Object, PhoneNumber};
use crate::contract::Clause;
use crate::contract::trillet::{BindProjection, Dialect, UnsetObjects, VersionKey};
use crate::http::{Reply, StatusCode};
use crate::vendors::answer::{Accepted, json};
use crate::world::text::Text;

/// The content type of every JSON reply.
pub(super) const JSON: &str = "application/json; charset=utf-8";

/// A success with a body; Trillet knows 200 only.
pub(super) fn ok(clause: Clause, body: &impl Serialize) -> Accepted {
    Accepted::new(clause, Reply::with_body(StatusCode::OK, JSON, json(body)))
}

/// A time with milliseconds, always three: `2026-01-01T00:00:00.000Z`.
pub(super) fn millis(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// The time of a record's last change.
pub(super) fn updated(at: Option<Timestamp>, created_at: Timestamp) -> String {
    millis(at.unwrap_or(created_at))
}

/// The version key, where the dialect shows it.
pub(super) fn version(dialect: &Dialect) -> Option<u8> {
    (dialect.version_key == VersionKey::Emit).then_some(0)
}

/// An object that may never have been set: left out then, or empty, as the dialect says.
fn unset<'v>(value: Option<&'v Value>, dialect: &Dialect) -> Option<Cow<'v, Value>> {
    match (value, dialect.unset_objects) {
        (Some(value), _) => Some(Cow::Borrowed(value)),
        (None, UnsetObjects::Absent) => None,
        (None, UnsetObjects::Empty) => Some(Cow::Owned(Value::Object(Object::new()))),
    }
}

/// `{"success":true}`
#[derive(Serialize)]
pub(super) struct Success {
    success: bool,
}

/// What a change gives that shows nothing.
pub(super) const SUCCESS: Success = Success { success: true };

/// A call agent.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AgentObject<'a> {
    #[serde(rename = "_id")]
    id: &'a str,
    workspace_id: &'a str,
    user_id: &'a str,
    name: &'a str,
    tts_model: &'a Object,
    llm_model: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    settings: Option<&'a Object>,
    status: AgentStatus,
    active_sessions: &'a [Value],
    phone_number_ids: &'a [Text],
    #[serde(skip_serializing_if = "Option::is_none")]
    pathway: Option<&'a str>,
    smart_callback: bool,
    max_attempts_for_smart_callback: &'a Number,
    gap_between_each_attempt_for_smart_callback: &'a [Value],
    variables: &'a Object,
    created_at: String,
    updated_at: String,
    #[serde(rename = "__v", skip_serializing_if = "Option::is_none")]
    version: Option<u8>,
}

/// An agent as the operations on agents show it.
pub(super) fn agent<'a>(
    id: &'a str,
    agent: &'a Agent,
    workspace_id: &'a str,
    dialect: &Dialect,
) -> AgentObject<'a> {
    AgentObject {
        id,
        workspace_id,
        user_id: &agent.user_id,
        name: &agent.name,
        tts_model: &agent.tts_model,
        llm_model: &agent.llm_model,
        kind: &agent.kind,
        settings: agent.settings.as_deref(),
        status: agent.status,
        active_sessions: &agent.active_sessions,
        phone_number_ids: &agent.phone_number_ids,
        pathway: agent.pathway.as_deref(),
        smart_callback: agent.smart_callback,
        max_attempts_for_smart_callback: &agent.max_attempts_for_smart_callback,
        gap_between_each_attempt_for_smart_callback: &agent.gap_between_each_attempt_for_smart_callback,
        variables: &agent.variables,
        created_at: millis(agent.created_at),
        updated_at: updated(agent.updated_at, agent.created_at),
        version: version(dialect),
    }
}

/// A phone number.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NumberObject<'n> {
    #[serde(rename = "_id")]
    id: &'n str,
    workspace_id: &'n str,
    user_id: &'n str,
    phone_number: &'n str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<&'n str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<&'n str>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'n str>,
    status: NumberStatus,
    trunk_termination_url: &'n str,
    recording_enabled: bool,
    recording_public: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    office_hours: Option<Cow<'n, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata_tags: Option<Cow<'n, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pathway_id: Option<&'n str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    monthly_price: Option<&'n Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
    is_external: bool,
    provider: &'n str,
    transfer_enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    agent_id: Option<&'n str>,
    flow_type: FlowType,
    #[serde(skip_serializing_if = "Option::is_none")]
    message_pathway_id: Option<&'n str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    omni_flow_agent_id: Option<&'n str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    transfer_caller_id_mode: Option<&'n str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'n str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_call_duration: Option<&'n Number>,
    created_at: String,
    updated_at: String,
    #[serde(rename = "__v", skip_serializing_if = "Option::is_none")]
    version: Option<u8>,
}

/// A number as the list shows it.
pub(super) fn number<'n>(
    id: &'n str,
    number: &'n PhoneNumber,
    workspace_id: &'n str,
    dialect: &Dialect,
) -> NumberObject<'n> {
    NumberObject {
        id,
        workspace_id,
        user_id: &number.user_id,
        phone_number: &number.phone_number,
        sid: number.sid.as_deref(),
        country: number.country.as_deref(),
        kind: number.kind.as_deref(),
        status: number.status,
        trunk_termination_url: &number.trunk_termination_url,
        recording_enabled: number.recording_enabled,
        recording_public: number.recording_public,
        office_hours: unset(number.office_hours.as_deref(), dialect),
        metadata_tags: unset(number.metadata_tags.as_deref(), dialect),
        pathway_id: number.pathway.as_deref(),
        monthly_price: number.monthly_price.as_ref(),
        expires_at: number.expires_at.map(millis),
        is_external: number.is_external,
        provider: &number.provider,
        transfer_enabled: number.transfer_enabled,
        agent_id: number.agent.as_deref(),
        flow_type: number.flow_type,
        message_pathway_id: number.message_pathway_id.as_deref(),
        omni_flow_agent_id: number.omni_flow_agent_id.as_deref(),
        transfer_caller_id_mode: number.transfer_caller_id_mode.as_deref(),
        label: number.label.as_deref(),
        max_call_duration: number.max_call_duration.as_ref(),
        created_at: millis(number.created_at),
        updated_at: updated(number.updated_at, number.created_at),
        version: version(dialect),
    }
}

/// The agent in the replies of assign and unassign: three keys, or all.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum BoundAgent<'a> {
    Example(AgentExample<'a>),
    Full(Box<AgentObject<'a>>),
}

/// The keys of an agent that the page's example shows.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AgentExample<'a> {
    #[serde(rename = "_id")]
    id: &'a str,
    status: AgentStatus,
    phone_number_ids: &'a [Text],
}

/// An agent as assign and unassign show it.
pub(super) fn bound_agent<'a>(
    id: &'a str,
    record: &'a Agent,
    workspace_id: &'a str,
    dialect: &Dialect,
) -> BoundAgent<'a> {
    match dialect.bind_projection {
        BindProjection::Example => BoundAgent::Example(AgentExample {
            id,
            status: record.status,
            phone_number_ids: &record.phone_number_ids,
        }),
        BindProjection::Full => BoundAgent::Full(Box::new(agent(id, record, workspace_id, dialect))),
    }
}

/// The number in the reply of assign: six keys, or all.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum BoundNumber<'n> {
    Example(NumberExample<'n>),
    Full(Box<NumberObject<'n>>),
}

/// The keys of a number that the page's example shows.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NumberExample<'n> {
    #[serde(rename = "_id")]
    id: &'n str,
    agent_id: Option<&'n str>,
    recording_enabled: bool,
    recording_public: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    office_hours: Option<Cow<'n, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata_tags: Option<Cow<'n, Value>>,
}

/// A number as assign shows it.
pub(super) fn bound_number<'n>(
    id: &'n str,
    record: &'n PhoneNumber,
    workspace_id: &'n str,
    dialect: &Dialect,
) -> BoundNumber<'n> {
    match dialect.bind_projection {
        BindProjection::Example => BoundNumber::Example(NumberExample {
            id,
            agent_id: record.agent.as_deref(),
            recording_enabled: record.recording_enabled,
            recording_public: record.recording_public,
            office_hours: unset(record.office_hours.as_deref(), dialect),
            metadata_tags: unset(record.metadata_tags.as_deref(), dialect),
        }),
        BindProjection::Full => BoundNumber::Full(Box::new(number(id, record, workspace_id, dialect))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_three_decimals() {
        let at = |text: &str| millis(text.parse().expect("a time"));
        assert_eq!(at("2026-01-01T00:00:00Z"), "2026-01-01T00:00:00.000Z");
        assert_eq!(at("2026-01-01T00:00:00.9999Z"), "2026-01-01T00:00:00.999Z");
    }

    #[test]
    fn an_object_that_was_never_set_is_absent_or_empty() {
        let mut dialect = Dialect::default();
        assert!(unset(None, &dialect).is_none());
        dialect.unset_objects = UnsetObjects::Empty;
        assert_eq!(unset(None, &dialect).as_deref(), Some(&Value::Object(Object::new())));
    }
}
