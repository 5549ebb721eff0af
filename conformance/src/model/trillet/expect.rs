//! What must answer: the checks that come before every operation, in the order of the contract, and then its own.

use jiff::Timestamp;
use testline_emulator::contract::trillet::clauses as c;

use super::action::{Action, Ask, Key, Space};
use super::replies::{invalid, refused};
use super::state::State;
use super::twist::{OddBody, OddMethod, OddPath, Twist};
use super::{agents, bindings, config, flows, numbers, shop, workspaces};
use crate::model::action::{Body, Expected};

/// What must answer an action now; the state is then as the answer leaves it, but for the ids that the vendor makes up.
pub(super) fn expect(state: &mut State, action: &Action, now: Timestamp) -> Expected {
    let expected = before(state, action).and_then(|()| operation(state, action, now));
    match (expected, action.twist) {
        (Ok(_), Twist::Method(OddMethod::Head)) => {
            Expected::empty(c::ANY_HEAD, "HEAD is answered as GET, without the body")
        }
        (Err(refused), Twist::Method(OddMethod::Head)) => Expected { body: Body::Empty, ..refused },
        (Ok(expected) | Err(expected), _) => expected,
    }
}

/// The answers that come before the operation's own.
fn before(state: &State, action: &Action) -> Result<(), Expected> {
    let (ask, twist) = (&action.ask, action.twist);
    let cannot = |clause, why: &'static str| {
        let message = format!("Cannot {} {}", twist.method(ask), twist.path(ask));
        Err(refused(clause, "not_found", message, why))
    };
    let unknown = |why| cannot(c::ANY_NO_SUCH_ROUTE, why);
    match twist {
        Twist::Path(OddPath::TwoSlashes) => return unknown("only one slash at the end is no other path"),
        Twist::Path(OddPath::EncodedLiteral) => {
            return unknown("a percent-encoded letter makes another path");
        }
        Twist::Method(OddMethod::Patch | OddMethod::Delete) => {
            return cannot(c::ANY_WRONG_METHOD, "the path does not have the method");
        }
        Twist::Method(OddMethod::Head) if !ask.is_get() => {
            return cannot(c::ANY_WRONG_METHOD, "the path does not have GET");
        }
        Twist::Path(OddPath::Broken) => {
            let message = "Failed to decode param '%zz'";
            return Err(invalid(c::ANY_BROKEN_PATH, message, "an id has a broken escape"));
        }
        Twist::Method(OddMethod::Options) => {
            // What is allowed is held by an invariant.
            let why = "OPTIONS is answered without a look at anything".into();
            return Err(Expected { clause: c::ANY_OPTIONS, body: Body::Any, why });
        }
        Twist::None
        | Twist::Body(_)
        | Twist::Method(OddMethod::Head)
        | Twist::Path(OddPath::Case | OddPath::Slash | OddPath::Query | OddPath::EncodedId) => {}
    }
    caller(state, action)?;
    body(ask, twist)
}

/// Whether the key is taken, and the workspace with it.
fn caller(state: &State, action: &Action) -> Result<(), Expected> {
    if matches!(action.key, Key::Unknown | Key::Twice(_)) {
        let message = "Invalid API key";
        return Err(refused(c::ANY_WRONG_CREDENTIALS, "unauthorized", message, "the key is nobody's"));
    }
    if matches!(action.ask, Ask::ListWorkspaces) {
        return Ok(());
    }
    if matches!(action.space, Space::Missing | Space::Blank) {
        let message = "x-workspace-id header is required";
        return Err(refused(
            c::ANY_WORKSPACE_ID_MISSING,
            "missing_workspace_id",
            message,
            "there is no x-workspace-id",
        ));
    }
    let Some(key) = action.key.tenant() else { return Ok(()) };
    let workspace = State::tenant(&action.space).and_then(|tenant| state.workspace(tenant));
    if workspace.is_some_and(|workspace| state.may_use(key, workspace)) {
        return Ok(());
    }
    let message = "You do not have access to this workspace";
    Err(refused(c::ANY_WORKSPACE_FORBIDDEN, "forbidden", message, "the key may not use the workspace"))
}

/// Whether the body is a JSON object, where one is read.
fn body(ask: &Ask, twist: Twist) -> Result<(), Expected> {
    let (Some(_), Twist::Body(odd)) = (ask.fields(), twist) else { return Ok(()) };
    match odd {
        OddBody::Untyped | OddBody::Form => Err(invalid(
            c::ANY_UNSUPPORTED_MEDIA_TYPE,
            "Content-Type must be application/json",
            "the body has another media type",
        )),
        OddBody::Malformed | OddBody::White | OddBody::NotUtf8 => Err(refused(
            c::ANY_MALFORMED_JSON,
            "invalid_json",
            "Request body is not valid JSON",
            "the body is no JSON",
        )),
        OddBody::Array | OddBody::Null => Err(invalid(
            c::ANY_NOT_AN_OBJECT,
            "Request body must be a JSON object",
            "the body is JSON, and no object",
        )),
        OddBody::Capital | OddBody::Missing => Ok(()),
    }
}

/// The operation's own answer; what is refused is an error.
fn operation(state: &mut State, action: &Action, now: Timestamp) -> Result<Expected, Expected> {
    let tenant = State::tenant(&action.space);
    let sent = action.read();
    match &action.ask {
        Ask::Assign { agent, number, .. } => bindings::assign(state, tenant, (agent, number), &sent, now),
        Ask::Unassign { agent, number, .. } => bindings::unassign(state, tenant, (agent, number), &sent),
        Ask::CreateAgent(_) => agents::create(state, tenant, &sent, now),
        Ask::GetAgent(agent) => agents::get(state, tenant, agent),
        Ask::ListAgents => Ok(agents::list(state, tenant)),
        Ask::UpdateAgent { agent, .. } => agents::update(state, tenant, agent, &sent),
        Ask::DeleteAgent(agent) => agents::delete(state, tenant, agent),
        Ask::CreateFlow(_) => flows::create(state, tenant, &sent, now),
        Ask::GetFlow(flow) => flows::get(state, tenant, flow),
        Ask::ListFlows => Ok(flows::list(state, tenant)),
        Ask::ListNumbers => Ok(numbers::list(state, tenant)),
        Ask::GetConfig(number) => config::get(state, tenant, number),
        Ask::UpdateConfig { number, .. } => config::update(state, tenant, number, &sent),
        Ask::Search(wanted) => shop::search(state, wanted),
        Ask::Purchase(_) => shop::purchase(state, tenant, &sent, now),
        Ask::Register(_) => shop::register(state, tenant, &sent, now),
        Ask::GiveBack(_) => shop::give_back(state, tenant, &sent),
        Ask::ListWorkspaces => Ok(workspaces::list(state, action.key.tenant())),
    }
}
