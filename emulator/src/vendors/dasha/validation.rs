//! Collecting everything that is wrong with path, query and body, since Dasha answers all of it at once.

use std::collections::BTreeMap;

use super::refusals::{Refusal, Refused};
use crate::contract::Clause;
use crate::contract::dasha::clauses;

/// The `errors` of a validation answer: messages by the name of the part or member, sorted.
pub(super) type Errors = BTreeMap<String, Vec<String>>;

/// What is wrong with a request so far.
#[derive(Debug, Default)]
pub(super) struct Validation(Vec<Wrong>);

/// One part or member that is at fault.
#[derive(Debug)]
struct Wrong {
    clause: Clause,
    key: String,
    message: String,
    /// Whether the body as an argument is missing for that.
    without_body: bool,
    fact: String,
}

impl Validation {
    /// Notes a part or member that is at fault, with the message that stands under its key.
    pub(super) fn add(&mut self, clause: Clause, key: &str, message: String, fact: String) {
        self.0.push(Wrong { clause, key: key.to_owned(), message, without_body: false, fact });
    }

    /// Notes a required part or member that is missing.
    pub(super) fn missing(&mut self, clause: Clause, key: &str) {
        self.add(clause, key, format!("The {key} field is required."), format!("{key} is missing or blank"));
    }

    /// Notes that the body could not be read, for which it counts as missing too.
    pub(super) fn unreadable(&mut self, clause: Clause, key: &str, message: String, fact: String) {
        self.0.push(Wrong { clause, key: key.to_owned(), message, without_body: true, fact });
    }

    /// Refuses if anything was at fault: under its own clause, or under that for several.
    pub(super) fn finish(self) -> Result<(), Refused> {
        let (clause, fact) = match self.0.as_slice() {
            [] => return Ok(()),
            [only] => (only.clause, only.fact.clone()),
            several => {
                let facts: Vec<&str> = several.iter().map(|wrong| wrong.fact.as_str()).collect();
                (clauses::ANY_SEVERAL_ERRORS, facts.join("; "))
            }
        };
        let mut errors = Errors::new();
        for wrong in self.0 {
            errors.entry(wrong.key).or_default().push(wrong.message);
            if wrong.without_body {
                errors.insert("request".into(), vec!["The request field is required.".into()]);
            }
        }
        Err(Refused::with(clause, Refusal::Invalid(errors), fact))
    }
}
