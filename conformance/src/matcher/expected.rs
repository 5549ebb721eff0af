//! One expected text: a value, a matcher, or a pattern made of texts and matchers.

use regex_lite::Regex;
use serde_json::Value;

use super::word::Matcher;
use crate::template::{Part, Scope, Slot, Template, TemplateError, text_of};

/// What a text in an expectation stands for.
#[derive(Debug)]
pub enum Expected {
    /// A value of its own.
    Value(Value),
    /// A matcher, and the name under which the match is kept.
    Matcher(Matcher, Option<String>),
    /// A text with matchers in it; each group of the pattern is kept under the name of the same place.
    Pattern(Regex, Vec<Option<String>>),
}

impl Expected {
    /// Reads an expected text. A bare word is a variable where one of that name is given, else a matcher.
    pub fn read(text: &str, scope: &Scope) -> Result<Self, TemplateError> {
        if !text.contains("{{") {
            return Ok(Self::Value(Value::String(text.to_owned())));
        }
        let template = Template::parse(text)?;
        if let Some(slot) = template.only_slot() {
            return match matcher(slot, scope)? {
                Some(matcher) => Ok(Self::Matcher(matcher, slot.capture.clone())),
                None if slot.filters.is_empty() => Ok(Self::Value(slot.value(scope)?.clone())),
                None => Ok(Self::Value(Value::String(slot.text(scope)?))),
            };
        }
        let mut pattern = "^".to_owned();
        let mut captures = Vec::new();
        for part in template.parts() {
            match part {
                Part::Text(literal) => pattern.push_str(&regex_lite::escape(literal)),
                Part::Slot(slot) => match matcher(slot, scope)? {
                    None => pattern.push_str(&regex_lite::escape(&slot.text(scope)?)),
                    Some(matcher) => {
                        let inside = matcher.inside_text().ok_or_else(|| TemplateError {
                            word: slot.word.clone(),
                            message: format!("`{}` cannot stand inside a longer text", slot.word),
                        })?;
                        pattern.push_str(&format!("(?P<g{}>{inside})", captures.len()));
                        captures.push(slot.capture.clone());
                    }
                },
            }
        }
        if captures.is_empty() {
            return Ok(Self::Value(Value::String(template.fill(scope)?)));
        }
        pattern.push('$');
        let pattern = Regex::new(&pattern).map_err(|error| TemplateError {
            word: text.to_owned(),
            message: format!("no pattern comes of it: {error}"),
        })?;
        Ok(Self::Pattern(pattern, captures))
    }

    /// Whether a value is as expected; what it captures goes into the scope.
    pub fn passes(&self, value: &Value, scope: &mut Scope) -> bool {
        match self {
            Self::Value(expected) => expected == value,
            Self::Matcher(matcher, capture) => {
                matcher.passes(value) && keep(capture.as_deref(), value.clone(), scope)
            }
            Self::Pattern(pattern, captures) => {
                if value.is_object() || value.is_array() {
                    return false;
                }
                let text = text_of(value);
                let Some(found) = pattern.captures(&text) else { return false };
                captures.iter().enumerate().all(|(at, capture)| {
                    let group = found.name(&format!("g{at}")).map_or("", |group| group.as_str());
                    keep(capture.as_deref(), Value::from(group), scope)
                })
            }
        }
    }

    /// What is expected, in words that follow "expected".
    pub fn says(&self, text: &str) -> String {
        match self {
            Self::Value(value) => super::mismatch::shown(value),
            Self::Matcher(matcher, _) => matcher.says(),
            Self::Pattern(..) => format!("a text like {}", Value::from(text)),
        }
    }
}

/// Keeps a match under a name; one that is kept already must be the same.
fn keep(name: Option<&str>, value: Value, scope: &mut Scope) -> bool {
    let Some(name) = name else { return true };
    match scope.get(name) {
        Some(held) => *held == value,
        None => {
            scope.capture(name, value);
            true
        }
    }
}

/// The matcher that a slot stands for; none where it is a variable.
fn matcher(slot: &Slot, scope: &Scope) -> Result<Option<Matcher>, TemplateError> {
    let fail =
        |message| TemplateError { word: slot.argument.clone().unwrap_or_else(|| slot.word.clone()), message };
    if slot.capture.is_none() && slot.argument.is_none() && scope.get(&slot.word).is_some() {
        return Ok(None);
    }
    match Matcher::of(&slot.word, slot.argument.as_deref()).map_err(fail)? {
        Some(matcher) if slot.filters.is_empty() => Ok(Some(matcher)),
        Some(_) => Err(fail(format!("the matcher `{}` takes no filter", slot.word))),
        None => Err(fail(format!(
            "`{}` is neither given nor a matcher; the matchers are: {}",
            slot.word,
            Matcher::WORDS
        ))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn captured(expected: &str, value: &Value) -> Option<Vec<(String, Value)>> {
        let mut scope = Scope::default();
        let expected = Expected::read(expected, &scope).expect("a right text");
        expected.passes(value, &mut scope).then(|| scope.captured().to_vec())
    }

    #[test]
    fn a_matcher_inside_a_path_is_captured() {
        let value = json!("/a/aabbccdd-1234-5678-90ab-cdef12345678?x=1");
        let captured = captured("/a/{{id: uuid}}?x={{n: integer}}", &value).expect("it matches");
        assert_eq!(
            captured,
            [("id".to_owned(), json!("aabbccdd-1234-5678-90ab-cdef12345678")), ("n".to_owned(), json!("1")),]
        );
    }

    #[test]
    fn a_given_name_is_no_matcher() {
        let scope = Scope::new([("number".to_owned(), json!("+1"))].into_iter().collect());
        assert!(
            matches!(Expected::read("{{number}}", &scope), Ok(Expected::Value(value)) if value == json!("+1"))
        );
        assert!(matches!(
            Expected::read("{{number}}", &Scope::default()),
            Ok(Expected::Matcher(Matcher::Number, None))
        ));
    }

    #[test]
    fn a_name_that_is_captured_again_must_match_again() {
        let mut scope = Scope::default();
        scope.capture("id", json!("a"));
        let expected = Expected::read("{{id: string}}", &scope).expect("a right text");
        assert!(expected.passes(&json!("a"), &mut scope) && !expected.passes(&json!("b"), &mut scope));
    }
}
