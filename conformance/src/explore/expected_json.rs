//! A model's claim as a scenario says it.

use serde_json::{Map, Value, json};

use crate::model::Claim;

/// The whole body that is expected, beside the one that came: what the model says nothing of may be anything, and what
/// it says must not be there is left out.
pub(super) fn whole(claim: &Claim, came: Option<&Value>) -> Option<Value> {
    Some(match (claim, came) {
        (Claim::Absent, _) => return None,
        (Claim::Nothing, None) => return None,
        (Claim::Nothing, Some(_)) => Value::Null,
        (Claim::Has(fields), Some(Value::Object(came))) => {
            let mut object = Map::new();
            for (key, value) in came {
                match fields.iter().find(|(held, _)| held == key) {
                    Some((_, claim)) => put(&mut object, key, whole(claim, Some(value))),
                    None => put(&mut object, key, Some(json!("{{any}}"))),
                }
            }
            for (key, claim) in fields.iter().filter(|(key, _)| !came.contains_key(*key)) {
                put(&mut object, key, whole(claim, None));
            }
            Value::Object(object)
        }
        (Claim::Only(fields) | Claim::Has(fields), came) => {
            let mut object = Map::new();
            for (key, claim) in fields {
                put(&mut object, key, whole(claim, came.and_then(|came| came.get(*key))));
            }
            Value::Object(object)
        }
        (Claim::List(claims), came) => {
            let at = |at: usize| came.and_then(|came| came.get(at));
            claims.iter().enumerate().filter_map(|(place, claim)| whole(claim, at(place))).collect()
        }
        (Claim::Keyed(key, claims), came) => {
            let items = came.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let id = |item: &Value| item.get(*key).and_then(Value::as_str).map(str::to_owned);
            let mut wanted = Vec::new();
            for item in items {
                if let Some(claim) = id(item).and_then(|id| claims.get(&id)) {
                    wanted.extend(whole(claim, Some(item)));
                }
            }
            let missing = claims
                .iter()
                .filter(|(wanted, _)| !items.iter().any(|item| id(item).as_ref() == Some(wanted)));
            wanted.extend(missing.map(|(id, _)| json!({ *key: id })));
            Value::Array(wanted)
        }
        (Claim::Length(count), _) => Value::Array(vec![json!("{{any}}"); *count]),
        (simple, came) => value(simple, came),
    })
}

fn put(object: &mut Map<String, Value>, key: &str, value: Option<Value>) {
    if let Some(value) = value {
        object.insert(key.to_owned(), value);
    }
}

/// A claim of a value that has no parts.
fn value(claim: &Claim, came: Option<&Value>) -> Value {
    match claim {
        Claim::Is(value) => value.clone(),
        Claim::Text(text) => json!(text),
        Claim::SomeText => json!("{{string}}"),
        Claim::Number(number) => {
            let whole = format!("{number}").replace('.', "\\.");
            json!(format!("{{{{matches ^{whole}(\\.0+)?$}}}}"))
        }
        Claim::Time(time) => match came.and_then(Value::as_str) {
            // How a time is written is not what the model says.
            Some(text) if text.parse().is_ok_and(|came: jiff::Timestamp| came == *time) => json!(text),
            _ => json!(time.to_string()),
        },
        Claim::Any
        | Claim::Absent
        | Claim::Nothing
        | Claim::Has(_)
        | Claim::Only(_)
        | Claim::List(_)
        | Claim::Length(_)
        | Claim::Keyed(..) => json!("{{any}}"),
    }
}

/// What a body must have, where the one that came is of another kind: only what is said by value.
pub(super) fn includes(claim: &Claim) -> Option<Value> {
    match claim {
        Claim::Has(fields) | Claim::Only(fields) => {
            let mut object = Map::new();
            for (key, claim) in fields {
                put(&mut object, key, includes(claim));
            }
            Some(Value::Object(object))
        }
        Claim::Is(_) | Claim::Text(_) | Claim::Number(_) | Claim::SomeText => Some(value(claim, None)),
        Claim::List(claims) => Some(claims.iter().filter_map(includes).collect()),
        Claim::Any
        | Claim::Absent
        | Claim::Nothing
        | Claim::Time(_)
        | Claim::Length(_)
        | Claim::Keyed(..) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_not_be_there_is_left_out_and_what_is_not_claimed_may_be_anything() {
        let claim =
            Claim::Has(vec![("trunk", Claim::Absent), ("e164", "+1".into()), ("status", "active".into())]);
        let came = json!({"id": "x", "trunk": "t", "e164": "+2"});
        assert_eq!(
            whole(&claim, Some(&came)),
            Some(json!({"id": "{{any}}", "e164": "+1", "status": "active"}))
        );
    }

    #[test]
    fn items_stand_in_the_order_in_which_they_came_and_the_missing_ones_last() {
        let claims = ["a", "b", "c"].map(|id| (id.to_owned(), Claim::Has(vec![("id", id.into())])));
        let claim = Claim::Keyed("id", claims.into());
        let came = json!([{"id": "c"}, {"id": "d"}, {"id": "a"}]);
        assert_eq!(whole(&claim, Some(&came)), Some(json!([{"id": "c"}, {"id": "a"}, {"id": "b"}])));
    }
}
