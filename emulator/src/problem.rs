//! The emulator's own answers: `application/problem+json`, which no vendor can be taken for.

use serde::Serialize;
use serde_json::{Value, json};

use crate::contract::{Clause, NotEmulated};
use crate::http::{Reply, Request, StatusCode};
use crate::vendors::Vendor;

/// The content type of every one of them.
pub(crate) const CONTENT_TYPE: &str = "application/problem+json";

/// A problem as RFC 9457 writes it, with the emulator's clause.
#[derive(Serialize)]
struct Problem<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    title: &'a str,
    status: u16,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    clause: Option<&'a str>,
    #[serde(skip_serializing_if = "Value::is_null")]
    near: Value,
    #[serde(skip_serializing_if = "Value::is_null")]
    stub: Value,
}

fn reply(status: u16, clause: Option<Clause>, detail: &str, near: Value, stub: Value) -> Reply {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let problem = Problem {
        kind: "about:blank",
        title: status.canonical_reason().unwrap_or("Error"),
        status: status.as_u16(),
        detail,
        clause: clause.map(Clause::id),
        near,
        stub,
    };
    // Strings, numbers and string-keyed maps always serialize.
    let body = serde_json::to_vec_pretty(&problem).unwrap_or_default();
    Reply::with_body(status, CONTENT_TYPE, body)
}

/// A problem of the admin API: what was wrong and what is allowed.
pub(crate) fn admin(status: u16, detail: &str) -> Reply {
    reply(status, None, detail, Value::Null, Value::Null)
}

/// An answer of the emulator under one of its own clauses.
pub(crate) fn own(clause: Clause, status: u16, detail: &str) -> Reply {
    reply(status, Some(clause), detail, Value::Null, Value::Null)
}

/// The 404 of a path that belongs to nobody, with what was near and why each missed.
pub(crate) fn no_route(detail: &str, near: Vec<(String, String)>) -> Reply {
    let near = near.into_iter().map(|(route, why)| json!({"route": route, "why": why})).collect();
    reply(404, Some(crate::contract::testline::NO_ROUTE), detail, Value::Array(near), Value::Null)
}

/// The 501 of a documented operation that is not emulated.
pub(crate) fn not_emulated(vendor: Vendor, facts: &NotEmulated, request: &Request) -> Reply {
    let at = facts.url.map(|url| format!(" ({url})")).unwrap_or_default();
    let detail = format!(
        "{} documents {}{at}, and this emulator does not emulate it. The stub below makes it answer: \
         POST it to /_testline/v1/worlds/WORLD/faults.",
        vendor.contract().name,
        facts.name,
    );
    let stub = json!({
        "match": {"vendor": vendor.name(), "method": request.method.as_str(), "path": request.path()},
        "action": {"kind": "reply", "status": 200, "json": {}, "reason": "not emulated"},
    });
    reply(501, Some(crate::contract::testline::NOT_EMULATED), &detail, Value::Null, stub)
}
