//! Putting back what was read at Trillet.

use serde_json::{Map, Value, json};
use testline_emulator::http::Method;

use super::read::read;
use super::shape::{AGENT, NUMBER};
use crate::live::api::{Api, encoded};
use crate::live::resource::{Kind, Settings, Thing, is_unset, settled};
use crate::target::Unanswered;

pub(in crate::live::vendors) async fn put_back(
    api: &Api<'_>,
    thing: &Thing,
    now: &Settings,
    wanted: &Settings,
) -> Result<(), Unanswered> {
    match thing.kind {
        Kind::Number => put_number_back(api, thing, now, wanted).await,
        Kind::Agent => {
            let (now, wanted) = (settled(now), settled(wanted));
            let mut body = Map::new();
            for name in AGENT {
                match (now.get(name), wanted.get(name)) {
                    (now, Some(value)) if now != Some(value) => {
                        body.insert(name.to_owned(), value.clone());
                    }
                    (Some(value), None) => {
                        body.insert(name.to_owned(), empty(value));
                    }
                    _ => {}
                }
            }
            let target = format!("/v1/api/agents/{}", encoded(&thing.id));
            api.change(Method::PUT, &target, Some(Value::Object(body))).await.map(|_| ())
        }
        _ => Ok(()),
    }
}

/// The binding first, with what only a binding sets; then the settings that are left.
async fn put_number_back(
    api: &Api<'_>,
    thing: &Thing,
    now: &Settings,
    wanted: &Settings,
) -> Result<(), Unanswered> {
    let agent = |settings: &Settings| settings.get("agent").and_then(Value::as_str).map(str::to_owned);
    let number = encoded(&thing.id);
    let is_public = |settings: &Settings| settings.get("recording_public").is_some_and(|value| value == true);
    let binds = agent(now) != agent(wanted) || is_public(now) != is_public(wanted);
    match (agent(now), agent(wanted)) {
        (_, Some(agent)) if binds => {
            let mut body = json!({
                "recordCalls": wanted.get("recording_enabled").is_some_and(|value| value == true),
                "recordingPublic": is_public(wanted),
            });
            for (name, key) in [("office_hours", "officeHours"), ("metadata_tags", "metadataTags")] {
                if let Some(value) = wanted.get(name).filter(|value| value.is_object() && !is_unset(value)) {
                    body[key] = value.clone();
                }
            }
            let target = format!("/v1/api/agents/{}/bind/{number}", encoded(&agent));
            api.change(Method::POST, &target, Some(body)).await?;
        }
        (Some(agent), None) => {
            let target = format!("/v1/api/agents/{}/release/{number}", encoded(&agent));
            api.change(Method::POST, &target, Some(json!({}))).await?;
        }
        _ => {}
    }
    let Some(now) = read(api, thing).await? else { return Ok(()) };
    let (now, wanted) = (settled(&now), settled(wanted));
    let mut body = Map::new();
    for (name, key) in NUMBER.iter().filter(|(name, _)| !matches!(*name, "agent" | "recording_public")) {
        match (now.get(*name), wanted.get(*name)) {
            (now, Some(value)) if now != Some(value) => {
                body.insert((*key).to_owned(), value.clone());
            }
            (Some(value), None) => {
                let unset = match *name {
                    "metadata_tags" => json!([]),
                    "transfer_caller_id_mode" => Value::from("agent"),
                    _ => empty(value),
                };
                body.insert((*key).to_owned(), unset);
            }
            _ => {}
        }
    }
    if body.is_empty() {
        return Ok(());
    }
    let target = format!("/v1/api/twilio/phone-numbers/{number}/config");
    api.change(Method::PUT, &target, Some(Value::Object(body))).await.map(|_| ())
}

pub(in crate::live::vendors) async fn remove(api: &Api<'_>, thing: &Thing) -> Result<(), Unanswered> {
    match thing.kind {
        Kind::Agent => {
            let target = format!("/v1/api/agents/{}", encoded(&thing.id));
            api.change(Method::DELETE, &target, None).await.map(|_| ())
        }
        Kind::Number => {
            let body = json!({ "phoneNumberId": thing.id });
            api.change(Method::POST, "/v1/api/twilio/release-number", Some(body)).await.map(|_| ())
        }
        _ => Ok(()),
    }
}

/// The empty value of the same type.
fn empty(value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Bool(_) => Value::from(false),
        Value::Number(number) => Value::Number(number.clone()),
        Value::String(_) => Value::from(""),
        Value::Array(_) => json!([]),
        Value::Object(_) => json!({}),
    }
}
