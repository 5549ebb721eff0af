//! From a request to an answer: route, body limit, fault, credentials, operation.

use super::path::Resolved;
use super::refusals::{Refused, refused};
use super::state::State;
use super::{Operation, auth, path, run};
use crate::contract::unleashx::{CONTRACT, clauses};
use crate::faults::Refuse;
use crate::http::{Method, Reply, Request};
use crate::vendors::Vendor;
use crate::vendors::answer::{Accepted, Answer};
use crate::vendors::call::Call;
use crate::vendors::context::Context;
use crate::vendors::route::Params;

impl Operation {
    /// The operation's name in the contract, which lists operations in the order of the enum.
    pub(super) fn name(self) -> &'static str {
        CONTRACT.operations[self as usize].name
    }
}

/// Answers one request. HEAD gets what GET would, without the body.
pub(in crate::vendors) fn apply(state: &mut State, context: &mut Context<'_>, request: &Request) -> Answer {
    let mut answer = match path::resolve(request) {
        Resolved::Operation(operation) => operate(state, context, request, operation),
        Resolved::NotEmulated(facts) => Answer::not_emulated(Vendor::Unleashx, facts, request),
        Resolved::Options(allow) => path::options(&allow),
        Resolved::Refused(refusal) => refusal.answer(None, request, context),
    };
    if request.method == Method::HEAD {
        answer.reply = Reply::without_body(answer.reply);
    }
    answer
}

fn operate(state: &mut State, context: &mut Context<'_>, request: &Request, operation: Operation) -> Answer {
    let call = Call::new(operation, request, Params::default());
    let mut answer = match checked(state, context, &call) {
        Ok(accepted) => Answer::accept(operation.name(), accepted),
        Err(refusal) => refusal.answer(Some(operation.name()), request, context),
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
    if call.request.over_limit {
        return Err(refused(clauses::ANY_BODY_TOO_LARGE, "the body is over the limit"));
    }
    match context.armed_refusal(&[]) {
        Some(Refuse::Clause(clause)) => return Err(refused(clause, "a fault demands it")),
        Some(Refuse::Status(status)) => return Err(Refused::by_status(status)),
        None => {}
    }
    let caller = auth::caller(state, context, call)?;
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
