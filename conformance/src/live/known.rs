//! What a target file says once its variables are looked up: the profile, and every thing that it names.

use std::collections::BTreeMap;

use serde_json::Value;
use testline_emulator::{CredentialSet, Vendor};

use super::error::LiveError;
use super::form::{ResourceForm, Source};
use super::resource::{Kind, Named, Settings, Thing, kind_of, set_of};
use super::target_file::TargetFile;
use super::vendors::shape;
use crate::profile::{self, Profile};

/// The profile of a target, and what a run may use there.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) vendor: Vendor,
    pub(crate) profile: Profile,
    pub(crate) named: Vec<Named>,
}

impl Known {
    /// Looks up every variable of a file; one that is not set is named.
    pub(crate) fn of(file: &TargetFile, lookup: impl Fn(&str) -> Option<String>) -> Result<Self, LiveError> {
        let mut missing = Vec::new();
        let mut get = |name: &str| {
            let value = lookup(name).filter(|value| !value.is_empty());
            if value.is_none() && !missing.contains(&name.to_owned()) {
                missing.push(name.to_owned());
            }
            value.unwrap_or_default()
        };
        let mut sets = BTreeMap::new();
        for (name, headers) in &file.sets {
            let headers: BTreeMap<String, String> = headers
                .iter()
                .map(|(header, secret)| (header.clone(), secret.prefix.clone() + &get(&secret.env)))
                .collect();
            let ids = ids(file.vendor, &headers);
            sets.insert(name.clone(), CredentialSet { headers, ids });
        }
        let mut names = BTreeMap::new();
        for (name, resource) in &file.resources {
            let value = match &resource.source {
                Source::Literal(value) => value.clone(),
                Source::Env(variable) => Value::from(get(variable)),
            };
            names.insert(name.clone(), typed(file.vendor, name, value));
        }
        if !missing.is_empty() {
            return Err(LiveError::unreachable(format!(
                "use {}: {} not set; export {} and run again",
                file.path.display(),
                variables(&missing),
                if missing.len() == 1 { "it" } else { "them" }
            )));
        }
        let known =
            Self { vendor: file.vendor, named: named(file, &names), profile: Profile { sets, names } };
        Ok(known.with_ids())
    }

    /// The same with the names that go with a credential set, such as `auth_id`.
    fn with_ids(mut self) -> Self {
        for (name, set) in profile::ids(self.vendor) {
            let id = self.profile.sets.get(set).and_then(|set| set.ids.values().next());
            if let Some(id) = id.filter(|_| !self.profile.names.contains_key(name)) {
                self.profile.names.insert(name.to_owned(), Value::from(id.as_str()));
            }
        }
        self
    }

    /// What a run may change of this kind and id, if the file names it.
    pub(crate) fn find(&self, kind: Kind, id: &str) -> Option<&Named> {
        let normal = |id: &str| (shape(self.vendor).normal)(kind, id);
        self.named.iter().find(|named| named.thing.kind == kind && normal(&named.thing.id) == normal(id))
    }

    /// The names under which a thing stands in messages: `number` for what the file names so.
    pub(crate) fn title(&self, thing: &Thing) -> String {
        match self.find(thing.kind, &thing.id) {
            Some(named) => format!("{thing} (`{}`)", named.name),
            None => thing.to_string(),
        }
    }
}

/// The ids that headers carry.
fn ids(vendor: Vendor, headers: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let (header, id) = match vendor {
        Vendor::Vobiz => ("x-auth-id", "auth_id"),
        Vendor::Trillet => ("x-workspace-id", "workspace"),
        Vendor::Unleashx | Vendor::Dasha => return BTreeMap::new(),
    };
    let value = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(header));
    value.map(|(_, value)| (id.to_owned(), value.clone())).into_iter().collect()
}

/// A value as its name has it: some ids are whole numbers, and a variable holds text only.
fn typed(vendor: Vendor, name: &str, value: Value) -> Value {
    match value.as_str().and_then(|text| text.parse::<i64>().ok()) {
        Some(number) if profile::is_integer(vendor, name) => Value::from(number),
        _ => value,
    }
}

fn named(file: &TargetFile, names: &BTreeMap<String, Value>) -> Vec<Named> {
    let text = |name: &str| names.get(name).map(crate::template::text_of).unwrap_or_default();
    let mut all = Vec::new();
    for (name, resource) in &file.resources {
        let Some(kind) = kind_of(file.vendor, name) else { continue };
        let thing = Thing { kind, id: text(name), set: set_of(name).to_owned() };
        let baseline = baseline(file.vendor, kind, resource, &text);
        all.push(Named { name: name.clone(), thing, for_sale: name.starts_with("for_sale"), baseline });
    }
    all
}

/// A baseline with ids in the place of names.
fn baseline(
    vendor: Vendor,
    kind: Kind,
    resource: &ResourceForm,
    id: &impl Fn(&str) -> String,
) -> Option<Settings> {
    let facts = (shape(vendor).facts)(kind);
    let refers = |fact: &str| facts.iter().any(|(known, refers)| *known == fact && refers.is_some());
    let given = resource.baseline.as_ref()?;
    let resolved = given.iter().map(|(fact, value)| match value.as_str() {
        Some(name) if refers(fact) => (fact.clone(), Value::from(id(name))),
        _ => (fact.clone(), value.clone()),
    });
    Some(resolved.collect())
}

fn variables(missing: &[String]) -> String {
    match missing {
        [only] => format!("the variable {only} is"),
        _ => format!("the variables {} are", missing.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    const FILE: &str = "vendor: vobiz
base-url: https://api.vobiz.ai
credentials:
  first: { X-Auth-ID: { env: ID }, X-Auth-Token: { env: TOKEN } }
resources:
  number: { is: \"+912271264217\", baseline: { trunk: trunk, application: null } }
  trunk: { env: TRUNK }
";

    fn known(variables: &[(&str, &str)]) -> Result<Known, LiveError> {
        let file = TargetFile::parse(Path::new("targets/vobiz.yaml"), FILE).expect("a right file");
        let held = |name: &str| variables.iter().find(|(held, _)| *held == name);
        Known::of(&file, |name| held(name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn variables_become_credentials_ids_and_things() {
        let known = known(&[("ID", "MA_1"), ("TOKEN", "secret"), ("TRUNK", "AB-1")]).expect("all are set");
        assert_eq!(known.profile.names["auth_id"], "MA_1");
        assert_eq!(known.profile.sets["first"].headers["X-Auth-Token"], "secret");
        let number = known.find(Kind::Number, "912271264217").expect("it is named");
        assert_eq!(number.baseline.as_ref().map(|baseline| &baseline["trunk"]), Some(&Value::from("AB-1")));
        assert!(known.find(Kind::Trunk, "ab-1").is_some());
    }

    #[test]
    fn every_variable_that_is_missing_is_named_in_one_line() {
        let error = known(&[("ID", "MA_1"), ("TOKEN", "")]).expect_err("two are missing");
        assert_eq!(
            error.message,
            "use targets/vobiz.yaml: the variables TOKEN, TRUNK are not set; export them and run again"
        );
    }
}
