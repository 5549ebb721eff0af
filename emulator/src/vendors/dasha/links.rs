//! Links between numbers and agents: who answers a number's inbound calls, and with which number an agent calls out.

use super::query::{self, Mode, ModeClauses};
use super::records::{Agent, PhoneNumber};
use super::refusals::{Refused, refused};
use super::rules::{self, Linked, Obstacle};
use super::state::State;
use super::validation::Validation;
use super::{Operation, agents, numbers, wire};
use crate::contract::Clause;
use crate::contract::dasha::{RelinkTime, SiblingLink, clauses};
use crate::http::Reply;
use crate::vendors::answer::Accepted;
use crate::vendors::call::Call;
use crate::vendors::context::Context;

/// Lets an agent answer a number's inbound calls, or gives an agent the number that it calls out with; the reply is the
/// number. An earlier link is replaced without an error; one in another organisation is refused.
pub(super) fn link(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    const MODE: ModeClauses = ModeClauses {
        unknown: clauses::LINK_PHONE_NUMBER_TO_AGENT_MODE_UNKNOWN,
        empty: clauses::LINK_PHONE_NUMBER_TO_AGENT_MODE_EMPTY,
        out_of_range: clauses::LINK_PHONE_NUMBER_TO_AGENT_MODE_OUT_OF_RANGE,
    };
    let mut validation = Validation::default();
    let id = query::path_id(call, &mut validation);
    let missing = clauses::LINK_PHONE_NUMBER_TO_AGENT_AGENT_ID_MISSING;
    let agent_id = query::required(call, "agentId", missing, &mut validation);
    let mode = query::mode(call, MODE, &mut validation);
    validation.finish()?;
    let number = numbers::owned(state, &id, caller, clauses::LINK_PHONE_NUMBER_TO_AGENT_NUMBER_NOT_FOUND)?;
    let agent = agents::owned(state, &agent_id, caller, clauses::LINK_PHONE_NUMBER_TO_AGENT_AGENT_NOT_FOUND)?;
    match mode {
        Mode::Inbound => {
            let number = number.clone();
            link_inbound(state, context, &id, number, &agent_id)
        }
        Mode::ReplaceOutbound => {
            let (number, agent) = (number.clone(), agent.clone());
            Ok(link_outbound(state, context, &id, &number, &agent_id, agent))
        }
    }
}

fn link_inbound(
    state: &mut State,
    context: &Context<'_>,
    id: &str,
    mut number: PhoneNumber,
    agent_id: &str,
) -> Result<Accepted, Refused> {
    let dialect = &context.dialect.dasha;
    let refusing = ObstacleClauses {
        other_organization: clauses::LINK_PHONE_NUMBER_TO_AGENT_LINKED_IN_OTHER_ORGANIZATION,
        sibling: clauses::LINK_PHONE_NUMBER_TO_AGENT_LINKED_BY_SIBLING,
    };
    let caller = &number.organization;
    no_obstacle(state, &number.phone_number, id, caller, dialect.sibling_link, refusing)?;
    let clause = match rules::link(&mut number, agent_id, context.exchange, context.now) {
        Linked::First => clauses::LINK_PHONE_NUMBER_TO_AGENT_LINKED,
        Linked::Instead => clauses::LINK_PHONE_NUMBER_TO_AGENT_RELINKED,
        Linked::Again => {
            if dialect.relink_time == RelinkTime::Moved {
                number.last_update_time = Some(context.now);
            }
            clauses::LINK_PHONE_NUMBER_TO_AGENT_LINKED_AGAIN
        }
    };
    let reply = reply(state, context, id, &number);
    state.put_number(id, number);
    Ok(Accepted::new(clause, reply))
}

fn link_outbound(
    state: &mut State,
    context: &Context<'_>,
    id: &str,
    number: &PhoneNumber,
    agent_id: &str,
    mut agent: Agent,
) -> Accepted {
    let clause = match rules::call_out(&mut agent, id, context.now) {
        Linked::First => clauses::LINK_PHONE_NUMBER_TO_AGENT_OUTBOUND_SET,
        Linked::Instead => clauses::LINK_PHONE_NUMBER_TO_AGENT_OUTBOUND_REPLACED,
        Linked::Again => clauses::LINK_PHONE_NUMBER_TO_AGENT_OUTBOUND_SET_AGAIN,
    };
    state.put_agent(agent_id, agent);
    Accepted::new(clause, reply(state, context, id, number))
}

/// Takes the agent from a number's inbound calls, or the number from an agent's outbound calls; 200 with the number,
/// not 204. The other kind of use stays, and where there is nothing to take nothing changes.
pub(super) fn unlink(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    const MODE: ModeClauses = ModeClauses {
        unknown: clauses::UNLINK_PHONE_NUMBER_FROM_AGENT_MODE_UNKNOWN,
        empty: clauses::UNLINK_PHONE_NUMBER_FROM_AGENT_MODE_EMPTY,
        out_of_range: clauses::UNLINK_PHONE_NUMBER_FROM_AGENT_MODE_OUT_OF_RANGE,
    };
    let mut validation = Validation::default();
    let id = query::path_id(call, &mut validation);
    let agent_id = match query::mode(call, MODE, &mut validation) {
        Mode::Inbound => None,
        Mode::ReplaceOutbound => {
            let missing = clauses::UNLINK_PHONE_NUMBER_FROM_AGENT_AGENT_ID_MISSING;
            Some(query::required(call, "agentId", missing, &mut validation))
        }
    };
    validation.finish()?;
    let not_found = clauses::UNLINK_PHONE_NUMBER_FROM_AGENT_NUMBER_NOT_FOUND;
    let mut number = numbers::owned(state, &id, caller, not_found)?.clone();
    let clause = match agent_id {
        None if rules::unlink(&mut number, context.now) => {
            state.put_number(&id, number.clone());
            clauses::UNLINK_PHONE_NUMBER_FROM_AGENT_UNLINKED
        }
        None => clauses::UNLINK_PHONE_NUMBER_FROM_AGENT_UNLINKED_AGAIN,
        Some(agent_id) => {
            let missing = clauses::UNLINK_PHONE_NUMBER_FROM_AGENT_AGENT_NOT_FOUND;
            let agent = agents::owned(state, &agent_id, caller, missing)?;
            if agent.outbound_number.as_deref() == Some(id.as_str()) {
                let mut agent = agent.clone();
                rules::stop_calling_out(&mut agent, context.now);
                state.put_agent(&agent_id, agent);
                clauses::UNLINK_PHONE_NUMBER_FROM_AGENT_OUTBOUND_UNLINKED
            } else {
                clauses::UNLINK_PHONE_NUMBER_FROM_AGENT_OUTBOUND_UNLINKED_AGAIN
            }
        }
    };
    Ok(Accepted::new(clause, reply(state, context, &id, &number)))
}

/// The number, which every answer of a link shows.
fn reply(state: &State, context: &Context<'_>, id: &str, number: &PhoneNumber) -> Reply {
    let dialect = &context.dialect.dasha;
    wire::ok(&wire::number(state, id, number, dialect), dialect)
}

/// The clauses of a number whose text is linked already.
#[derive(Clone, Copy)]
pub(super) struct ObstacleClauses {
    pub(super) other_organization: Clause,
    pub(super) sibling: Clause,
}

/// Refuses a text that is linked for inbound calls by another record.
pub(super) fn no_obstacle(
    state: &State,
    text: &str,
    id: &str,
    caller: &str,
    siblings: SiblingLink,
    refusing: ObstacleClauses,
) -> Result<(), Refused> {
    let same_text = state.numbers_with_text(text);
    match rules::obstacle(same_text, id, caller, siblings) {
        None => Ok(()),
        Some(Obstacle::OtherOrganization(other, number)) => {
            let fact = format!(
                "{} is linked in another organisation by {other}{}",
                text.escape_default(),
                since(number)
            );
            Err(refused(refusing.other_organization, fact))
        }
        Some(Obstacle::Sibling(other, number)) => {
            let fact = format!("{} is linked by {other}{}", text.escape_default(), since(number));
            Err(refused(refusing.sibling, fact))
        }
    }
}

/// When a number was linked, for the deciding fact.
pub(super) fn since(number: &PhoneNumber) -> String {
    number.linked_in_exchange.map(|n| format!(" since exchange {n}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use crate::http::{Method, Request, header};
    use crate::vendors::Vendor;
    use crate::world::World;

    const NUMBER: &str = "3c90c3cc-0d44-4b50-8888-8dd25736052a";
    const OTHER_NUMBER: &str = "3c90c3cc-0d44-4b50-8888-8dd25736052c";
    const AGENT: &str = "9839c486-f904-4db4-9d66-228964d76580";
    const OTHER_AGENT: &str = "9839c486-f904-4db4-9d66-228964d76582";

    fn put(world: &mut World, token: &str, number: &str, agent: &str) -> (&'static str, Option<String>) {
        let target = format!("/api/v1/sip-phone-numbers/{number}/agent-link?agentId={agent}");
        let authorization = format!("Bearer {token}");
        let request = Request::new(Method::PUT, target).with_header(header::AUTHORIZATION, &authorization);
        let outcome = world.apply(Timestamp::UNIX_EPOCH, Vendor::Dasha, &request);
        (outcome.clause.facts().name, outcome.because)
    }

    #[test]
    fn a_refusal_says_which_record_is_linked_since_when_and_which_switch_decides() {
        let mut world = World::new(0, "default");
        assert_eq!(put(&mut world, "testline-2", OTHER_NUMBER, OTHER_AGENT).0, "linked");
        let (clause, because) = put(&mut world, "testline", NUMBER, AGENT);
        assert_eq!(clause, "linked-in-other-organization");
        let fact = format!(
            "+15551234567 is linked in another organisation by {OTHER_NUMBER} since exchange 1 \
             (switch dasha.other-organization=403|400)"
        );
        assert_eq!(because, Some(fact));
    }

    #[test]
    fn what_is_refused_changes_nothing() {
        let mut world = World::new(0, "default");
        let before = world.export().state;
        assert_eq!(put(&mut world, "testline", NUMBER, OTHER_AGENT).0, "agent-not-found");
        assert_eq!(put(&mut world, "testline", OTHER_NUMBER, AGENT).0, "number-not-found");
        assert_eq!(put(&mut world, "wrong", NUMBER, AGENT).0, "wrong-credentials");
        assert_eq!(world.export().state, before);
    }
}
