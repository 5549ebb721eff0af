//! A target file: where a live vendor is, with which credentials, what a run may use there, and how much of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::SignedDuration;
use serde_json::Value;
use serde_saphyr::Spanned;
use testline_emulator::Vendor;

use super::form::{BudgetForm, NO_CREDENTIALS, RateForm, ResourceForm, Secret, Source, TargetForm};
use super::resource::kind_of;
use super::vendors::shape;
use crate::profile;
use crate::scenario::{Place, ScenarioError, form_error};

/// How often a vendor is asked where its file does not say.
const RATE: Rate = Rate { requests: 4, per: Duration::from_secs(1) };

/// At most so many requests within a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rate {
    pub(crate) requests: u32,
    pub(crate) per: Duration,
}

/// At most so many requests and changes in a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Budget {
    pub(crate) requests: Option<u32>,
    pub(crate) changes: Option<u32>,
}

/// A target file whose form is right. The variables that it names are not looked at yet.
#[derive(Clone, Debug)]
pub struct TargetFile {
    pub(crate) path: PathBuf,
    pub(crate) vendor: Vendor,
    pub(crate) base_url: String,
    pub(super) sets: BTreeMap<String, BTreeMap<String, Secret>>,
    pub(super) resources: BTreeMap<String, ResourceForm>,
    pub(crate) rate: Rate,
    pub(crate) budget: Budget,
}

impl TargetFile {
    /// Reads a file.
    pub fn read(path: &Path) -> Result<Self, Vec<ScenarioError>> {
        let shown = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| {
            vec![ScenarioError::whole(&shown, format!("{error}; `--target` takes a target file"))]
        })?;
        Self::parse(path, &text)
    }

    /// Reads the text of a file; `path` names it in errors.
    pub fn parse(path: &Path, text: &str) -> Result<Self, Vec<ScenarioError>> {
        let shown = path.display().to_string();
        let form: TargetForm = serde_saphyr::from_str(text).map_err(|error| {
            let error = form_error(&shown, text, &error);
            // A line that holds a credential is not shown.
            vec![if error.message.contains(NO_CREDENTIALS) { error.without_line() } else { error }]
        })?;
        let mut check = Check { path: &shown, text, errors: Vec::new() };
        let file = check.file(path, form);
        match file {
            Some(file) if check.errors.is_empty() => Ok(file),
            _ => Err(check.errors),
        }
    }

    /// The variables that a credential set is read from.
    pub(crate) fn variables(&self, set: &str) -> Vec<String> {
        self.sets.get(set).into_iter().flat_map(BTreeMap::values).map(|secret| secret.env.clone()).collect()
    }

    /// Its name: the file's, without folder and ending.
    pub fn name(&self) -> String {
        self.path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }
}

struct Check<'t> {
    path: &'t str,
    text: &'t str,
    errors: Vec<ScenarioError>,
}

impl Check<'_> {
    fn fail(&mut self, place: Place, message: impl Into<String>) {
        self.errors.push(ScenarioError::at(self.path, self.text, place, message.into()));
    }

    fn file(&mut self, path: &Path, form: TargetForm) -> Option<TargetFile> {
        let vendor = match form.vendor.value.parse::<Vendor>() {
            Ok(vendor) => vendor,
            Err(message) => {
                self.fail(form.vendor.referenced.into(), message);
                return None;
            }
        };
        let url = form.base_url.value.trim_end_matches('/').to_owned();
        let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        if host.is_none_or(str::is_empty) || url.contains(['?', '#', '{']) {
            let at = form.base_url.referenced.into();
            self.fail(at, format!("expected a URL such as {}, found `{url}`", vendor.contract().base_url));
        }
        let rate = form.rate_limit.map_or(RATE, |rate| self.rate(&rate));
        let BudgetForm { requests, changes } = form.budget.unwrap_or_default();
        Some(TargetFile {
            path: path.to_owned(),
            vendor,
            base_url: url,
            sets: self.sets(vendor, form.credentials),
            resources: self.resources(vendor, &form.resources),
            rate,
            budget: Budget { requests, changes },
        })
    }

    fn rate(&mut self, rate: &Spanned<RateForm>) -> Rate {
        let per = rate.value.per.parse::<SignedDuration>().ok().filter(SignedDuration::is_positive);
        match per.and_then(|per| Duration::try_from(per).ok()) {
            Some(per) if rate.value.requests > 0 => Rate { requests: rate.value.requests, per },
            _ => {
                self.fail(rate.referenced.into(), "expected a rate such as { requests: 5, per: PT1S }");
                RATE
            }
        }
    }

    fn sets(
        &mut self,
        vendor: Vendor,
        given: BTreeMap<String, Spanned<BTreeMap<String, Secret>>>,
    ) -> BTreeMap<String, BTreeMap<String, Secret>> {
        let known = profile::sets(vendor);
        for (name, set) in &given {
            if !known.contains(&name.as_str()) {
                let place = self.key(set.referenced.into(), name);
                self.fail(
                    place,
                    format!("{vendor} has no credential set `{name}`; it has: {}", known.join(", ")),
                );
            }
            for secret in set.value.values().filter(|secret| !is_variable(&secret.env)) {
                let place = Place::from(set.referenced).find(self.text, &secret.env);
                self.fail(place, format!("`{}` is no name of a variable", secret.env));
            }
        }
        if !given.contains_key("first") {
            let place = Place { line: 1, column: 1 }.find(self.text, "credentials");
            self.fail(place, "the credential set `first` is missing");
        }
        given.into_iter().map(|(name, set)| (name, set.value)).collect()
    }

    fn resources(
        &mut self,
        vendor: Vendor,
        given: &BTreeMap<String, Spanned<ResourceForm>>,
    ) -> BTreeMap<String, ResourceForm> {
        let mut resources = BTreeMap::new();
        for (name, resource) in given {
            let at = Place::from(resource.referenced);
            if !profile::has_name(vendor, name) {
                let known: Vec<&str> = profile::names(vendor).collect();
                let place = self.key(at, name);
                self.fail(
                    place,
                    format!("no profile of {vendor} has `{name}`; it has: {}", known.join(", ")),
                );
            }
            // YAML reads +91… as a whole number, and the sign would be gone.
            let is_number = matches!(resource.value.source, Source::Literal(Value::Number(_)));
            if is_number && !profile::is_integer(vendor, name) {
                self.fail(at, format!("write `{name}` in quotes, so that it stays the text that it is"));
            }
            for (fact, value) in resource.value.baseline.iter().flatten() {
                self.baseline(vendor, name, fact, value, at, given);
            }
            resources.insert(name.clone(), resource.value.clone());
        }
        resources
    }

    /// A fact of a baseline must be one that its kind has; where it stands for a thing, one that the file names.
    fn baseline(
        &mut self,
        vendor: Vendor,
        name: &str,
        fact: &str,
        value: &Value,
        at: Place,
        given: &BTreeMap<String, Spanned<ResourceForm>>,
    ) {
        let facts = kind_of(vendor, name).map(|kind| (shape(vendor).facts)(kind)).unwrap_or_default();
        let place = at.find(self.text, fact);
        let Some((_, refers)) = facts.iter().find(|(known, _)| *known == fact) else {
            let known: Vec<&str> = facts.iter().map(|(known, _)| *known).collect();
            let known =
                if known.is_empty() { "nothing that could be put back".to_owned() } else { known.join(", ") };
            return self.fail(place, format!("`{name}` has no `{fact}`; it has: {known}"));
        };
        let named = |text: &str| given.contains_key(text) && kind_of(vendor, text) == *refers;
        let fits = value.is_null() || value.as_str().is_some_and(named);
        if refers.is_some() && !fits {
            self.fail(place, format!("`{fact}` must be null or the name of a resource of this file"));
        }
    }

    /// The place of a key whose value stands here.
    fn key(&self, value: Place, key: &str) -> Place {
        let line = value.line.saturating_sub(1).max(1);
        Place { line, column: 1 }.find(self.text, &format!("{key}:"))
    }
}

/// Whether a text can name a variable of the environment.
fn is_variable(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    const RIGHT: &str = "vendor: vobiz
base-url: https://api.vobiz.ai/
credentials:
  first: { X-Auth-ID: { env: VOBIZ_AUTH_ID }, X-Auth-Token: { env: VOBIZ_AUTH_TOKEN } }
resources:
  number: { is: \"+912271264217\", baseline: { trunk: null } }
  number_2: { env: VOBIZ_NUMBER_2, baseline: { trunk: trunk } }
  trunk: aabbccdd-1234-5678-90ab-cdef12345678
rate-limit: { requests: 5, per: PT1S }
budget: { requests: 500, changes: 100 }
";

    #[test]
    fn a_right_file_is_taken() {
        let file =
            TargetFile::parse(Path::new("targets/vobiz.yaml"), RIGHT).expect("nothing is wrong with it");
        assert_eq!((file.name().as_str(), file.base_url.as_str()), ("vobiz", "https://api.vobiz.ai"));
        assert_eq!(file.rate, Rate { requests: 5, per: Duration::from_secs(1) });
        assert_eq!(file.budget.changes, Some(100));
    }

    #[test]
    fn each_way_to_be_wrong_is_told_with_its_place() {
        let cases = [
            ("vendor: vobiz", "vendor: vobis", 1, 9, "is no vendor"),
            ("base-url: https", "base-url: ftp", 2, 11, "expected a URL"),
            ("base-url", "base-urls", 2, 1, "base-urls"),
            ("  first:", "  third:", 4, 3, "no credential set `third`"),
            ("{ env: VOBIZ_AUTH_TOKEN }", "hunter2", 4, 61, "never stands in a file"),
            ("VOBIZ_AUTH_TOKEN", "VOBIZ-AUTH", 4, 68, "no name of a variable"),
            ("  number_2:", "  numbers:", 7, 3, "no profile of vobiz has `numbers`"),
            ("{ trunk: null }", "{ trnk: null }", 6, 46, "`number` has no `trnk`"),
            ("{ trunk: trunk }", "{ trunk: trunk_2 }", 7, 48, "the name of a resource"),
            ("  trunk: aabb", "  application: 20577609616603585 #", 8, 16, "in quotes"),
            ("per: PT1S", "per: soon", 9, 13, "expected a rate"),
            ("changes: 100", "changes: some", 10, 35, "some"),
        ];
        for (from, to, line, column, part) in cases {
            let text = RIGHT.replacen(from, to, 1);
            let errors = TargetFile::parse(Path::new("targets/vobiz.yaml"), &text).expect_err(to);
            let shown = errors[0].to_string();
            assert!(shown.contains(part), "{to}: {shown}");
            let place = format!("read targets/vobiz.yaml:{line}:{column}: ");
            assert!(shown.starts_with(&place), "{to}: expected {place}\n{shown}");
            assert!(!shown.contains("hunter2"), "{shown}");
        }
    }
}
