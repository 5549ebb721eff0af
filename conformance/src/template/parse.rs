//! Cutting a text at its slots.

use super::error::{TemplateError, error};
use super::scope::Scope;
use super::slot::Slot;

/// A text cut at its slots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// Text that stands for itself.
    Text(String),
    /// What stood between `{{` and `}}`.
    Slot(Slot),
}

impl Template {
    /// Cuts a text at its slots.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find("{{") {
            let inside = &rest[start + 2..];
            let end = closing(inside).ok_or_else(|| {
                let word: String = rest[start..].chars().take_while(|c| !c.is_whitespace()).collect();
                error(&word, "`{{` has no `}}`; a text that needs one is sent as `base64`".to_owned())
            })?;
            if start > 0 {
                parts.push(Part::Text(rest[..start].to_owned()));
            }
            parts.push(Part::Slot(Slot::parse(inside[..end].trim())?));
            rest = &inside[end + 2..];
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Self { parts })
    }

    /// The pieces, in order.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The slots, in order.
    pub fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.parts.iter().filter_map(|part| match part {
            Part::Text(_) => None,
            Part::Slot(slot) => Some(slot),
        })
    }

    /// The slot, if the template is one slot and nothing else.
    pub fn only_slot(&self) -> Option<&Slot> {
        match self.parts.as_slice() {
            [Part::Slot(slot)] => Some(slot),
            _ => None,
        }
    }

    /// The text with every variable filled in; a matcher is an error here.
    pub fn fill(&self, scope: &Scope) -> Result<String, TemplateError> {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(literal) => text.push_str(literal),
                Part::Slot(slot) => text.push_str(&slot.text(scope)?),
            }
        }
        Ok(text)
    }
}

/// Where `}}` closes a slot: outside any braces of a pattern.
fn closing(inside: &str) -> Option<usize> {
    let bytes = inside.as_bytes();
    let mut depth = 0usize;
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'{' => depth += 1,
            b'}' if depth > 0 => depth -= 1,
            b'}' if bytes.get(at + 1) == Some(&b'}') => return Some(at),
            _ => {}
        }
        at += 1;
    }
    None
}
