//! From a request to an answer: route, body limit, fault, key, rate, workspace, operation.

use super::auth::{self, Caller};
use super::refusals::{Refused, refused};
use super::state::State;
use super::{Operation, path, run};
use crate::contract::trillet::clauses;
use crate::faults::Refuse;
use crate::http::{Method, Reply, Request, StatusCode, header};
use crate::vendors::Vendor;
use crate::vendors::answer::{Accepted, Answer};
use crate::vendors::call::Call;
use crate::vendors::context::Context;

impl Operation {
    /// The operation's name in the contract, which lists operations in the order of the enum.
    pub(super) fn name(self) -> &'static str {
        crate::contract::trillet::CONTRACT.operations[self as usize].name
    }
}

/// Answers one request.
pub(in crate::vendors) fn apply(state: &mut State, context: &mut Context<'_>, request: &Request) -> Answer {
    let mut answer = match path::resolve(request) {
        path::Resolved::Operation(operation, params) => {
            operate(state, context, &Call::new(operation, request, params))
        }
        path::Resolved::NotEmulated(facts) => Answer::not_emulated(Vendor::Trillet, facts, request),
        path::Resolved::Options { allow } => options(&allow),
        path::Resolved::Refused(refusal) => refusal.answer(None, context),
    };
    if request.method == Method::HEAD {
        answer.reply = answer.reply.without_body();
    }
    answer
}

/// Runs a request that has an operation.
fn operate(state: &mut State, context: &mut Context<'_>, call: &Call<'_, Operation>) -> Answer {
    let name = call.operation.name();
    let mut answer = match checked(state, context, call) {
        Ok(accepted) => Answer::accept(name, accepted),
        Err(refusal) => refusal.answer(Some(name), context),
    };
    if answer.accepted && call.request.method == Method::HEAD {
        answer.clause = clauses::ANY_HEAD;
    }
    answer.unread = call.unread();
    answer
}

/// The checks that come before every operation, in their order.
fn checked(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
) -> Result<Accepted, Refused> {
    if call.request.over_limit {
        return Err(refused(clauses::ANY_BODY_TOO_LARGE, "the body is over the limit"));
    }
    let elsewhere =
        [clauses::ANY_RATE_LIMITED, clauses::ASSIGN_PHONE_NUMBER_TO_AGENT_SIP_TRUNK_UPDATE_FAILED];
    match context.armed_refusal(&elsewhere) {
        Some(Refuse::Clause(clause)) => return Err(refused(clause, "a fault demands it")),
        Some(Refuse::Status(status)) => return Err(Refused::by_status(status)),
        None => {}
    }
    let tenant = auth::tenant(state, call.request, &context.dialect.trillet)?;
    if context.armed_at(clauses::ANY_RATE_LIMITED) {
        return Err(refused(clauses::ANY_RATE_LIMITED, "a fault demands it"));
    }
    let workspace = if call.operation == Operation::ListWorkspaces {
        None
    } else {
        auth::workspace(state, call.request, tenant.as_deref())?
    };
    run(state, context, call, &Caller { tenant, workspace })
}

/// What OPTIONS gives on a known path: its methods, as a header and as text.
fn options(allow: &str) -> Answer {
    let reply = Reply::with_body(StatusCode::OK, "text/html; charset=utf-8", allow.to_owned());
    Answer {
        clause: clauses::ANY_OPTIONS,
        operation: None,
        reply: reply.and_header(header::ALLOW, allow),
        because: None,
        accepted: true,
        unread: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::contract::trillet::CONTRACT;
    use crate::vendors::trillet::ROUTES;

    #[test]
    fn the_routes_are_those_of_the_contract_in_its_order() {
        let written: Vec<(&str, &str, &str)> = ROUTES
            .iter()
            .map(|route| (route.operation.name(), route.method.as_str(), route.template))
            .collect();
        let contract: Vec<(&str, &str, &str)> = CONTRACT
            .operations
            .iter()
            .flat_map(|facts| facts.routes.iter().map(|(method, template)| (facts.name, *method, *template)))
            .collect();
        assert_eq!(written, contract);
    }
}
