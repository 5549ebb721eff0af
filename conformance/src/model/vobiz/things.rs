//! SIP credentials, IP access control lists and origination URIs: one account's, and named by its trunks.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde_json::{Value, json};
use testline_emulator::contract::Clause;
use testline_emulator::contract::vobiz::clauses as c;

use super::action::{Fields, Kind};
use super::refusals as r;
use super::state::{State, Thing};
use crate::model::action::Expected;
use crate::model::claim::Claim;

/// A new resource of these fields, as it is shown.
pub(super) fn made(account: &str, kind: Kind, fields: &Fields) -> Thing {
    let mut shown = BTreeMap::from([("enabled", json!(true)), ("account_id", account.into())]);
    match kind {
        Kind::Credential => {
            shown.insert("password", json!("<redacted>"));
            shown.insert("realm", format!("{account}.sip.vobiz.ai").into());
        }
        Kind::Acl => {}
        Kind::Uri => {
            shown.insert("weight", json!(10));
        }
    }
    set(&mut shown, fields);
    Thing { account: account.to_owned(), fields: shown }
}

fn set(shown: &mut BTreeMap<&'static str, Value>, fields: &Fields) {
    for (key, value) in fields {
        match *key {
            // It is never shown.
            "password" => None,
            "name" => shown.insert("description", value.clone()),
            "sip_uri" => shown.insert("uri", value.clone()),
            key => shown.insert(key, value.clone()),
        };
    }
}

fn claims(thing: &Thing) -> Vec<(&'static str, Claim)> {
    thing.fields.iter().map(|(key, value)| (*key, Claim::Is(value.clone()))).collect()
}

pub(super) fn list(state: &State, account: &str, kind: Kind) -> Expected {
    let own = state.things(kind).iter().filter(|(_, thing)| thing.account == account);
    let items: BTreeMap<String, Claim> =
        own.map(|(id, thing)| (id.clone(), Claim::Has(claims(thing)))).collect();
    let total = items.len();
    let body = Claim::Only(vec![
        ("meta", Claim::Has(vec![("limit", Claim::Is(100.into())), ("total", Claim::Is(total.into()))])),
        ("objects", Claim::Keyed("id", items)),
    ]);
    let clause = match kind {
        Kind::Credential => c::LIST_CREDENTIALS_LISTED,
        Kind::Acl => c::LIST_IP_ACLS_LISTED,
        Kind::Uri => c::LIST_ORIGINATION_URIS_LISTED,
    };
    Expected::new(clause, body, format!("the account has {total}"))
}

pub(super) fn create(state: &State, account: &str, kind: Kind, fields: &Fields) -> Expected {
    let refused = match kind {
        Kind::Credential => username(state, account, fields),
        Kind::Acl => address(fields, true).then(|| bad_address(c::CREATE_IP_ACL_IP_ADDRESS_INVALID)),
        Kind::Uri => sip_uri(fields, true).then(|| bad_uri(c::CREATE_ORIGINATION_URI_SIP_URI_INVALID)),
    };
    if let Some(refused) = refused {
        return refused;
    }
    let mut body = claims(&made(account, kind, fields));
    body.push(("id", Claim::SomeText));
    let clause = match kind {
        Kind::Credential => c::CREATE_CREDENTIAL_CREATED,
        Kind::Acl => c::CREATE_IP_ACL_CREATED,
        Kind::Uri => c::CREATE_ORIGINATION_URI_CREATED,
    };
    Expected::new(clause, Claim::Has(body), "no field is bad")
}

pub(super) fn update(state: &mut State, account: &str, kind: Kind, id: &str, fields: &Fields) -> Expected {
    let Some(thing) = state.things_mut(kind).get_mut(id).filter(|thing| thing.account == account) else {
        let clauses = (
            c::UPDATE_CREDENTIAL_CREDENTIAL_NOT_FOUND,
            c::UPDATE_IP_ACL_IP_ACL_NOT_FOUND,
            c::UPDATE_ORIGINATION_URI_URI_NOT_FOUND,
        );
        return not_found(kind, clauses);
    };
    let refused = match kind {
        Kind::Credential => {
            let clauses = (c::UPDATE_CREDENTIAL_PASSWORD_MISSING, c::UPDATE_CREDENTIAL_PASSWORD_TOO_SHORT);
            password(fields, clauses.0, clauses.1)
        }
        Kind::Acl => address(fields, false).then(|| bad_address(c::UPDATE_IP_ACL_IP_ADDRESS_INVALID)),
        Kind::Uri => sip_uri(fields, false).then(|| bad_uri(c::UPDATE_ORIGINATION_URI_SIP_URI_INVALID)),
    };
    if let Some(refused) = refused {
        return refused;
    }
    set(&mut thing.fields, fields);
    let mut body = claims(thing);
    body.push(("id", id.to_owned().into()));
    let clause = match kind {
        Kind::Credential => c::UPDATE_CREDENTIAL_UPDATED,
        Kind::Acl => c::UPDATE_IP_ACL_UPDATED,
        Kind::Uri => c::UPDATE_ORIGINATION_URI_UPDATED,
    };
    Expected::new(clause, Claim::Has(body), "it is the account's and no field is bad")
}

pub(super) fn delete(state: &mut State, account: &str, kind: Kind, id: &str) -> Expected {
    if state.things(kind).get(id).is_none_or(|thing| thing.account != account) {
        let clauses = (
            c::DELETE_CREDENTIAL_CREDENTIAL_NOT_FOUND,
            c::DELETE_IP_ACL_IP_ACL_NOT_FOUND,
            c::DELETE_ORIGINATION_URI_URI_NOT_FOUND,
        );
        return not_found(kind, clauses);
    }
    let in_use = match kind {
        _ if !state.is_named(id) => None,
        Kind::Credential => Some((c::DELETE_CREDENTIAL_IN_USE, "Credential is in use by a trunk")),
        Kind::Uri => Some((c::DELETE_ORIGINATION_URI_IN_USE, "Origination URI is in use by a trunk")),
        Kind::Acl => None,
    };
    if let Some((clause, text)) = in_use {
        return Expected::new(clause, r::coded(text, 409), "a trunk names it");
    }
    state.things_mut(kind).remove(id);
    let clause = match kind {
        Kind::Credential => c::DELETE_CREDENTIAL_DELETED,
        Kind::Acl => c::DELETE_IP_ACL_DELETED,
        Kind::Uri => c::DELETE_ORIGINATION_URI_DELETED,
    };
    Expected::empty(clause, "it is the account's")
}

fn not_found(kind: Kind, clauses: (Clause, Clause, Clause)) -> Expected {
    let (clause, text) = match kind {
        Kind::Credential => (clauses.0, "Credential not found"),
        Kind::Acl => (clauses.1, "IP ACL not found"),
        Kind::Uri => (clauses.2, "Origination URI not found"),
    };
    Expected::new(clause, r::coded(text, 404), "the account has none of this id")
}

fn field<'f>(fields: &'f Fields, key: &str) -> Option<&'f Value> {
    fields.iter().find(|(held, _)| *held == key).map(|(_, value)| value)
}

/// What is wrong with the fields of a new credential.
fn username(state: &State, account: &str, fields: &Fields) -> Option<Expected> {
    let why = "the username";
    let Some(name) = field(fields, "username").and_then(Value::as_str).filter(|name| !name.is_empty()) else {
        return Some(Expected::new(
            c::CREATE_CREDENTIAL_USERNAME_MISSING,
            r::coded("username is required", 400),
            why,
        ));
    };
    if !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')) {
        return Some(Expected::new(
            c::CREATE_CREDENTIAL_USERNAME_INVALID,
            r::coded("Invalid username", 400),
            why,
        ));
    }
    let clauses = (c::CREATE_CREDENTIAL_PASSWORD_MISSING, c::CREATE_CREDENTIAL_PASSWORD_TOO_SHORT);
    if let Some(refused) = password(fields, clauses.0, clauses.1) {
        return Some(refused);
    }
    let same = |thing: &&Thing| {
        thing.account == account && thing.fields.get("username").is_some_and(|held| held == name)
    };
    state.credentials.values().find(same).map(|_| {
        let body = r::coded("Username already exists", 409);
        Expected::new(c::CREATE_CREDENTIAL_USERNAME_TAKEN, body, "the account has this username")
    })
}

fn password(fields: &Fields, missing: Clause, short: Clause) -> Option<Expected> {
    match field(fields, "password").and_then(Value::as_str) {
        None | Some("") => {
            Some(Expected::new(missing, r::coded("password is required", 400), "the password"))
        }
        Some(text) if text.chars().count() < 8 => {
            let body = r::coded("password must be at least 8 characters", 400);
            Some(Expected::new(short, body, "the password is short"))
        }
        Some(_) => None,
    }
}

/// Whether the address is one that is refused; one that is not sent is where it must be.
fn address(fields: &Fields, whole: bool) -> bool {
    let Some(value) = field(fields, "ip_address") else { return whole };
    let Some(text) = value.as_str() else { return true };
    let (address, bits) = text.split_once('/').unwrap_or((text, "32"));
    let Ok(address) = address.parse::<Ipv4Addr>() else { return true };
    let documentation = [[192, 0, 2], [198, 51, 100], [203, 0, 113]];
    !bits.parse::<u8>().is_ok_and(|bits| bits <= 32)
        || documentation.iter().any(|net| address.octets().starts_with(net))
}

fn bad_address(clause: Clause) -> Expected {
    Expected::new(clause, r::coded("Invalid IP address format", 400), "the ip_address is none that is taken")
}

/// Whether the URI is one that is refused; one that is not sent is where it must be.
fn sip_uri(fields: &Fields, whole: bool) -> bool {
    let Some(value) = field(fields, "sip_uri") else { return whole };
    let parts =
        value.as_str().and_then(|text| text.strip_prefix("sip:")).and_then(|rest| rest.split_once('@'));
    let host = parts.filter(|(user, _)| !user.is_empty()).and_then(|(_, host)| host.split_once(':'));
    !host.is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok())
}

fn bad_uri(clause: Clause) -> Expected {
    let text = "Invalid SIP URI format. Expected: sip:user@host:port";
    Expected::new(clause, r::coded(text, 400), "the sip_uri is not sip:user@host:port")
}
