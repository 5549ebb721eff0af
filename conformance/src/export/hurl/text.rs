//! Texts of hurl: quoting, and templates whose filters become variables of their own.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::profile::{self, Profile};
use crate::scenario::{Scenario, slots};
use crate::template::{Filter, Part, Slot, Template};

/// The name that a variable has in hurl: `first.x-auth-token` becomes `first_x_auth_token`.
pub(super) fn variable(name: &str) -> String {
    name.replace(|c: char| !c.is_ascii_alphanumeric(), "_")
}

/// The name of a variable with its filters: `number|path` becomes `number_path`.
pub(super) fn filtered(slot: &Slot) -> String {
    slot.filters.iter().fold(variable(&slot.word), |name, filter| format!("{name}_{}", suffix(*filter)))
}

/// What a filter adds to the name of its variable.
pub(super) const fn suffix(filter: Filter) -> &'static str {
    match filter {
        Filter::Path | Filter::Query => "path",
        Filter::Lower => "lower",
        Filter::Upper => "upper",
    }
}

/// A text inside a delimiter, `"` or a backtick.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '"' | '`' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            c if c.is_control() => escaped.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A text outside any delimiter: white space at its ends and `#` would be lost.
pub(super) fn bare(text: &str) -> String {
    let escaped = escape(text).replace('#', "\\#").replace("\\\"", "\"").replace("\\`", "`");
    let inner = escaped.trim_matches(' ');
    let (before, after) = match escaped.find(inner) {
        Some(at) => (at, escaped.len() - at - inner.len()),
        None => (0, 0),
    };
    let space = "\\u{20}";
    format!("{}{inner}{}", space.repeat(before), space.repeat(after))
}

/// A template in which only variables stand, with `write` for the text between them.
pub(super) fn template(text: &str, write: fn(&str) -> String) -> Result<String, String> {
    let template = Template::parse(text).map_err(|error| error.to_string())?;
    let parts = template.parts().iter().map(|part| match part {
        Part::Text(literal) if literal.contains("{{") => Err("a text holds `{{`".to_owned()),
        Part::Text(literal) => Ok(write(literal)),
        Part::Slot(slot) => Ok(format!("{{{{{}}}}}", filtered(slot))),
    });
    parts.collect()
}

/// Which variables of a scenario stand in JSON without quotes.
#[derive(Clone, Debug, Default)]
pub(super) struct Types {
    bare: BTreeSet<String>,
    pub(super) given: BTreeSet<String>,
}

impl Types {
    /// What a scenario's names and captures are.
    pub(super) fn of(scenario: &Scenario) -> Self {
        let profile = Profile::of_default_world(scenario.vendor);
        let number = |name: &String| profile.names.get(name).is_some_and(Value::is_number);
        let slots = slots(scenario);
        let words = ["integer", "number", "boolean", "unix-ms"];
        let captured = slots.iter().filter(|slot| words.contains(&slot.word.as_str()));
        let mut given: BTreeSet<String> = slots.iter().filter_map(|slot| slot.capture.clone()).collect();
        given.extend(scenario.needs.iter().cloned());
        given.extend(slots.iter().map(|slot| slot.word.clone()).filter(|name| is_given(scenario, name)));
        Self {
            bare: captured
                .filter_map(|slot| slot.capture.clone())
                .chain(scenario.needs.iter().filter(|name| number(name)).cloned())
                .collect(),
            given,
        }
    }

    /// Whether a variable is a number or a boolean.
    pub(super) fn is_bare(&self, name: &str) -> bool {
        self.bare.contains(name)
    }
}

/// Whether a name comes with the credentials.
fn is_given(scenario: &Scenario, name: &str) -> bool {
    profile::is_implied(scenario.vendor, name) || name.contains('.')
}

/// Every variable that a scenario uses, with and without filters.
pub(super) fn used(scenario: &Scenario) -> BTreeSet<(String, Vec<&'static str>)> {
    slots(scenario)
        .into_iter()
        .filter(|slot| slot.capture.is_none())
        .map(|slot| (slot.word, slot.filters.into_iter().map(suffix).collect()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_becomes_a_variable_of_its_own() {
        assert_eq!(
            template("/a/{{number|path}}?x={{first.x-auth-token}}", escape).as_deref(),
            Ok("/a/{{number_path}}?x={{first_x_auth_token}}")
        );
    }

    #[test]
    fn white_space_at_the_ends_of_a_bare_text_is_kept() {
        assert_eq!(bare("Bearer  "), "Bearer\\u{20}\\u{20}");
        assert_eq!(bare("a \"b\" #c"), "a \"b\" \\#c");
    }

    #[test]
    fn a_quoted_text_keeps_its_characters() {
        assert_eq!(escape("a\"b\\\n\u{1}`"), "a\\\"b\\\\\\n\\u{1}\\`");
    }
}
