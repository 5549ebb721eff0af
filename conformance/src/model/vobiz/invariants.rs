//! What always holds of Vobiz.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::model::invariants::{
    Check, Invariant, NO_CONTENT_HAS_NO_BODY, Seen, TENANTS_DO_NOT_SEE_EACH_OTHER,
};

pub(super) const ALL: &[Invariant] = &[
    NO_CONTENT_HAS_NO_BODY,
    TENANTS_DO_NOT_SEE_EACH_OTHER,
    Invariant {
        name: "a-number-is-on-one-route",
        says: "A number is served by its trunk or by its application, never by both, and is listed once.",
        source: "docs.vobiz.ai/trunks/assign-number, Error Responses: an assigned number is refused until it is unassigned",
        check: Check::Exchange(a_number_is_on_one_route),
    },
    Invariant {
        name: "a-number-is-held-or-for-sale",
        says: "A number that an account has is not for sale, and is on at most one of trunk and application.",
        source: "docs.vobiz.ai/account-phone-number/list-inventory-numbers: only unowned numbers are listed",
        check: Check::State(a_number_is_held_or_for_sale),
    },
];

fn a_number_is_on_one_route(seen: &Seen<'_>) -> Result<(), String> {
    let Some(items) = seen.json.and_then(|json| json.get("items")).and_then(Value::as_array) else {
        return Ok(());
    };
    let mut met = BTreeSet::new();
    for item in items {
        let Some(e164) = item.get("e164").and_then(Value::as_str) else { continue };
        if !met.insert(e164) {
            return Err(format!("{e164} is listed twice"));
        }
        if item.get("trunk_group_id").is_some_and(Value::is_string)
            && item.get("application_id").is_some_and(Value::is_string)
        {
            return Err(format!("{e164} is on a trunk and on an application"));
        }
    }
    Ok(())
}

fn a_number_is_held_or_for_sale(state: &Value) -> Result<(), String> {
    let table = |name: &str| state.get(name).and_then(Value::as_object);
    let (Some(numbers), Some(inventory)) = (table("numbers"), table("inventory")) else { return Ok(()) };
    for (e164, number) in numbers {
        let set = |key: &str| number.get(key).is_some_and(|value| !value.is_null());
        if set("trunk") && set("application") {
            return Err(format!("{e164} is on a trunk and on an application"));
        }
        let trunk = number.get("trunk").and_then(Value::as_str);
        if trunk.is_some_and(|trunk| table("trunks").is_none_or(|trunks| !trunks.contains_key(trunk))) {
            return Err(format!("{e164} is on a trunk that is not there"));
        }
    }
    match numbers.keys().find(|e164| inventory.contains_key(*e164)) {
        Some(e164) => Err(format!("{e164} is an account's and for sale")),
        None => Ok(()),
    }
}
