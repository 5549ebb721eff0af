//! What Dasha keeps: the records of its tables, in the form of world files.
//!
//! A record names an organisation by its tenant's name, never by its `orgId`.

use crate::world::text::Text;
use std::sync::{Arc, LazyLock};

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Number, Value};

/// The time of a record that gives none: 2026-01-01T00:00:00Z.
const START: Timestamp = Timestamp::constant(1_767_225_600, 0);

/// An organisation, which a key selects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Organization {
    pub(super) id: Text,
    pub(super) token: Text,
}

/// SIP credentials: a trunk and how to log in there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SipCredentials {
    #[serde(default = "first")]
    pub(super) organization: Text,
    pub(super) server: Text,
    #[serde(default)]
    pub(super) transport: Transport,
    #[serde(default)]
    pub(super) source: Source,
    #[serde(default = "start")]
    pub(super) created_time: Timestamp,
    /// `State::complete` fills it in.
    #[serde(default)]
    pub(super) last_update_time: Option<Timestamp>,
    #[serde(default)]
    pub(super) domain: Option<Text>,
    #[serde(default)]
    pub(super) auth_user: Option<Text>,
    #[serde(default)]
    pub(super) auth_password: Option<Text>,
    #[serde(default)]
    pub(super) description: Option<Text>,
    #[serde(default)]
    pub(super) cps_limit: Option<Number>,
    #[serde(default)]
    pub(super) cps_key: Option<Text>,
    #[serde(default)]
    pub(super) provider: Option<Text>,
}

/// What SIP runs on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Transport {
    #[default]
    Udp,
    Tcp,
    Tls,
}

impl Transport {
    /// The transport of this name, in any letter case.
    pub(super) fn named(name: &str) -> Option<Self> {
        let all = [("udp", Self::Udp), ("tcp", Self::Tcp), ("tls", Self::Tls)];
        all.into_iter().find(|(held, _)| name.eq_ignore_ascii_case(held)).map(|(_, transport)| transport)
    }
}

/// Who made credentials; a provider's are read-only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Source {
    #[default]
    Manual,
    Provider,
}

/// A phone number on credentials.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PhoneNumber {
    #[serde(default = "first")]
    pub(super) organization: Text,
    /// The text as it was sent; compared byte for byte.
    pub(super) phone_number: Text,
    pub(super) credentials: Text,
    #[serde(default = "start")]
    pub(super) created_time: Timestamp,
    /// `State::complete` fills it in.
    #[serde(default)]
    pub(super) last_update_time: Option<Timestamp>,
    #[serde(default)]
    pub(super) registration: bool,
    /// Shared by all numbers of which nothing is set.
    #[serde(default = "nothing_set", deserialize_with = "status")]
    pub(super) registration_status: Arc<RegistrationStatus>,
    #[serde(default)]
    pub(super) description: Option<Text>,
    #[serde(default)]
    pub(super) display_name: Option<Text>,
    #[serde(default)]
    pub(super) provider: Option<Text>,
    /// The agent that answers inbound calls.
    #[serde(default)]
    pub(super) inbound_agent: Option<Text>,
    /// The exchange that linked it; none where the world started so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) linked_in_exchange: Option<u64>,
    /// Queued calls that would go out with it.
    #[serde(default)]
    pub(super) queued_calls: u64,
}

/// What is set of a registration's state; `rules::shown_status` gives the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RegistrationStatus {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) state: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error_description: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sip_response_message: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) last_updated: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expires_at: Option<Timestamp>,
}

/// The state of a registration of which nothing is set.
pub(super) fn nothing_set() -> Arc<RegistrationStatus> {
    static NOTHING: LazyLock<Arc<RegistrationStatus>> = LazyLock::new(Arc::default);
    Arc::clone(&NOTHING)
}

/// Reads what is set of a registration's state.
fn status<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<RegistrationStatus>, D::Error> {
    let status = RegistrationStatus::deserialize(deserializer)?;
    let nothing = nothing_set();
    Ok(if status == *nothing { nothing } else { Arc::new(status) })
}

/// A voice agent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Agent {
    pub(super) organization: Text,
    pub(super) name: Text,
    /// As the client sent it.
    pub(super) config: Map<String, Value>,
    pub(super) is_enabled: bool,
    pub(super) description: Option<Text>,
    pub(super) additional_data: Map<String, Value>,
    pub(super) schedule: Option<Map<String, Value>>,
    pub(super) created_time: Timestamp,
    /// `State::complete` fills it in.
    pub(super) last_update_time: Option<Timestamp>,
    pub(super) inbound_sip_uri: Text,
    /// The number that it calls out with.
    pub(super) outbound_number: Option<Text>,
}

impl Default for Agent {
    fn default() -> Self {
        Self {
            organization: first(),
            name: "Agent".into(),
            config: Map::new(),
            is_enabled: true,
            description: None,
            additional_data: Map::new(),
            schedule: None,
            created_time: START,
            last_update_time: None,
            inbound_sip_uri: Text::default(),
            outbound_number: None,
        }
    }
}

fn first() -> Text {
    "first".into()
}

const fn start() -> Timestamp {
    START
}
