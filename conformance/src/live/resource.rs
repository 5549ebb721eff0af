//! The things at a vendor that a run may change, and what is known of one at a moment.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use testline_emulator::Vendor;

/// A kind of thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    Number,
    Trunk,
    Application,
    SubAccount,
    Credential,
    IpAcl,
    OriginationUri,
    Agent,
    CallFlow,
}

impl Kind {
    /// The words for it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Trunk => "trunk",
            Self::Application => "application",
            Self::SubAccount => "sub-account",
            Self::Credential => "credential",
            Self::IpAcl => "ip-acl",
            Self::OriginationUri => "origination URI",
            Self::Agent => "agent",
            Self::CallFlow => "call flow",
        }
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One thing, and the credential set with which it is reached.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Thing {
    pub(crate) kind: Kind,
    pub(crate) id: String,
    pub(crate) set: String,
}

impl std::fmt::Display for Thing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.kind, self.id)
    }
}

/// A thing that the target file names.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    /// Its name in the file.
    pub(crate) name: String,
    pub(crate) thing: Thing,
    /// Whether it is for sale, and so nothing that the account has.
    pub(crate) for_sale: bool,
    /// What the file says of its state at rest, resolved to ids.
    pub(crate) baseline: Option<Settings>,
}

/// What can be set of a thing, by name; what is not set is left out.
pub(crate) type Settings = Map<String, Value>;

/// Something that a thing is bound to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bond {
    /// How it is bound, so that it follows "the number … ": `is on`, `has`.
    pub(crate) how: &'static str,
    pub(crate) kind: Kind,
    pub(crate) id: String,
}

/// The settings of which a difference counts: what is null, empty or false is as good as not set.
pub(crate) fn settled(settings: &Settings) -> Settings {
    let set = settings.iter().filter(|(_, value)| !is_unset(value));
    set.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Whether a value is as good as none.
pub(crate) fn is_unset(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) | Value::Number(_) => false,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.values().all(is_unset),
    }
}

/// The names of settings that differ, each with what should be and what is.
pub(crate) fn differences(now: &Settings, wanted: &Settings) -> Vec<String> {
    let (now, wanted) = (settled(now), settled(wanted));
    let names = wanted.keys().chain(now.keys().filter(|name| !wanted.contains_key(*name)));
    let show = |value: Option<&Value>| value.map_or_else(|| "not set".to_owned(), ToString::to_string);
    names
        .filter(|name| now.get(*name) != wanted.get(*name))
        .map(|name| format!("{name} was {} and is {}", show(wanted.get(name)), show(now.get(name))))
        .collect()
}

/// What a name of a profile stands for; none for what is only said, such as an address.
pub(crate) fn kind_of(vendor: Vendor, name: &str) -> Option<Kind> {
    let plain = name.strip_prefix("other_").unwrap_or(name);
    let plain = plain.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('_');
    match (vendor, plain) {
        (Vendor::Vobiz, "number" | "for_sale") | (Vendor::Trillet, "for_sale") => Some(Kind::Number),
        (Vendor::Trillet | Vendor::Unleashx | Vendor::Dasha, "number") => Some(Kind::Number),
        (Vendor::Vobiz, "trunk") => Some(Kind::Trunk),
        (Vendor::Vobiz, "application") => Some(Kind::Application),
        (Vendor::Vobiz, "sub_account") => Some(Kind::SubAccount),
        (Vendor::Trillet, "agent" | "agent_without_flow") => Some(Kind::Agent),
        (Vendor::Trillet, "flow") => Some(Kind::CallFlow),
        (Vendor::Unleashx, "agent" | "agent_int" | "agent_2_int") => Some(Kind::Agent),
        (Vendor::Dasha, "agent") => Some(Kind::Agent),
        (Vendor::Dasha, "credential") => Some(Kind::Credential),
        _ => None,
    }
}

/// The credential set that owns what a name stands for.
pub(crate) fn set_of(name: &str) -> &'static str {
    if name.starts_with("other_") { "second" } else { "first" }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn settings(value: Value) -> Settings {
        serde_json::from_value(value).expect("an object")
    }

    #[test]
    fn what_is_empty_is_as_good_as_not_set() {
        let now = settings(json!({ "a": null, "b": "", "c": [], "d": { "enabled": false }, "e": 1 }));
        assert!(differences(&now, &settings(json!({ "e": 1 }))).is_empty());
        assert_eq!(differences(&now, &settings(json!({ "a": "x" }))).len(), 2);
    }

    #[test]
    fn a_difference_says_what_was_and_what_is() {
        let found =
            differences(&settings(json!({ "trunk": "t2" })), &settings(json!({ "trunk": "t1", "b": 1 })));
        assert_eq!(found, ["trunk was \"t1\" and is \"t2\"", "b was 1 and is not set"]);
    }

    #[test]
    fn names_have_the_kind_of_what_they_stand_for() {
        assert_eq!(kind_of(Vendor::Vobiz, "other_trunk"), Some(Kind::Trunk));
        assert_eq!(kind_of(Vendor::Vobiz, "number_2"), Some(Kind::Number));
        assert_eq!(kind_of(Vendor::Trillet, "for_sale_3"), Some(Kind::Number));
        assert_eq!(kind_of(Vendor::Unleashx, "agent_2_int"), Some(Kind::Agent));
        assert_eq!(kind_of(Vendor::Dasha, "e164"), None);
        assert_eq!(set_of("other_number"), "second");
    }
}
