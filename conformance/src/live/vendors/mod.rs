//! What a live run must know of each vendor beyond its contract: what a request may change, how a thing is read, put
//! back and removed. This file is the one dispatch.

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a vendor has some kinds of things and none of the others"
)]
mod dasha;
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a vendor has some kinds of things and none of the others"
)]
mod trillet;
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a vendor has some kinds of things and none of the others"
)]
mod unleashx;
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "a vendor has some kinds of things and none of the others"
)]
mod vobiz;

use serde_json::Value;
use testline_emulator::Vendor;

use super::api::Api;
use super::price::Price;
use super::reach::Call;
use super::resource::{Bond, Kind, Settings, Thing};
use crate::target::Unanswered;

/// The names of what can be set of a kind, each with the kind of thing that it stands for.
pub(crate) type Facts = &'static [(&'static str, Option<Kind>)];

/// What a vendor's requests mean, without asking it anything.
pub(crate) struct Shape {
    /// What a file may say of the state at rest of a kind, and the kind of thing that each fact stands for.
    pub(crate) facts: fn(Kind) -> Facts,
    /// An id in the one spelling in which ids are compared.
    pub(crate) normal: fn(Kind, &str) -> String,
    /// What a call may change or use.
    pub(crate) touches: fn(&Call) -> Vec<Touch>,
    /// What a call makes.
    pub(crate) makes: fn(&Call) -> Option<Make>,
    /// Where a call gives what the run made another name.
    pub(crate) renames: fn(&Call) -> Option<NameAt>,
    /// Why a call on a thing that stands so could not be undone, although its operation can.
    pub(crate) lasting: fn(&Call, &Thing, &Settings) -> Option<String>,
    /// The id of what was made, from the reply.
    pub(crate) made_id: fn(Kind, &Value) -> Option<String>,
    /// The kinds that a run can make and remove again, in the order of removal.
    pub(crate) makeable: &'static [Kind],
    /// The operations that change something without naming or making anything.
    pub(crate) unnamed: &'static [&'static str],
}

/// Something that a call names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Touch {
    pub(crate) kind: Kind,
    pub(crate) id: String,
    /// Whether the call may change it; else it is only named.
    pub(crate) changes: bool,
}

/// Something that a call makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Make {
    pub(crate) kind: Kind,
    pub(crate) name: NameAt,
}

/// Where what is made has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NameAt {
    /// In this field of the body, which is there.
    Field(&'static str),
    /// In this field of the body, which is added where it is missing.
    Added(&'static str),
    /// This field of the body says which thing it is; it cannot be named otherwise.
    Identity(&'static str),
}

pub(super) const fn changed(kind: Kind, id: String) -> Touch {
    Touch { kind, id, changes: true }
}

pub(super) const fn used(kind: Kind, id: String) -> Touch {
    Touch { kind, id, changes: false }
}

/// Something of a list: its id and what stands where a run puts its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) id: String,
    pub(crate) name: String,
}

/// The meaning of a vendor's requests.
pub(crate) const fn shape(vendor: Vendor) -> &'static Shape {
    match vendor {
        Vendor::Trillet => &trillet::SHAPE,
        Vendor::Unleashx => &unleashx::SHAPE,
        Vendor::Vobiz => &vobiz::SHAPE,
        Vendor::Dasha => &dasha::SHAPE,
    }
}

/// Something that every account can read: it tells whether the vendor is there and takes the credentials.
pub(crate) fn hello(api: &Api<'_>) -> String {
    match api.vendor() {
        Vendor::Trillet => "/v1/api/agents".to_owned(),
        Vendor::Unleashx => "/api/v1/global/agents/get".to_owned(),
        Vendor::Vobiz => vobiz::hello(api),
        Vendor::Dasha => "/api/v1/agents?take=1".to_owned(),
    }
}

/// The settings of a thing; none where there is no such thing.
pub(crate) async fn read(api: &Api<'_>, thing: &Thing) -> Result<Option<Settings>, Unanswered> {
    match api.vendor() {
        Vendor::Trillet => trillet::read(api, thing).await,
        Vendor::Unleashx => unleashx::read(api, thing).await,
        Vendor::Vobiz => vobiz::read(api, thing).await,
        Vendor::Dasha => dasha::read(api, thing).await,
    }
}

/// What a thing with these settings is bound to.
pub(crate) async fn bonds(
    api: &Api<'_>,
    thing: &Thing,
    settings: &Settings,
) -> Result<Vec<Bond>, Unanswered> {
    match api.vendor() {
        Vendor::Trillet => Ok(trillet::bonds(thing, settings)),
        Vendor::Unleashx => Ok(Vec::new()),
        Vendor::Vobiz => vobiz::bonds(api, thing, settings).await,
        Vendor::Dasha => dasha::bonds(api, thing, settings).await,
    }
}

/// Asks for what leads from the present settings to those wanted. Whether it did is for the caller to look at.
pub(crate) async fn put_back(
    api: &Api<'_>,
    thing: &Thing,
    now: &Settings,
    wanted: &Settings,
) -> Result<(), Unanswered> {
    match api.vendor() {
        Vendor::Trillet => trillet::put_back(api, thing, now, wanted).await,
        Vendor::Unleashx => unleashx::put_back(api, thing, now, wanted).await,
        Vendor::Vobiz => vobiz::put_back(api, thing, now, wanted).await,
        Vendor::Dasha => dasha::put_back(api, thing, now, wanted).await,
    }
}

/// Asks for the removal of a thing that a run made.
pub(crate) async fn remove(api: &Api<'_>, thing: &Thing) -> Result<(), Unanswered> {
    match api.vendor() {
        Vendor::Trillet => trillet::remove(api, thing).await,
        Vendor::Unleashx => unleashx::remove(api, thing).await,
        Vendor::Vobiz => vobiz::remove(api, thing).await,
        Vendor::Dasha => dasha::remove(api, thing).await,
    }
}

/// Every thing of a kind.
pub(crate) async fn list(api: &Api<'_>, kind: Kind) -> Result<Vec<Listed>, Unanswered> {
    match api.vendor() {
        Vendor::Trillet => trillet::list(api, kind).await,
        Vendor::Unleashx => unleashx::list(api, kind).await,
        Vendor::Vobiz => vobiz::list(api, kind).await,
        Vendor::Dasha => dasha::list(api, kind).await,
    }
}

/// What a call that spends would cost; none where the vendor does not say beforehand.
pub(crate) async fn price(api: &Api<'_>, call: &Call) -> Result<Option<Price>, Unanswered> {
    match api.vendor() {
        Vendor::Vobiz => vobiz::price(api, call).await,
        Vendor::Trillet | Vendor::Unleashx | Vendor::Dasha => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use testline_emulator::http::{Method, Request};

    use super::*;
    use crate::live::reach::Reach;

    /// Something for every field by which an operation names a thing.
    const BODY: &str = r#"{"agent_id":1,"numbers":["+15550100001"],"phoneNumberId":"n","phoneNumber":"+15550100001",
        "e164":"+15550100001","trunk_group_id":"t","application_id":"a","sub_account_id":"s","credentialsId":"c"}"#;

    fn call(vendor: Vendor, method: &str, route: &str, body: &str) -> Call {
        let path: Vec<&str> =
            route.split('/').map(|part| if part.starts_with('{') { "15550100001" } else { part }).collect();
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let request =
            Request::new(method, format!("{}?agentId=b", path.join("/"))).with_json(body.to_owned());
        Reach::of(vendor, &request).calls.remove(0)
    }

    #[test]
    fn of_every_operation_that_changes_something_it_is_known_what() {
        for vendor in Vendor::ALL {
            let shape = shape(vendor);
            for operation in vendor.contract().operations.iter().filter(|operation| operation.changes) {
                for (method, route) in operation.routes {
                    let call = call(vendor, method, route, BODY);
                    assert_eq!(call.operation, operation.name, "{vendor}");
                    let known = (shape.touches)(&call).iter().any(|touch| touch.changes)
                        || (shape.makes)(&call).is_some()
                        || shape.unnamed.contains(&operation.name);
                    assert!(known, "{vendor}: {}", operation.name);
                }
            }
        }
    }

    #[test]
    fn what_a_creation_makes_can_be_removed_where_the_contract_says_so() {
        for vendor in Vendor::ALL {
            let shape = shape(vendor);
            for operation in vendor.contract().operations.iter().filter(|operation| operation.changes) {
                let (method, route) = operation.routes[0];
                let Some(make) = (shape.makes)(&call(vendor, method, route, "{}")) else { continue };
                let removable =
                    shape.makeable.contains(&make.kind) || matches!(make.name, NameAt::Identity(_));
                let undone = !matches!(operation.undo, None | Some("none"));
                assert!(removable || !undone, "{vendor}: {}", operation.name);
            }
        }
    }

    #[test]
    fn an_id_is_the_same_in_every_spelling() {
        let same = |vendor: Vendor, kind, a: &str, b: &str| {
            let normal = shape(vendor).normal;
            normal(kind, a) == normal(kind, b)
        };
        assert!(same(Vendor::Vobiz, Kind::Number, "+912271264217", "912271264217"));
        assert!(same(Vendor::Vobiz, Kind::Trunk, "AABB-1", "aabb-1"));
        assert!(same(Vendor::Unleashx, Kind::Number, "+1 (202) 555-1234", "+12025551234"));
        let id = "3c90c3cc-0d44-4b50-8888-8dd25736052a";
        assert!(same(Vendor::Dasha, Kind::Number, id, "{3C90C3CC-0D44-4B50-8888-8DD25736052A}"));
        assert!(same(Vendor::Dasha, Kind::Number, id, &id.replace('-', "")));
        assert!(!same(Vendor::Dasha, Kind::Agent, "abc", "ABC"));
    }
}
