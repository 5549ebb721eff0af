//! From a request to an answer: route, body limit, fault, credentials, owner of the path, operation.

use super::refusals::{Refused, refused};
use super::state::State;
use super::{Operation, auth, path, run};
use crate::contract::vobiz::clauses;
use crate::faults::Refuse;
use crate::http::{Method, Reply, Request, header};
use crate::vendors::Vendor;
use crate::vendors::answer::{Accepted, Answer};
use crate::vendors::call::Call;
use crate::vendors::context::Context;

impl Operation {
    /// The operation's name in the contract, which lists operations in the order of the enum.
    pub(super) fn name(self) -> &'static str {
        crate::contract::vobiz::CONTRACT.operations[self as usize].name
    }
}

/// Answers one request.
pub(in crate::vendors) fn apply(state: &mut State, context: &mut Context<'_>, request: &Request) -> Answer {
    let call = match path::resolve(request, &context.dialect.vobiz) {
        path::Resolved::Operation(operation, params) => Call::new(operation, request, params),
        path::Resolved::NotEmulated(facts) => return Answer::not_emulated(Vendor::Vobiz, facts, request),
        path::Resolved::Refused(refusal) => return finish(refusal.answer(None, context), request),
    };
    let result = checked(state, context, &call);
    let mut answer = match result {
        Ok(accepted) => Answer::accept(call.operation.name(), accepted),
        Err(refusal) => refusal.answer(Some(call.operation.name()), context),
    };
    answer.unread = call.unread();
    finish(answer, request)
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
    match context.armed_refusal(&[clauses::CANCEL_RELEASE_CANCELLED_REFUND_FAILED]) {
        Some(Refuse::Clause(clause)) => return Err(refused(clause, "a fault demands it")),
        Some(Refuse::Status(status)) => return Err(Refused::by_status(status)),
        None => {}
    }
    let caller = auth::caller(state, call)?;
    auth::path_owner(state, call, &caller)?;
    run(state, context, call, &caller)
}

/// What stands on every reply of Vobiz.
fn finish(mut answer: Answer, request: &Request) -> Answer {
    answer.reply.headers.push_static(header::SERVER, "Vobiz API Gateway");
    if request.method == Method::HEAD {
        answer.reply = Reply::without_body(answer.reply);
    }
    answer
}
