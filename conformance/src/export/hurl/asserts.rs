//! The response part of an entry: what is claimed as asserts, what is kept as captures.

use std::collections::BTreeSet;

use serde_json::Value;
use testline_emulator::http::HeaderName;

use super::elements::member;
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
    pub(super) types: &'t Types,
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

    pub(super) fn add(&mut self, assert: String) {
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

    /// The matcher that a slot stands for; none where it is a variable.
    pub(super) fn matcher(&self, slot: &Slot) -> Option<Matcher> {
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
    pub(super) fn keep(&mut self, query: &str, slot: &Slot) {
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
