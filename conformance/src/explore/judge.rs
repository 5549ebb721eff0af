//! Whether an answer is what the model expects, and whether the invariants hold.

use serde_json::Value;
use testline_emulator::Vendor;
use testline_emulator::contract::Evidence;
use testline_emulator::http::Request;

use super::ground::Answer;
use crate::model::invariants::{Check, Invariant, Seen};
use crate::model::{Body, Expected};

/// Says what is wrong with an answer; none where nothing is. `json` is its body, if that is JSON.
pub(crate) fn answer(expected: &Expected, answer: &Answer, json: Option<&Value>) -> Option<String> {
    let reply = &answer.reply;
    if let Some(clause) = answer.clause.as_deref().filter(|clause| *clause != expected.clause.id()) {
        return Some(format!("answered by the clause {clause}, status {}", reply.status.as_u16()));
    }
    if reply.status.as_u16() != expected.clause.status() {
        return Some(format!("status {}", reply.status.as_u16()));
    }
    match (&expected.body, json) {
        (Body::Any, _) => None,
        (Body::Empty, _) if reply.body.is_empty() => None,
        (Body::Empty, _) => Some(format!("a body of {} bytes where there is none", reply.body.len())),
        (Body::Json(_), None) => Some("a body that is no JSON".to_owned()),
        (Body::Json(claim), json) => claim.broken_by(json),
    }
}

/// Says what is wrong with an answer of a target whose state is unknown: a status that no clause of the operation gives, or
/// another than the documented one where the state does not matter. What is inferred is not held against it.
pub(super) fn glance(
    vendor: Vendor,
    operation: &str,
    expected: &Expected,
    answer: &Answer,
) -> Option<String> {
    let status = answer.reply.status.as_u16();
    let facts = expected.clause.facts();
    if facts.operation == "any" {
        let is_held = facts.evidence != Evidence::Inferred;
        return (is_held && !expected.clause.allows(status)).then(|| format!("status {status}"));
    }
    let given = vendor.contract().clauses().filter(|clause| {
        let of = clause.facts().operation;
        of == operation || of == "any"
    });
    let known = given.into_iter().any(|clause| clause.allows(status));
    (!known).then(|| format!("status {status}, which no clause of {operation} gives"))
}

/// Says which invariant an exchange breaks, and how; none where it breaks none.
pub(super) fn exchange(
    invariants: &'static [Invariant],
    seen: &Seen<'_>,
) -> Option<(&'static Invariant, String)> {
    invariants.iter().find_map(|invariant| match invariant.check {
        Check::Exchange(check) => check(seen).err().map(|broken| (invariant, broken)),
        Check::State(_) => None,
    })
}

/// Says which invariant a state breaks, and how; none where it breaks none.
pub(super) fn state(
    invariants: &'static [Invariant],
    state: &Value,
    held: impl Fn(&Invariant) -> bool,
) -> Option<(&'static Invariant, String)> {
    invariants.iter().filter(|invariant| held(invariant)).find_map(|invariant| match invariant.check {
        Check::State(check) => check(state).err().map(|broken| (invariant, broken)),
        Check::Exchange(_) => None,
    })
}

/// An exchange as invariants see it.
pub(super) fn seen<'s>(
    request: &'s Request,
    answer: &'s Answer,
    json: Option<&'s Value>,
    hidden: &'s [String],
) -> Seen<'s> {
    Seen { request, reply: &answer.reply, json, hidden }
}
