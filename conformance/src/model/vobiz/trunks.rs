//! Trunks.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};
use testline_emulator::contract::Clause;
use testline_emulator::contract::vobiz::clauses as c;

use super::action::{Field, Fields};
use super::refusals as r;
use super::state::{State, Trunk};
use crate::model::action::Expected;
use crate::model::claim::Claim;

/// What a trunk shows of what it was not told.
fn defaults() -> [(&'static str, Value); 9] {
    [
        ("trunk_status", json!("active")),
        ("secure", json!(false)),
        ("trunk_direction", json!("both")),
        ("concurrent_calls_limit", json!(10)),
        ("cps_limit", json!(2)),
        ("description", json!("")),
        ("transport", json!("udp")),
        ("recording", json!(false)),
        ("webhook_method", json!("POST")),
    ]
}

/// A new trunk of these fields.
pub(super) fn made(account: &str, name: &str, fields: &Fields) -> Trunk {
    let mut shown = BTreeMap::from(defaults());
    shown.insert("name", name.into());
    set(&mut shown, fields);
    Trunk { account: account.to_owned(), fields: shown, touched: None, calls: false }
}

fn set(shown: &mut BTreeMap<&'static str, Value>, fields: &Fields) {
    for (key, value) in fields {
        let value = match (*key, value.as_str()) {
            ("trunk_status", Some("enabled")) => json!("active"),
            ("trunk_status", Some("disabled")) => json!("inactive"),
            _ => value.clone(),
        };
        shown.insert(key, value);
    }
}

/// The clause and body of the first field that cannot be so.
fn refused(fields: &Fields, field: Clause, private: Clause, url: Clause) -> Option<Expected> {
    let bad = |(key, value): &&(&'static str, Value)| match *key {
        "concurrent_calls_limit" => !value.as_i64().is_some_and(|limit| (0..=1000).contains(&limit)),
        "cps_limit" => !value.as_i64().is_some_and(|limit| (0..=100).contains(&limit)),
        "transport" => !matches!(value.as_str(), Some("udp" | "tcp" | "tls")),
        "trunk_direction" => !matches!(value.as_str(), Some("inbound" | "outbound")),
        "trunk_status" => !matches!(value.as_str(), Some("enabled" | "disabled")),
        "description" => !value.is_string(),
        "secure" | "recording" => !value.is_boolean(),
        "webhook_url" => value != "https://example.com/hook",
        _ => false,
    };
    let (key, value) = fields.iter().find(bad)?;
    let clause = match value.as_str() {
        Some(text) if *key == "webhook_url" && text.starts_with("http") => private,
        _ if *key == "webhook_url" => url,
        _ => field,
    };
    let body =
        Claim::Only(vec![("error", "invalid request".into()), ("message", format!("invalid {key}").into())]);
    Some(Expected::new(clause, body, format!("{key} cannot be {value}")))
}

/// A trunk as it is shown; `named` is what is known of its credential and its first URI.
fn shown(id: &str, trunk: &Trunk, credential: Claim) -> Claim {
    let mut claims = vec![
        ("trunk_id", id.to_owned().into()),
        ("account_id", trunk.account.clone().into()),
        ("trunk_domain", format!("{id}.sip.vobiz.ai").into()),
        ("updated_at", trunk.touched.map_or(Claim::SomeText, Claim::Time)),
        ("credential_uuid", credential),
    ];
    let hidden = ["credential_uuid", "ipacl_uuid", "primary_uri_uuid", "fallback_uri_uuid"];
    let fields = trunk.fields.iter().filter(|(key, _)| !hidden.contains(*key));
    claims.extend(fields.map(|(key, value)| (*key, Claim::Is(value.clone()))));
    Claim::Has(claims)
}

/// The trunk of an account that a path names.
fn own<'s>(state: &'s mut State, account: &str, id: &str) -> Option<&'s mut Trunk> {
    state.trunks.get_mut(&id.to_ascii_lowercase()).filter(|trunk| trunk.account == account)
}

fn not_found(clause: Clause) -> Expected {
    Expected::new(clause, r::trunk_not_found(), "the account has no such trunk")
}

pub(super) fn create(account: &str, name: &Field, fields: &Fields) -> Expected {
    let Some(name) = name.given() else {
        return Expected::new(
            c::CREATE_TRUNK_NAME_MISSING,
            r::invalid("name is required."),
            "the body has no name that is a text",
        );
    };
    let clauses = (
        c::CREATE_TRUNK_FIELD_INVALID,
        c::CREATE_TRUNK_WEBHOOK_URL_PRIVATE,
        c::CREATE_TRUNK_WEBHOOK_URL_INVALID,
    );
    if let Some(refused) = refused(fields, clauses.0, clauses.1, clauses.2) {
        return refused;
    }
    let Claim::Has(mut claims) = shown("", &made(account, name, fields), Claim::Absent) else {
        return not_found(c::CREATE_TRUNK_CREATED);
    };
    // The id is the vendor's to choose.
    claims.retain(|(key, _)| !matches!(*key, "trunk_id" | "trunk_domain"));
    claims.extend([("trunk_id", Claim::SomeText), ("trunk_domain", Claim::SomeText)]);
    Expected::new(c::CREATE_TRUNK_CREATED, Claim::Has(claims), "the body has a name and no field is bad")
}

pub(super) fn update(
    state: &mut State,
    account: &str,
    id: &str,
    name: Option<&Field>,
    fields: &Fields,
    now: Timestamp,
) -> Expected {
    let Some(trunk) = own(state, account, id) else {
        return not_found(c::UPDATE_TRUNK_TRUNK_NOT_FOUND);
    };
    let name = match name {
        None | Some(Field::Missing) => None,
        Some(name) => match name.given() {
            Some(name) => Some(name),
            None => {
                return Expected::new(
                    c::UPDATE_TRUNK_NAME_MISSING,
                    r::invalid("name is required."),
                    "the name is no text, or empty",
                );
            }
        },
    };
    let clauses = (
        c::UPDATE_TRUNK_FIELD_INVALID,
        c::UPDATE_TRUNK_WEBHOOK_URL_PRIVATE,
        c::UPDATE_TRUNK_WEBHOOK_URL_INVALID,
    );
    if let Some(refused) = refused(fields, clauses.0, clauses.1, clauses.2) {
        return refused;
    }
    if let Some(name) = name {
        trunk.fields.insert("name", name.into());
    }
    set(&mut trunk.fields, fields);
    trunk.touched = Some(now);
    let body = shown(&id.to_ascii_lowercase(), trunk, Claim::Any);
    Expected::new(c::UPDATE_TRUNK_UPDATED, body, "the trunk is the account's and no field is bad")
}

pub(super) fn retrieve(state: &mut State, account: &str, id: &str) -> Expected {
    match own(state, account, id) {
        None => not_found(c::RETRIEVE_TRUNK_TRUNK_NOT_FOUND),
        Some(trunk) => {
            let body = shown(&id.to_ascii_lowercase(), trunk, Claim::Any);
            Expected::new(c::RETRIEVE_TRUNK_RETRIEVED, body, "the trunk is the account's")
        }
    }
}

pub(super) fn delete(state: &mut State, account: &str, id: &str) -> Expected {
    let Some(trunk) = own(state, account, id) else {
        return not_found(c::DELETE_TRUNK_TRUNK_NOT_FOUND);
    };
    if trunk.calls {
        let body = r::said("conflict", "The trunk has active calls.");
        return Expected::new(c::DELETE_TRUNK_ACTIVE_CALLS, body, "calls are going over the trunk");
    }
    state.delete_trunk(&id.to_ascii_lowercase());
    Expected::empty(c::DELETE_TRUNK_DELETED, "the trunk is the account's and has no calls")
}

pub(super) fn list(state: &State, account: &str) -> Expected {
    let own = state.trunks.iter().filter(|(_, trunk)| trunk.account == account);
    let items: BTreeMap<String, Claim> = own
        .map(|(id, trunk)| {
            let credential = trunk.fields.get("credential_uuid").and_then(Value::as_str);
            (id.clone(), shown(id, trunk, Claim::text_or_absent(credential)))
        })
        .collect();
    let total = items.len();
    let body = Claim::Only(vec![
        ("meta", Claim::Has(vec![("limit", Claim::Is(100.into())), ("total", Claim::Is(total.into()))])),
        ("objects", Claim::Keyed("trunk_id", items)),
    ]);
    Expected::new(c::LIST_TRUNKS_LISTED, body, format!("the account has {total} trunks"))
}
