//! Dasha BlackBox: SIP phone numbers, and the agents that answer them and call out with them.
//!
//! This page is the contract's table of operations; `emulator/contracts/dasha.yaml` says clause by clause what each
//! answers and where that is known from.

mod agents;
pub(in crate::vendors) mod auth;
mod body;
mod check;
mod credentials;
mod derived;
mod entry;
mod index;
mod links;
mod numbers;
mod path;
mod position;
mod problem;
mod query;
mod records;
mod refusals;
mod rules;
mod state;
mod uses;
mod validation;
mod wire;

pub(in crate::vendors) use entry::apply;
pub(crate) use state::State;

use self::refusals::Refused;
use super::answer::Accepted;
use super::call::Call;
use super::context::Context;
use super::route::{Route, route};
use crate::http::Method;

/// What Dasha can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    LinkPhoneNumberToAgent,
    UnlinkPhoneNumberFromAgent,
    ListPhoneNumbers,
    CreatePhoneNumber,
    GetPhoneNumber,
    UpdatePhoneNumber,
    DeletePhoneNumber,
    GetAgentsUsingPhoneNumber,
    ListSipCredentials,
    CreateSipCredential,
    GetSipCredential,
    UpdateSipCredential,
    DeleteSipCredential,
    GetAgentsUsingSipCredential,
    ListAgents,
    CreateAgent,
    GetAgent,
    UpdateAgent,
    DeleteAgent,
}

/// Every way to an operation, in the order of the contract.
#[rustfmt::skip]
pub(super) const ROUTES: &[Route<Operation>] = {
    use Operation as O;
    &[
        route(O::LinkPhoneNumberToAgent, Method::PUT, "/api/v1/sip-phone-numbers/{id}/agent-link"),
        route(O::UnlinkPhoneNumberFromAgent, Method::DELETE, "/api/v1/sip-phone-numbers/{id}/agent-link"),
        route(O::ListPhoneNumbers, Method::GET, "/api/v1/sip-phone-numbers"),
        route(O::CreatePhoneNumber, Method::POST, "/api/v1/sip-phone-numbers"),
        route(O::GetPhoneNumber, Method::GET, "/api/v1/sip-phone-numbers/{id}"),
        route(O::UpdatePhoneNumber, Method::PUT, "/api/v1/sip-phone-numbers/{id}"),
        route(O::DeletePhoneNumber, Method::DELETE, "/api/v1/sip-phone-numbers/{id}"),
        route(O::GetAgentsUsingPhoneNumber, Method::GET, "/api/v1/sip-phone-numbers/{id}/affected-agents"),
        route(O::ListSipCredentials, Method::GET, "/api/v1/sip-credentials"),
        route(O::CreateSipCredential, Method::POST, "/api/v1/sip-credentials"),
        route(O::GetSipCredential, Method::GET, "/api/v1/sip-credentials/{id}"),
        route(O::UpdateSipCredential, Method::PUT, "/api/v1/sip-credentials/{id}"),
        route(O::DeleteSipCredential, Method::DELETE, "/api/v1/sip-credentials/{id}"),
        route(O::GetAgentsUsingSipCredential, Method::GET, "/api/v1/sip-credentials/{id}/affected-agents"),
        route(O::ListAgents, Method::GET, "/api/v1/agents"),
        route(O::CreateAgent, Method::POST, "/api/v1/agents"),
        route(O::GetAgent, Method::GET, "/api/v1/agents/{agentId}"),
        route(O::UpdateAgent, Method::PUT, "/api/v1/agents/{agentId}"),
        route(O::DeleteAgent, Method::DELETE, "/api/v1/agents/{agentId}"),
    ]
};

/// Runs an operation for the organisation that called it.
fn run(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    match call.operation {
        Operation::LinkPhoneNumberToAgent => links::link(state, context, call, caller),
        Operation::UnlinkPhoneNumberFromAgent => links::unlink(state, context, call, caller),
        Operation::ListPhoneNumbers => numbers::list(state, context, call, caller),
        Operation::CreatePhoneNumber => numbers::create(state, context, call, caller),
        Operation::GetPhoneNumber => numbers::get(state, context, call, caller),
        Operation::UpdatePhoneNumber => numbers::update(state, context, call, caller),
        Operation::DeletePhoneNumber => numbers::delete(state, context, call, caller),
        Operation::GetAgentsUsingPhoneNumber => uses::of_number(state, context, call, caller),
        Operation::ListSipCredentials => credentials::list(state, context, call, caller),
        Operation::CreateSipCredential => credentials::create(state, context, call, caller),
        Operation::GetSipCredential => credentials::get(state, context, call, caller),
        Operation::UpdateSipCredential => credentials::update(state, context, call, caller),
        Operation::DeleteSipCredential => credentials::delete(state, context, call, caller),
        Operation::GetAgentsUsingSipCredential => uses::of_credentials(state, context, call, caller),
        Operation::ListAgents => agents::list(state, context, call, caller),
        Operation::CreateAgent => agents::create(state, context, call, caller),
        Operation::GetAgent => agents::get(state, context, call, caller),
        Operation::UpdateAgent => agents::update(state, context, call, caller),
        Operation::DeleteAgent => agents::delete(state, context, call, caller),
    }
}
