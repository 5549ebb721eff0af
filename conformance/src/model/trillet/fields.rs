//! The checks of a body's fields: one by one in the order of the page, that one is there and then its type.

use serde_json::Value;
use testline_emulator::contract::Clause;

use super::action::Fields;
use super::replies::invalid;
use crate::model::action::Expected;

/// What the page says of a field's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Boolean,
    Object,
    Text,
    TextOrNull,
    Number,
    Array,
}

/// A field: its name, its type, and the clause that answers where it is missing, if it may not be.
pub(super) type Field = (&'static str, Type, Option<Clause>);

impl Type {
    fn takes(self, value: &Value) -> bool {
        match self {
            Self::Boolean => value.is_boolean(),
            Self::Object => value.is_object(),
            Self::Text => value.is_string(),
            Self::TextOrNull => value.is_string() || value.is_null(),
            Self::Number => value.is_number(),
            Self::Array => value.is_array(),
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::Boolean => "a boolean",
            Self::Object => "an object",
            Self::Text | Self::TextOrNull => "a string",
            Self::Number => "a number",
            Self::Array => "an array",
        }
    }
}

/// What the first field that is missing or of a wrong type is refused with.
pub(super) fn checked(fields: &Fields, of: &[Field], wrong_type: Clause) -> Result<(), Expected> {
    for (name, kind, required) in of {
        match (fields.get(*name), required) {
            (None, Some(clause)) => {
                return Err(invalid(*clause, format!("{name} is required"), "a field is missing"));
            }
            (Some(value), _) if !kind.takes(value) => return Err(wrong(name, *kind, wrong_type)),
            _ => {}
        }
    }
    Ok(())
}

/// What a field of a wrong type is refused with.
pub(super) fn wrong(name: &str, kind: Type, clause: Clause) -> Expected {
    let message = format!("{name} must be {}", kind.text());
    invalid(clause, message, "a field has another type than the page gives it")
}

/// A text field.
pub(super) fn text<'f>(fields: &'f Fields, name: &str) -> &'f str {
    fields.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A boolean field; false where it is missing.
pub(super) fn flag(fields: &Fields, name: &str) -> bool {
    fields.get(name).and_then(Value::as_bool).unwrap_or_default()
}

/// Whether a text is a number in E.164.
pub(super) fn is_e164(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('+') else { return false };
    let all = digits.bytes().all(|digit| digit.is_ascii_digit());
    all && (2..=15).contains(&digits.len()) && !digits.starts_with('0')
}
