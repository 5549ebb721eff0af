//! What a model says of a reply's body: the fields that the state decides, and nothing of the others.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

/// A claim of a JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Claim {
    /// Whatever stands there is right.
    Any,
    /// The key is not there.
    Absent,
    /// The key is not there, or null stands there.
    Nothing,
    /// This value.
    Is(Value),
    /// This text.
    Text(Cow<'static, str>),
    /// Any text.
    SomeText,
    /// This number, however it is written.
    Number(f64),
    /// This moment, in RFC 3339.
    Time(Timestamp),
    /// An object that has at least these keys.
    Has(Vec<(&'static str, Claim)>),
    /// An object that has these keys and no others.
    Only(Vec<(&'static str, Claim)>),
    /// An array of just these, in this order.
    List(Vec<Claim>),
    /// An array of so many.
    Length(usize),
    /// An array of objects, one for each of these ids and in any order; the id stands under the key.
    Keyed(&'static str, BTreeMap<String, Claim>),
}

impl Claim {
    /// This text.
    pub fn text(text: impl Into<Cow<'static, str>>) -> Self {
        Self::Text(text.into())
    }

    /// A text where there is one, else no key.
    pub fn text_or_absent(text: Option<&str>) -> Self {
        text.map_or(Self::Absent, |text| Self::text(text.to_owned()))
    }

    /// Says where a value breaks the claim and how; none where it does not. `None` is a key that is not there.
    pub fn broken_by(&self, value: Option<&Value>) -> Option<String> {
        self.look(value, &mut Vec::new()).err()
    }

    fn look<'c>(&'c self, value: Option<&'c Value>, place: &mut Vec<Cow<'c, str>>) -> Result<(), String> {
        let found = |expected: String, place: &[Cow<'_, str>]| {
            let found = value.map_or("nothing".to_owned(), short);
            let place = if place.is_empty() { "the body".to_owned() } else { place.join(".") };
            Err(format!("{place}: expected {expected}, found {found}"))
        };
        match (self, value) {
            (Self::Any, _) | (Self::Absent | Self::Nothing, None) | (Self::Nothing, Some(Value::Null)) => {
                Ok(())
            }
            (Self::Is(expected), Some(value)) if expected == value => Ok(()),
            (Self::Text(expected), Some(Value::String(text))) if expected == text => Ok(()),
            (Self::SomeText, Some(Value::String(_))) => Ok(()),
            // Amounts are whole, or have two decimals at most.
            (Self::Number(expected), Some(value))
                if value.as_f64().is_some_and(|number| (number - expected).abs() < 0.001) =>
            {
                Ok(())
            }
            (Self::Time(expected), Some(Value::String(text)))
                if text.parse::<Timestamp>().is_ok_and(|time| time == *expected) =>
            {
                Ok(())
            }
            (Self::Length(count), Some(Value::Array(items))) if items.len() == *count => Ok(()),
            (Self::Has(fields) | Self::Only(fields), Some(Value::Object(object))) => {
                for (key, claim) in fields {
                    place.push(Cow::Borrowed(key));
                    claim.look(object.get(*key), place)?;
                    place.pop();
                }
                let unknown = |key: &&String| fields.iter().all(|(known, _)| known != key);
                match object.keys().find(unknown) {
                    Some(key) if matches!(self, Self::Only(_)) => found(format!("no key `{key}`"), place),
                    _ => Ok(()),
                }
            }
            (Self::List(claims), Some(Value::Array(items))) if items.len() == claims.len() => {
                for (at, (claim, item)) in claims.iter().zip(items).enumerate() {
                    place.push(Cow::Owned(at.to_string()));
                    claim.look(Some(item), place)?;
                    place.pop();
                }
                Ok(())
            }
            (Self::Keyed(key, claims), Some(Value::Array(items))) => {
                let id = |item: &'c Value| item.get(*key).and_then(Value::as_str);
                for (wanted, claim) in claims {
                    let mut of_it = items.iter().filter(|item| id(item) == Some(wanted));
                    place.push(Cow::Borrowed(wanted));
                    match (of_it.next(), of_it.next()) {
                        (Some(item), None) => claim.look(Some(item), place)?,
                        (None, _) => return found(format!("an item with this {key}"), place),
                        (Some(_), Some(_)) => {
                            return found(format!("one item with this {key}, not two"), place);
                        }
                    }
                    place.pop();
                }
                match items.iter().find(|item| id(item).is_none_or(|id| !claims.contains_key(id))) {
                    Some(item) => found(format!("no item {}", short(item)), place),
                    None => Ok(()),
                }
            }
            _ => found(self.says(), place),
        }
    }

    /// The claim in a few words.
    fn says(&self) -> String {
        match self {
            Self::Any => "anything".to_owned(),
            Self::Absent => "no such key".to_owned(),
            Self::Nothing => "nothing or null".to_owned(),
            Self::Is(value) => short(value),
            Self::Text(text) => format!("\"{text}\""),
            Self::SomeText => "a text".to_owned(),
            Self::Number(number) => number.to_string(),
            Self::Time(time) => format!("the time {time}"),
            Self::Has(_) | Self::Only(_) => "an object".to_owned(),
            Self::List(claims) => format!("{} items", claims.len()),
            Self::Length(count) => format!("{count} items"),
            Self::Keyed(_, claims) => format!("{} items", claims.len()),
        }
    }
}

impl From<&'static str> for Claim {
    fn from(text: &'static str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Claim {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

/// A value, cut where it is long.
fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(120) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_claim_says_where_it_is_broken() {
        let claim = Claim::Has(vec![(
            "items",
            Claim::List(vec![Claim::Has(vec![("trunk_group_id", Claim::Absent), ("e164", "+1".into())])]),
        )]);
        assert_eq!(claim.broken_by(Some(&json!({"items": [{"e164": "+1", "more": 1}]}))), None);
        let broken = claim.broken_by(Some(&json!({"items": [{"e164": "+1", "trunk_group_id": "a"}]})));
        assert_eq!(broken.as_deref(), Some(r#"items.0.trunk_group_id: expected no such key, found "a""#));
        assert!(claim.broken_by(Some(&json!({"items": []}))).is_some());
    }

    #[test]
    fn an_object_that_is_claimed_whole_has_no_other_key() {
        let claim = Claim::Only(vec![("error", "no".into())]);
        assert_eq!(claim.broken_by(Some(&json!({"error": "no"}))), None);
        assert!(claim.broken_by(Some(&json!({"error": "no", "api_id": "x"}))).is_some());
        assert!(claim.broken_by(Some(&json!({}))).is_some());
    }

    #[test]
    fn items_by_id_come_in_any_order_and_each_once() {
        let ids = ["a", "b"].map(|id| (id.to_owned(), Claim::Any));
        let claim = Claim::Keyed("id", ids.into());
        assert_eq!(claim.broken_by(Some(&json!([{"id": "b"}, {"id": "a"}]))), None);
        for wrong in [
            json!([{"id": "a"}]),
            json!([{"id": "a"}, {"id": "b"}, {"id": "b"}]),
            json!([{"id": "a"}, {"id": "b"}, {"id": "c"}]),
        ] {
            assert!(claim.broken_by(Some(&wrong)).is_some(), "{wrong}");
        }
    }

    #[test]
    fn moments_are_the_same_however_they_are_written() {
        let time: Timestamp = "2026-01-24T08:50:19Z".parse().expect("a time");
        assert_eq!(Claim::Time(time).broken_by(Some(&json!("2026-01-24T09:50:19.000+01:00"))), None);
        assert!(Claim::Time(time).broken_by(Some(&json!("2026-01-24T08:50:20Z"))).is_some());
    }
}
