//! What must answer: the checks that come before every operation, in the order of the contract, and then its own.

use jiff::Timestamp;
use testline_emulator::contract::unleashx::clauses as c;

use super::action::{Action, Ask, Caller, Twist};
use super::replies::{self, refused};
use super::state::State;
use super::{agents, attach, tokens};
use crate::model::action::Expected;

/// What must answer an action now; the state is then as the answer leaves it, but for what the vendor makes up.
pub(super) fn expect(state: &mut State, action: &Action, now: Timestamp) -> Expected {
    let ask = &action.ask;
    if action.twist == Twist::Encoded {
        return refused(
            ask,
            c::ANY_NO_SUCH_ROUTE,
            "Not found",
            "a percent-encoded letter makes another path",
        );
    }
    if action.twist == Twist::Patch {
        return refused(ask, c::ANY_WRONG_METHOD, "Not found", "no path has PATCH");
    }
    let workspace = match caller(ask, &action.caller) {
        Ok(workspace) => workspace,
        Err(refused) => return refused,
    };
    if ask.fields().is_some() && action.twist == Twist::Malformed {
        return refused(ask, c::ANY_MALFORMED_JSON, "Invalid JSON", "the body is no JSON");
    }
    if ask.fields().is_some() && action.twist == Twist::JustText {
        return refused(ask, c::ANY_NOT_AN_OBJECT, "Invalid JSON", "the body is a JSON text");
    }
    let fields = action.read();
    match ask {
        Ask::Attach(_) => attach::first(state, ask, workspace, &fields, now),
        Ask::AttachSecond(_) => attach::second(state, ask, workspace, &fields),
        Ask::Create(_) => agents::create(ask, &fields, now),
        Ask::Upsert(_) => agents::upsert(state, ask, workspace, &fields),
        Ask::Get { agent, kind } => {
            agents::get(state, ask, workspace, agent.as_deref(), kind.as_deref(), now)
        }
        Ask::GetByBody(_) => {
            let text = |key: &str| fields.get(key).map(ToString::to_string);
            agents::get(
                state,
                ask,
                workspace,
                text("agent_id").as_deref(),
                text("agent_type").as_deref(),
                now,
            )
        }
        Ask::Delete { query, .. } => agents::delete(state, ask, workspace, &fields, query.as_deref()),
        Ask::GenerateToken => tokens::generated(),
        Ask::GetToken => tokens::fetched(state, workspace),
        Ask::Verify => tokens::verified(),
    }
}

/// The workspace of the credentials, or why they are not taken.
fn caller(ask: &Ask, caller: &Caller) -> Result<&'static str, Expected> {
    if ask.takes_login() {
        return match caller {
            Caller::Login { workspace, .. } => Ok(workspace),
            Caller::Token { .. } | Caller::WrongBeforeRight { .. } | Caller::Unknown => {
                let clause = if matches!(ask, Ask::GetToken) {
                    c::GET_TOKEN_LOGIN_TOKEN_INVALID
                } else {
                    c::GENERATE_TOKEN_LOGIN_TOKEN_INVALID
                };
                Err(refused(ask, clause, "INVALID_LOGIN_TOKEN", "the token is no login token"))
            }
            Caller::AccessToken { .. } | Caller::Authorization { .. } | Caller::Nobody | Caller::Empty => {
                let clause = if matches!(ask, Ask::GetToken) {
                    c::GET_TOKEN_LOGIN_TOKEN_MISSING
                } else {
                    c::GENERATE_TOKEN_LOGIN_TOKEN_MISSING
                };
                Err(refused(ask, clause, "LOGIN_TOKEN_REQUIRED", "there is no header `token`"))
            }
        };
    }
    let no = |clause, why: &'static str| Err(refused(ask, clause, replies::NO_SESSION, why));
    match caller {
        Caller::Token { workspace, .. } | Caller::AccessToken { workspace, .. } => Ok(workspace),
        Caller::Authorization { workspace, .. } if matches!(ask, Ask::Create(_)) => Ok(workspace),
        Caller::Authorization { .. } => {
            no(c::ANY_AUTHORIZATION_NOT_READ, "only the creation of an agent reads `authorization`")
        }
        Caller::Login { .. } => no(c::ANY_WRONG_CREDENTIALS, "a login token is no API token"),
        Caller::WrongBeforeRight { .. } => {
            no(c::ANY_WRONG_CREDENTIALS, "`token` decides, even where it is wrong")
        }
        Caller::Unknown => no(c::ANY_WRONG_CREDENTIALS, "the token is nobody's"),
        Caller::Nobody | Caller::Empty => no(c::ANY_NO_CREDENTIALS, "there is no token"),
    }
}
