//! Reading the fields of a body one by one, in the order in which they are checked.

use serde_json::Value;

use super::refusals::{Refusal, Refused};
use crate::contract::Clause;
use crate::vendors::call::Fields;
use crate::world::text::Text;

/// Reads fields; the first that is wrong is refused with its name.
pub(super) struct Reader<'f> {
    fields: &'f Fields,
    invalid: Clause,
}

impl<'f> Reader<'f> {
    /// A reader whose refusals have this clause.
    pub(super) fn new(fields: &'f Fields, invalid: Clause) -> Self {
        Self { fields, invalid }
    }

    /// Sets a text that may be at most so many characters long; one that is left out or null stays as it is.
    pub(super) fn text(&self, name: &'static str, longest: usize, target: &mut Text) -> Result<(), Refused> {
        if let Some(text) = self.optional(name, longest)? {
            *target = text.into();
        }
        Ok(())
    }

    /// Sets a text that a record may be without.
    pub(super) fn optional_text(
        &self,
        name: &'static str,
        longest: usize,
        target: &mut Option<Text>,
    ) -> Result<(), Refused> {
        if let Some(text) = self.optional(name, longest)? {
            *target = Some(Text::from(text)).filter(|text| !text.is_empty());
        }
        Ok(())
    }

    /// Sets a flag.
    pub(super) fn flag(&self, name: &'static str, target: &mut bool) -> Result<(), Refused> {
        match self.given(name) {
            None => Ok(()),
            Some(Value::Bool(value)) => {
                *target = *value;
                Ok(())
            }
            Some(_) => Err(self.invalid(name, "is no boolean")),
        }
    }

    /// Sets a whole number in a range.
    pub(super) fn integer(
        &self,
        name: &'static str,
        range: std::ops::RangeInclusive<i64>,
        target: &mut i64,
    ) -> Result<(), Refused> {
        match self.given(name).map(whole) {
            None => Ok(()),
            Some(Some(value)) if range.contains(&value) => {
                *target = value;
                Ok(())
            }
            Some(_) => {
                let fact = format!("is no whole number from {} to {}", range.start(), range.end());
                Err(self.invalid(name, &fact))
            }
        }
    }

    /// Sets one of a list of values.
    pub(super) fn choice<T: Copy>(
        &self,
        name: &'static str,
        values: &[(&str, T)],
        target: &mut T,
    ) -> Result<(), Refused> {
        let Some(given) = self.given(name) else { return Ok(()) };
        match values.iter().find(|(value, _)| given.as_str() == Some(value)) {
            Some((_, value)) => {
                *target = *value;
                Ok(())
            }
            None => {
                let names: Vec<&str> = values.iter().map(|(value, _)| *value).collect();
                Err(self.invalid(name, &format!("is none of {}", names.join(", "))))
            }
        }
    }

    /// The value of a field that is there and not null.
    pub(super) fn given(&self, name: &'static str) -> Option<&'f Value> {
        self.fields.get(name).filter(|value| !value.is_null())
    }

    fn optional(&self, name: &'static str, longest: usize) -> Result<Option<String>, Refused> {
        match self.given(name) {
            None => Ok(None),
            Some(Value::String(text)) if text.chars().count() <= longest => Ok(Some(text.clone())),
            Some(Value::String(_)) => {
                Err(self.invalid(name, &format!("is longer than {longest} characters")))
            }
            Some(_) => Err(self.invalid(name, "is no string")),
        }
    }

    fn invalid(&self, name: &'static str, fact: &str) -> Refused {
        Refused::with(self.invalid, Refusal::InvalidField(name.to_owned()), format!("{name} {fact}"))
    }
}

/// The whole number that a value is: to JSON Schema, by which the vendor's pages give types, 65.0 is one.
pub(super) fn whole(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| {
        let float = value.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < 9e15)?;
        format!("{float:.0}").parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_whole_number_may_be_written_with_a_point() {
        let read = [json!(65), json!(65.0), json!(-1.0), json!(65.5), json!("65"), json!(1e300)]
            .map(|value| whole(&value));
        assert_eq!(read, [Some(65), Some(65), Some(-1), None, None, None]);
    }
}
