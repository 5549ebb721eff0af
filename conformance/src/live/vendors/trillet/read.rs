//! Reading from Trillet: things and lists of them.

use serde_json::Value;

use super::shape::{AGENT, NUMBER};
use crate::live::api::{Api, items, text};
use crate::live::resource::{Bond, Kind, Settings, Thing};
use crate::live::vendors::Listed;
use crate::target::Unanswered;

async fn all(api: &Api<'_>, kind: Kind) -> Result<Vec<Value>, Unanswered> {
    let target = match kind {
        Kind::Number => "/v1/api/twilio/user-phone-numbers",
        Kind::Agent => "/v1/api/agents",
        Kind::CallFlow => "/v1/api/call-flows",
        _ => return Ok(Vec::new()),
    };
    Ok(items(&api.get(target).await?.listed()?, ""))
}

pub(in crate::live::vendors) async fn read(
    api: &Api<'_>,
    thing: &Thing,
) -> Result<Option<Settings>, Unanswered> {
    let all = all(api, thing.kind).await?;
    let found = all.iter().find(|item| text(item, "_id").as_deref() == Some(thing.id.as_str()));
    let Some(item) = found.filter(|item| text(item, "status").as_deref() != Some("released")) else {
        return Ok(None);
    };
    let kept = |names: &[(&str, &str)]| -> Settings {
        let held = names.iter().filter_map(|(name, key)| Some(((*name).to_owned(), item.get(*key)?.clone())));
        held.collect()
    };
    Ok(Some(match thing.kind {
        Kind::Number => {
            // Where nothing is set the vendor takes the agent's, and shows so elsewhere.
            let mut settings = kept(&NUMBER);
            settings.retain(|name, value| name != "transfer_caller_id_mode" || value != "agent");
            settings
        }
        Kind::Agent => kept(&AGENT.map(|name| (name, name))),
        _ => Settings::new(),
    }))
}

pub(in crate::live::vendors) fn bonds(thing: &Thing, settings: &Settings) -> Vec<Bond> {
    let bond = |how, kind, value: &Value| {
        value.as_str().filter(|id| !id.is_empty()).map(|id| Bond { how, kind, id: id.to_owned() })
    };
    match thing.kind {
        Kind::Number => settings
            .get("agent")
            .and_then(|agent| bond("is bound to", Kind::Agent, agent))
            .into_iter()
            .collect(),
        Kind::Agent => {
            let numbers = settings.get("phoneNumberIds").and_then(Value::as_array);
            numbers.into_iter().flatten().filter_map(|id| bond("has", Kind::Number, id)).collect()
        }
        _ => Vec::new(),
    }
}

pub(in crate::live::vendors) async fn list(api: &Api<'_>, kind: Kind) -> Result<Vec<Listed>, Unanswered> {
    let name = if kind == Kind::Number { "phoneNumber" } else { "name" };
    let all = all(api, kind).await?;
    let held = all.iter().filter(|item| text(item, "status").as_deref() != Some("released"));
    let listed =
        |item: &Value| Some(Listed { id: text(item, "_id")?, name: text(item, name).unwrap_or_default() });
    Ok(held.filter_map(listed).collect())
}
