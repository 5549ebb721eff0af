//! What Trillet keeps: the records of its tables, in the form of world files.
//!
//! A record names a workspace by its tenant's name, never by its id, so that fresh credentials touch no record. A
//! record without `updated_at` has not changed since `created_at`. Free-form JSON is shared by all copies of a record.

use crate::world::text::Text;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

/// A free-form JSON object, keys in the order given.
pub(super) type Object = Map<String, Value>;

/// A tenant's workspace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Workspace {
    #[serde(default)]
    pub(super) id: Text,
    #[serde(default)]
    pub(super) api_key: Text,
    #[serde(default)]
    pub(super) name: Text,
    #[serde(default)]
    pub(super) initials: Text,
    #[serde(default)]
    pub(super) user_id: Text,
    #[serde(default = "thousand")]
    pub(super) credits: Number,
    /// The tenants whose keys may use it as members of its team.
    #[serde(default)]
    pub(super) team: Vec<Text>,
    /// The tenants whose keys may use it as guests.
    #[serde(default)]
    pub(super) guests: Vec<Text>,
    #[serde(default)]
    pub(super) team_members: Vec<Value>,
    #[serde(default = "start")]
    pub(super) created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) updated_at: Option<Timestamp>,
}

/// A call agent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Agent {
    pub(super) workspace: Text,
    pub(super) name: Text,
    #[serde(default = "default_voice")]
    pub(super) tts_model: Arc<Object>,
    #[serde(default = "default_model")]
    pub(super) llm_model: Text,
    #[serde(default = "voice", rename = "type")]
    pub(super) kind: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) settings: Option<Arc<Object>>,
    #[serde(default)]
    pub(super) status: AgentStatus,
    #[serde(default)]
    pub(super) active_sessions: Arc<Vec<Value>>,
    /// Ids of numbers in the order of binding. A number of this list need not name the agent.
    #[serde(default)]
    pub(super) phone_number_ids: Vec<Text>,
    /// The id of the agent's call flow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) pathway: Option<Text>,
    #[serde(default)]
    pub(super) smart_callback: bool,
    #[serde(default = "five")]
    pub(super) max_attempts_for_smart_callback: Number,
    #[serde(default)]
    pub(super) gap_between_each_attempt_for_smart_callback: Arc<Vec<Value>>,
    #[serde(default)]
    pub(super) variables: Arc<Object>,
    #[serde(default)]
    pub(super) user_id: Text,
    #[serde(default = "start")]
    pub(super) created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) updated_at: Option<Timestamp>,
}

/// Whether an agent can take calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum AgentStatus {
    Pending,
    #[default]
    Ready,
    Error,
}

/// A call flow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CallFlow {
    pub(super) workspace: Text,
    pub(super) name: Text,
    pub(super) direction: Direction,
    #[serde(default)]
    pub(super) folder_id: Option<Text>,
    #[serde(default)]
    pub(super) is_global: bool,
    #[serde(default)]
    pub(super) is_pre_configured: bool,
    #[serde(default)]
    pub(super) preconfigured_workspace_id: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) agent: Option<Text>,
    #[serde(default = "simple")]
    pub(super) prompt_type: Text,
    #[serde(default = "user_initiated")]
    pub(super) welcome_message: Text,
    #[serde(default)]
    pub(super) custom_welcome_message: Text,
    #[serde(default = "empty_flow")]
    pub(super) flow_data: Arc<Object>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) prompt: Option<Text>,
    #[serde(default = "yes")]
    pub(super) is_active: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) agent_webhook_url: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) inbound_webhook_url: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) dynamic_variable_collections: Option<Arc<Vec<Value>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) webhooks: Option<Arc<Vec<Value>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) settings: Option<Arc<Object>>,
    #[serde(default = "start")]
    pub(super) created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) updated_at: Option<Timestamp>,
}

/// Which way the calls of a call flow go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Direction {
    Inbound,
    Outbound,
    Bidirectional,
}

/// A phone number that a workspace has or had.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PhoneNumber {
    pub(super) workspace: Text,
    pub(super) phone_number: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sid: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) country: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "type")]
    pub(super) kind: Option<Text>,
    #[serde(default)]
    pub(super) status: NumberStatus,
    #[serde(default)]
    pub(super) trunk_termination_url: Text,
    #[serde(default)]
    pub(super) recording_enabled: bool,
    #[serde(default)]
    pub(super) recording_public: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) office_hours: Option<Arc<Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) metadata_tags: Option<Arc<Value>>,
    /// The id of the call flow of its assignment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) pathway: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) monthly_price: Option<Number>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) expires_at: Option<Timestamp>,
    #[serde(default)]
    pub(super) is_external: bool,
    #[serde(default = "twilio")]
    pub(super) provider: Text,
    #[serde(default)]
    pub(super) transfer_enabled: bool,
    /// The id of the agent that has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) agent: Option<Text>,
    /// The exchange that gave it to its agent; none where the world started so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) bound_in_exchange: Option<u64>,
    #[serde(default)]
    pub(super) flow_type: FlowType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) message_pathway_id: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) omni_flow_agent_id: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) transfer_caller_id_mode: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) label: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) max_call_duration: Option<Number>,
    #[serde(default)]
    pub(super) user_id: Text,
    #[serde(default = "start")]
    pub(super) created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) updated_at: Option<Timestamp>,
}

impl PhoneNumber {
    /// A number that a workspace has just got.
    pub(super) fn new(workspace: &str, user_id: &str, phone_number: &str, now: Timestamp) -> Self {
        Self {
            workspace: workspace.into(),
            phone_number: phone_number.into(),
            sid: None,
            country: None,
            kind: None,
            status: NumberStatus::Active,
            trunk_termination_url: super::rules::termination_url(phone_number).into(),
            recording_enabled: false,
            recording_public: false,
            office_hours: None,
            metadata_tags: None,
            pathway: None,
            monthly_price: None,
            expires_at: None,
            is_external: false,
            provider: twilio(),
            transfer_enabled: false,
            agent: None,
            bound_in_exchange: None,
            flow_type: FlowType::Call,
            message_pathway_id: None,
            omni_flow_agent_id: None,
            transfer_caller_id_mode: None,
            label: None,
            max_call_duration: None,
            user_id: user_id.into(),
            created_at: now,
            updated_at: None,
        }
    }
}

/// Where a number is in its life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum NumberStatus {
    #[default]
    Active,
    Pending,
    Released,
}

/// What serves a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum FlowType {
    #[default]
    Call,
    Message,
}

/// A number that anyone may buy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ForSale {
    #[serde(default = "united_states")]
    pub(super) country: Text,
    #[serde(default = "local", rename = "type")]
    pub(super) kind: Text,
    #[serde(default)]
    pub(super) friendly_name: Text,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) locality: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) region: Option<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) area_code: Option<Text>,
    #[serde(default = "one")]
    pub(super) monthly_price: Number,
}

/// The carrier's SIP trunk of a number, which the wire never shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Trunk {
    pub(super) trunk_sid: Text,
    pub(super) termination_url: Text,
    pub(super) recording: Recording,
    /// The id of the agent that it points to.
    pub(super) agent: Text,
}

/// How a trunk records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Recording {
    pub(super) mode: RecordingMode,
    pub(super) trim: Trim,
}

/// When a trunk records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RecordingMode {
    RecordFromRinging,
    DoNotRecord,
}

/// Whether a trunk cuts silence off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Trim {
    DoNotTrim,
}

/// The voice of an agent that names none.
pub(super) const DEFAULT_VOICE: &str = "mistv2_Wildflower";

pub(super) fn default_voice() -> Arc<Object> {
    Arc::new(Object::from_iter([("voiceId".to_owned(), Value::from(DEFAULT_VOICE))]))
}

pub(super) fn default_model() -> Text {
    "gpt-4o-mini".into()
}

pub(super) fn voice() -> Text {
    "voice".into()
}

pub(super) fn simple() -> Text {
    "simple".into()
}

pub(super) fn user_initiated() -> Text {
    "user_initiated".into()
}

pub(super) fn empty_flow() -> Arc<Object> {
    Arc::new(Object::from_iter(["nodes", "edges"].map(|key| (key.to_owned(), Value::Array(Vec::new())))))
}

pub(super) fn five() -> Number {
    Number::from(5)
}

pub(super) fn united_states() -> Text {
    "US".into()
}

pub(super) fn local() -> Text {
    "local".into()
}

fn thousand() -> Number {
    Number::from(1000)
}

fn one() -> Number {
    Number::from(1)
}

fn twilio() -> Text {
    "twilio".into()
}

const fn yes() -> bool {
    true
}

/// The time of a record that gives none: 2026-01-01T00:00:00Z.
const fn start() -> Timestamp {
    Timestamp::constant(1_767_225_600, 0)
}
