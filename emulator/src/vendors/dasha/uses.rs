//! Which agents use a number, and the numbers of SIP credentials, for what.

use serde::Serialize;

use super::query;
use super::records::PhoneNumber;
use super::refusals::Refused;
use super::state::State;
use super::validation::Validation;
use super::{Operation, credentials, numbers, wire};
use crate::contract::dasha::clauses;
use crate::vendors::answer::Accepted;
use crate::vendors::call::Call;
use crate::vendors::context::Context;

/// A number with the agents that use it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UsedNumber<'s> {
    id: &'s str,
    phone_number: &'s str,
    affected_agents: Vec<User<'s>>,
}

/// The numbers of credentials with the agents that use them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct UsedCredentials<'s> {
    phone_numbers: Vec<UsedNumber<'s>>,
    affected_calls_count: u64,
}

/// An agent that uses a number.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct User<'s> {
    pub(super) agent_id: &'s str,
    agent_name: &'s str,
    uses: Vec<&'static str>,
}

/// Names the agents that use a number. Outbound links show nowhere else.
pub(super) fn of_number(
    state: &State,
    context: &Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let mut validation = Validation::default();
    let id = query::path_id(call, &mut validation);
    validation.finish()?;
    let number = numbers::owned(state, &id, caller, clauses::GET_AGENTS_USING_PHONE_NUMBER_NUMBER_NOT_FOUND)?;
    let reply = wire::ok(&used_number(state, &id, number), &context.dialect.dasha);
    Ok(Accepted::new(clauses::GET_AGENTS_USING_PHONE_NUMBER_LISTED, reply))
}

/// Names the numbers of SIP credentials, used or not, with the agents that use them.
pub(super) fn of_credentials(
    state: &State,
    context: &Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let mut validation = Validation::default();
    let id = query::path_id(call, &mut validation);
    validation.finish()?;
    let not_found = clauses::GET_AGENTS_USING_SIP_CREDENTIAL_CREDENTIAL_NOT_FOUND;
    credentials::owned(state, &id, caller, not_found)?;
    let used = UsedCredentials {
        phone_numbers: state.numbers_on(&id).map(|(id, number)| used_number(state, id, number)).collect(),
        affected_calls_count: state.numbers_on(&id).map(|(_, number)| number.queued_calls).sum(),
    };
    let reply = wire::ok(&used, &context.dialect.dasha);
    Ok(Accepted::new(clauses::GET_AGENTS_USING_SIP_CREDENTIAL_LISTED, reply))
}

fn used_number<'s>(state: &'s State, id: &'s str, number: &'s PhoneNumber) -> UsedNumber<'s> {
    UsedNumber { id, phone_number: &number.phone_number, affected_agents: users(state, id, number) }
}

/// The agents that use a number: the inbound one first, then by name; each stands once.
pub(super) fn users<'s>(state: &'s State, id: &'s str, number: &'s PhoneNumber) -> Vec<User<'s>> {
    let inbound = number.inbound_agent.as_deref().and_then(|id| state.agent(id).map(|agent| (id, agent)));
    let mut users: Vec<User<'s>> = Vec::new();
    if let Some((agent_id, agent)) = inbound {
        users.push(User { agent_id, agent_name: &agent.name, uses: vec!["inbound"] });
    }
    let mut callers: Vec<User<'s>> = Vec::new();
    for (agent_id, agent) in state.callers_with(id) {
        match users.first_mut().filter(|user| user.agent_id == agent_id) {
            Some(user) => user.uses.push("outbound"),
            None => callers.push(User { agent_id, agent_name: &agent.name, uses: vec!["outbound"] }),
        }
    }
    callers.sort_by(|a, b| (a.agent_name, a.agent_id).cmp(&(b.agent_name, b.agent_id)));
    users.append(&mut callers);
    users
}
