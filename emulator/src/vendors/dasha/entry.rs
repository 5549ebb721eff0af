//! From a request to an answer: route, body limit, fault, credentials, media type, operation.

use super::refusals::{Refused, refused};
use super::state::State;
use super::{Operation, auth, body, path, run};
use crate::contract::Body;
use crate::contract::dasha::{CONTRACT, clauses};
use crate::faults::Refuse;
use crate::http::Request;
use crate::vendors::Vendor;
use crate::vendors::answer::{Accepted, Answer};
use crate::vendors::call::Call;
use crate::vendors::context::Context;

impl Operation {
    /// The operation's name in the contract, which lists operations in the order of the enum.
    pub(super) fn name(self) -> &'static str {
        CONTRACT.operations[self as usize].name
    }

    /// Whether it reads a body.
    fn has_body(self) -> bool {
        CONTRACT.operations[self as usize].body == Body::Json
    }
}

/// Answers one request.
pub(in crate::vendors) fn apply(state: &mut State, context: &mut Context<'_>, request: &Request) -> Answer {
    let call = match path::resolve(request, &context.dialect.dasha) {
        path::Resolved::Operation(operation, params) => Call::new(operation, request, params),
        path::Resolved::NotEmulated(facts) => return Answer::not_emulated(Vendor::Dasha, facts, request),
        path::Resolved::Refused(refusal) => return refusal.answer(None, request, context),
    };
    let mut answer = match checked(state, context, &call) {
        Ok(accepted) => Answer::accept(call.operation.name(), accepted),
        Err(refusal) => refusal.answer(Some(call.operation.name()), request, context),
    };
    answer.unread = call.unread();
    answer
}

/// The checks that come before every operation, in their order.
fn checked(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
) -> Result<Accepted, Refused> {
    let has_body = call.operation.has_body();
    if has_body && call.request.over_limit {
        return Err(refused(clauses::ANY_BODY_TOO_LARGE, "the body is over the limit"));
    }
    match context.armed_refusal(&[]) {
        Some(Refuse::Clause(clause)) => return Err(refused(clause, "a fault demands it")),
        Some(Refuse::Status(status)) => return Err(Refused::by_status(status)),
        None => {}
    }
    let caller = auth::caller(state, call.request)?;
    if has_body {
        body::media_type(call.request)?;
    }
    run(state, context, call, &caller)
}

#[cfg(test)]
mod tests {
    use super::super::ROUTES;
    use super::*;

    #[test]
    fn the_routes_are_those_of_the_contract_in_its_order() {
        let ours: Vec<_> = ROUTES
            .iter()
            .map(|route| (route.operation.name(), route.method.as_str(), route.template))
            .collect();
        let contract: Vec<_> = CONTRACT
            .operations
            .iter()
            .flat_map(|facts| facts.routes.iter().map(|(method, template)| (facts.name, *method, *template)))
            .collect();
        assert_eq!(ours, contract);
    }
}
