//! What Dasha writes: its objects, keys in the vendor's order, and its pages.

use jiff::{Timestamp, ToSpan as _};
use serde::Serialize;
use serde_json::{Map, Number, Value};

use super::query::Paging;
use super::records::{Agent, PhoneNumber, SipCredentials, Source, Transport};
use super::rules::{self, OUTBOUND_SIP_CONFIG};
use super::state::State;
use crate::contract::dasha::{CreateStatus, DeleteStatus, Dialect, Nulls, OutboundConfig};
use crate::http::{Reply, StatusCode, header};
use crate::vendors::answer::json;

/// The content type of successes.
const JSON: &str = "application/json; charset=utf-8";
/// The content type of problems.
pub(super) const PROBLEM: &str = "application/problem+json; charset=utf-8";

/// A time with at most microseconds.
pub(super) fn micros(at: Timestamp) -> Timestamp {
    let beyond = at.subsec_nanosecond() % 1000;
    at.checked_sub(i64::from(beyond).nanoseconds()).unwrap_or(at)
}

/// A success with a body.
pub(super) fn ok(body: &impl Serialize, dialect: &Dialect) -> Reply {
    with_status(StatusCode::OK, body, dialect)
}

/// The reply to a create, with the path of what was made.
pub(super) fn created(body: &impl Serialize, location: &str, dialect: &Dialect) -> Reply {
    match dialect.create_status {
        CreateStatus::V201 => {
            with_status(StatusCode::CREATED, body, dialect).and_header(header::LOCATION, location)
        }
        CreateStatus::V200 => ok(body, dialect),
    }
}

/// The reply to a delete.
pub(super) fn deleted(dialect: &Dialect) -> Reply {
    Reply::empty(match dialect.delete_status {
        DeleteStatus::V204 => StatusCode::NO_CONTENT,
        DeleteStatus::V200 => StatusCode::OK,
    })
}

fn with_status(status: StatusCode, body: &impl Serialize, dialect: &Dialect) -> Reply {
    let body = match dialect.nulls {
        Nulls::Explicit => json(body),
        // Wire types always serialize, as `json` says.
        Nulls::Omitted => json(&rules::without_nulls(serde_json::to_value(body).unwrap_or_default())),
    };
    Reply::with_body(status, JSON, body)
}

/// A number.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NumberObject<'s> {
    id: &'s str,
    org_id: &'s str,
    phone_number: &'s str,
    credentials_id: &'s str,
    created_time: Timestamp,
    last_update_time: Timestamp,
    registration_status: RegistrationStatusObject<'s>,
    description: Option<&'s str>,
    display_name: Option<&'s str>,
    registration: bool,
    provider_id: Option<&'s str>,
    incoming_calls_agent_id: Option<&'s str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RegistrationStatusObject<'s> {
    state: &'s str,
    error_description: Option<&'s str>,
    sip_response_message: Option<&'s str>,
    last_updated: Timestamp,
    expires_at: Option<Timestamp>,
}

/// A number as every operation on it answers.
pub(super) fn number<'s>(
    state: &'s State,
    id: &'s str,
    number: &'s PhoneNumber,
    dialect: &Dialect,
) -> NumberObject<'s> {
    let status = rules::shown_status(number, dialect.registration_state);
    NumberObject {
        id,
        org_id: state.organization_id(&number.organization),
        phone_number: &number.phone_number,
        credentials_id: &number.credentials,
        created_time: micros(number.created_time),
        last_update_time: micros(number.last_update_time.unwrap_or(number.created_time)),
        registration_status: RegistrationStatusObject {
            state: status.state,
            error_description: status.error_description,
            sip_response_message: status.sip_response_message,
            last_updated: micros(status.last_updated),
            expires_at: status.expires_at.map(micros),
        },
        description: number.description.as_deref(),
        display_name: number.display_name.as_deref(),
        registration: number.registration,
        provider_id: number.provider.as_deref(),
        incoming_calls_agent_id: number.inbound_agent.as_deref(),
    }
}

/// SIP credentials, the password in clear.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CredentialsObject<'s> {
    id: &'s str,
    org_id: &'s str,
    server: &'s str,
    transport: Transport,
    source: Source,
    created_time: Timestamp,
    last_update_time: Timestamp,
    domain: Option<&'s str>,
    auth_user: Option<&'s str>,
    auth_password: Option<&'s str>,
    description: Option<&'s str>,
    cps_limit: Option<&'s Number>,
    cps_key: Option<&'s str>,
    provider_id: Option<&'s str>,
}

/// SIP credentials as every operation on them answers.
pub(super) fn credentials<'s>(
    state: &'s State,
    id: &'s str,
    credentials: &'s SipCredentials,
) -> CredentialsObject<'s> {
    CredentialsObject {
        id,
        org_id: state.organization_id(&credentials.organization),
        server: &credentials.server,
        transport: credentials.transport,
        source: credentials.source,
        created_time: micros(credentials.created_time),
        last_update_time: micros(credentials.last_update_time.unwrap_or(credentials.created_time)),
        domain: credentials.domain.as_deref(),
        auth_user: credentials.auth_user.as_deref(),
        auth_password: credentials.auth_password.as_deref(),
        description: credentials.description.as_deref(),
        cps_limit: credentials.cps_limit.as_ref(),
        cps_key: credentials.cps_key.as_deref(),
        provider_id: credentials.provider.as_deref(),
    }
}

/// An agent.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AgentObject<'s> {
    name: &'s str,
    config: Map<String, Value>,
    is_enabled: bool,
    description: Option<&'s str>,
    additional_data: &'s Map<String, Value>,
    schedule: Option<&'s Map<String, Value>>,
    agent_id: &'s str,
    org_id: &'s str,
    created_time: Timestamp,
    last_update_time: Timestamp,
    inbound_sip_config: InboundSipConfig<'s>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct InboundSipConfig<'s> {
    sip_uri: &'s str,
}

/// An agent as every operation on it answers. What it calls out with is shown from the number as that is now.
pub(super) fn agent<'s>(
    state: &'s State,
    id: &'s str,
    agent: &'s Agent,
    dialect: &Dialect,
) -> AgentObject<'s> {
    let mut config = agent.config.clone();
    if let Some(outbound) = outbound_config(state, agent, dialect) {
        config.insert(OUTBOUND_SIP_CONFIG.to_owned(), outbound);
    }
    AgentObject {
        name: &agent.name,
        config,
        is_enabled: agent.is_enabled,
        description: agent.description.as_deref(),
        additional_data: &agent.additional_data,
        schedule: agent.schedule.as_ref(),
        agent_id: id,
        org_id: state.organization_id(&agent.organization),
        created_time: micros(agent.created_time),
        last_update_time: micros(agent.last_update_time.unwrap_or(agent.created_time)),
        inbound_sip_config: InboundSipConfig { sip_uri: &agent.inbound_sip_uri },
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OutboundV2<'s> {
    #[serde(rename = "type")]
    kind: &'static str,
    phone_number: &'s str,
    credentials_id: &'s str,
    display_name: Option<&'s str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OutboundV1<'s> {
    server: &'s str,
    auth_user: Option<&'s str>,
    #[serde(rename = "type")]
    kind: &'static str,
    domain: Option<&'s str>,
    password: Option<&'s str>,
    from_user: &'s str,
    transport: Transport,
    cps_limit: Option<&'s Number>,
    cps_key: Option<&'s str>,
    display_name: Option<&'s str>,
}

/// The `outboundSipConfig` of an agent that calls out with a number.
pub(super) fn outbound_config(state: &State, agent: &Agent, dialect: &Dialect) -> Option<Value> {
    let number = state.number(agent.outbound_number.as_deref()?)?;
    let credentials = state.credentials(&number.credentials)?;
    let shown = match dialect.outbound_config {
        OutboundConfig::V2 => serde_json::to_value(OutboundV2 {
            kind: "v2",
            phone_number: &number.phone_number,
            credentials_id: &number.credentials,
            display_name: number.display_name.as_deref(),
        }),
        OutboundConfig::V1 => serde_json::to_value(OutboundV1 {
            server: &credentials.server,
            auth_user: credentials.auth_user.as_deref(),
            kind: "v1",
            domain: credentials.domain.as_deref(),
            password: credentials.auth_password.as_deref(),
            from_user: &number.phone_number,
            transport: credentials.transport,
            cps_limit: credentials.cps_limit.as_ref(),
            cps_key: credentials.cps_key.as_deref(),
            display_name: number.display_name.as_deref(),
        }),
    };
    shown.ok()
}

/// A page of numbers or credentials: `{"items","totalCount","skip","take"}`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page<T> {
    items: Vec<T>,
    total_count: usize,
    skip: usize,
    take: usize,
}

/// The page of what passed the filters.
pub(super) fn page<I, T>(all: impl Iterator<Item = I>, paging: Paging, show: impl Fn(I) -> T) -> Page<T> {
    let Paging { skip, take } = paging;
    let mut items = Vec::new();
    let mut total_count = 0;
    for item in all {
        if total_count >= skip && items.len() < take {
            items.push(show(item));
        }
        total_count += 1;
    }
    Page { items, total_count, skip, take }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_at_most_microseconds_and_no_trailing_zeros() {
        for (time, shown) in [
            ("2026-11-21T09:17:51.123456789Z", "2026-11-21T09:17:51.123456Z"),
            ("2026-11-21T09:20:03.500Z", "2026-11-21T09:20:03.5Z"),
            ("2026-11-21T09:30:00Z", "2026-11-21T09:30:00Z"),
        ] {
            assert_eq!(micros(time.parse().expect("a time")).to_string(), shown);
        }
    }

    #[test]
    fn a_page_counts_the_whole_and_shows_a_part() {
        let page = |skip, take| page(1..=5, Paging { skip, take }, |item| item);
        let middle = page(1, 2);
        assert_eq!((middle.items, middle.total_count), (vec![2, 3], 5));
        let beyond = page(7, 2);
        assert_eq!((beyond.items, beyond.total_count), (vec![], 5));
    }
}
