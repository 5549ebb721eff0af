//! Trillet AI: phone numbers bound to call agents and their call flows.
//!
//! This page is the contract's table of operations; `emulator/contracts/trillet.yaml` says clause by clause what each
//! answers and where that is known from.

mod agents;
mod assignments;
pub(in crate::vendors) mod auth;
mod body;
mod call_flows;
mod completion;
mod entry;
mod inventory;
mod numbers;
mod path;
mod records;
mod refusals;
mod rules;
mod state;
mod wire;
mod workspaces;

pub(in crate::vendors) use entry::apply;
pub(crate) use state::State;

use self::auth::Caller;
use self::refusals::Refused;
use super::answer::Accepted;
use super::call::Call;
use super::context::Context;
use super::route::{Route, route};
use crate::http::Method;

/// What Trillet can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    AssignPhoneNumberToAgent,
    UnassignPhoneNumberFromAgent,
    CreateAgent,
    GetAgent,
    ListAgents,
    UpdateAgent,
    DeleteAgent,
    CreateCallFlow,
    GetCallFlow,
    ListCallFlows,
    ListPhoneNumbers,
    GetPhoneNumberConfig,
    UpdatePhoneNumberConfig,
    ListAvailableNumbers,
    PurchaseNumber,
    RegisterExternalNumber,
    ReleaseNumber,
    ListWorkspaces,
}

/// Every way to an operation, in the order of the contract.
#[rustfmt::skip]
pub(super) const ROUTES: &[Route<Operation>] = {
    use Operation as O;
    &[
        route(O::AssignPhoneNumberToAgent, Method::POST, "/v1/api/agents/{agentId}/bind/{phoneNumberId}"),
        route(O::UnassignPhoneNumberFromAgent, Method::POST, "/v1/api/agents/{agentId}/release/{phoneNumberId}"),
        route(O::CreateAgent, Method::POST, "/v1/api/agents"),
        route(O::GetAgent, Method::GET, "/v1/api/agents/{agentId}"),
        route(O::ListAgents, Method::GET, "/v1/api/agents"),
        route(O::UpdateAgent, Method::PUT, "/v1/api/agents/{agentId}"),
        route(O::DeleteAgent, Method::DELETE, "/v1/api/agents/{agentId}"),
        route(O::CreateCallFlow, Method::POST, "/v1/api/call-flows"),
        route(O::GetCallFlow, Method::GET, "/v1/api/call-flows/{callFlowId}"),
        route(O::ListCallFlows, Method::GET, "/v1/api/call-flows"),
        route(O::ListPhoneNumbers, Method::GET, "/v1/api/twilio/user-phone-numbers"),
        route(O::GetPhoneNumberConfig, Method::GET, "/v1/api/twilio/phone-numbers/{phoneNumberId}/config"),
        route(O::UpdatePhoneNumberConfig, Method::PUT, "/v1/api/twilio/phone-numbers/{phoneNumberId}/config"),
        route(O::ListAvailableNumbers, Method::GET, "/v1/api/twilio/available-numbers"),
        route(O::PurchaseNumber, Method::POST, "/v1/api/twilio/purchase-number"),
        route(O::RegisterExternalNumber, Method::POST, "/v1/api/twilio/register-external-number"),
        route(O::ReleaseNumber, Method::POST, "/v1/api/twilio/release-number"),
        route(O::ListWorkspaces, Method::GET, "/v1/api/workspaces"),
    ]
};

/// Runs an operation in the workspace that the caller named.
fn run(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &Caller,
) -> Result<Accepted, Refused> {
    match call.operation {
        Operation::AssignPhoneNumberToAgent => assignments::assign(state, context, call, caller),
        Operation::UnassignPhoneNumberFromAgent => assignments::unassign(state, context, call, caller),
        Operation::CreateAgent => agents::create(state, context, call, caller),
        Operation::GetAgent => agents::get(state, context, call, caller),
        Operation::ListAgents => Ok(agents::list(state, context, caller)),
        Operation::UpdateAgent => agents::update(state, context, call, caller),
        Operation::DeleteAgent => agents::delete(state, context, call, caller),
        Operation::CreateCallFlow => call_flows::create(state, context, call, caller),
        Operation::GetCallFlow => call_flows::get(state, context, call, caller),
        Operation::ListCallFlows => Ok(call_flows::list(state, caller)),
        Operation::ListPhoneNumbers => Ok(numbers::list(state, context, caller)),
        Operation::GetPhoneNumberConfig => numbers::get_config(state, call, caller),
        Operation::UpdatePhoneNumberConfig => numbers::update_config(state, context, call, caller),
        Operation::ListAvailableNumbers => inventory::list(state, call),
        Operation::PurchaseNumber => inventory::purchase(state, context, call, caller),
        Operation::RegisterExternalNumber => inventory::register(state, context, call, caller),
        Operation::ReleaseNumber => numbers::release(state, context, call, caller),
        Operation::ListWorkspaces => Ok(workspaces::list(state, caller)),
    }
}
