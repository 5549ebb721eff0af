//! Accounts and what they may do.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::START;
use crate::vendors::vobiz::money::Money;
use crate::world::text::Text;

/// A main account or a sub-account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(in crate::vendors::vobiz) struct Account {
    pub(in crate::vendors::vobiz) auth_id: Text,
    pub(in crate::vendors::vobiz) auth_token: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::vendors::vobiz) access_token: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::vendors::vobiz) parent: Option<Text>,
    pub(in crate::vendors::vobiz) id: Text,
    pub(in crate::vendors::vobiz) api_id: Text,
    pub(in crate::vendors::vobiz) name: Text,
    pub(in crate::vendors::vobiz) email: Text,
    pub(in crate::vendors::vobiz) phone: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::vendors::vobiz) description: Option<Text>,
    pub(in crate::vendors::vobiz) country: Text,
    pub(in crate::vendors::vobiz) timezone: Text,
    pub(in crate::vendors::vobiz) city: Text,
    pub(in crate::vendors::vobiz) state: Text,
    pub(in crate::vendors::vobiz) address: Text,
    pub(in crate::vendors::vobiz) zip_code: Text,
    pub(in crate::vendors::vobiz) company: Text,
    pub(in crate::vendors::vobiz) postpaid: bool,
    pub(in crate::vendors::vobiz) auto_recharge: bool,
    pub(in crate::vendors::vobiz) enabled: bool,
    pub(in crate::vendors::vobiz) is_active: bool,
    pub(in crate::vendors::vobiz) is_verified: bool,
    pub(in crate::vendors::vobiz) is_trial_account: bool,
    pub(in crate::vendors::vobiz) role: Role,
    pub(in crate::vendors::vobiz) currency: Text,
    pub(in crate::vendors::vobiz) balance: Money,
    pub(in crate::vendors::vobiz) reserved_funds: Money,
    pub(in crate::vendors::vobiz) promotional_balance: Money,
    pub(in crate::vendors::vobiz) promotional_reserved_balance: Money,
    pub(in crate::vendors::vobiz) credit_limit: Money,
    pub(in crate::vendors::vobiz) credit_limit_type: CreditLimit,
    pub(in crate::vendors::vobiz) low_balance_threshold: Money,
    pub(in crate::vendors::vobiz) balance_id: Text,
    pub(in crate::vendors::vobiz) release_fee: i64,
    pub(in crate::vendors::vobiz) cps_limit: i64,
    pub(in crate::vendors::vobiz) concurrent_calls_limit: i64,
    pub(in crate::vendors::vobiz) rate_limit: i64,
    pub(in crate::vendors::vobiz) permissions: Permissions,
    pub(in crate::vendors::vobiz) email_verified: bool,
    pub(in crate::vendors::vobiz) created_at: Timestamp,
    pub(in crate::vendors::vobiz) updated_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::vendors::vobiz) last_login: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::vendors::vobiz) last_used: Option<Timestamp>,
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
pub(in crate::vendors::vobiz) enum Role {
    User,
    Admin,
}

/// Whether a debit fails below the credit limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::vendors::vobiz) enum CreditLimit {
    Hard,
    Soft,
}

/// What a sub-account may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::vendors::vobiz) struct Permissions {
    pub(in crate::vendors::vobiz) calls: bool,
    pub(in crate::vendors::vobiz) cdr: bool,
}
