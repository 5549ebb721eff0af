//! Keeps secrets and identities out of everything that is shown.
//!
//! A secret appears as the name of an environment
//! variable (`$FIRST_X_AUTH_TOKEN`); what the target's profile names or a run captured appears under its name, written
//! as a scenario would write it (`{number}`, `{number|path}`).

use percent_encoding::utf8_percent_encode;
use serde_json::Value;

use crate::profile::{self, Profile};
use crate::template::{RESERVED, text_of};

/// The shortest text that is hidden wherever it stands; a shorter one is hidden only where it stands alone.
const SHORTEST: usize = 6;

/// The shortest text that is hidden at all; one or two characters identify nothing.
const TOO_SHORT: usize = 3;

/// A text that is not shown.
#[derive(Clone, Debug)]
struct Hidden {
    text: String,
    /// What stands in its place.
    shown: String,
    /// What stands in its place in a command for a shell; none where it may stay.
    shell: Option<String>,
    /// Whether it is hidden only where no letter, digit or underscore stands beside it.
    alone: bool,
}

/// What is hidden, and the names under which it appears.
#[derive(Clone, Debug, Default)]
pub struct Redactor {
    /// The longest text first.
    hidden: Vec<Hidden>,
    /// The bytes with which they begin.
    firsts: Vec<u8>,
}

impl Redactor {
    /// Knows every header of every credential set, every id that goes with one, and every name of the profile.
    pub fn new(profile: &Profile) -> Self {
        let mut redactor = Self::default();
        let is_id = |text: &str| {
            profile.sets.values().any(|set| set.ids.values().any(|id| id == text))
                || profile.names.values().any(|value| value == text)
        };
        for (set, credentials) in &profile.sets {
            for (header, value) in &credentials.headers {
                let secret = value.strip_prefix("Bearer ").unwrap_or(value);
                if secret.len() >= SHORTEST && !is_id(secret) {
                    redactor.secret(secret, &variable(&format!("{set}_{header}")));
                }
            }
        }
        for (name, value) in &profile.names {
            redactor.name(name, value, profile::is_public(name, value));
        }
        for (set, credentials) in &profile.sets {
            for (id, value) in &credentials.ids {
                redactor.name(&format!("{set}.{id}"), &Value::from(value.as_str()), false);
            }
        }
        redactor.sort();
        redactor
    }

    /// The same, and what a run has captured.
    #[must_use]
    pub fn and_captured(&self, captured: &[(String, Value)]) -> Self {
        let mut redactor = self.clone();
        for (name, value) in captured {
            redactor.name(name, value, false);
        }
        redactor.sort();
        redactor
    }

    /// The text with a name in the place of each secret and each identity.
    pub fn hide(&self, text: &str) -> String {
        self.replace(text, |hidden| Some(&hidden.shown))
    }

    /// The text for a command in a shell: secrets, and identities that are not those of the default world, are
    /// variables of the environment.
    pub fn hide_in_shell(&self, text: &str) -> String {
        self.replace(text, |hidden| hidden.shell.as_deref())
    }

    fn secret(&mut self, secret: &str, variable: &str) {
        let shown = format!("${variable}");
        for text in [secret.to_owned(), secret.to_lowercase(), secret.to_uppercase(), encoded(secret)] {
            self.add(text, &shown, Some(shown.clone()), false);
        }
    }

    fn name(&mut self, name: &str, value: &Value, public: bool) {
        let text = match value {
            Value::String(_) | Value::Number(_) => text_of(value),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return,
        };
        let quoted = Value::from(text.as_str()).to_string();
        let digits = text.strip_prefix('+').unwrap_or(&text).to_owned();
        let spellings = [
            (text.clone(), ""),
            (encoded(&text), "path"),
            (encoded(&text).to_lowercase(), "path"),
            (quoted.trim_matches('"').to_owned(), "json"),
            (digits, "digits"),
            (text.to_lowercase(), "lower"),
            (text.to_uppercase(), "upper"),
        ];
        for (spelling, filter) in spellings {
            let bar = if filter.is_empty() { "" } else { "|" };
            let alone = spelling.len() < SHORTEST || spelling.chars().all(|c| c.is_ascii_alphabetic());
            let shell = (!public).then(|| format!("${}", variable(&format!("{name}{bar}{filter}"))));
            self.add(spelling, &format!("{{{name}{bar}{filter}}}"), shell, alone);
        }
    }

    fn add(&mut self, text: String, shown: &str, shell: Option<String>, alone: bool) {
        let known = self.hidden.iter().any(|held| held.text == text);
        if text.len() >= TOO_SHORT && !known {
            self.hidden.push(Hidden { text, shown: shown.to_owned(), shell, alone });
        }
    }

    fn sort(&mut self) {
        // A stable order: of two names for one text the first stays, and a longer text hides a shorter one in it.
        self.hidden.sort_by_key(|hidden| std::cmp::Reverse(hidden.text.len()));
        self.firsts = self.hidden.iter().filter_map(|hidden| hidden.text.bytes().next()).collect();
        self.firsts.sort_unstable();
        self.firsts.dedup();
    }

    /// One pass from left to right, so that nothing is hidden inside a name that was put in.
    fn replace<'s>(&'s self, text: &str, shown: impl Fn(&'s Hidden) -> Option<&'s str>) -> String {
        let mut out = String::with_capacity(text.len());
        let mut before = None;
        let mut at = 0;
        while let Some(next) = text[at..].chars().next() {
            let rest = &text[at..];
            // Most places begin nothing that is hidden.
            let begins = rest.as_bytes().first().is_some_and(|byte| self.firsts.contains(byte));
            let found = self.hidden.iter().filter(|_| begins).find(|hidden| hidden.stands(rest, before));
            let (put, length) = match found {
                Some(hidden) => (shown(hidden).unwrap_or(&hidden.text), hidden.text.len()),
                None => (&rest[..next.len_utf8()], next.len_utf8()),
            };
            out.push_str(put);
            before = rest[..length].chars().next_back();
            at += length;
        }
        out
    }
}

impl Hidden {
    /// Whether a text begins with it, after this character.
    fn stands(&self, text: &str, before: Option<char>) -> bool {
        let joins = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
        text.starts_with(self.text.as_str())
            && !(self.alone && (joins(before) || joins(text[self.text.len()..].chars().next())))
    }
}

/// A text in a path or a query.
fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// A name as that of a variable of the environment.
fn variable(name: &str) -> String {
    name.to_uppercase().replace(|c: char| !c.is_ascii_alphanumeric(), "_")
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use testline_emulator::Vendor;

    use super::*;

    fn redactor() -> Redactor {
        Redactor::new(&Profile::of_default_world(Vendor::Vobiz))
    }

    #[test]
    fn a_secret_appears_as_a_variable_and_an_id_under_its_name() {
        assert_eq!(
            redactor().hide("MA_XXXXXX testline-2 testline"),
            "{auth_id} $SECOND_X_AUTH_TOKEN $FIRST_X_AUTH_TOKEN"
        );
    }

    #[test]
    fn every_spelling_of_a_number_appears_under_its_name() {
        assert_eq!(
            redactor().hide("+912271264217 /%2B912271264217/ %2b912271264217 912271264217"),
            "{number} /{number|path}/ {number|path} {number|digits}"
        );
    }

    #[test]
    fn what_was_captured_appears_under_its_name_and_a_short_word_only_where_it_stands_alone() {
        let captured = [("agent".to_owned(), json!(4711)), ("state".to_owned(), json!("active"))];
        let redactor = redactor().and_captured(&captured);
        assert_eq!(redactor.hide("4711 14711 active inactive"), "{agent} 14711 {state} inactive");
    }

    #[test]
    fn in_a_shell_public_names_stay_and_others_are_variables() {
        let redactor = redactor().and_captured(&[("made".to_owned(), json!("+15550001111"))]);
        assert_eq!(
            redactor.hide_in_shell("+912271264217 +15550001111 %2B15550001111 testline"),
            "+912271264217 $MADE $MADE_PATH $FIRST_X_AUTH_TOKEN"
        );
    }

    #[test]
    fn nothing_is_hidden_inside_a_name() {
        let redactor = redactor().and_captured(&[("a".to_owned(), json!("number"))]);
        assert_eq!(redactor.hide("+912271264217"), "{number}");
    }
}
