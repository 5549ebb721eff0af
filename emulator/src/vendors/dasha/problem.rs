//! The problem body of ASP.NET Core.

use serde::Serialize;

use super::validation::Errors;
use super::wire;
use crate::contract::dasha::{Dialect, ProblemInstance};
use crate::http::{Reply, Request};
use crate::vendors::answer::{json, status};
use crate::vendors::context::Context;

/// ASP.NET Core's problem.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Problem<'a> {
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'a str>,
    title: &'a str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<Errors>,
    trace_id: String,
}

/// A reply with a problem: one sentence of its own, the errors of a validation, or neither.
pub(super) fn problem(
    code: u16,
    detail: Option<&str>,
    errors: Option<Errors>,
    request: &Request,
    context: &mut Context<'_>,
) -> Reply {
    let title = match code {
        _ if errors.is_some() => "One or more validation errors occurred.",
        500 => "An error occurred while processing your request.",
        _ => status(code).canonical_reason().unwrap_or("Error"),
    };
    let trace_id = format!("00-{}-{}-00", context.ids.hex(32), context.ids.hex(16));
    let instance = instance(request, &context.dialect.dasha);
    let body = Problem { kind: kind(code), title, status: code, detail, instance, errors, trace_id };
    Reply::with_body(status(code), wire::PROBLEM, json(&body))
}

fn instance<'r>(request: &'r Request, dialect: &Dialect) -> Option<&'r str> {
    match dialect.problem_instance {
        ProblemInstance::Omitted => None,
        ProblemInstance::Emitted => Some(request.path()),
    }
}

/// The page of the standard that a status stands on, for those that ASP.NET Core knows.
fn kind(code: u16) -> Option<&'static str> {
    Some(match code {
        400 => "https://tools.ietf.org/html/rfc9110#section-15.5.1",
        401 => "https://tools.ietf.org/html/rfc9110#section-15.5.2",
        403 => "https://tools.ietf.org/html/rfc9110#section-15.5.4",
        404 => "https://tools.ietf.org/html/rfc9110#section-15.5.5",
        405 => "https://tools.ietf.org/html/rfc9110#section-15.5.6",
        406 => "https://tools.ietf.org/html/rfc9110#section-15.5.7",
        408 => "https://tools.ietf.org/html/rfc9110#section-15.5.9",
        409 => "https://tools.ietf.org/html/rfc9110#section-15.5.10",
        412 => "https://tools.ietf.org/html/rfc9110#section-15.5.13",
        415 => "https://tools.ietf.org/html/rfc9110#section-15.5.16",
        422 => "https://tools.ietf.org/html/rfc4918#section-11.2",
        426 => "https://tools.ietf.org/html/rfc9110#section-15.5.22",
        429 => "https://tools.ietf.org/html/rfc6585#section-4",
        500 => "https://tools.ietf.org/html/rfc9110#section-15.6.1",
        502 => "https://tools.ietf.org/html/rfc9110#section-15.6.3",
        503 => "https://tools.ietf.org/html/rfc9110#section-15.6.4",
        504 => "https://tools.ietf.org/html/rfc9110#section-15.6.5",
        _ => return None,
    })
}
