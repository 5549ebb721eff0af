//! What is included: keys that must be there, and elements of arrays as `JSONPath` finds them.

use serde_json::{Map, Value};

use super::asserts::Asserts;
use super::text::{escape, filtered};
use crate::template::{Slot, Template};

impl Asserts<'_> {
    /// What is named must be there and be equal; each given element must be like one of the array's.
    pub(super) fn includes(&mut self, path: &str, expected: &Value) -> Result<(), String> {
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
}

/// The path of a member.
pub(super) fn member(path: &str, key: &str) -> Result<String, String> {
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
