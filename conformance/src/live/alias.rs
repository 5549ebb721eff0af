//! The names of what a run makes. On its way out a name becomes `testline-<run>-…`; on its way back it becomes again
//! what the scenario said, so that the same file runs anywhere.

use bytes::Bytes;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::vendors::NameAt;

/// What every name begins with that a run gives.
const PREFIX: &str = "testline-";

/// How the time of a run is written in its name.
const TIME: &str = "%Y%m%d%H%M%S";

/// A run: when it began, and something that tells it from others of the same second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RunId(String);

impl RunId {
    /// The id of a run that began then; `salt` tells runs of the same second apart.
    pub(crate) fn new(began: Timestamp, salt: u32) -> Self {
        let time = TimeZone::UTC.to_datetime(began).strftime(TIME).to_string();
        Self(format!("{time}-{:04x}", salt & 0xffff))
    }

    /// The id that a ledger names.
    pub(crate) fn of(id: &str) -> Self {
        Self(id.to_owned())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// What the names begin with that this run gives.
    pub(crate) fn prefix(&self) -> String {
        format!("{PREFIX}{}-", self.0)
    }

    /// When the run began that gave a name; none where no run gave it.
    pub(crate) fn began(name: &str) -> Option<Timestamp> {
        let rest = name.strip_prefix(PREFIX)?;
        let (time, rest) = rest.split_at_checked(14)?;
        let (salt, rest) = rest.strip_prefix('-')?.split_at_checked(4)?;
        if !rest.starts_with('-') || !salt.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let time = DateTime::strptime(TIME, time).ok()?;
        TimeZone::UTC.to_timestamp(time).ok()
    }
}

/// The names that were changed in a scenario.
#[derive(Clone, Debug, Default)]
pub(crate) struct Aliases {
    prefix: String,
    /// The name that is sent, and the JSON that the scenario has in its place.
    given: Vec<(String, Value)>,
    /// How many were added where the scenario had none.
    added: u32,
}

impl Aliases {
    pub(crate) fn new(run: &RunId) -> Self {
        Self { prefix: run.prefix(), given: Vec::new(), added: 0 }
    }

    /// Names what a body makes; gives the body to send and the name. None where the body has no place for a name, or
    /// the scenario tries a wrong one.
    pub(crate) fn name(&mut self, body: &Bytes, at: NameAt) -> Option<(Bytes, String)> {
        let mut json: Value = serde_json::from_slice(body).ok()?;
        // A body that reads otherwise than it is written is sent as it is written.
        if json.to_string().as_bytes() != body {
            return None;
        }
        let fields = json.as_object_mut()?;
        let (field, original) = match at {
            NameAt::Field(field) | NameAt::Added(field) => (field, fields.get(field).cloned()),
            NameAt::Identity(_) => return None,
        };
        let alias = match (original, at) {
            (Some(Value::String(name)), _) if !name.trim().is_empty() => self.alias(name),
            (None, NameAt::Added(_)) => {
                self.added += 1;
                let alias = format!("{}{}", self.prefix, self.added);
                self.given.push((alias.clone(), Value::Null));
                alias
            }
            _ => return None,
        };
        fields.insert(field.to_owned(), Value::from(alias.as_str()));
        Some((json.to_string().into(), alias))
    }

    /// The name in the place of another: the same one each time, and of the same length where that is a long one.
    fn alias(&mut self, name: String) -> String {
        if let Some((alias, _)) = self.given.iter().find(|(_, original)| *original == name) {
            return alias.clone();
        }
        let length = self.prefix.chars().count();
        let long = name.chars().count() > 2 * length;
        let kept: String = name.chars().skip(if long { length } else { 0 }).collect();
        let alias = format!("{}{kept}", self.prefix);
        self.given.push((alias.clone(), Value::from(name)));
        alias
    }

    /// A reply with the scenario's names.
    pub(crate) fn restore(&self, body: &Bytes) -> Bytes {
        let Ok(text) = std::str::from_utf8(body) else { return body.clone() };
        if !text.contains(&self.prefix) || self.prefix.is_empty() {
            return body.clone();
        }
        let mut text = text.to_owned();
        for (alias, original) in &self.given {
            text = text.replace(&Value::from(alias.as_str()).to_string(), &original.to_string());
            if let Value::String(name) = original {
                text = text.replace(alias, name);
            }
        }
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run() -> RunId {
        RunId::new(Timestamp::constant(1_795_510_219, 0), 0x1_2345)
    }

    #[test]
    fn a_name_says_when_its_run_began() {
        let name = format!("{}Sales", run().prefix());
        assert_eq!(name, "testline-20261124085019-2345-Sales");
        assert_eq!(RunId::began(&name), Some(Timestamp::constant(1_795_510_219, 0)));
        for other in [
            "testline-1",
            "Testline outbound",
            "testline-20261324085019-2345-x",
            "testline-20261124085019-23",
        ] {
            assert_eq!(RunId::began(other), None, "{other}");
        }
    }

    #[test]
    fn a_name_goes_out_changed_and_comes_back_as_it_was() {
        let mut aliases = Aliases::new(&run());
        let body = Bytes::from(r#"{"name":"Night shift","x":1}"#);
        let (sent, alias) = aliases.name(&body, NameAt::Field("name")).expect("it has a name");
        assert_eq!(sent, format!(r#"{{"name":"{alias}","x":1}}"#).as_bytes());
        assert_eq!(aliases.restore(&sent), body);
        assert_eq!(aliases.name(&body, NameAt::Field("name")).map(|(_, again)| again), Some(alias));
    }

    #[test]
    fn a_name_that_was_added_comes_back_as_null() {
        let mut aliases = Aliases::new(&run());
        let (sent, _) = aliases.name(&"{}".into(), NameAt::Added("description")).expect("one is added");
        assert_eq!(aliases.restore(&sent), r#"{"description":null}"#.as_bytes());
    }

    #[test]
    fn a_long_name_keeps_its_length_and_a_wrong_one_stays() {
        let mut aliases = Aliases::new(&run());
        let body = format!(r#"{{"name":"{}"}}"#, "x".repeat(100));
        let (sent, _) = aliases.name(&body.clone().into(), NameAt::Field("name")).expect("it has a name");
        assert_eq!(sent.len(), body.len());
        for wrong in [r#"{"name":" "}"#, r#"{"name":7}"#, "{}", "[]", r#"{ "name":"a"}"#, ""] {
            assert_eq!(aliases.name(&wrong.into(), NameAt::Field("name")), None, "{wrong}");
        }
    }
}
