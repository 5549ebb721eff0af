//! Trunks and what stands beside them: credentials, access lists, origination URIs, and applications.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::START;
use crate::world::text::Text;

/// A SIP trunk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(in crate::vendors::vobiz) struct Trunk {
    pub(in crate::vendors::vobiz) account: Text,
    pub(in crate::vendors::vobiz) name: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::vendors::vobiz) trunk_domain: Option<Text>,
    pub(in crate::vendors::vobiz) trunk_status: TrunkStatus,
    pub(in crate::vendors::vobiz) secure: bool,
    pub(in crate::vendors::vobiz) trunk_direction: Direction,
    pub(in crate::vendors::vobiz) concurrent_calls_limit: i64,
    pub(in crate::vendors::vobiz) cps_limit: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::vendors::vobiz) credential_uuid: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::vendors::vobiz) ipacl_uuid: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::vendors::vobiz) primary_uri_uuid: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::vendors::vobiz) fallback_uri_uuid: Option<Text>,
    pub(in crate::vendors::vobiz) description: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::vendors::vobiz) inbound_destination: Option<Text>,
    pub(in crate::vendors::vobiz) transport: Transport,
    pub(in crate::vendors::vobiz) recording: bool,
    pub(in crate::vendors::vobiz) enable_transcription: bool,
    pub(in crate::vendors::vobiz) pii_redaction: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::vendors::vobiz) pii_entity_types: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::vendors::vobiz) webhook_url: Option<Text>,
    pub(in crate::vendors::vobiz) webhook_method: WebhookMethod,
    pub(in crate::vendors::vobiz) recording_webhook_enabled: bool,
    pub(in crate::vendors::vobiz) active_calls: u64,
    pub(in crate::vendors::vobiz) created_at: Timestamp,
    pub(in crate::vendors::vobiz) updated_at: Timestamp,
}

impl Default for Trunk {
    fn default() -> Self {
        Self {
            account: Text::default(),
            name: Text::default(),
            trunk_domain: None,
            trunk_status: TrunkStatus::Active,
            secure: false,
            trunk_direction: Direction::Both,
            concurrent_calls_limit: 10,
            cps_limit: 2,
            credential_uuid: None,
            ipacl_uuid: None,
            primary_uri_uuid: None,
            fallback_uri_uuid: None,
            description: Text::default(),
            inbound_destination: None,
            transport: Transport::Udp,
            recording: false,
            enable_transcription: false,
            pii_redaction: false,
            pii_entity_types: None,
            webhook_url: None,
            webhook_method: WebhookMethod::Post,
            recording_webhook_enabled: false,
            active_calls: 0,
            created_at: START,
            updated_at: START,
        }
    }
}

/// Whether a trunk takes calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::vendors::vobiz) enum TrunkStatus {
    Active,
    Inactive,
}

/// Which way calls go through a trunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::vendors::vobiz) enum Direction {
    Both,
    Inbound,
    Outbound,
}

/// What SIP runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::vendors::vobiz) enum Transport {
    Udp,
    Tcp,
    Tls,
}

/// How a webhook is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(in crate::vendors::vobiz) enum WebhookMethod {
    Post,
    Get,
}

/// A SIP credential.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::vendors::vobiz) struct Credential {
    pub(in crate::vendors::vobiz) account: Text,
    pub(in crate::vendors::vobiz) username: Text,
    pub(in crate::vendors::vobiz) password: Text,
    #[serde(default = "yes")]
    pub(in crate::vendors::vobiz) enabled: bool,
    #[serde(default = "super::start")]
    pub(in crate::vendors::vobiz) created_at: Timestamp,
    #[serde(default = "super::start")]
    pub(in crate::vendors::vobiz) updated_at: Timestamp,
}

/// An IP access control list of one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::vendors::vobiz) struct IpAcl {
    pub(in crate::vendors::vobiz) account: Text,
    pub(in crate::vendors::vobiz) ip_address: Text,
    #[serde(default)]
    pub(in crate::vendors::vobiz) description: Text,
    #[serde(default = "yes")]
    pub(in crate::vendors::vobiz) enabled: bool,
    #[serde(default = "super::start")]
    pub(in crate::vendors::vobiz) created_at: Timestamp,
    #[serde(default = "super::start")]
    pub(in crate::vendors::vobiz) updated_at: Timestamp,
}

/// An address to which inbound calls go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::vendors::vobiz) struct OriginationUri {
    pub(in crate::vendors::vobiz) account: Text,
    pub(in crate::vendors::vobiz) uri: Text,
    #[serde(default)]
    pub(in crate::vendors::vobiz) description: Text,
    #[serde(default = "ten")]
    pub(in crate::vendors::vobiz) priority: i64,
    #[serde(default = "ten")]
    pub(in crate::vendors::vobiz) weight: i64,
    #[serde(default = "udp")]
    pub(in crate::vendors::vobiz) transport: Transport,
    #[serde(default = "yes")]
    pub(in crate::vendors::vobiz) enabled: bool,
    #[serde(default = "super::start")]
    pub(in crate::vendors::vobiz) created_at: Timestamp,
    #[serde(default = "super::start")]
    pub(in crate::vendors::vobiz) updated_at: Timestamp,
}

/// An application that answers calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(in crate::vendors::vobiz) struct Application {
    pub(in crate::vendors::vobiz) account: Text,
    pub(in crate::vendors::vobiz) app_name: Text,
    pub(in crate::vendors::vobiz) answer_url: Text,
    pub(in crate::vendors::vobiz) answer_method: Text,
    pub(in crate::vendors::vobiz) fallback_method: Text,
    pub(in crate::vendors::vobiz) hangup_method: Text,
    pub(in crate::vendors::vobiz) message_method: Text,
    pub(in crate::vendors::vobiz) sip_transfer_method: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::vendors::vobiz) hangup_url: Option<Text>,
    pub(in crate::vendors::vobiz) fallback_answer_url: Text,
    pub(in crate::vendors::vobiz) message_url: Text,
    pub(in crate::vendors::vobiz) sip_transfer_url: Text,
    pub(in crate::vendors::vobiz) sub_account: Text,
    pub(in crate::vendors::vobiz) api_id: Text,
    pub(in crate::vendors::vobiz) application_type: Text,
    pub(in crate::vendors::vobiz) default_app: bool,
    pub(in crate::vendors::vobiz) default_endpoint_app: bool,
    pub(in crate::vendors::vobiz) default_number_app: bool,
    pub(in crate::vendors::vobiz) public_uri: bool,
    pub(in crate::vendors::vobiz) enabled: bool,
    pub(in crate::vendors::vobiz) log_incoming_message: bool,
    pub(in crate::vendors::vobiz) created_at: Timestamp,
    pub(in crate::vendors::vobiz) updated_at: Timestamp,
}

impl Default for Application {
    fn default() -> Self {
        let post = || "POST".into();
        Self {
            account: Text::default(),
            app_name: Text::default(),
            answer_url: "https://example.com/answer".into(),
            answer_method: post(),
            fallback_method: post(),
            hangup_method: post(),
            message_method: post(),
            sip_transfer_method: post(),
            hangup_url: None,
            fallback_answer_url: Text::default(),
            message_url: Text::default(),
            sip_transfer_url: Text::default(),
            sub_account: Text::default(),
            api_id: Text::default(),
            application_type: "XML".into(),
            default_app: false,
            default_endpoint_app: false,
            default_number_app: false,
            public_uri: false,
            enabled: true,
            log_incoming_message: true,
            created_at: START,
            updated_at: START,
        }
    }
}

const fn yes() -> bool {
    true
}

const fn ten() -> i64 {
    10
}

const fn udp() -> Transport {
    Transport::Udp
}
