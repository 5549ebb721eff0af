//! From the form of a file to a scenario: vendor, clauses, switches and faults are resolved here.

use serde_json::Value;
use serde_saphyr::Spanned;
use testline_emulator::Vendor;
use testline_emulator::contract::{Clause, Dialect, EffectFacts};
use testline_emulator::faults::{Fault, Faults};

use super::check;
use super::error::{Place, ScenarioError};
use super::file::File;
use super::model::{Scenario, Source};
use crate::profile;

/// A file being read: where errors belong, and those found so far.
pub(super) struct Reader<'t> {
    path: &'t str,
    pub(super) text: &'t str,
    pub(super) vendor: Vendor,
    errors: Vec<ScenarioError>,
}

/// Reads a scenario. `path` stands in errors, `id` is its name: `<vendor>/<operation>/<claim>`.
pub(super) fn scenario(path: &str, id: &str, text: &str) -> Result<Scenario, Vec<ScenarioError>> {
    let options = serde_saphyr::options! {
        // In a body `yes` and `007` are texts.
        strict_booleans: true,
        leading_zero_numbers_as_strings: true,
        underscored_numbers_as_strings: true,
    };
    let file: File =
        serde_saphyr::from_str_with_options(text, options).map_err(|error| vec![form(path, text, &error)])?;
    let vendor = vendor(path, id, text, &file).map_err(|error| vec![error])?;
    let mut reader = Reader { path, text, vendor, errors: Vec::new() };
    let scenario = reader.read(id, file);
    reader.errors.extend(check::scenario(&scenario, path, text));
    if reader.errors.is_empty() { Ok(scenario) } else { Err(reader.errors) }
}

/// An error of the form: a wrong type, an unknown key, no YAML at all.
pub(crate) fn form(path: &str, text: &str, error: &serde_saphyr::Error) -> ScenarioError {
    let plain = error.without_snippet().to_string();
    // The place stands before the message; the reader's own words for it would say it twice.
    let message =
        plain.split(" at line ").next().unwrap_or(&plain).trim_end_matches([':', ',', ' ']).to_owned();
    match error.location() {
        Some(location) if location.line() > 0 => ScenarioError::at(path, text, location.into(), message),
        _ => ScenarioError::whole(path, plain),
    }
}

fn vendor(path: &str, id: &str, text: &str, file: &File) -> Result<Vendor, ScenarioError> {
    let folder = id.split('/').next().and_then(|first| first.parse::<Vendor>().ok());
    let Some(named) = &file.vendor else {
        return folder.ok_or_else(|| {
            ScenarioError::whole(
                path,
                format!("it lies in no vendor's folder; say `vendor:` ({})", Vendor::names()),
            )
        });
    };
    let fail = |message| Err(ScenarioError::at(path, text, named.referenced.into(), message));
    match named.value.parse::<Vendor>() {
        Ok(vendor) if folder.is_none_or(|folder| folder == vendor) => Ok(vendor),
        Ok(_) => fail(format!("`{}` is not the vendor of its folder", named.value)),
        Err(message) => fail(message),
    }
}

impl Reader<'_> {
    /// Notes an error.
    pub(super) fn fail(&mut self, place: Place, message: impl Into<String>) {
        self.errors.push(ScenarioError::at(self.path, self.text, place, message.into()));
    }

    fn read(&mut self, id: &str, file: File) -> Scenario {
        let (mut clauses, mut effects) = (Vec::new(), Vec::new());
        for id in &file.clauses {
            match self.effect(&id.value) {
                Some(effect) => effects.push((id.value.clone(), effect)),
                None => clauses.extend(self.clause(id)),
            }
        }
        let dialect = self.dialect(&file);
        let needs = self.needs(&file.needs);
        if file.claim.value.trim().is_empty() {
            self.fail(file.claim.referenced.into(), "the claim is empty");
        }
        let (mut steps, mut cleanup) = (Vec::new(), Vec::new());
        for (at, step) in file.steps.into_iter().enumerate() {
            steps.extend(self.step(step, at));
        }
        for (at, step) in file.cleanup.into_iter().enumerate() {
            cleanup.extend(self.step(step, at));
        }
        let mut scenario = Scenario {
            id: id.to_owned(),
            path: self.path.to_owned(),
            vendor: self.vendor,
            claim: file.claim.value,
            clauses,
            effects,
            covers: file.covers,
            source: file.source.map(|source| Source {
                url: source.url,
                section: source.section,
                read: source.read,
            }),
            reason: file.reason,
            needs,
            sets: Vec::new(),
            dialect,
            given: file.given.map(|given| given.value),
            clock: file.clock,
            steps,
            cleanup,
        };
        scenario.sets = super::names::sets(&scenario);
        scenario
    }

    /// The effect of an id: what an operation does that no reply tells.
    fn effect(&self, id: &str) -> Option<&'static EffectFacts> {
        let short = id.strip_prefix(self.vendor.name()).and_then(|rest| rest.strip_prefix('.')).unwrap_or(id);
        let (operation, name) = short.split_once('.')?;
        let effects = self.vendor.contract().operation(operation)?.effects;
        effects.iter().find(|effect| effect.id == name)
    }

    /// The clause of an id, with or without its vendor.
    pub(super) fn clause(&mut self, id: &Spanned<String>) -> Option<Clause> {
        let found = Clause::find(&id.value, Some(self.vendor))
            .filter(|clause| clause.facts().vendor == Some(self.vendor));
        if found.is_none() {
            let near = nearest(&id.value, self.vendor);
            self.fail(id.referenced.into(), format!("unknown clause `{}`{near}", id.value));
        }
        found
    }

    fn dialect(&mut self, file: &File) -> std::collections::BTreeMap<String, String> {
        let mut dialect = Dialect::default();
        let mut turned = std::collections::BTreeMap::new();
        for (name, value) in &file.dialect {
            let prefix = format!("{}.", self.vendor);
            let whole = if name.starts_with(&prefix) { name.clone() } else { format!("{prefix}{name}") };
            match dialect.set(&whole, &value.value) {
                Ok(()) => {
                    turned.insert(whole, value.value.clone());
                }
                Err(error) => self.fail(value.referenced.into(), error.to_string()),
            }
        }
        turned
    }

    fn needs(&mut self, needs: &[Spanned<String>]) -> Vec<String> {
        let vendor = self.vendor;
        for name in needs.iter().filter(|name| !profile::has_name(vendor, &name.value)) {
            let known: Vec<&str> = profile::names(self.vendor).collect();
            let message =
                format!("no profile of {} has `{}`; it has: {}", self.vendor, name.value, known.join(", "));
            self.fail(name.referenced.into(), message);
        }
        needs.iter().map(|name| name.value.clone()).collect()
    }

    /// Checks faults as a world would, so that a wrong one is found before anything runs.
    pub(super) fn faults(&mut self, faults: Spanned<Vec<Value>>) -> Vec<Value> {
        let mut checked = Vec::new();
        for mut fault in faults.value {
            if let Some(fields) = fault.as_object_mut() {
                let matching = fields.entry("match").or_insert_with(|| Value::Object(serde_json::Map::new()));
                if let Some(matching) = matching.as_object_mut() {
                    matching.entry("vendor").or_insert_with(|| Value::from(self.vendor.name()));
                }
            }
            let added = serde_json::from_value::<Fault>(fault.clone())
                .map_err(|error| error.to_string())
                .and_then(|fault| Faults::default().add(fault));
            match added {
                Ok(_) => checked.push(fault),
                Err(message) => self.fail(faults.referenced.into(), format!("a fault is wrong: {message}")),
            }
        }
        checked
    }
}

/// A hint at the clause that was meant: those of the same operation, or the operations.
fn nearest(id: &str, vendor: Vendor) -> String {
    let id = id.strip_prefix(vendor.name()).and_then(|rest| rest.strip_prefix('.')).unwrap_or(id);
    let operation = id.split('.').next().unwrap_or("");
    let of: Vec<&str> = vendor
        .contract()
        .clauses()
        .map(|clause| clause.facts())
        .filter(|facts| facts.operation == operation)
        .map(|facts| facts.name)
        .collect();
    if of.is_empty() {
        format!("; {vendor} has no operation `{operation}`")
    } else {
        format!("; `{operation}` has: {}", of.join(", "))
    }
}
