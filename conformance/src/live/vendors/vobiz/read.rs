//! Reading from Vobiz: things, lists of them, and prices.

use serde_json::Value;

use super::shape::{TRUNK, normal};
use crate::live::api::{Api, encoded, items, text};
use crate::live::price::{Amount, Price};
use crate::live::reach::Call;
use crate::live::resource::{Bond, Kind, Settings, Thing};
use crate::live::vendors::Listed;
use crate::target::Unanswered;

/// The path of the account.
pub(super) fn account(api: &Api<'_>) -> String {
    format!("/api/v1/Account/{}", encoded(api.id("auth_id")))
}

pub(in crate::live::vendors) fn hello(api: &Api<'_>) -> String {
    format!("{}/trunks?limit=1", account(api))
}

pub(in crate::live::vendors) async fn read(
    api: &Api<'_>,
    thing: &Thing,
) -> Result<Option<Settings>, Unanswered> {
    match thing.kind {
        Kind::Number => read_number(api, &thing.id).await,
        Kind::Trunk => {
            let trunk = api.get(&format!("{}/trunks/{}", account(api), encoded(&thing.id))).await?.found()?;
            Ok(trunk.map(|trunk| trunk_settings(&trunk)))
        }
        Kind::Application => Err(Unanswered::Unable(format!(
            "the application {} cannot be read, and the target file does not name it",
            thing.id
        ))),
        _ => {
            let id = normal(thing.kind, &thing.id);
            let listed = list(api, thing.kind).await?;
            Ok(listed.iter().any(|item| normal(thing.kind, &item.id) == id).then(Settings::new))
        }
    }
}

async fn read_number(api: &Api<'_>, number: &str) -> Result<Option<Settings>, Unanswered> {
    let wanted = normal(Kind::Number, number);
    if !wanted.starts_with('+') {
        return Ok(None);
    }
    // The search finds parts of numbers too; a whole one is found by few others.
    let target = format!("{}/numbers?search={}&per_page=100", account(api), encoded(&wanted));
    let page = api.get(&target).await?.listed()?;
    let items = items(&page, "/items");
    let own = api.id("auth_id");
    let found = items.iter().find(|item| text(item, "e164").as_deref() == Some(wanted.as_str()));
    Ok(found.map(|item| {
        let sub_account = text(item, "account_id").filter(|account| account != own);
        let mut settings = Settings::new();
        for (name, value) in [
            ("trunk", text(item, "trunk_group_id")),
            ("application", text(item, "application_id")),
            ("sub_account", sub_account),
            ("status", text(item, "status")),
        ] {
            settings.insert(name.to_owned(), Value::from(value));
        }
        settings
    }))
}

/// What can be set of a trunk. It is shown as active or inactive and set as enabled or disabled.
fn trunk_settings(trunk: &Value) -> Settings {
    let mut settings = Settings::new();
    for (name, _) in TRUNK {
        let value = match trunk.get(name) {
            Some(Value::String(status)) if name == "trunk_status" => {
                Value::from(if matches!(status.as_str(), "active" | "enabled") {
                    "enabled"
                } else {
                    "disabled"
                })
            }
            Some(value) => value.clone(),
            None => continue,
        };
        settings.insert(name.to_owned(), value);
    }
    settings
}

pub(in crate::live::vendors) async fn bonds(
    api: &Api<'_>,
    thing: &Thing,
    settings: &Settings,
) -> Result<Vec<Bond>, Unanswered> {
    let mut bonds = Vec::new();
    match thing.kind {
        Kind::Number => {
            for (name, kind) in [
                ("trunk", Kind::Trunk),
                ("application", Kind::Application),
                ("sub_account", Kind::SubAccount),
            ] {
                let id = settings.get(name).and_then(Value::as_str).filter(|id| !id.is_empty());
                bonds.extend(id.map(|id| Bond { how: "is on", kind, id: id.to_owned() }));
            }
        }
        Kind::Trunk => {
            for number in numbers(api).await? {
                if text(&number, "trunk_group_id").is_some_and(|id| id.eq_ignore_ascii_case(&thing.id)) {
                    let id = text(&number, "e164").unwrap_or_default();
                    bonds.push(Bond { how: "has", kind: Kind::Number, id });
                }
            }
        }
        _ => {}
    }
    Ok(bonds)
}

/// Every number of the account.
async fn numbers(api: &Api<'_>) -> Result<Vec<Value>, Unanswered> {
    let mut all = Vec::new();
    for page in 1.. {
        let target = format!("{}/numbers?page={page}&per_page=100", account(api));
        let items = items(&api.get(&target).await?.listed()?, "/items");
        let is_last = items.len() < 100;
        all.extend(items);
        if is_last {
            break;
        }
    }
    Ok(all)
}

pub(in crate::live::vendors) async fn list(api: &Api<'_>, kind: Kind) -> Result<Vec<Listed>, Unanswered> {
    let listed = |item: &Value, id: &str, name: &str| {
        // Some names that were given are shown as descriptions.
        let name = text(item, name).or_else(|| text(item, "description"));
        Some(Listed { id: text(item, id)?, name: name.unwrap_or_default() })
    };
    let (folder, id, name) = match kind {
        Kind::Trunk => ("trunks", "trunk_id", "name"),
        Kind::Credential => ("trunks/credentials", "id", "username"),
        Kind::IpAcl => ("trunks/ip-acl", "id", "name"),
        Kind::OriginationUri => ("trunks/origination-uris", "id", "name"),
        Kind::Number => {
            // One that is on its way out is gone.
            let left = |item: &&Value| text(item, "status").as_deref() != Some("pending_release");
            let numbers = numbers(api).await?;
            return Ok(numbers.iter().filter(left).filter_map(|item| listed(item, "e164", "e164")).collect());
        }
        Kind::SubAccount => {
            let target = format!("/api/v1/accounts/{}/sub-accounts/?size=100", encoded(api.id("auth_id")));
            let page = api.get(&target).await?.listed()?;
            let all = items(&page, "/sub_accounts");
            let id = |item: &Value| text(item, "auth_id").or_else(|| text(item, "id"));
            return Ok(all
                .iter()
                .filter_map(|item| {
                    Some(Listed { id: id(item)?, name: text(item, "name").unwrap_or_default() })
                })
                .collect());
        }
        Kind::Application | Kind::Agent | Kind::CallFlow => return Ok(Vec::new()),
    };
    let mut all = Vec::new();
    loop {
        let target = format!("{}/{folder}?limit=100&offset={}", account(api), all.len());
        let items = items(&api.get(&target).await?.listed()?, "/objects");
        all.extend(items.iter().filter_map(|item| listed(item, id, name)));
        if items.len() < 100 {
            return Ok(all);
        }
    }
}

/// The fees that the inventory shows. What a release costs is said nowhere beforehand.
pub(in crate::live::vendors) async fn price(api: &Api<'_>, call: &Call) -> Result<Option<Price>, Unanswered> {
    let Some(number) = call.field("e164").filter(|_| call.operation == "purchase-from-inventory") else {
        return Ok(None);
    };
    let target = format!("{}/inventory/numbers?search={}&per_page=100", account(api), encoded(&number));
    let page = api.get(&target).await?.listed()?;
    let items = items(&page, "/items");
    let Some(item) = items.iter().find(|item| text(item, "e164").as_deref() == Some(number.as_str())) else {
        return Ok(None);
    };
    let fee = |name: &str| text(item, name).and_then(|fee| fee.parse::<Amount>().ok());
    let total = fee("setup_fee").zip(fee("monthly_fee")).map(|(setup, monthly)| setup.plus(monthly));
    Ok(total.zip(text(item, "currency")).map(|(amount, currency)| Price { amount, currency }))
}
