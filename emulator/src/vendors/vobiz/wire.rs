//! What Vobiz writes: its objects, keys in the vendor's order, and its pages.

use jiff::{Timestamp, ToSpan as _};
use serde::Serialize;

use super::records::{
    Capabilities, Direction, Number, NumberSource, NumberStatus, Transport, Trunk, TrunkStatus, WebhookMethod,
};
use crate::contract::vobiz::{Dialect, TrunkDomain, UnsetKeys};
use crate::vendors::call::Query;
use crate::world::text::Text;

/// A time with at most microseconds, as numbers and trunks write it.
pub(super) fn micros(at: Timestamp) -> Timestamp {
    let beyond = at.subsec_nanosecond() % 1000;
    at.checked_sub(i64::from(beyond).nanoseconds()).unwrap_or(at)
}

/// A time as accounts write it: `2026-01-01T00:00:00+00:00`.
pub(super) fn with_offset(at: Timestamp) -> String {
    let text = micros(at).to_string();
    format!("{}+00:00", text.trim_end_matches('Z'))
}

/// A time as applications write it: `2026-04-02 12:11:19.740666+00:00`.
pub(super) fn spaced(at: Timestamp) -> String {
    with_offset(at).replacen('T', " ", 1)
}

/// A key that is left out where it is not set, or null, as the dialect says.
pub(super) fn unset_key(value: Option<&Text>, dialect: &Dialect) -> Option<Option<Text>> {
    match (value, dialect.unset_keys) {
        (Some(value), _) => Some(Some(value.clone())),
        (None, UnsetKeys::Absent) => None,
        (None, UnsetKeys::Null) => Some(None),
    }
}

/// A number that an account owns.
#[derive(Serialize)]
pub(super) struct OwnedNumber<'n> {
    id: &'n str,
    account_id: &'n str,
    e164: &'n str,
    country: &'n str,
    region: &'n str,
    capabilities: Capabilities,
    status: NumberStatus,
    provider: &'n str,
    setup_fee: i64,
    monthly_fee: i64,
    currency: &'n str,
    #[serde(skip_serializing_if = "Option::is_none")]
    application_id: Option<Option<Text>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trunk_group_id: Option<Option<Text>>,
    voice_enabled: bool,
    tags: &'n [Text],
    purchased_at: Timestamp,
    is_blocked: bool,
    created_at: Timestamp,
    updated_at: Timestamp,
    is_trial_number: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_billing_date: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_billing_date: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    released_at: Option<Timestamp>,
    minimum_commitment_months: i64,
    aadhaar_verification_required: bool,
    aadhaar_verified: bool,
    source: NumberSource,
}

/// An owned number as lists and purchases give it.
pub(super) fn owned_number<'n>(
    e164: &'n str,
    number: &'n Number,
    account_id: &'n str,
    dialect: &Dialect,
) -> OwnedNumber<'n> {
    OwnedNumber {
        id: &number.id,
        account_id,
        e164,
        country: &number.country,
        region: &number.region,
        capabilities: number.capabilities,
        status: number.status,
        provider: &number.provider,
        setup_fee: number.setup_fee,
        monthly_fee: number.monthly_fee,
        currency: &number.currency,
        application_id: unset_key(number.application.as_ref(), dialect),
        trunk_group_id: unset_key(number.trunk.as_ref(), dialect),
        voice_enabled: number.voice_enabled,
        tags: &number.tags,
        purchased_at: micros(number.purchased_at),
        is_blocked: number.is_blocked,
        created_at: micros(number.created_at),
        updated_at: micros(number.updated_at),
        is_trial_number: number.is_trial_number,
        last_billing_date: number.last_billing_date.map(micros),
        next_billing_date: number.next_billing_date.map(micros),
        released_at: number.released_at.map(micros),
        minimum_commitment_months: number.minimum_commitment_months,
        aadhaar_verification_required: number.aadhaar_verification_required,
        aadhaar_verified: number.aadhaar_verified,
        source: number.source,
    }
}

/// A number that is for sale. Its `account_id` is empty and its `tags` are null.
#[derive(Serialize)]
pub(super) struct StockNumber<'n> {
    id: &'n str,
    account_id: &'static str,
    e164: &'n str,
    country: &'n str,
    region: &'n str,
    capabilities: Capabilities,
    status: NumberStatus,
    provider: &'n str,
    setup_fee: i64,
    monthly_fee: i64,
    currency: &'n str,
    voice_enabled: bool,
    tags: Option<()>,
    is_blocked: bool,
    created_at: Timestamp,
    updated_at: Timestamp,
    is_trial_number: bool,
    minimum_commitment_months: i64,
    aadhaar_verification_required: bool,
    aadhaar_verified: bool,
}

/// A number for sale as the inventory lists it.
pub(super) fn stock_number<'n>(e164: &'n str, number: &'n Number) -> StockNumber<'n> {
    StockNumber {
        id: &number.id,
        account_id: "",
        e164,
        country: &number.country,
        region: &number.region,
        capabilities: number.capabilities,
        status: number.status,
        provider: &number.provider,
        setup_fee: number.setup_fee,
        monthly_fee: number.monthly_fee,
        currency: &number.currency,
        voice_enabled: number.voice_enabled,
        tags: None,
        is_blocked: number.is_blocked,
        created_at: micros(number.created_at),
        updated_at: micros(number.updated_at),
        is_trial_number: number.is_trial_number,
        minimum_commitment_months: number.minimum_commitment_months,
        aadhaar_verification_required: number.aadhaar_verification_required,
        aadhaar_verified: number.aadhaar_verified,
    }
}

/// A trunk. It names no number and counts none.
#[derive(Serialize)]
pub(super) struct TrunkObject<'t> {
    trunk_id: &'t str,
    account_id: &'t str,
    name: &'t str,
    trunk_domain: Text,
    trunk_status: TrunkStatus,
    secure: bool,
    trunk_direction: Direction,
    concurrent_calls_limit: i64,
    cps_limit: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    credential_uuid: Option<&'t str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    primary_uri_uuid: Option<&'t str>,
    description: &'t str,
    #[serde(skip_serializing_if = "Option::is_none")]
    inbound_destination: Option<&'t str>,
    transport: Transport,
    recording: bool,
    enable_transcription: bool,
    pii_redaction: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pii_entity_types: Option<&'t str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    webhook_url: Option<&'t str>,
    webhook_method: WebhookMethod,
    recording_webhook_enabled: bool,
    created_at: Timestamp,
    updated_at: Timestamp,
}

impl TrunkObject<'_> {
    /// The trunk as its creation gives it: without its credential.
    pub(super) fn without_credential(mut self) -> Self {
        self.credential_uuid = None;
        self
    }
}

/// A trunk as every operation but its creation gives it.
pub(super) fn trunk_object<'t>(
    id: &'t str,
    trunk: &'t Trunk,
    account_id: &'t str,
    dialect: &Dialect,
) -> TrunkObject<'t> {
    let label = match dialect.trunk_domain {
        TrunkDomain::Full => id,
        TrunkDomain::Short => id.get(..8).unwrap_or(id),
    };
    TrunkObject {
        trunk_id: id,
        account_id,
        name: &trunk.name,
        trunk_domain: trunk.trunk_domain.clone().unwrap_or_else(|| format!("{label}.sip.vobiz.ai").into()),
        trunk_status: trunk.trunk_status,
        secure: trunk.secure,
        trunk_direction: trunk.trunk_direction,
        concurrent_calls_limit: trunk.concurrent_calls_limit,
        cps_limit: trunk.cps_limit,
        credential_uuid: trunk.credential_uuid.as_deref(),
        primary_uri_uuid: trunk.primary_uri_uuid.as_deref(),
        description: &trunk.description,
        inbound_destination: trunk.inbound_destination.as_deref(),
        transport: trunk.transport,
        recording: trunk.recording,
        enable_transcription: trunk.enable_transcription,
        pii_redaction: trunk.pii_redaction,
        pii_entity_types: trunk.pii_entity_types.as_deref(),
        webhook_url: trunk.webhook_url.as_deref(),
        webhook_method: trunk.webhook_method,
        recording_webhook_enabled: trunk.recording_webhook_enabled,
        created_at: micros(trunk.created_at),
        updated_at: micros(trunk.updated_at),
    }
}

/// A page of numbers: `{"items","page","per_page","total"}`.
#[derive(Serialize)]
pub(super) struct NumberPage<T> {
    items: Vec<T>,
    page: usize,
    per_page: usize,
    total: usize,
}

/// The page of a query's `page` (from 1) and `per_page` (25, 1 to 100); what is out of range is brought into it.
pub(super) fn number_page<I, T>(
    query: &Query<'_>,
    all: impl Iterator<Item = I>,
    total: usize,
    show: impl Fn(I) -> T,
) -> NumberPage<T> {
    let page = whole(query, "page", 1).max(1);
    let per_page = whole(query, "per_page", 25).clamp(1, 100);
    let items = all.skip((page - 1).saturating_mul(per_page)).take(per_page).map(show).collect();
    NumberPage { items, page, per_page, total }
}

/// A page of anything else: `{"meta":{"limit","offset","total"},"objects"}`.
#[derive(Serialize)]
pub(super) struct ObjectPage<T> {
    meta: Meta,
    objects: Vec<T>,
}

#[derive(Serialize)]
struct Meta {
    limit: usize,
    offset: usize,
    total: usize,
}

/// The page of a query's `limit` (20, 1 to 100) and `offset` (from 0).
pub(super) fn object_page<I, T>(query: &Query<'_>, all: &[I], show: impl Fn(&I) -> T) -> ObjectPage<T> {
    let limit = whole(query, "limit", 20).clamp(1, 100);
    let offset = whole(query, "offset", 0);
    let objects = all.iter().skip(offset).take(limit).map(show).collect();
    ObjectPage { meta: Meta { limit, offset, total: all.len() }, objects }
}

/// A whole number of a query; one below 0 counts as 0, what is no number as the default.
pub(super) fn whole(query: &Query<'_>, name: &str, default: usize) -> usize {
    let Some(text) = query.first(name) else { return default };
    match text.parse::<i64>() {
        Ok(value) => usize::try_from(value).unwrap_or(0),
        Err(_) => default,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_the_form_of_their_resource() {
        let at: Timestamp = "2026-04-02T12:11:19.740666123Z".parse().expect("a time");
        assert_eq!(micros(at).to_string(), "2026-04-02T12:11:19.740666Z");
        assert_eq!(with_offset(at), "2026-04-02T12:11:19.740666+00:00");
        assert_eq!(spaced(at), "2026-04-02 12:11:19.740666+00:00");
    }

    #[test]
    fn a_page_out_of_range_is_brought_into_it() {
        let query = Query::parse("page=0&per_page=101");
        let page = number_page(&query, [1, 2, 3].into_iter(), 3, |item| item);
        assert_eq!((page.page, page.per_page, page.total, page.items), (1, 100, 3, vec![1, 2, 3]));
    }
}
