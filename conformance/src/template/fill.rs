//! Filling in texts and JSON.

use serde_json::Value;

use super::error::TemplateError;
use super::parse::Template;
use super::scope::Scope;

/// Fills in a text, as [`Template::fill`].
pub fn fill(text: &str, scope: &Scope) -> Result<String, TemplateError> {
    Template::parse(text)?.fill(scope)
}

/// Fills in every text and key of a JSON value. A text that is exactly one variable takes the variable's own type.
pub fn fill_json(value: &Value, scope: &Scope) -> Result<Value, TemplateError> {
    Ok(match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        Value::String(text) => {
            let template = Template::parse(text)?;
            match template.only_slot() {
                Some(slot) if slot.filters.is_empty() => slot.value(scope)?.clone(),
                _ => Value::String(template.fill(scope)?),
            }
        }
        Value::Array(items) => {
            Value::Array(items.iter().map(|item| fill_json(item, scope)).collect::<Result<_, _>>()?)
        }
        Value::Object(fields) => {
            let mut filled = serde_json::Map::with_capacity(fields.len());
            for (key, value) in fields {
                filled.insert(fill(key, scope)?, fill_json(value, scope)?);
            }
            Value::Object(filled)
        }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn scope() -> Scope {
        let given = [("number", json!("+1 2")), ("agent", json!(123)), ("first.x-key", json!("Kq"))];
        Scope::new(given.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    #[test]
    fn a_variable_passes_through_its_filters() {
        assert_eq!(
            fill("/a/{{number|path}}/{{ first.x-key | upper }}", &scope()).as_deref(),
            Ok("/a/%2B1%202/KQ")
        );
    }

    #[test]
    fn a_text_that_is_one_variable_takes_its_type() {
        let filled = fill_json(&json!({"a": ["{{agent}}", "n{{agent}}"]}), &scope());
        assert_eq!(filled, Ok(json!({"a": [123, "n123"]})));
    }

    #[test]
    fn a_pattern_may_hold_braces() {
        let template = Template::parse("{{id: matches ^[a-z]{9}}}").expect("braces that match");
        let slot = template.only_slot().expect("one slot");
        assert_eq!((slot.capture.as_deref(), slot.argument.as_deref()), (Some("id"), Some("^[a-z]{9}")));
    }

    #[test]
    fn a_slot_beside_a_brace_of_json_ends_where_it_should() {
        assert_eq!(fill(r#"{"a":{{agent}}}"#, &scope()).as_deref(), Ok(r#"{"a":123}"#));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, part) in
            [("{{a", "no `}}`"), ("{{a|b}}", "no filter"), ("{{a b}}", "neither"), ("{{x}}", "nothing")]
        {
            let message = fill(text, &scope()).expect_err("a wrong template").message;
            assert!(message.contains(part), "{text}: {message}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "(\\{\\{|\\}\\}|[a-z:|\\\\{}]| matches ){0,20}") {
            let _ = fill(&text, &scope());
        }
    }
}
