//! What stands between `{{` and `}}`: a variable with filters, a matcher, or a capture.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::error::{TemplateError, error};
use super::scope::{Scope, text_of};

/// What a filter encodes in a path or a query: all but the unreserved characters of RFC 3986.
pub(crate) const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What stood between `{{` and `}}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The name under which the match is kept.
    pub capture: Option<String>,
    /// The name of a variable or of a matcher.
    pub word: String,
    /// What follows `matches`.
    pub argument: Option<String>,
    /// What is done to the variable's text, in order.
    pub filters: Vec<Filter>,
}

/// Something done to a variable's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    /// Percent-encodes all but unreserved characters, for a segment of a path.
    Path,
    /// The same, for a value in a query.
    Query,
    /// Makes all letters small.
    Lower,
    /// Makes all letters capital.
    Upper,
}

impl Slot {
    pub(super) fn parse(inner: &str) -> Result<Self, TemplateError> {
        let plain = |word: &str, argument: Option<&str>| Self {
            capture: None,
            word: word.to_owned(),
            argument: argument.map(str::to_owned),
            filters: Vec::new(),
        };
        if let Some(pattern) = inner.strip_prefix("matches ") {
            return Ok(plain("matches", Some(pattern.trim())));
        }
        if let Some((name, matcher)) = inner.split_once(':') {
            let name = name.trim();
            if !is_name(name) || name.contains(['.', '-']) {
                return Err(error(
                    inner,
                    format!("`{name}` cannot name a capture; use small letters, digits and `_`"),
                ));
            }
            let slot = Self::parse(matcher.trim())?;
            if slot.capture.is_some() || !slot.filters.is_empty() {
                return Err(error(
                    inner,
                    format!("`{{{{{inner}}}}}` is no capture; write `{{{{name: matcher}}}}`"),
                ));
            }
            return Ok(Self { capture: Some(name.to_owned()), ..slot });
        }
        let mut words = inner.split('|').map(str::trim);
        let word = words.next().unwrap_or("");
        if !is_name(word) {
            return Err(error(inner, format!("`{{{{{inner}}}}}` is neither a name nor a matcher")));
        }
        let filters = words.map(|filter| Filter::parse(filter, inner)).collect::<Result<_, _>>()?;
        Ok(Self { filters, ..plain(word, None) })
    }

    /// The variable's value.
    pub fn value<'s>(&self, scope: &'s Scope) -> Result<&'s Value, TemplateError> {
        if self.capture.is_some() || self.argument.is_some() {
            return Err(error(&self.word, "a matcher has no place in a request".to_owned()));
        }
        scope.get(&self.word).ok_or_else(|| error(&self.word, format!("nothing gives `{}`", self.word)))
    }

    /// The variable's text, filtered.
    pub fn text(&self, scope: &Scope) -> Result<String, TemplateError> {
        let text = text_of(self.value(scope)?);
        Ok(self.filters.iter().fold(text, |text, filter| filter.apply(&text)))
    }
}

fn is_name(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

impl Filter {
    fn parse(name: &str, inner: &str) -> Result<Self, TemplateError> {
        match name {
            "path" => Ok(Self::Path),
            "query" => Ok(Self::Query),
            "lower" => Ok(Self::Lower),
            "upper" => Ok(Self::Upper),
            _ => Err(error(inner, format!("`{name}` is no filter; there are: path, query, lower, upper"))),
        }
    }

    /// What the filter makes of a text.
    pub fn apply(self, text: &str) -> String {
        match self {
            Self::Path | Self::Query => utf8_percent_encode(text, RESERVED).to_string(),
            Self::Lower => text.to_lowercase(),
            Self::Upper => text.to_uppercase(),
        }
    }
}
