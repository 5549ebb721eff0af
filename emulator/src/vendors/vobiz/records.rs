//! What Vobiz keeps: the records of its tables, in the form of world files.
//!
//! A record names an account by its tenant's name, never by its `auth_id`, so that fresh credentials touch no record.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::money::Money;
use crate::world::text::Text;

/// The time of a record that gives none: 2026-01-01T00:00:00Z.
const START: Timestamp = Timestamp::constant(1_767_225_600, 0);

/// A main account or a sub-account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Account {
    pub(super) auth_id: Text,
    pub(super) auth_token: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) access_token: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) parent: Option<Text>,
    pub(super) id: Text,
    pub(super) api_id: Text,
    pub(super) name: Text,
    pub(super) email: Text,
    pub(super) phone: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<Text>,
    pub(super) country: Text,
    pub(super) timezone: Text,
    pub(super) city: Text,
    pub(super) state: Text,
    pub(super) address: Text,
    pub(super) zip_code: Text,
    pub(super) company: Text,
    pub(super) postpaid: bool,
    pub(super) auto_recharge: bool,
    pub(super) enabled: bool,
    pub(super) is_active: bool,
    pub(super) is_verified: bool,
    pub(super) is_trial_account: bool,
    pub(super) role: Role,
    pub(super) currency: Text,
    pub(super) balance: Money,
    pub(super) reserved_funds: Money,
    pub(super) promotional_balance: Money,
    pub(super) promotional_reserved_balance: Money,
    pub(super) credit_limit: Money,
    pub(super) credit_limit_type: CreditLimit,
    pub(super) low_balance_threshold: Money,
    pub(super) balance_id: Text,
    pub(super) release_fee: i64,
    pub(super) cps_limit: i64,
    pub(super) concurrent_calls_limit: i64,
    pub(super) rate_limit: i64,
    pub(super) permissions: Permissions,
    pub(super) email_verified: bool,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) last_login: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) last_used: Option<Timestamp>,
}

impl Default for Account {
    fn default() -> Self {
        Self {
            auth_id: Text::default(),
            auth_token: Text::default(),
            access_token: None,
            parent: None,
            id: "500000".into(),
            api_id: Text::default(),
            name: Text::default(),
            email: Text::default(),
            phone: Text::default(),
            description: None,
            country: "IN".into(),
            timezone: "Asia/Kolkata".into(),
            city: Text::default(),
            state: Text::default(),
            address: Text::default(),
            zip_code: Text::default(),
            company: Text::default(),
            postpaid: false,
            auto_recharge: false,
            enabled: true,
            is_active: true,
            is_verified: true,
            is_trial_account: false,
            role: Role::User,
            currency: "INR".into(),
            balance: Money::ZERO,
            reserved_funds: Money::ZERO,
            promotional_balance: Money::ZERO,
            promotional_reserved_balance: Money::ZERO,
            credit_limit: Money::ZERO,
            credit_limit_type: CreditLimit::Hard,
            low_balance_threshold: Money::whole(50),
            balance_id: Text::default(),
            release_fee: 700,
            cps_limit: 2,
            concurrent_calls_limit: 10,
            rate_limit: 1000,
            permissions: Permissions { calls: true, cdr: true },
            email_verified: false,
            created_at: START,
            updated_at: START,
            last_login: None,
            last_used: None,
        }
    }
}

/// What an account may do beyond its own numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Role {
    User,
    Admin,
}

/// Whether a debit fails below the credit limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum CreditLimit {
    Hard,
    Soft,
}

/// What a sub-account may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Permissions {
    pub(super) calls: bool,
    pub(super) cdr: bool,
}

/// What a number can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Capabilities {
    pub(super) voice: bool,
    pub(super) sms: bool,
    pub(super) mms: bool,
    pub(super) fax: bool,
}

impl Default for Capabilities {
    fn default() -> Self {
        Self { voice: true, sms: false, mms: false, fax: false }
    }
}

/// What a number is, whoever owns it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Number {
    /// The owner's tenant name; empty for a number that is for sale.
    #[serde(skip_serializing_if = "Text::is_empty")]
    pub(super) account: Text,
    pub(super) id: Text,
    pub(super) country: Text,
    pub(super) region: Text,
    pub(super) capabilities: Capabilities,
    pub(super) status: NumberStatus,
    /// When a number that is being released leaves its account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) release_ends_at: Option<Timestamp>,
    /// What its release has cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) release_fee: Option<i64>,
    /// When a number in quarantine is for sale again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) available_at: Option<Timestamp>,
    pub(super) provider: Text,
    pub(super) setup_fee: i64,
    pub(super) monthly_fee: i64,
    pub(super) currency: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) trunk: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) application: Option<Text>,
    /// The exchange that put it on its trunk or application; none where the world started so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) routed_in_exchange: Option<u64>,
    pub(super) voice_enabled: bool,
    pub(super) tags: Vec<Text>,
    pub(super) is_blocked: bool,
    pub(super) is_trial_number: bool,
    pub(super) minimum_commitment_months: i64,
    pub(super) aadhaar_verification_required: bool,
    pub(super) aadhaar_verified: bool,
    pub(super) source: NumberSource,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) last_call_at: Option<Timestamp>,
    pub(super) purchased_at: Timestamp,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) last_billing_date: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next_billing_date: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) released_at: Option<Timestamp>,
}

impl Default for Number {
    fn default() -> Self {
        Self {
            account: Text::default(),
            id: Text::default(),
            country: "IN".into(),
            region: Text::default(),
            capabilities: Capabilities::default(),
            status: NumberStatus::Active,
            release_ends_at: None,
            release_fee: None,
            available_at: None,
            provider: Text::default(),
            setup_fee: 100,
            monthly_fee: 300,
            currency: "INR".into(),
            trunk: None,
            application: None,
            routed_in_exchange: None,
            voice_enabled: true,
            tags: Vec::new(),
            is_blocked: false,
            is_trial_number: false,
            minimum_commitment_months: 0,
            aadhaar_verification_required: false,
            aadhaar_verified: false,
            source: NumberSource::Purchased,
            last_call_at: None,
            purchased_at: START,
            created_at: START,
            updated_at: START,
            last_billing_date: None,
            next_billing_date: None,
            released_at: None,
        }
    }
}

/// Where a number is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum NumberStatus {
    Active,
    PendingPurchase,
    PendingRelease,
    Released,
    Blocked,
}

/// How a number came to its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum NumberSource {
    Purchased,
    Inventory,
}

/// A SIP trunk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Trunk {
    pub(super) account: Text,
    pub(super) name: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) trunk_domain: Option<Text>,
    pub(super) trunk_status: TrunkStatus,
    pub(super) secure: bool,
    pub(super) trunk_direction: Direction,
    pub(super) concurrent_calls_limit: i64,
    pub(super) cps_limit: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) credential_uuid: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ipacl_uuid: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) primary_uri_uuid: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) fallback_uri_uuid: Option<Text>,
    pub(super) description: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) inbound_destination: Option<Text>,
    pub(super) transport: Transport,
    pub(super) recording: bool,
    pub(super) enable_transcription: bool,
    pub(super) pii_redaction: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pii_entity_types: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) webhook_url: Option<Text>,
    pub(super) webhook_method: WebhookMethod,
    pub(super) recording_webhook_enabled: bool,
    pub(super) active_calls: u64,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
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
pub(super) enum TrunkStatus {
    Active,
    Inactive,
}

/// Which way calls go through a trunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Direction {
    Both,
    Inbound,
    Outbound,
}

/// What SIP runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Transport {
    Udp,
    Tcp,
    Tls,
}

/// How a webhook is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(super) enum WebhookMethod {
    Post,
    Get,
}

/// A SIP credential.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Credential {
    pub(super) account: Text,
    pub(super) username: Text,
    pub(super) password: Text,
    #[serde(default = "yes")]
    pub(super) enabled: bool,
    #[serde(default = "start")]
    pub(super) created_at: Timestamp,
    #[serde(default = "start")]
    pub(super) updated_at: Timestamp,
}

/// An IP access control list of one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IpAcl {
    pub(super) account: Text,
    pub(super) ip_address: Text,
    #[serde(default)]
    pub(super) description: Text,
    #[serde(default = "yes")]
    pub(super) enabled: bool,
    #[serde(default = "start")]
    pub(super) created_at: Timestamp,
    #[serde(default = "start")]
    pub(super) updated_at: Timestamp,
}

/// An address to which inbound calls go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OriginationUri {
    pub(super) account: Text,
    pub(super) uri: Text,
    #[serde(default)]
    pub(super) description: Text,
    #[serde(default = "ten")]
    pub(super) priority: i64,
    #[serde(default = "ten")]
    pub(super) weight: i64,
    #[serde(default = "udp")]
    pub(super) transport: Transport,
    #[serde(default = "yes")]
    pub(super) enabled: bool,
    #[serde(default = "start")]
    pub(super) created_at: Timestamp,
    #[serde(default = "start")]
    pub(super) updated_at: Timestamp,
}

/// An application that answers calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Application {
    pub(super) account: Text,
    pub(super) app_name: Text,
    pub(super) answer_url: Text,
    pub(super) answer_method: Text,
    pub(super) fallback_method: Text,
    pub(super) hangup_method: Text,
    pub(super) message_method: Text,
    pub(super) sip_transfer_method: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hangup_url: Option<Text>,
    pub(super) fallback_answer_url: Text,
    pub(super) message_url: Text,
    pub(super) sip_transfer_url: Text,
    pub(super) sub_account: Text,
    pub(super) api_id: Text,
    pub(super) application_type: Text,
    pub(super) default_app: bool,
    pub(super) default_endpoint_app: bool,
    pub(super) default_number_app: bool,
    pub(super) public_uri: bool,
    pub(super) enabled: bool,
    pub(super) log_incoming_message: bool,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
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

/// What a forced unassignment wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Audit {
    pub(super) account: Text,
    pub(super) number: Text,
    pub(super) sub_account: Text,
    #[serde(default = "force_unassign")]
    pub(super) action: Text,
    #[serde(default = "start")]
    pub(super) at: Timestamp,
}

const fn yes() -> bool {
    true
}

const fn ten() -> i64 {
    10
}

const fn start() -> Timestamp {
    START
}

const fn udp() -> Transport {
    Transport::Udp
}

fn force_unassign() -> Text {
    "force_unassign".into()
}
