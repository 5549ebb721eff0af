//! Putting back what was read at Dasha.

use serde_json::{Map, Value};
use testline_emulator::http::Method;

use super::read::{folder, path};
use super::shape::{AGENT, CREDENTIAL, NUMBER};
use crate::live::api::{Api, encoded};
use crate::live::resource::{Kind, Settings, Thing, is_unset};
use crate::target::Unanswered;

pub(in crate::live::vendors) async fn put_back(
    api: &Api<'_>,
    thing: &Thing,
    now: &Settings,
    wanted: &Settings,
) -> Result<(), Unanswered> {
    let id = |settings: &Settings, name: &str| settings.get(name).and_then(Value::as_str).map(str::to_owned);
    let differs = |name: &str| {
        let value = |settings: &Settings| settings.get(name).filter(|value| !is_unset(value)).cloned();
        value(now) != value(wanted)
    };
    match thing.kind {
        Kind::Number => {
            let keys = NUMBER.iter().filter(|(name, _)| *name != "agent");
            if keys.clone().any(|(name, _)| differs(name)) {
                let body: Map<String, Value> = keys
                    .map(|(name, key)| ((*key).to_owned(), wanted.get(*name).cloned().unwrap_or(Value::Null)))
                    .collect();
                api.change(Method::PUT, &path(thing), Some(Value::Object(body))).await?;
            }
            if differs("agent") {
                let link = format!("{}/agent-link", path(thing));
                match id(wanted, "agent") {
                    Some(agent) => {
                        api.change(Method::PUT, &format!("{link}?agentId={}", encoded(&agent)), None).await?
                    }
                    None => api.change(Method::DELETE, &link, None).await?,
                };
            }
        }
        Kind::Agent => {
            if AGENT.iter().any(|name| differs(name)) {
                let body: Map<String, Value> = AGENT
                    .iter()
                    .map(|name| ((*name).to_owned(), wanted.get(*name).cloned().unwrap_or(Value::Null)))
                    .collect();
                api.change(Method::PUT, &path(thing), Some(Value::Object(body))).await?;
            }
            if differs("outbound") {
                let agent = encoded(&thing.id);
                let link = |number: &str| {
                    format!(
                        "{}/{}/agent-link?mode=replaceOutbound&agentId={agent}",
                        folder(Kind::Number),
                        encoded(number)
                    )
                };
                match (id(wanted, "outbound"), id(now, "outbound")) {
                    (Some(number), _) => api.change(Method::PUT, &link(&number), None).await.map(|_| ())?,
                    (None, Some(number)) => {
                        api.change(Method::DELETE, &link(&number), None).await.map(|_| ())?
                    }
                    (None, None) => {}
                }
            }
        }
        Kind::Credential => {
            let body: Map<String, Value> = CREDENTIAL
                .iter()
                .map(|name| ((*name).to_owned(), wanted.get(*name).cloned().unwrap_or(Value::Null)))
                .collect();
            api.change(Method::PUT, &path(thing), Some(Value::Object(body))).await?;
        }
        _ => {}
    }
    Ok(())
}

pub(in crate::live::vendors) async fn remove(api: &Api<'_>, thing: &Thing) -> Result<(), Unanswered> {
    // What a run made may still be used by something else that it made.
    let force = if thing.kind == Kind::Agent { "" } else { "?force=true" };
    api.change(Method::DELETE, &format!("{}{force}", path(thing)), None).await.map(|_| ())
}
