//! Numbers, whoever owns them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::START;
use crate::world::text::Text;

/// What a number can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(in crate::vendors::vobiz) struct Capabilities {
    pub(in crate::vendors::vobiz) voice: bool,
    pub(in crate::vendors::vobiz) sms: bool,
    pub(in crate::vendors::vobiz) mms: bool,
    pub(in crate::vendors::vobiz) fax: bool,
}

impl Default for Capabilities {
    fn default() -> Self {
        Self { voice: true, sms: false, mms: false, fax: false }
    }
}

/// What a number is, whoever owns it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(in crate::vendors::vobiz) struct Number {
    /// The owner's tenant name; empty for a number that is for sale.
    #[serde(skip_serializing_if = "Text::is_empty")]
    pub(in crate::vendors::vobiz) account: Text,
    pub(in crate::vendors::vobiz) id: Text,
    pub(in crate::vendors::vobiz) country: Text,
    pub(in crate::vendors::vobiz) region: Text,
    pub(in crate::vendors::vobiz) capabilities: Capabilities,
    pub(in crate::vendors::vobiz) status: NumberStatus,
    /// When a number that is being released leaves its account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::vendors::vobiz) release_ends_at: Option<Timestamp>,
    /// What its release has cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::vendors::vobiz) release_fee: Option<i64>,
    /// When a number in quarantine is for sale again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::vendors::vobiz) available_at: Option<Timestamp>,
    pub(in crate::vendors::vobiz) provider: Text,
    pub(in crate::vendors::vobiz) setup_fee: i64,
    pub(in crate::vendors::vobiz) monthly_fee: i64,
    pub(in crate::vendors::vobiz) currency: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::vendors::vobiz) trunk: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::vendors::vobiz) application: Option<Text>,
    /// The exchange that put it on its trunk or application; none where the world started so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::vendors::vobiz) routed_in_exchange: Option<u64>,
    pub(in crate::vendors::vobiz) voice_enabled: bool,
    pub(in crate::vendors::vobiz) tags: Vec<Text>,
    pub(in crate::vendors::vobiz) is_blocked: bool,
    pub(in crate::vendors::vobiz) is_trial_number: bool,
    pub(in crate::vendors::vobiz) minimum_commitment_months: i64,
    pub(in crate::vendors::vobiz) aadhaar_verification_required: bool,
    pub(in crate::vendors::vobiz) aadhaar_verified: bool,
    pub(in crate::vendors::vobiz) source: NumberSource,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::vendors::vobiz) last_call_at: Option<Timestamp>,
    pub(in crate::vendors::vobiz) purchased_at: Timestamp,
    pub(in crate::vendors::vobiz) created_at: Timestamp,
    pub(in crate::vendors::vobiz) updated_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::vendors::vobiz) last_billing_date: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::vendors::vobiz) next_billing_date: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::vendors::vobiz) released_at: Option<Timestamp>,
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
pub(in crate::vendors::vobiz) enum NumberStatus {
    Active,
    PendingPurchase,
    PendingRelease,
    Released,
    Blocked,
}

/// How a number came to its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::vendors::vobiz) enum NumberSource {
    Purchased,
    Inventory,
}

/// What a forced unassignment wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::vendors::vobiz) struct Audit {
    pub(in crate::vendors::vobiz) account: Text,
    pub(in crate::vendors::vobiz) number: Text,
    pub(in crate::vendors::vobiz) sub_account: Text,
    #[serde(default = "force_unassign")]
    pub(in crate::vendors::vobiz) action: Text,
    #[serde(default = "super::start")]
    pub(in crate::vendors::vobiz) at: Timestamp,
}

fn force_unassign() -> Text {
    "force_unassign".into()
}
