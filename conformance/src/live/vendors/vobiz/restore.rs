//! Putting back what was read at Vobiz.

use serde_json::{Value, json};
use testline_emulator::http::Method;

use super::read::account;
use crate::live::api::{Api, encoded};
use crate::live::resource::{Kind, Settings, Thing, settled};
use crate::target::Unanswered;

fn number_path(api: &Api<'_>, number: &str) -> String {
    format!("{}/numbers/{}", account(api), encoded(number))
}

pub(in crate::live::vendors) async fn put_back(
    api: &Api<'_>,
    thing: &Thing,
    now: &Settings,
    wanted: &Settings,
) -> Result<(), Unanswered> {
    match thing.kind {
        Kind::Number => put_number_back(api, &thing.id, now, wanted).await,
        Kind::Trunk => {
            let path = format!("{}/trunks/{}", account(api), encoded(&thing.id));
            api.change(Method::PUT, &path, Some(Value::Object(wanted.clone()))).await?;
            // What was not set before is asked for apart, since an update that is refused changes nothing.
            let unset = settled(now).into_iter().filter(|(name, _)| !wanted.contains_key(name));
            let unset: Settings = unset.map(|(name, _)| (name, Value::Null)).collect();
            if !unset.is_empty() {
                api.change(Method::PUT, &path, Some(Value::Object(unset))).await?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// A number leaves what serves it before it goes to what served it; neither a trunk nor an application gives way.
async fn put_number_back(
    api: &Api<'_>,
    number: &str,
    now: &Settings,
    wanted: &Settings,
) -> Result<(), Unanswered> {
    let of = |settings: &Settings, name: &str| settings.get(name).and_then(Value::as_str).map(str::to_owned);
    let path = number_path(api, number);
    // The routes of sub-accounts are written in small letters.
    let handed = format!("/api/v1/account/{}/numbers/{}", encoded(api.id("auth_id")), encoded(number));
    if of(now, "status").as_deref() == Some("pending_release") && of(wanted, "status") != of(now, "status") {
        api.change(Method::POST, &format!("{handed}/cancel-release"), None).await?;
    }
    if of(now, "sub_account") != of(wanted, "sub_account") {
        if of(now, "sub_account").is_some() {
            api.change(Method::DELETE, &format!("{handed}/assign-subaccount"), None).await?;
        }
        if let Some(sub_account) = of(wanted, "sub_account") {
            let body = json!({ "sub_account_id": sub_account });
            api.change(Method::POST, &format!("{handed}/assign-subaccount"), Some(body)).await?;
        }
    }
    let served = |settings: &Settings| (of(settings, "trunk"), of(settings, "application"));
    if served(now) == served(wanted) {
        return Ok(());
    }
    if of(now, "trunk").is_some() {
        api.change(Method::DELETE, &format!("{path}/assign"), None).await?;
    }
    if of(now, "application").is_some() {
        api.change(Method::DELETE, &format!("{path}/application"), None).await?;
    }
    if let Some(trunk) = of(wanted, "trunk") {
        api.change(Method::POST, &format!("{path}/assign"), Some(json!({ "trunk_group_id": trunk }))).await?;
    } else if let Some(application) = of(wanted, "application") {
        let body = json!({ "application_id": application });
        api.change(Method::POST, &format!("{path}/application"), Some(body)).await?;
    }
    Ok(())
}

pub(in crate::live::vendors) async fn remove(api: &Api<'_>, thing: &Thing) -> Result<(), Unanswered> {
    let folder = match thing.kind {
        Kind::Number => "numbers",
        Kind::Trunk => "trunks",
        Kind::Credential => "credentials",
        Kind::IpAcl => "ip-acl",
        Kind::OriginationUri => "origination-uris",
        _ => return Ok(()),
    };
    let target = format!("{}/{folder}/{}", account(api), encoded(&thing.id));
    api.change(Method::DELETE, &target, None).await.map(|_| ())
}
