//! Whether two replies say the same, where each side makes up ids, secrets and times of its own.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;
use testline_emulator::http::{Reply, Request};

use crate::publish::names_a_secret;

/// What one side calls what the other side calls otherwise: ours to theirs.
#[derive(Clone, Debug, Default)]
pub(super) struct Names(BTreeMap<String, String>);

/// Headers that are held against each other.
const HEADERS: [&str; 4] = ["content-type", "allow", "location", "www-authenticate"];

impl Names {
    /// Notes that ours is theirs.
    pub(super) fn pair(&mut self, ours: &str, theirs: &str) {
        if ours != theirs && !ours.is_empty() {
            self.0.insert(ours.to_owned(), theirs.to_owned());
        }
    }

    /// A text of ours in their words.
    pub(super) fn translate(&self, text: &str) -> String {
        let mut pairs: Vec<_> = self.0.iter().collect();
        // A longer name may hold a shorter one.
        pairs.sort_by_key(|(ours, _)| std::cmp::Reverse(ours.len()));
        let mut text = text.to_owned();
        for (ours, theirs) in pairs {
            text = text.replace(ours, theirs);
            text = text.replace(&ours.to_uppercase(), &theirs.to_uppercase());
        }
        text
    }

    /// A request of ours in their words; what stands in base64 stays.
    pub(super) fn request(&self, request: &Request) -> Request {
        let mut theirs = Request::new(request.method.clone(), self.translate(&request.target));
        for (name, value) in request.headers.iter() {
            theirs
                .headers
                .push_text(name.clone(), &self.translate(&String::from_utf8_lossy(value.as_bytes())));
        }
        theirs.body = self.translate(&String::from_utf8_lossy(&request.body)).into();
        theirs
    }

    /// Says where their reply differs from ours; what each made up is paired on the way.
    pub(super) fn differ(&mut self, ours: &Reply, theirs: &Reply) -> Option<String> {
        if ours.status != theirs.status {
            return Some(format!("status {} and not {}", theirs.status.as_u16(), ours.status.as_u16()));
        }
        let json = |reply: &Reply| serde_json::from_slice::<Value>(&reply.body).ok();
        match (json(ours), json(theirs)) {
            (Some(ours), Some(theirs)) => {
                // A text may name what only a later member says to be an id, so that all is paired before it is judged.
                let mut paired = self.clone();
                if paired.values("the body", &ours, &theirs).is_some() {
                    paired.pair_ids("the body", &ours, &theirs);
                }
                *self = paired;
                if let Some(wrong) = self.values("the body", &ours, &theirs) {
                    return Some(wrong);
                }
            }
            _ if ours.body == theirs.body => {}
            _ => return Some("another body, or none".to_owned()),
        }
        for name in HEADERS {
            let of = |reply: &Reply| reply.headers.get(name).map(std::borrow::Cow::into_owned);
            let (ours, theirs) = (of(ours), of(theirs));
            if ours.as_deref().map(|text| self.translate(text)) != theirs {
                let shown = |value: Option<String>| value.unwrap_or_else(|| "nothing".to_owned());
                return Some(format!("the header {name}: {} and not {}", shown(theirs), shown(ours)));
            }
        }
        None
    }

    fn values(&mut self, place: &str, ours: &Value, theirs: &Value) -> Option<String> {
        match (ours, theirs) {
            (Value::Object(a), Value::Object(b)) => {
                if let Some(key) = a.keys().find(|key| !b.contains_key(*key)) {
                    return Some(format!("{place}: no key `{key}`"));
                }
                if let Some(key) = b.keys().find(|key| !a.contains_key(*key)) {
                    return Some(format!("{place}: a key `{key}` too many"));
                }
                a.iter().find_map(|(key, ours)| self.values(&format!("{place}.{key}"), ours, &b[key]))
            }
            (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
                let pairs = a.iter().zip(b).enumerate();
                pairs.into_iter().find_map(|(at, (a, b))| self.values(&format!("{place}.{at}"), a, b))
            }
            (Value::Array(a), Value::Array(b)) => {
                Some(format!("{place}: {} items and not {}", b.len(), a.len()))
            }
            (Value::String(a), Value::String(b)) => self.texts(place, a, b),
            (Value::Number(a), Value::Number(b)) if names_an_id(place) && a != b => {
                self.texts(place, &a.to_string(), &b.to_string())
            }
            _ if ours == theirs => None,
            _ => Some(format!("{place}: {theirs} and not {ours}")),
        }
    }

    /// Pairs every two ids that stand at the same place, whatever else differs.
    fn pair_ids(&mut self, place: &str, ours: &Value, theirs: &Value) {
        match (ours, theirs) {
            (Value::Object(a), Value::Object(b)) => {
                for (key, ours) in a {
                    if let Some(theirs) = b.get(key) {
                        self.pair_ids(&format!("{place}.{key}"), ours, theirs);
                    }
                }
            }
            (Value::Array(a), Value::Array(b)) => {
                for (at, (ours, theirs)) in a.iter().zip(b).enumerate() {
                    self.pair_ids(&format!("{place}.{at}"), ours, theirs);
                }
            }
            _ if names_an_id(place) => {
                // Whether it fits is judged afterwards.
                let _ = self.values(place, ours, theirs);
            }
            _ => {}
        }
    }

    fn texts(&mut self, place: &str, ours: &str, theirs: &str) -> Option<String> {
        let is_time = |text: &str| text.parse::<Timestamp>().is_ok();
        if self.translate(ours) == theirs || is_time(ours) && is_time(theirs) {
            return None;
        }
        let alike = ours.len() == theirs.len() && is_word(ours) && is_word(theirs);
        let digits = |text: &str| text.bytes().any(|byte| byte.is_ascii_digit());
        if alike && (names_an_id(place) || digits(ours) || digits(theirs)) && !self.0.contains_key(ours) {
            self.pair(ours, theirs);
            return None;
        }
        Some(format!("{place}: \"{theirs}\" and not \"{ours}\""))
    }
}

/// Whether a text may be an id or a secret that somebody made up: long, and of one word.
fn is_word(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':' | b'@');
    text.len() >= 8 && text.bytes().all(plain)
}

/// Whether an id or a secret stands at a place, by its key.
fn names_an_id(place: &str) -> bool {
    let key = place.rsplit('.').next().unwrap_or(place).to_ascii_lowercase();
    key.ends_with("id") || names_a_secret(&key)
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use testline_emulator::http::StatusCode;

    use super::*;

    fn reply(body: &Value) -> Reply {
        Reply::with_body(StatusCode::OK, "application/json", body.to_string())
    }

    #[test]
    fn made_up_ids_are_paired_once_and_held_to_it() {
        let mut names = Names::default();
        let (a, b) = (json!({"id": "aaaa-1111"}), json!({"id": "bbbb-2222"}));
        assert_eq!(names.differ(&reply(&a), &reply(&b)), None);
        assert_eq!(names.translate("/x/aaaa-1111"), "/x/bbbb-2222");
        assert!(names.differ(&reply(&a), &reply(&json!({"id": "cccc-3333"}))).is_some());
    }

    #[test]
    fn an_id_may_be_all_letters_where_its_key_says_that_it_is_one() {
        let mut names = Names::default();
        let of = |key: &str, text: &str| reply(&json!({ key: text }));
        assert_eq!(names.differ(&of("id", "agent_abcdefghi"), &of("id", "agent_qrstuvwxy")), None);
        let words = names.differ(&of("status", "pending_release"), &of("status", "pending_removal"));
        assert!(words.is_some());
    }

    #[test]
    fn a_text_may_name_an_id_that_stands_behind_it() {
        let mut names = Names::default();
        let of = |id: u64| reply(&json!({ "message": format!("held by {id}"), "data": { "agent_id": id } }));
        assert_eq!(names.differ(&of(59_713_953), &of(11_223_344)), None);
        assert_eq!(names.translate("59713953"), "11223344");
        assert!(names.differ(&of(59_713_953), &of(11_223_345)).is_some());
    }

    #[test]
    fn words_keys_and_lengths_must_be_the_same() {
        let mut names = Names::default();
        let ours = reply(&json!({"status": "active", "items": [1]}));
        for theirs in [
            json!({"status": "gone", "items": [1]}),
            json!({"status": "active", "items": [1, 2]}),
            json!({"status": "active"}),
            json!({"status": "active", "items": [1], "more": 1}),
        ] {
            assert!(names.differ(&ours, &reply(&theirs)).is_some(), "{theirs}");
        }
        let times = |text: &str| reply(&json!({"at": text}));
        assert_eq!(names.differ(&times("2026-01-01T00:00:00Z"), &times("2026-11-01T00:00:00.5Z")), None);
    }
}
