//! What must answer: the checks that come before every operation, in the order of the contract, and then its own.

use jiff::Timestamp;
use testline_emulator::contract::dasha::clauses as c;

use super::action::{Action, Ask, Caller, Twist};
use super::problems::{self, Wrongs};
use super::state::State;
use super::{agents, credentials, links, numbers};
use crate::model::action::Expected;

/// What must answer an action now; the state is then as the answer leaves it, but for what the vendor makes up.
pub(super) fn expect(state: &mut State, action: &Action, now: Timestamp) -> Expected {
    let odd = [
        (Twist::Deeper, c::ANY_NO_SUCH_ROUTE, "no path is so deep"),
        (Twist::Head, c::ANY_HEAD, "no path has HEAD"),
        (Twist::Options, c::ANY_OPTIONS, "no path has OPTIONS"),
        (Twist::Patch, c::ANY_WRONG_METHOD, "no path has PATCH"),
    ];
    if let Some((_, clause, why)) = odd.into_iter().find(|(twist, ..)| *twist == action.twist) {
        return Expected::empty(clause, why);
    }
    match &action.caller {
        Caller::Nobody | Caller::OtherScheme(_) | Caller::NoToken => {
            return Expected::empty(c::ANY_NO_CREDENTIALS, "there is no token");
        }
        Caller::Unknown | Caller::Twice(_) => {
            return Expected::empty(c::ANY_WRONG_CREDENTIALS, "no organisation has this token");
        }
        Caller::Key(_) | Caller::SmallScheme(_) => {}
    }
    let mut wrongs = Wrongs::default();
    let unread = action.ask.body().is_some() && action.twist.body().is_some();
    if action.ask.body().is_some() && matches!(action.twist, Twist::PlainText | Twist::NoType) {
        return problems::unsupported();
    }
    if unread && action.twist == Twist::Malformed {
        wrongs.body(c::ANY_MALFORMED_JSON, "$", Some("The request body is not valid JSON."));
    } else if unread && action.twist == Twist::NotAnObject {
        wrongs.body(c::ANY_NOT_AN_OBJECT, "$", None);
    } else if unread {
        wrongs.body(c::ANY_BODY_EMPTY, "", Some("A non-empty request body is required."));
    }
    let organization = &action.organization;
    match &action.ask {
        Ask::Link { number, agent, mode } => {
            links::link(state, organization, number, agent.as_deref(), *mode, now)
        }
        Ask::Unlink { number, agent, mode } => {
            links::unlink(state, organization, number, agent.as_deref(), *mode, now)
        }
        Ask::ListNumbers(list) => numbers::list(state, organization, list),
        Ask::CreateNumber(members) => {
            if !unread {
                numbers::check(
                    &mut wrongs,
                    members,
                    c::CREATE_PHONE_NUMBER_PHONE_NUMBER_MISSING,
                    c::CREATE_PHONE_NUMBER_CREDENTIALS_ID_MISSING,
                );
            }
            wrongs.refusal().unwrap_or_else(|| numbers::create(state, organization, members, now))
        }
        Ask::GetNumber(id) => numbers::get(state, organization, id),
        Ask::UpdateNumber(id, members) => {
            wrongs.id(id);
            if !unread {
                numbers::check(
                    &mut wrongs,
                    members,
                    c::UPDATE_PHONE_NUMBER_PHONE_NUMBER_MISSING,
                    c::UPDATE_PHONE_NUMBER_CREDENTIALS_ID_MISSING,
                );
            }
            wrongs.refusal().unwrap_or_else(|| numbers::update(state, organization, id, members, now))
        }
        Ask::DeleteNumber(id, force) => numbers::delete(state, organization, id, *force, now),
        Ask::NumberAgents(id) => numbers::agents(state, organization, id),
        Ask::ListCredentials { skip, take } => credentials::list(state, organization, *skip, *take),
        Ask::CreateCredential(members) => {
            if !unread {
                wrongs.members(members, &[("server", c::CREATE_SIP_CREDENTIAL_SERVER_MISSING)], false);
            }
            wrongs.refusal().unwrap_or_else(|| credentials::create(organization, members, now))
        }
        Ask::GetCredential(id) => credentials::get(state, organization, id),
        Ask::UpdateCredential(id, members) => {
            wrongs.id(id);
            if !unread {
                wrongs.members(members, &[("server", c::UPDATE_SIP_CREDENTIAL_SERVER_MISSING)], false);
            }
            wrongs.refusal().unwrap_or_else(|| credentials::update(state, organization, id, members, now))
        }
        Ask::DeleteCredential(id, force) => credentials::delete(state, organization, id, *force),
        Ask::CredentialAgents(id) => credentials::agents(state, organization, id),
        Ask::ListAgents { skip, take } => agents::list(state, organization, *skip, *take),
        Ask::CreateAgent(members) => {
            if !unread {
                let required =
                    [("name", c::CREATE_AGENT_NAME_MISSING), ("config", c::CREATE_AGENT_CONFIG_MISSING)];
                wrongs.members(members, &required, false);
            }
            wrongs.refusal().unwrap_or_else(|| agents::create(state, organization, members, now))
        }
        Ask::GetAgent(id) => agents::get(state, organization, id),
        Ask::UpdateAgent(id, members) => {
            if !unread {
                let required =
                    [("name", c::UPDATE_AGENT_NAME_MISSING), ("config", c::UPDATE_AGENT_CONFIG_MISSING)];
                wrongs.members(members, &required, true);
            }
            wrongs.refusal().unwrap_or_else(|| agents::update(state, organization, id, members, now))
        }
        Ask::DeleteAgent(id) => agents::delete(state, organization, id, now),
    }
}
