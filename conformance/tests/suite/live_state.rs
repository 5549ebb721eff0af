//! What of a state counts when it is compared with what was before.

use serde_json::Value;

/// Forgets times, exchanges, and what is as good as not set.
pub(crate) fn forget(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            let is_time = |name: &str| {
                let time = ["updated_at", "last_update_time", "updated_on", "last_updated"];
                name.ends_with("_in_exchange") || time.contains(&name)
            };
            let is_default =
                |name: &str, value: &Value| name == "transfer_caller_id_mode" && value == "agent";
            // UnleashX keeps what was deleted, with this status, and never shows it again.
            let is_deleted = |value: &Value| value["status"] == 2 && value["agent_type"].is_u64();
            fields.retain(|name, value| {
                forget(value);
                !is_time(name) && !is_unset(value) && !is_default(name, value) && !is_deleted(value)
            });
        }
        Value::Array(items) => items.iter_mut().for_each(forget),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn is_unset(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(fields) => fields.values().all(|value| value == false || is_unset(value)),
        Value::Array(items) => items.is_empty(),
        Value::String(text) => text.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}
