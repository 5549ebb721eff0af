//! What must answer: the checks that come before every operation, in the order of the contract, and then its own.

use jiff::Timestamp;
use testline_emulator::contract::vobiz::clauses as c;

use super::action::{Action, Ask, Caller, Twist};
use super::refusals as r;
use super::route::Family;
use super::state::State;
use crate::model::action::Expected;
use crate::model::claim::Claim;

/// What must answer an action now; the state is then as the answer leaves it, but for what the vendor makes up.
pub(super) fn expect(state: &mut State, action: &Action, now: Timestamp) -> Expected {
    if let Some(refused) = route(action) {
        return refused;
    }
    if let Some(refused) = caller(state, action) {
        return refused;
    }
    if let Some(refused) = owner(action) {
        return refused;
    }
    if action.ask.reads_a_body() {
        let body = r::invalid("The request body must be a JSON object.");
        if matches!(action.twist, Twist::Malformed | Twist::NoBody) {
            return Expected::new(c::ANY_MALFORMED_JSON, body, "the body is empty or no JSON");
        }
        if action.twist == Twist::NotAnObject {
            return Expected::new(c::ANY_NOT_AN_OBJECT, body, "the body is an array");
        }
    }
    operation(state, action, now)
}

/// Route, letter case and method.
fn route(action: &Action) -> Option<Expected> {
    match (action.twist, action.ask.family()) {
        (Twist::Slash, _) => {
            Some(Expected::new(c::ANY_NO_SUCH_ROUTE, r::no_route(), "a slash too many makes another path"))
        }
        (Twist::OtherCase, Family::Lower) => Some(Expected::new(
            c::ANY_CAPITAL_ACCOUNT,
            r::no_route(),
            "the path of this operation is written `account`",
        )),
        (Twist::OtherCase, Family::Plural) => Some(Expected::new(
            c::ANY_WRONG_CASE,
            r::wrong_credentials(),
            "a wrong letter case of these paths is refused as wrong credentials",
        )),
        (Twist::Patch, _) => Some(Expected::new(
            c::ANY_WRONG_METHOD,
            r::said("method_not_allowed", "method not allowed"),
            "no path has PATCH",
        )),
        (Twist::Head, _) => Some(Expected::empty(c::ANY_HEAD, "no path has HEAD")),
        (Twist::Options, _) => Some(Expected::new(
            c::ANY_OPTIONS,
            r::said("method_not_allowed", "method not allowed"),
            "no path has OPTIONS",
        )),
        (Twist::BrokenPath, _) => Some(Expected::new(
            c::ANY_BROKEN_PATH,
            r::invalid("The request path is not valid."),
            "a percent sign has no two hex digits behind it",
        )),
        (
            Twist::None | Twist::OtherCase | Twist::Malformed | Twist::NotAnObject | Twist::NoBody,
            Family::Capital | Family::Lower | Family::Plural | Family::Own,
        ) => None,
    }
}

/// The credentials.
fn caller(state: &State, action: &Action) -> Option<Expected> {
    let unauthorized = |message| r::said("unauthorized", message);
    match &action.caller {
        Caller::Account { id, .. } => disabled(state, id),
        Caller::Basic { id, .. } if matches!(action.ask, Ask::CancelRelease { .. }) => disabled(state, id),
        Caller::Bearer if matches!(action.ask, Ask::CancelRelease { .. }) => {
            let error =
                Claim::Only(vec![("code", Claim::Is(401.into())), ("message", "Invalid token".into())]);
            let body = Claim::Only(vec![("error", error)]);
            Some(Expected::new(c::CANCEL_RELEASE_INVALID_TOKEN, body, "the Bearer token is no JWT"))
        }
        Caller::Nobody | Caller::Basic { .. } | Caller::Bearer => Some(Expected::new(
            c::ANY_NO_CREDENTIALS,
            unauthorized("missing X-Auth-ID header"),
            "there is no X-Auth-ID",
        )),
        Caller::NoToken { .. } => Some(Expected::new(
            c::ANY_NO_AUTH_TOKEN,
            unauthorized("missing X-Auth-Token header"),
            "there is no X-Auth-Token",
        )),
        Caller::WrongToken { .. } | Caller::Unknown => {
            Some(Expected::new(c::ANY_WRONG_CREDENTIALS, r::wrong_credentials(), "the pair is nobody's"))
        }
    }
}

fn disabled(state: &State, id: &str) -> Option<Expected> {
    let account = state.accounts.get(id)?;
    if !account.active {
        let error = vec![("code", "ACCOUNT_INACTIVE".into()), ("message", "Account is inactive".into())];
        let body = Claim::Has(vec![("status", "error".into()), ("error", Claim::Has(error))]);
        return Some(Expected::new(c::ANY_ACCOUNT_INACTIVE, body, "the account is not active"));
    }
    (!account.enabled).then(|| {
        Expected::new(c::ANY_SUB_ACCOUNT_DISABLED, r::wrong_credentials(), "the sub-account is disabled")
    })
}

/// That the path's account is the caller's.
fn owner(action: &Action) -> Option<Expected> {
    let id = match &action.caller {
        Caller::Account { id, .. } | Caller::Basic { id, .. } => id,
        Caller::Bearer
        | Caller::Nobody
        | Caller::NoToken { .. }
        | Caller::WrongToken { .. }
        | Caller::Unknown => return None,
    };
    if *id == action.account || action.ask.family() == Family::Own {
        return None;
    }
    let why = "the path's account is not that of the credentials";
    Some(if matches!(action.ask, Ask::CancelRelease { .. }) {
        Expected::new(c::CANCEL_RELEASE_ACCESS_DENIED, r::phrase("access denied"), why)
    } else if matches!(action.ask, Ask::CreateSubaccount { .. }) {
        Expected::new(c::CREATE_SUBACCOUNT_NOT_MAIN_ACCOUNT, r::said("not_found", "account not found"), why)
    } else {
        Expected::new(c::ANY_AUTH_ID_MISMATCH, r::said("forbidden", "auth_id does not match X-Auth-ID"), why)
    })
}

/// The operation's own answer.
fn operation(state: &mut State, action: &Action, now: Timestamp) -> Expected {
    use super::{accounts, numbers, routes, things, trunks};
    let account = &action.account;
    match &action.ask {
        Ask::Assign { number, trunk } => routes::assign(state, account, number, trunk, now),
        Ask::Unassign { number } => routes::unassign(state, account, number, now),
        Ask::Attach { number, application } => routes::attach(state, account, number, application),
        Ask::Detach { number } => routes::detach(state, account, number),
        Ask::ListNumbers { page, per_page } => numbers::list(state, account, *page, *per_page),
        Ask::ListInventory { country } => numbers::inventory(state, *country),
        Ask::Purchase { e164 } => numbers::purchase(state, account, e164, now),
        Ask::Unrent { number, immediate } => numbers::unrent(state, account, number, *immediate, now),
        Ask::CancelRelease { number } => numbers::cancel_release(state, account, number),
        Ask::AssignSubaccount { number, sub } => accounts::assign(state, account, number, sub),
        Ask::UnassignSubaccount { number, force } => accounts::unassign(state, account, number, *force, now),
        Ask::CreateTrunk { name, fields } => trunks::create(account, name, fields),
        Ask::UpdateTrunk { trunk, name, fields } => {
            trunks::update(state, account, trunk, name.as_ref(), fields, now)
        }
        Ask::RetrieveTrunk { trunk } => trunks::retrieve(state, account, trunk),
        Ask::DeleteTrunk { trunk } => trunks::delete(state, account, trunk),
        Ask::ListTrunks => trunks::list(state, account),
        Ask::List(kind) => things::list(state, account, *kind),
        Ask::Create { kind, fields } => things::create(state, account, *kind, fields),
        Ask::Update { kind, id, fields } => things::update(state, account, *kind, id, fields),
        Ask::Delete { kind, id } => things::delete(state, account, *kind, id),
        Ask::Me => Expected::new(
            c::RETRIEVE_ACCOUNT_RETRIEVED,
            Claim::Has(vec![("auth_id", caller_id(action).into()), ("auth_secret", "<redacted>".into())]),
            "the credentials are the account's",
        ),
        Ask::Balance { currency } => accounts::balance(state, account, currency),
        Ask::CreateSubaccount { name, email, customer, enabled } => {
            accounts::create(account, name, *email, *customer, *enabled)
        }
        Ask::ListSubaccounts => accounts::list(state, account),
    }
}

/// The account of the credentials.
fn caller_id(action: &Action) -> String {
    match &action.caller {
        Caller::Account { id, .. } | Caller::Basic { id, .. } => id.clone(),
        Caller::Bearer
        | Caller::Nobody
        | Caller::NoToken { .. }
        | Caller::WrongToken { .. }
        | Caller::Unknown => String::new(),
    }
}
