//! What UnleashX keeps: the records of its tables, in the form of world files.
//!
//! A record names a workspace by its tenant's name and an agent by its text id, so that fresh credentials touch no record.

use std::collections::BTreeSet;

use crate::world::text::Text;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The time of a record that gives none: 2026-01-01T00:00:00Z.
pub(super) const START: Timestamp = Timestamp::constant(1_767_225_600, 0);

/// A workspace: what an API token is bound to. Empty credentials are filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Workspace {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<u64>,
    pub(super) name: Text,
    pub(super) email: Text,
    pub(super) token: Text,
    pub(super) token_created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) token_expires_at: Option<Timestamp>,
    pub(super) api_key: Text,
    pub(super) api_key_created_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) api_key_expires_at: Option<Timestamp>,
    pub(super) login_token: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) login_token_expires_at: Option<Timestamp>,
    pub(super) providers: BTreeSet<Provider>,
}

impl Default for Workspace {
    fn default() -> Self {
        Self {
            id: None,
            name: "My Workspace".into(),
            email: "user@example.com".into(),
            token: Text::default(),
            token_created_at: START,
            token_expires_at: None,
            api_key: Text::default(),
            api_key_created_at: START,
            api_key_expires_at: None,
            login_token: Text::default(),
            login_token_expires_at: None,
            providers: Provider::ALL.into(),
        }
    }
}

/// A telephony provider, in the order of the vendor's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Provider {
    San,
    /// The firm is Ozonetel; the wire value has two l.
    Ozonetell,
    Twilio,
    Exotel,
    Telnyx,
    Vonage,
    Plivo,
    Bandwidth,
}

impl Provider {
    /// All eight.
    pub(super) const ALL: [Self; 8] = [
        Self::San,
        Self::Ozonetell,
        Self::Twilio,
        Self::Exotel,
        Self::Telnyx,
        Self::Vonage,
        Self::Plivo,
        Self::Bandwidth,
    ];

    /// The wire value.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::San => "san",
            Self::Ozonetell => "ozonetell",
            Self::Twilio => "twilio",
            Self::Exotel => "exotel",
            Self::Telnyx => "telnyx",
            Self::Vonage => "vonage",
            Self::Plivo => "plivo",
            Self::Bandwidth => "bandwidth",
        }
    }
}

/// An API token; in the table of those that generate-token minted its key is the token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Token {
    pub(super) workspace: Text,
    #[serde(default = "start")]
    pub(super) created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) expires_at: Option<Timestamp>,
    /// The exchange that minted it; of tokens of one instant the later one is newer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) minted_in_exchange: Option<u64>,
}

impl Token {
    /// Whether the token is refused at this time.
    pub(super) fn expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|at| at <= now)
    }
}

/// A voice agent; its key is the text id of the first generation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Agent {
    /// The id of the second generation; 0 until it is filled in.
    pub(super) id: u64,
    pub(super) workspace: Text,
    /// The text id stands for a name that is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) agent_name: Option<Text>,
    pub(super) prompt: Text,
    pub(super) description: Text,
    pub(super) timezone: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) greeting: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) session_data_webhook: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) voice: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) speech_to_text: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) llm: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) configurations: Option<Map<String, Value>>,
    pub(super) agent_type: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) calling_type: Option<u8>,
    pub(super) status: AgentStatus,
    pub(super) created_on: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) updated_on: Option<Timestamp>,
    /// The exchange that deleted it; none where the world started so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) deleted_in_exchange: Option<u64>,
}

impl Default for Agent {
    fn default() -> Self {
        Self {
            id: 0,
            workspace: "first".into(),
            agent_name: None,
            prompt: Text::default(),
            description: Text::default(),
            timezone: "UTC".into(),
            greeting: None,
            session_data_webhook: None,
            voice: None,
            speech_to_text: None,
            llm: None,
            configurations: None,
            agent_type: 3,
            calling_type: None,
            status: AgentStatus::Live,
            created_on: START,
            updated_on: None,
            deleted_in_exchange: None,
        }
    }
}

impl Agent {
    /// The name, given the agent's text id.
    pub(super) fn name<'a>(&'a self, text_id: &'a str) -> &'a str {
        self.agent_name.as_deref().unwrap_or(text_id)
    }
}

/// Whether an agent is there or deleted. The numbers are the vendor's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub(super) enum AgentStatus {
    Deleted = 2,
    Live = 3,
}

impl From<AgentStatus> for u8 {
    fn from(status: AgentStatus) -> Self {
        status as Self
    }
}

impl TryFrom<u8> for AgentStatus {
    type Error = String;

    fn try_from(number: u8) -> Result<Self, String> {
        match number {
            2 => Ok(Self::Deleted),
            3 => Ok(Self::Live),
            other => Err(format!("the status of an agent is 3 (live) or 2 (deleted), not {other}")),
        }
    }
}

/// A number of a workspace's inventory; its key is the number in E.164.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Number {
    pub(super) workspace: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) provider: Option<Provider>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) purpose: Option<Purpose>,
    /// Filled in where it is not given: active on an agent, else inactive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) status: Option<NumberStatus>,
    /// The text id of the agent that holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) agent: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) attached_at: Option<Timestamp>,
    /// The exchange that put it on its agent; none where the world started so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) attached_in_exchange: Option<u64>,
}

impl Default for Number {
    fn default() -> Self {
        Self {
            workspace: "first".into(),
            provider: None,
            purpose: None,
            status: None,
            agent: None,
            attached_at: None,
            attached_in_exchange: None,
        }
    }
}

/// What traffic a number is for; it changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum Purpose {
    Test,
    Production,
}

/// Where a number is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum NumberStatus {
    Active,
    Pending,
    Inactive,
}

const fn start() -> Timestamp {
    START
}
