//! UnleashX: phone numbers on voice agents.
//!
//! The vendor documents two generations side by side: the first under `/api`, where agents have text ids, and the second
//! under `/api/v1/global`, where they have integers. Both work on one state.
//!
//! This page is the contract's table of operations; `emulator/contracts/unleashx.yaml` says clause by clause what each
//! answers and where that is known from.

mod agent_fields;
mod agents;
pub(in crate::vendors) mod auth;
mod body;
mod checks;
mod entry;
mod numbers;
mod path;
mod records;
mod refusals;
mod rules;
mod state;
mod token_index;
mod tokens;
mod wire;

pub(in crate::vendors) use entry::apply;
pub(crate) use state::State;

use self::refusals::Refused;
use super::answer::Accepted;
use super::call::Call;
use super::context::Context;
use super::route::{Route, route};
use crate::http::Method;

/// What UnleashX can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    AttachPhoneNumber,
    AttachPhoneNumbers,
    CreateAgent,
    CreateVoiceAgent,
    GetVoiceAgents,
    DeleteVoiceAgent,
    GenerateToken,
    GetToken,
    VerifyToken,
}

/// Every way to an operation, in the order of the contract.
#[rustfmt::skip]
pub(super) const ROUTES: &[Route<Operation>] = {
    use Operation as O;
    &[
        route(O::AttachPhoneNumber, Method::POST, "/api/agent/attach-phone-number"),
        route(O::AttachPhoneNumbers, Method::POST, "/api/v1/global/attach-phone-numbers"),
        route(O::CreateAgent, Method::POST, "/api/agents"),
        route(O::CreateVoiceAgent, Method::POST, "/api/v1/global/create-agent"),
        route(O::GetVoiceAgents, Method::GET, "/api/v1/global/agents/get"),
        route(O::GetVoiceAgents, Method::POST, "/api/v1/global/agents/get"),
        route(O::DeleteVoiceAgent, Method::POST, "/api/v1/global/agents/delete"),
        route(O::DeleteVoiceAgent, Method::POST, "/api/v1/global/delete-agent"),
        route(O::GenerateToken, Method::POST, "/api/v1/global/generate-token"),
        route(O::GetToken, Method::GET, "/api/v1/global/get-token"),
        route(O::VerifyToken, Method::POST, "/api/v1/global/verify"),
    ]
};

/// Runs an operation for the workspace whose token was sent.
fn run(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    match call.operation {
        Operation::AttachPhoneNumber => numbers::attach(state, context, call, caller),
        Operation::AttachPhoneNumbers => numbers::attach_global(state, context, call, caller),
        Operation::CreateAgent => agents::create(state, context, call, caller),
        Operation::CreateVoiceAgent => agents::create_or_update(state, context, call, caller),
        Operation::GetVoiceAgents => agents::get(state, context, call, caller),
        Operation::DeleteVoiceAgent => agents::delete(state, context, call, caller),
        Operation::GenerateToken => Ok(tokens::generate(state, context, caller)),
        Operation::GetToken => tokens::get(state, context, caller),
        Operation::VerifyToken => Ok(tokens::verify(context)),
    }
}
