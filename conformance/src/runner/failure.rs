//! What there is to show of a failure: what was expected and what came, as two exchanges in the one text form.

use serde_json::Value;
use testline_emulator::contract::{Clause, Evidence};
use testline_emulator::http::{Reply, Request};

use super::judge::Judged;
use crate::matcher::Mismatch;
use crate::publish::{Published, SECRET, Shapes, mask, names_a_secret};
use crate::redact::Redactor;
use crate::report::curl;
use crate::template::Scope;

/// A step that did not come out as expected. No text in it holds a secret.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The line of the step in its file.
    pub line: usize,
    /// The number of the step, from 1.
    pub step: usize,
    /// The clause that it is held against.
    pub clause: Option<Clause>,
    /// The strongest evidence that is contradicted.
    pub evidence: Evidence,
    /// Each thing that is not as expected.
    pub mismatches: Vec<String>,
    /// The exchange that was expected.
    pub expected: String,
    /// The exchange that came.
    pub came: String,
    /// What the target said of its refusal.
    pub because: Option<String>,
    /// What was captured so far.
    pub captured: Vec<(String, String)>,
    /// A command that sends the request again.
    pub curl: Option<String>,
}

/// A step of a scenario, for a failure.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    pub(super) step: usize,
    pub(super) line: usize,
    pub(super) clause: Option<Clause>,
}

impl Failure {
    /// A failure of one exchange.
    pub(super) fn of_exchange(
        at: At,
        sent: &Request,
        response: &crate::target::Response,
        judged: &Judged,
        scope: &Scope,
        redactor: &Redactor,
        base_url: &str,
    ) -> Self {
        // A target that does not say its clause is taken at its word.
        let wanted = at.clause.map(|clause| clause.id()).or(response.clause.as_deref()).unwrap_or("");
        let came = response.clause.as_deref().unwrap_or(wanted);
        let redactor = &redactor.and_captured(scope.captured());
        let hide = |text: &str| mask(&redactor.hide(text), |_| false);
        Self {
            line: at.line,
            step: at.step,
            clause: at.clause,
            evidence: judged.evidence(),
            mismatches: judged.mismatches.iter().map(|(mismatch, _)| hide(&told(mismatch))).collect(),
            expected: text(at.step, wanted, sent, &judged.view, &hide),
            came: text(at.step, came, sent, &response.reply, &hide),
            because: response.because.as_deref().map(hide),
            captured: captured(scope),
            curl: Some(curl::command(base_url, sent, redactor)),
        }
    }

    /// A failure of a place in the state.
    pub(super) fn of_state(
        at: At,
        pointer: &str,
        mismatches: &[String],
        wanted: &Value,
        came: &Value,
        scope: &Scope,
        redactor: &Redactor,
    ) -> Self {
        let redactor = redactor.and_captured(scope.captured());
        let hide = |text: &str| mask(&redactor.hide(text), |_| false);
        let show = |value: &Value| hide(&format!("### {} state {pointer}\n{}\n", at.step, pretty(value)));
        Self {
            line: at.line,
            step: at.step,
            clause: at.clause,
            evidence: at.clause.map_or(Evidence::Documented, |clause| clause.facts().evidence),
            mismatches: mismatches.iter().map(|mismatch| hide(mismatch)).collect(),
            expected: show(wanted),
            came: show(came),
            because: None,
            captured: captured(scope),
            curl: None,
        }
    }
}

/// What was captured: the name, and what is known of the value without showing it.
fn captured(scope: &Scope) -> Vec<(String, String)> {
    let kind = |value: &Value| match value {
        Value::String(text) => {
            let named = Shapes::default().name(text);
            if named == *text { format!("a text of {} characters", text.chars().count()) } else { named }
        }
        Value::Number(_) => "a number".to_owned(),
        Value::Null | Value::Bool(_) => value.to_string(),
        Value::Array(items) => format!("an array of {}", items.len()),
        Value::Object(fields) => format!("an object of {} keys", fields.len()),
    };
    scope.captured().iter().map(|(name, value)| (name.clone(), kind(value))).collect()
}

/// A mismatch in words, without what came where a secret stands.
fn told(mismatch: &Mismatch) -> String {
    let key = mismatch.place.rsplit(['.', ' ', '[']).next().unwrap_or("").trim_matches(['"', ']']);
    if names_a_secret(key) {
        format!("{}: expected {}, came {SECRET}", mismatch.place, mismatch.expected)
    } else {
        mismatch.to_string()
    }
}

/// An exchange in the one text form, its JSON bodies spread over lines so that a difference is a line.
fn text(step: usize, clause: &str, sent: &Request, reply: &Reply, hide: &impl Fn(&str) -> String) -> String {
    Published::new(sent, reply, hide).text(format!("{step} {clause}").trim_end())
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}
