//! The settings of one number, shown and changed.

use serde_json::{Value, json};
use testline_emulator::contract::trillet::clauses as c;

use super::action::Fields;
use super::fields::{Field, Type, checked};
use super::replies::{no_agent, no_number, success};
use super::state::State;
use crate::model::Claim;
use crate::model::action::Expected;

/// The settings in the order of the page.
pub(super) const FIELDS: [Field; 7] = [
    ("agentId", Type::Text, None),
    ("maxCallDuration", Type::Number, None),
    ("recordingEnabled", Type::Boolean, None),
    ("officeHours", Type::Object, None),
    ("transferCallerIdMode", Type::Text, None),
    ("metadataTags", Type::Array, None),
    ("label", Type::Text, None),
];

/// `GET /v1/api/twilio/phone-numbers/{phoneNumberId}/config`.
pub(super) fn get(state: &State, tenant: Option<&str>, id: &str) -> Result<Expected, Expected> {
    let number = state.number(tenant, id).and_then(|at| state.numbers.get(at));
    let number = number.ok_or_else(|| {
        no_number(c::GET_PHONE_NUMBER_CONFIG_PHONE_NUMBER_NOT_FOUND, "the workspace has no such number")
    })?;
    let direction = number.agent.as_deref().and_then(|agent| state.direction(number.tenant, agent));
    let mode = number.settings.get("transferCallerIdMode").cloned();
    let body = Claim::Only(vec![
        ("phoneNumberId", id.to_owned().into()),
        ("agentId", Claim::Is(number.agent.as_deref().map_or(Value::Null, Value::from))),
        ("flowType", "call".into()),
        ("direction", Claim::Is(direction.unwrap_or_default())),
        ("status", number.status.text().into()),
        ("recording", Claim::Is(number.recorded.into())),
        ("officeHours", Claim::Is(number.hours.clone().unwrap_or_else(|| json!({"enabled": false})))),
        ("transferCallerIdMode", Claim::Is(mode.unwrap_or_else(|| json!("agent")))),
        ("metadataTags", Claim::Is(number.tags.clone().unwrap_or_else(|| json!([])))),
    ]);
    Ok(if number.agent.is_some() {
        Expected::new(c::GET_PHONE_NUMBER_CONFIG_SHOWN, body, "the number has an agent")
    } else {
        Expected::new(c::GET_PHONE_NUMBER_CONFIG_SHOWN_UNBOUND, body, "the number has no agent")
    })
}

/// `PUT /v1/api/twilio/phone-numbers/{phoneNumberId}/config`.
pub(super) fn update(
    state: &mut State,
    tenant: Option<&str>,
    id: &str,
    sent: &Fields,
) -> Result<Expected, Expected> {
    checked(sent, &FIELDS, c::UPDATE_PHONE_NUMBER_CONFIG_WRONG_TYPE)?;
    let at = state.number(tenant, id).ok_or_else(|| {
        no_number(c::UPDATE_PHONE_NUMBER_CONFIG_PHONE_NUMBER_NOT_FOUND, "the workspace has no such number")
    })?;
    let agent = sent.get("agentId").and_then(Value::as_str);
    if agent.is_some_and(|agent| state.agent(tenant, agent).is_none()) {
        return Err(no_agent(c::UPDATE_PHONE_NUMBER_CONFIG_AGENT_NOT_FOUND));
    }
    state.one_sided |= agent.is_some() || sent.contains_key("recordingEnabled");
    if let Some(number) = state.numbers.get_mut(at) {
        if let Some(agent) = agent {
            number.agent = Some(agent.to_owned());
        }
        if let Some(recorded) = sent.get("recordingEnabled").and_then(Value::as_bool) {
            number.recorded = recorded;
        }
        number.hours = sent.get("officeHours").cloned().or_else(|| number.hours.take());
        number.tags = sent.get("metadataTags").cloned().or_else(|| number.tags.take());
        for name in ["maxCallDuration", "transferCallerIdMode", "label"] {
            if let Some(value) = sent.get(name) {
                number.settings.insert(name.to_owned(), value.clone());
            }
        }
        number.updated = None;
    }
    Ok(Expected::new(
        c::UPDATE_PHONE_NUMBER_CONFIG_UPDATED,
        success(),
        "the workspace has the number, and the agent where one is named",
    ))
}
