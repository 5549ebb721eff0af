//! The response part of an entry: what is claimed as asserts, what is kept as captures.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use testline_emulator::http::HeaderName;

use super::text::{Types, escape, filtered, suffix};
use crate::matcher::Matcher;
use crate::scenario::{Claims, HeaderClaim, StatusClaim};
use crate::template::{Part, Slot, Template};

/// RFC 3339, as the matcher reads it.
const RFC3339: &str =
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$";

/// What an entry claims and keeps.
#[derive(Clone, Debug)]
pub(super) struct Asserts<'t> {
    /// Captures, with the filters under which they are used later.
    pub(super) captures: Vec<String>,
    /// Asserts.
    pub(super) asserts: Vec<String>,
    types: &'t Types,
    used: &'t BTreeSet<(String, Vec<&'static str>)>,
}

impl<'t> Asserts<'t> {
    /// Nothing yet.
    pub(super) const fn new(types: &'t Types, used: &'t BTreeSet<(String, Vec<&'static str>)>) -> Self {
        Self { captures: Vec::new(), asserts: Vec::new(), types, used }
    }

    /// Everything that is claimed of a reply.
    pub(super) fn claims(&mut self, claims: &Claims) -> Result<(), String> {
        match &claims.status {
            None | Some(StatusClaim::Any) => {}
            Some(StatusClaim::OneOf(wanted)) => match wanted.as_slice() {
                [only] => self.add(format!("status == {only}")),
                several => {
                    let either: Vec<String> = several.iter().map(ToString::to_string).collect();
                    self.add(format!("status toString matches \"^({})$\"", either.join("|")));
                }
            },
        }
        for (name, claim) in &claims.headers {
            self.header(name, claim)?;
        }
        if claims.empty_body {
            self.add("bytes count == 0".to_owned());
        }
        if let Some(json) = &claims.json {
            self.exact("$", json)?;
        }
        if let Some(json) = &claims.json_includes {
            self.includes("$", json)?;
        }
        if let Some(text) = &claims.text {
            self.text("body", text)?;
        }
        for part in &claims.text_includes {
            self.add(format!("body contains \"{}\"", super::text::template(part, escape)?));
        }
        Ok(())
    }

    fn add(&mut self, assert: String) {
        if !self.asserts.contains(&assert) {
            self.asserts.push(assert);
        }
    }

    fn header(&mut self, name: &HeaderName, claim: &HeaderClaim) -> Result<(), String> {
        let query = format!("header \"{name}\"");
        match claim {
            HeaderClaim::Absent => self.add(format!("{query} not exists")),
            HeaderClaim::Present => self.add(format!("{query} exists")),
            HeaderClaim::Values(texts) => match texts.as_slice() {
                [only] => self.text(&query, only)?,
                several => {
                    for text in several {
                        self.add(format!("{query} includes \"{}\"", super::text::template(text, escape)?));
                    }
                }
            },
        }
        Ok(())
    }

    /// The same keys, the same values, nothing more.
    pub(super) fn exact(&mut self, path: &str, expected: &Value) -> Result<(), String> {
        let query = format!("jsonpath \"{}\"", escape(path));
        match expected {
            Value::Object(fields) => {
                self.add(format!("{query} isObject"));
                match fields.len() {
                    0 => self.add(format!("jsonpath \"{}.*\" not exists", escape(path))),
                    // Hurl gives the only member itself in place of a list of one.
                    1 => {
                        let only = fields.values().next().filter(|value| !value.is_array());
                        if let Some(value) = only {
                            self.shallow(&format!("{path}.*"), value)?;
                        }
                    }
                    count => self.add(format!("jsonpath \"{}.*\" count == {count}", escape(path))),
                }
                for (key, value) in fields {
                    self.exact(&member(path, key)?, value)?;
                }
            }
            Value::Array(items) => {
                self.add(format!("{query} isList"));
                self.add(format!("{query} count == {}", items.len()));
                for (at, item) in items.iter().enumerate() {
                    self.exact(&format!("{path}[{at}]"), item)?;
                }
            }
            Value::String(text) => self.text(&query, text)?,
            Value::Null | Value::Bool(_) | Value::Number(_) => self.add(format!("{query} == {expected}")),
        }
        Ok(())
    }

    /// A value without its inner parts.
    fn shallow(&mut self, path: &str, expected: &Value) -> Result<(), String> {
        match expected {
            Value::Object(_) => {
                self.add(format!("jsonpath \"{}\" isObject", escape(path)));
                Ok(())
            }
            Value::String(text) if text.contains("{{") => Ok(()),
            Value::Array(_) | Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {
                self.exact(path, expected)
            }
        }
    }

    /// What is named must be there and be equal; each given element must be like one of the array's.
    fn includes(&mut self, path: &str, expected: &Value) -> Result<(), String> {
        match expected {
            Value::Object(fields) => {
                for (key, value) in fields {
                    self.includes(&member(path, key)?, value)?;
                }
                Ok(())
            }
            Value::Array(items) => items.iter().try_for_each(|item| self.element(path, item)),
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => self.exact(path, expected),
        }
    }

    fn element(&mut self, path: &str, expected: &Value) -> Result<(), String> {
        let Value::Object(fields) = expected else {
            let value = self.literal(expected)?.ok_or("an element of an array is a matcher")?;
            self.add(format!("jsonpath \"{}[?@=={}]\" exists", escape(path), escape(&value)));
            return Ok(());
        };
        let mut conditions = Vec::new();
        let mut kept = Vec::new();
        self.conditions("@", fields, &mut conditions, &mut kept)?;
        let filter =
            if conditions.is_empty() { "*".to_owned() } else { format!("?{}", conditions.join("&&")) };
        let query = format!("jsonpath \"{}[{}]\"", escape(path), escape(&filter));
        self.add(format!("{query} exists"));
        for (inner, slot) in kept {
            let inner = inner.trim_start_matches('@');
            let query = format!("jsonpath \"{}[{}]{}\"", escape(path), escape(&filter), escape(inner));
            self.keep(&query, &slot);
        }
        Ok(())
    }

    /// The conditions by which an element of an array is found, and what is kept of it.
    fn conditions(
        &self,
        path: &str,
        fields: &Map<String, Value>,
        conditions: &mut Vec<String>,
        kept: &mut Vec<(String, Slot)>,
    ) -> Result<(), String> {
        for (key, value) in fields {
            let inner = member(path, key)?;
            match value {
                Value::Object(fields) => self.conditions(&inner, fields, conditions, kept)?,
                Value::Array(items) => {
                    for item in items {
                        conditions.push(self.inner(&inner, item)?);
                    }
                }
                Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {
                    match self.literal(value)? {
                        Some(literal) => conditions.push(format!("{inner}=={literal}")),
                        None => {
                            conditions.push(inner.clone());
                            let template = Template::parse(value.as_str().unwrap_or(""))
                                .map_err(|error| error.to_string())?;
                            kept.extend(
                                template
                                    .only_slot()
                                    .filter(|slot| slot.capture.is_some())
                                    .map(|slot| (inner, slot.clone())),
                            );
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// The condition that an array inside an element has such an element of its own.
    fn inner(&self, path: &str, expected: &Value) -> Result<String, String> {
        let Value::Object(fields) = expected else {
            let value = self.literal(expected)?.ok_or("an element of an inner array is a matcher")?;
            return Ok(format!("{path}[?@=={value}]"));
        };
        let (mut conditions, mut kept) = (Vec::new(), Vec::new());
        self.conditions("@", fields, &mut conditions, &mut kept)?;
        if !kept.is_empty() {
            return Err("something is captured in an inner array".to_owned());
        }
        Ok(format!("{path}[?{}]", conditions.join("&&")))
    }

    /// A value as `JSONPath` compares it; none where it is a matcher.
    fn literal(&self, value: &Value) -> Result<Option<String>, String> {
        let Value::String(text) = value else { return Ok(Some(value.to_string())) };
        let template = Template::parse(text).map_err(|error| error.to_string())?;
        if template.slots().any(|slot| self.matcher(slot).is_some()) {
            return Ok(None);
        }
        if text.contains(['\'', '\\']) {
            return Err("a text with a quote stands in an element of an array".to_owned());
        }
        match template.only_slot() {
            Some(slot) if slot.filters.is_empty() && self.types.is_bare(&slot.word) => {
                Ok(Some(format!("{{{{{}}}}}", filtered(slot))))
            }
            _ => super::text::template(text, str::to_owned).map(|text| Some(format!("'{text}'"))),
        }
    }

    /// The matcher that a slot stands for; none where it is a variable.
    fn matcher(&self, slot: &Slot) -> Option<Matcher> {
        let variable = slot.capture.is_none() && self.types.given.contains(&slot.word);
        if variable { None } else { Matcher::of(&slot.word, slot.argument.as_deref()).ok().flatten() }
    }

    /// A value that is said as a text with templates.
    fn text(&mut self, query: &str, text: &str) -> Result<(), String> {
        let template = Template::parse(text).map_err(|error| error.to_string())?;
        if let Some(slot) = template.only_slot() {
            match self.matcher(slot) {
                Some(matcher) => self.matches(query, &matcher),
                None if slot.filters.is_empty() => self.add(format!("{query} == {{{{{}}}}}", filtered(slot))),
                None => self.add(format!("{query} == \"{{{{{}}}}}\"", filtered(slot))),
            }
            if slot.capture.is_some() {
                self.keep(query, slot);
            }
            return Ok(());
        }
        if template.slots().all(|slot| self.matcher(slot).is_none()) {
            self.add(format!("{query} == \"{}\"", super::text::template(text, escape)?));
            return Ok(());
        }
        self.pattern(query, &template)
    }

    fn matches(&mut self, query: &str, matcher: &Matcher) {
        let claims = match matcher {
            Matcher::Any => vec!["exists".to_owned()],
            Matcher::String => vec!["isString".to_owned()],
            Matcher::Integer => vec!["isInteger".to_owned()],
            Matcher::Number => vec!["isNumber".to_owned()],
            Matcher::Boolean => vec!["isBoolean".to_owned()],
            Matcher::Object => vec!["isObject".to_owned()],
            Matcher::Array => vec!["isList".to_owned()],
            Matcher::Uuid => vec!["isUuid".to_owned()],
            Matcher::Rfc3339 => vec![format!("matches \"{}\"", escape(RFC3339))],
            Matcher::UnixMs => {
                vec!["isInteger".to_owned(), "toString matches \"^[1-9][0-9]{12}$\"".to_owned()]
            }
            Matcher::Matches(pattern) => vec![format!("toString matches \"{}\"", escape(pattern.as_str()))],
        };
        claims.into_iter().for_each(|claim| self.add(format!("{query} {claim}")));
    }

    /// A text with matchers in it: a pattern, where no variable stands in it; else how it begins and ends.
    fn pattern(&mut self, query: &str, template: &Template) -> Result<(), String> {
        let mut pattern = "^".to_owned();
        let mut kept = Vec::new();
        let mut variables = false;
        for part in template.parts() {
            match part {
                Part::Text(literal) => pattern.push_str(&regex_lite::escape(literal)),
                Part::Slot(slot) => match self.matcher(slot) {
                    None => variables = true,
                    Some(matcher) => {
                        let inside =
                            matcher.inside_text().ok_or("a matcher stands in a text that cannot hold it")?;
                        // Only what is captured is a group, since hurl keeps the first.
                        let open = if slot.capture.is_some() { "(" } else { "(?:" };
                        pattern.push_str(&format!("{open}{inside})"));
                        kept.extend(slot.capture.is_some().then(|| slot.clone()));
                    }
                },
            }
        }
        if variables || kept.len() > 1 {
            return Err("a text holds a matcher and a variable, or two captures".to_owned());
        }
        pattern.push('$');
        self.add(format!("{query} toString matches \"{}\"", escape(&pattern)));
        if let Some(slot) = kept.first() {
            self.keep(&format!("{query} regex \"{}\"", escape(&pattern)), slot);
        }
        Ok(())
    }

    /// Keeps a match under its name, and under the names that it has with filters.
    fn keep(&mut self, query: &str, slot: &Slot) {
        let Some(name) = &slot.capture else { return };
        let mut add = |line: String| {
            if !self.captures.contains(&line) {
                self.captures.push(line);
            }
        };
        add(format!("{name}: {query}"));
        let encoded = suffix(crate::template::Filter::Path);
        if self.used.iter().any(|(word, filters)| word == name && *filters == [encoded]) {
            add(format!("{name}_{encoded}: {query} urlEncode"));
        }
    }
}

/// The path of a member.
fn member(path: &str, key: &str) -> Result<String, String> {
    let plain = !key.is_empty()
        && !key.starts_with(|first: char| first.is_ascii_digit())
        && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if plain {
        return Ok(format!("{path}.{key}"));
    }
    if key.contains(['\'', '\\']) {
        return Err("a key holds a quote".to_owned());
    }
    Ok(format!("{path}['{}']", super::text::template(key, str::to_owned)?))
}
