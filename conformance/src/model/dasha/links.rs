//! Which agent answers a number, and with which number an agent calls out.

use jiff::Timestamp;
use testline_emulator::contract::dasha::clauses as c;

use super::action::{Id, Parameter};
use super::numbers;
use super::problems::{Mode, Wrongs, conflict, not_found};
use super::state::State;
use crate::model::action::Expected;

pub(super) fn link(
    state: &mut State,
    organization: &str,
    id: &Id,
    agent: Option<&str>,
    mode: Parameter,
    now: Timestamp,
) -> Expected {
    let mut wrongs = Wrongs::default();
    wrongs.id(id);
    wrongs.agent_id(c::LINK_PHONE_NUMBER_TO_AGENT_AGENT_ID_MISSING, agent);
    let modes = [
        c::LINK_PHONE_NUMBER_TO_AGENT_MODE_UNKNOWN,
        c::LINK_PHONE_NUMBER_TO_AGENT_MODE_EMPTY,
        c::LINK_PHONE_NUMBER_TO_AGENT_MODE_OUT_OF_RANGE,
    ];
    let mode = wrongs.mode(modes, mode);
    if let Some(refusal) = wrongs.refusal() {
        return refusal;
    }
    let (id, agent) = (id.read().unwrap_or_default(), agent.unwrap_or_default());
    let Some(number) = state.number(organization, id) else {
        return not_found(c::LINK_PHONE_NUMBER_TO_AGENT_NUMBER_NOT_FOUND, "Phone number not found");
    };
    let Some(held) = state.agent(organization, agent) else {
        return not_found(c::LINK_PHONE_NUMBER_TO_AGENT_AGENT_NOT_FOUND, "Agent not found");
    };
    if mode == Some(Mode::Outbound) {
        let clause = match held.outbound.as_deref() {
            None => c::LINK_PHONE_NUMBER_TO_AGENT_OUTBOUND_SET,
            Some(before) if before == id => c::LINK_PHONE_NUMBER_TO_AGENT_OUTBOUND_SET_AGAIN,
            Some(_) => c::LINK_PHONE_NUMBER_TO_AGENT_OUTBOUND_REPLACED,
        };
        let body = numbers::shown(id, number);
        if clause != c::LINK_PHONE_NUMBER_TO_AGENT_OUTBOUND_SET_AGAIN
            && let Some(held) = state.agents.get_mut(agent)
        {
            held.outbound = Some(id.to_owned());
            held.config.insert("outboundSipConfig".to_owned(), serde_json::Value::Null);
            held.updated = Some(now);
        }
        return Expected::new(clause, body, "number and agent are the organisation's");
    }
    match state.holder(&number.text, id) {
        Some(holder) if holder.organization != organization => {
            return conflict(
                c::LINK_PHONE_NUMBER_TO_AGENT_LINKED_IN_OTHER_ORGANIZATION,
                "Phone number is already linked in another organization",
                "the same number is linked for inbound calls in another organisation",
            );
        }
        Some(_) => {
            return conflict(
                c::LINK_PHONE_NUMBER_TO_AGENT_LINKED_BY_SIBLING,
                "Phone number is already linked",
                "another record of the same number is linked for inbound calls",
            );
        }
        None => {}
    }
    let clause = match number.inbound.as_deref() {
        None => c::LINK_PHONE_NUMBER_TO_AGENT_LINKED,
        Some(before) if before == agent => c::LINK_PHONE_NUMBER_TO_AGENT_LINKED_AGAIN,
        Some(_) => c::LINK_PHONE_NUMBER_TO_AGENT_RELINKED,
    };
    let mut after = number.clone();
    if clause != c::LINK_PHONE_NUMBER_TO_AGENT_LINKED_AGAIN {
        after.inbound = Some(agent.to_owned());
        after.updated = now;
    }
    let body = numbers::shown(id, &after);
    state.numbers.insert(id.to_owned(), after);
    Expected::new(clause, body, "nobody else has the number for inbound calls")
}

pub(super) fn unlink(
    state: &mut State,
    organization: &str,
    id: &Id,
    agent: Option<&str>,
    mode: Parameter,
    now: Timestamp,
) -> Expected {
    let mut wrongs = Wrongs::default();
    wrongs.id(id);
    let modes = [
        c::UNLINK_PHONE_NUMBER_FROM_AGENT_MODE_UNKNOWN,
        c::UNLINK_PHONE_NUMBER_FROM_AGENT_MODE_EMPTY,
        c::UNLINK_PHONE_NUMBER_FROM_AGENT_MODE_OUT_OF_RANGE,
    ];
    let mode = wrongs.mode(modes, mode);
    if mode == Some(Mode::Outbound) {
        wrongs.agent_id(c::UNLINK_PHONE_NUMBER_FROM_AGENT_AGENT_ID_MISSING, agent);
    }
    if let Some(refusal) = wrongs.refusal() {
        return refusal;
    }
    let (id, agent) = (id.read().unwrap_or_default(), agent.unwrap_or_default());
    let Some(number) = state.number(organization, id) else {
        return not_found(c::UNLINK_PHONE_NUMBER_FROM_AGENT_NUMBER_NOT_FOUND, "Phone number not found");
    };
    if mode == Some(Mode::Outbound) {
        let Some(held) = state.agent(organization, agent) else {
            return not_found(c::UNLINK_PHONE_NUMBER_FROM_AGENT_AGENT_NOT_FOUND, "Agent not found");
        };
        let body = numbers::shown(id, number);
        if held.outbound.as_deref() != Some(id) {
            let clause = c::UNLINK_PHONE_NUMBER_FROM_AGENT_OUTBOUND_UNLINKED_AGAIN;
            return Expected::new(clause, body, "the agent does not call out with this number");
        }
        if let Some(held) = state.agents.get_mut(agent) {
            held.lose_outbound();
            held.updated = Some(now);
        }
        return Expected::new(
            c::UNLINK_PHONE_NUMBER_FROM_AGENT_OUTBOUND_UNLINKED,
            body,
            "the agent calls out with this number",
        );
    }
    let mut after = number.clone();
    let (clause, why) = match after.inbound.take() {
        None => (c::UNLINK_PHONE_NUMBER_FROM_AGENT_UNLINKED_AGAIN, "the number has no agent"),
        Some(_) => {
            after.updated = now;
            (c::UNLINK_PHONE_NUMBER_FROM_AGENT_UNLINKED, "the number has an agent")
        }
    };
    let body = numbers::shown(id, &after);
    state.numbers.insert(id.to_owned(), after);
    Expected::new(clause, body, why)
}
