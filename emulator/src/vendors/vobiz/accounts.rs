//! The account of the credentials, and its balance.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::value::RawValue;

use super::money::Money;
use super::path::decoded;
use super::records::{Account, CreditLimit, Role};
use super::refusals::{Refused, refused};
use super::state::State;
use super::{Operation, wire};
use crate::contract::vobiz::clauses;
use crate::http::{Reply, StatusCode};
use crate::vendors::answer::{Accepted, json};
use crate::vendors::call::Call;

#[derive(Serialize)]
struct AccountObject<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    id: &'a str,
    api_id: &'a str,
    name: &'a str,
    email: &'a str,
    phone: &'a str,
    description: Option<&'a str>,
    auth_id: &'a str,
    auth_secret: &'static str,
    auth_token_expire_time: Option<()>,
    country: &'a str,
    timezone: &'a str,
    city: &'a str,
    state: &'a str,
    address: &'a str,
    zip_code: &'a str,
    company: &'a str,
    account_type: &'static str,
    postpaid: bool,
    auto_recharge: bool,
    auto_recharge_config: Option<()>,
    enabled: bool,
    carrier_type: &'static str,
    customer_type: &'static str,
    credit_limit: Money,
    cps_limit: i64,
    concurrent_calls_limit: i64,
    base_cps_limit: i64,
    base_concurrent_calls_limit: i64,
    purchased_cps: i64,
    purchased_concurrent_calls: i64,
    risk_rating: &'static str,
    risk_status: &'static str,
    features: Features,
    ip_auth_enabled: bool,
    ip_whitelist_rules: Empty,
    allow_aws_ips: bool,
    role: Role,
    is_active: bool,
    is_verified: bool,
    is_trial_account: bool,
    created_at: String,
    updated_at: String,
    last_login: Option<String>,
    pricing_tier_id: u32,
    pricing_tier: PricingTier<'a>,
}

#[derive(Serialize)]
struct Features {
    call_queue: bool,
}

#[derive(Serialize)]
struct Empty {}

#[derive(Serialize)]
struct PricingTier<'a> {
    id: u32,
    name: &'static str,
    description: &'static str,
    currency: &'a str,
    rate_per_minute: f64,
    billing_increment_seconds: u32,
    minimum_duration_seconds: u32,
    is_active: bool,
    is_default: bool,
}

/// Gives the account of the credentials; no path names it.
pub(super) fn retrieve(state: &State, caller: &str) -> Result<Accepted, Refused> {
    let account = held(state, caller)?;
    let shown = AccountObject {
        kind: "account",
        id: &account.id,
        api_id: &account.api_id,
        name: &account.name,
        email: &account.email,
        phone: &account.phone,
        description: account.description.as_deref(),
        auth_id: &account.auth_id,
        auth_secret: "<redacted>",
        auth_token_expire_time: None,
        country: &account.country,
        timezone: &account.timezone,
        city: &account.city,
        state: &account.state,
        address: &account.address,
        zip_code: &account.zip_code,
        company: &account.company,
        account_type: "standard",
        postpaid: account.postpaid,
        auto_recharge: account.auto_recharge,
        auto_recharge_config: None,
        enabled: account.enabled,
        carrier_type: "default",
        customer_type: "retail",
        credit_limit: account.credit_limit,
        cps_limit: account.cps_limit,
        concurrent_calls_limit: account.concurrent_calls_limit,
        base_cps_limit: account.cps_limit,
        base_concurrent_calls_limit: account.concurrent_calls_limit,
        purchased_cps: 0,
        purchased_concurrent_calls: 0,
        risk_rating: "low",
        risk_status: "clear",
        features: Features { call_queue: false },
        ip_auth_enabled: false,
        ip_whitelist_rules: Empty {},
        allow_aws_ips: false,
        role: account.role,
        is_active: account.is_active,
        is_verified: account.is_verified,
        is_trial_account: account.is_trial_account,
        created_at: wire::with_offset(account.created_at),
        updated_at: wire::with_offset(account.updated_at),
        last_login: account.last_login.map(wire::with_offset),
        pricing_tier_id: 1,
        pricing_tier: PricingTier {
            id: 1,
            name: "Standard",
            description: "Standard rates",
            currency: &account.currency,
            rate_per_minute: 0.65,
            billing_increment_seconds: 60,
            minimum_duration_seconds: 60,
            is_active: true,
            is_default: true,
        },
    };
    let reply = Reply::with_body(StatusCode::OK, "application/json", json(&shown));
    Ok(Accepted::new(clauses::RETRIEVE_ACCOUNT_RETRIEVED, reply))
}

#[derive(Serialize)]
struct Balance<'a> {
    id: &'a str,
    account_id: &'a str,
    currency: &'a str,
    balance: Box<RawValue>,
    reserved_funds: Money,
    promotional_balance: Money,
    promotional_reserved_balance: Money,
    available_balance: Box<RawValue>,
    credit_limit: Money,
    is_postpaid: bool,
    credit_limit_type: CreditLimit,
    low_balance_threshold: Money,
    status: &'static str,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// Gives the balance in a currency that the account holds; the balance itself has two decimals.
pub(super) fn balance(state: &State, call: &Call<'_, Operation>, caller: &str) -> Result<Accepted, Refused> {
    let account = held(state, caller)?;
    let currency = decoded(call.params.raw("currency"));
    if *currency != account.currency {
        let fact = format!("the account holds {} and no {currency}", account.currency);
        return Err(refused(clauses::RETRIEVE_BALANCE_CURRENCY_NOT_HELD, fact));
    }
    let available = account.balance.plus(account.promotional_balance).minus(account.reserved_funds);
    let shown = Balance {
        id: &account.balance_id,
        account_id: &account.auth_id,
        currency: &account.currency,
        balance: with_decimals(account.balance),
        reserved_funds: account.reserved_funds,
        promotional_balance: account.promotional_balance,
        promotional_reserved_balance: account.promotional_reserved_balance,
        available_balance: with_decimals(available),
        credit_limit: account.credit_limit,
        is_postpaid: account.postpaid,
        credit_limit_type: account.credit_limit_type,
        low_balance_threshold: account.low_balance_threshold,
        status: "active",
        created_at: wire::micros(account.created_at),
        updated_at: wire::micros(account.updated_at),
    };
    let reply = Reply::with_body(StatusCode::OK, "application/json", json(&shown));
    Ok(Accepted::new(clauses::RETRIEVE_BALANCE_RETRIEVED, reply))
}

/// An amount as a number with two decimals: `1000.00`.
fn with_decimals(amount: Money) -> Box<RawValue> {
    // Digits, a dot and two digits more are a JSON number.
    RawValue::from_string(amount.decimals()).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// The account of the caller, whom the credentials have proven to be there.
fn held<'s>(state: &'s State, caller: &str) -> Result<&'s Account, Refused> {
    state.accounts.get(caller).ok_or_else(|| refused(clauses::ANY_WRONG_CREDENTIALS, "the account is gone"))
}
