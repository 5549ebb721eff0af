//! Reading from Dasha: things and lists of them.

use serde_json::Value;

use super::shape::{AGENT, CREDENTIAL, NUMBER, normal};
use crate::live::api::{Api, encoded, items, text};
use crate::live::resource::{Bond, Kind, Settings, Thing, is_unset};
use crate::live::vendors::Listed;
use crate::target::Unanswered;

/// The member of an agent's config that says with which number it calls out.
const OUTBOUND: &str = "outboundSipConfig";

pub(super) const fn folder(kind: Kind) -> &'static str {
    match kind {
        Kind::Number => "/api/v1/sip-phone-numbers",
        Kind::Credential => "/api/v1/sip-credentials",
        _ => "/api/v1/agents",
    }
}

pub(super) fn path(thing: &Thing) -> String {
    format!("{}/{}", folder(thing.kind), encoded(&thing.id))
}

pub(in crate::live::vendors) async fn read(
    api: &Api<'_>,
    thing: &Thing,
) -> Result<Option<Settings>, Unanswered> {
    let Some(json) = api.get(&path(thing)).await?.found()? else { return Ok(None) };
    let kept = |names: &[&str]| -> Settings {
        names.iter().filter_map(|name| Some(((*name).to_owned(), json.get(*name)?.clone()))).collect()
    };
    Ok(Some(match thing.kind {
        Kind::Number => {
            let held =
                NUMBER.iter().filter_map(|(name, key)| Some(((*name).to_owned(), json.get(*key)?.clone())));
            held.collect()
        }
        Kind::Agent => {
            let mut settings = kept(&AGENT);
            let outbound =
                settings.get_mut("config").and_then(Value::as_object_mut).and_then(|c| c.remove(OUTBOUND));
            let outbound = match outbound.filter(|outbound| !is_unset(outbound)) {
                Some(outbound) => outbound_number(api, &outbound).await?,
                None => None,
            };
            settings.insert("outbound".to_owned(), Value::from(outbound));
            settings
        }
        _ => {
            let mut settings = kept(&CREDENTIAL);
            let password = json.get("authPassword").is_some_and(|password| !is_unset(password));
            settings.insert("has a password".to_owned(), Value::from(password));
            settings
        }
    }))
}

/// The number of an `outboundSipConfig`, which says its text and its credentials in one form or the other.
async fn outbound_number(api: &Api<'_>, outbound: &Value) -> Result<Option<String>, Unanswered> {
    let number = text(outbound, "phoneNumber").or_else(|| text(outbound, "fromUser"));
    let Some(number) = number else { return Ok(None) };
    let credentials = text(outbound, "credentialsId");
    let target = format!("{}?phoneNumber={}&take=1000", folder(Kind::Number), encoded(&number));
    let listed = api.get(&target).await?.listed()?;
    let fits = |item: &&Value| credentials.is_none() || text(item, "credentialsId") == credentials;
    Ok(items(&listed, "/items").iter().find(fits).and_then(|item| text(item, "id")))
}

pub(in crate::live::vendors) async fn bonds(
    api: &Api<'_>,
    thing: &Thing,
    settings: &Settings,
) -> Result<Vec<Bond>, Unanswered> {
    let mut bonds = Vec::new();
    let id = |name: &str| settings.get(name).and_then(Value::as_str).filter(|id| !id.is_empty());
    match thing.kind {
        Kind::Number => {
            bonds.extend(id("agent").map(|id| Bond {
                how: "is linked to",
                kind: Kind::Agent,
                id: id.to_owned(),
            }));
            let users = api.get(&format!("{}/affected-agents", path(thing))).await?.listed()?;
            // The list is a member; elsewhere it may be bare.
            let users = ["/affectedAgents", "", "/items"]
                .into_iter()
                .find_map(|at| users.pointer(at)?.as_array().cloned());
            for user in users.iter().flatten() {
                let agent = text(user, "agentId").or_else(|| text(user, "id"));
                let known = |agent: &String| bonds.iter().any(|bond: &Bond| bond.id == *agent);
                if let Some(id) = agent.filter(|agent| !known(agent)) {
                    bonds.push(Bond { how: "is used by", kind: Kind::Agent, id });
                }
            }
        }
        Kind::Agent => {
            bonds.extend(id("outbound").map(|id| Bond {
                how: "calls out with",
                kind: Kind::Number,
                id: id.to_owned(),
            }));
            let target = format!("{}?linkedAgentId={}&take=1000", folder(Kind::Number), encoded(&thing.id));
            let listed = api.get(&target).await?.listed()?;
            for number in items(&listed, "/items").iter().filter_map(|item| text(item, "id")) {
                bonds.push(Bond { how: "answers", kind: Kind::Number, id: number });
            }
        }
        _ => {
            for number in all(api, Kind::Number).await? {
                let same = |id: String| normal(Kind::Credential, &id) == normal(Kind::Credential, &thing.id);
                if text(&number, "credentialsId").is_some_and(same) {
                    bonds.extend(text(&number, "id").map(|id| Bond {
                        how: "serves",
                        kind: Kind::Number,
                        id,
                    }));
                }
            }
        }
    }
    Ok(bonds)
}

async fn all(api: &Api<'_>, kind: Kind) -> Result<Vec<Value>, Unanswered> {
    let mut all = Vec::new();
    loop {
        let listed = api.get(&format!("{}?skip={}&take=1000", folder(kind), all.len())).await?.listed()?;
        let page = items(&listed, if listed.is_array() { "" } else { "/items" });
        let is_last = page.len() < 1000;
        all.extend(page);
        if is_last {
            return Ok(all);
        }
    }
}

pub(in crate::live::vendors) async fn list(api: &Api<'_>, kind: Kind) -> Result<Vec<Listed>, Unanswered> {
    let (id, name) = match kind {
        Kind::Agent => ("agentId", "name"),
        Kind::Number | Kind::Credential => ("id", "description"),
        _ => return Ok(Vec::new()),
    };
    let listed =
        |item: &Value| Some(Listed { id: text(item, id)?, name: text(item, name).unwrap_or_default() });
    Ok(all(api, kind).await?.iter().filter_map(listed).collect())
}
