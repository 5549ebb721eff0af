//! Numbers of an account: on and off a trunk, and their list.

use std::borrow::Cow;

use super::Operation;
use super::path::{NumberSegment, number_segment};
use super::records::{Number, NumberStatus};
use super::refusals::{Refused, refused};
use super::rules::{self, Route};
use super::state::State;
use super::wire;
use crate::contract::Clause;
use crate::contract::vobiz::{AssignOrder, NumberOnApplication, SubAccountNumber, clauses};
use crate::http::{Reply, StatusCode};
use crate::vendors::answer::{Accepted, json};
use crate::vendors::call::{Call, Fields, NotAnObject};
use crate::vendors::context::Context;

/// Puts a number of the account on one of its trunks; 204 without a body
/// (`vobiz.assign-number-to-trunk.assigned`). Vobiz answers 400, not 409, for a number that is on a trunk already.
pub(super) fn assign(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let dialect = &context.dialect.vobiz;
    let find = || {
        let missing = NumberClauses {
            raw_plus: clauses::ASSIGN_NUMBER_TO_TRUNK_RAW_PLUS,
            not_found: clauses::ASSIGN_NUMBER_TO_TRUNK_NUMBER_NOT_FOUND,
        };
        owned(state, context, call.params.raw("phone_number"), caller, missing)
    };
    let number_first = match dialect.assign_order {
        AssignOrder::NumberFirst => Some(find()?),
        AssignOrder::BodyFirst => None,
    };
    let trunk_id = trunk_group_id(object(call)?)?;
    let (e164, number) = match number_first {
        Some(found) => found,
        None => find()?,
    };
    if number.account != caller && dialect.sub_account_number == SubAccountNumber::V404 {
        return Err(refused(
            clauses::ASSIGN_NUMBER_TO_TRUNK_SUB_ACCOUNT_NUMBER,
            format!("{e164} belongs to the sub-account {}", number.account),
        ));
    }
    if number.status == NumberStatus::PendingRelease {
        let fact = format!("{e164} is pending release");
        return Err(refused(clauses::ASSIGN_NUMBER_TO_TRUNK_PENDING_RELEASE, fact));
    }
    let accepted = match rules::route(number) {
        Route::Trunk(trunk) => {
            let fact = format!("{e164} is on the trunk {trunk}{}", since(number));
            return Err(refused(clauses::ASSIGN_NUMBER_TO_TRUNK_ALREADY_ASSIGNED, fact));
        }
        Route::Application(application) => match dialect.number_on_application {
            NumberOnApplication::V400 => {
                let fact = format!("{e164} is on the application {application}{}", since(number));
                return Err(refused(clauses::ASSIGN_NUMBER_TO_TRUNK_ON_APPLICATION, fact));
            }
            NumberOnApplication::Replace => clauses::ASSIGN_NUMBER_TO_TRUNK_APPLICATION_REPLACED,
        },
        Route::Nothing => clauses::ASSIGN_NUMBER_TO_TRUNK_ASSIGNED,
    };
    if state.trunks.get(trunk_id.as_str()).is_none_or(|trunk| trunk.account != caller) {
        let fact = format!("the account has no trunk {trunk_id}");
        return Err(refused(clauses::ASSIGN_NUMBER_TO_TRUNK_TRUNK_NOT_FOUND, fact));
    }
    if let Some(number) = state.numbers.get_mut(&*e164) {
        rules::put_on_trunk(number, &trunk_id, context.exchange, context.now);
    }
    touch_trunk(state, &trunk_id, context);
    Ok(Accepted::new(accepted, Reply::empty(StatusCode::NO_CONTENT)))
}

/// Takes a number off its trunk; 204 without a body. Vobiz answers 404, not 409, when it is on none
/// (`vobiz.unassign-number-from-trunk.not-on-trunk`).
pub(super) fn unassign(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let segment = call.params.raw("phone_number");
    if let NumberSegment::E164(text) = number_segment(segment, &context.dialect.vobiz)
        && !rules::is_number_format(&text)
    {
        let fact = format!("`{text}` is no + and 7 to 15 digits");
        return Err(refused(clauses::UNASSIGN_NUMBER_FROM_TRUNK_NUMBER_FORMAT_INVALID, fact));
    }
    let missing = NumberClauses {
        raw_plus: clauses::UNASSIGN_NUMBER_FROM_TRUNK_RAW_PLUS,
        not_found: clauses::UNASSIGN_NUMBER_FROM_TRUNK_NUMBER_NOT_FOUND,
    };
    let (e164, number) = owned(state, context, segment, caller, missing)?;
    let Some(trunk_id) = number.trunk.clone() else {
        let fact = format!("{e164} is on no trunk");
        return Err(refused(clauses::UNASSIGN_NUMBER_FROM_TRUNK_NOT_ON_TRUNK, fact));
    };
    if let Some(number) = state.numbers.get_mut(&*e164) {
        rules::take_off(number, context.now);
    }
    touch_trunk(state, &trunk_id, context);
    let reply = Reply::empty(StatusCode::NO_CONTENT);
    Ok(Accepted::new(clauses::UNASSIGN_NUMBER_FROM_TRUNK_UNASSIGNED, reply))
}

/// Lists the numbers of the account and, unless `include_subaccounts` says no, of its sub-accounts; the latest purchase
/// comes first.
pub(super) fn list<'s>(
    state: &'s State,
    context: &Context<'_>,
    call: &Call<'_, Operation>,
    caller: &'s str,
) -> Result<Accepted, Refused> {
    let search = call.query.first("search").unwrap_or("");
    let with_sub_accounts =
        call.query.first("include_subaccounts").is_none_or(|value| !value.eq_ignore_ascii_case("false"));
    let (numbers, total) = state.numbers_of(caller, with_sub_accounts);
    let show = |(e164, number): (&'s str, &'s Number)| {
        wire::owned_number(e164, number, account_id(state, &number.account), &context.dialect.vobiz)
    };
    let page = if search.is_empty() {
        wire::number_page(&call.query, numbers, total, show)
    } else {
        let found: Vec<_> = numbers.filter(|(e164, _)| e164.contains(search)).collect();
        let total = found.len();
        wire::number_page(&call.query, found.into_iter(), total, show)
    };
    let reply = Reply::with_body(StatusCode::OK, "application/json", json(&page));
    Ok(Accepted::new(clauses::LIST_ACCOUNT_PHONE_NUMBERS_LISTED, reply))
}

/// The clauses of a path that names no number of the account.
#[derive(Clone, Copy)]
pub(super) struct NumberClauses {
    pub(super) raw_plus: Clause,
    pub(super) not_found: Clause,
}

/// The number that a path names, if it is the caller's or its sub-account's.
pub(super) fn owned<'s, 'r>(
    state: &'s State,
    context: &Context<'_>,
    segment: &'r str,
    caller: &str,
    missing: NumberClauses,
) -> Result<(Cow<'r, str>, &'s Number), Refused> {
    let NumberSegment::E164(e164) = number_segment(segment, &context.dialect.vobiz) else {
        let fact = "the path begins the number with a raw +; %2B names it".to_owned();
        return Err(refused(missing.raw_plus, fact));
    };
    match state.numbers.get(&*e164) {
        Some(number) if state.owns(caller, &number.account) => Ok((e164, number)),
        Some(_) => Err(refused(missing.not_found, format!("{e164} belongs to another account"))),
        None => Err(refused(missing.not_found, format!("no account owns the number {e164}"))),
    }
}

/// The body as an object.
pub(super) fn object<'c>(call: &'c Call<'_, Operation>) -> Result<&'c Fields, Refused> {
    call.object().map_err(|error| match error {
        NotAnObject::Malformed => refused(clauses::ANY_MALFORMED_JSON, "the body is not JSON"),
        NotAnObject::Other(_) => refused(clauses::ANY_NOT_AN_OBJECT, "the body is JSON and no object"),
    })
}

/// The `auth_id` of a tenant.
pub(super) fn account_id<'s>(state: &'s State, name: &str) -> &'s str {
    state.accounts.get(name).map_or("", |account| account.auth_id.as_str())
}

/// When a number was put where it is, for the deciding fact.
pub(super) fn since(number: &Number) -> String {
    number.routed_in_exchange.map(|n| format!(" since exchange {n}")).unwrap_or_default()
}

/// The trunk that a body names, in lower case.
fn trunk_group_id(body: &Fields) -> Result<String, Refused> {
    let id = body.text("trunk_group_id").filter(|id| !id.is_empty()).ok_or_else(|| {
        let fact = "trunk_group_id is missing, null, empty or not a string";
        refused(clauses::ASSIGN_NUMBER_TO_TRUNK_TRUNK_GROUP_ID_MISSING, fact)
    })?;
    if !rules::is_uuid(id) {
        let fact = "trunk_group_id is not 8-4-4-4-12 hex digits";
        return Err(refused(clauses::ASSIGN_NUMBER_TO_TRUNK_TRUNK_GROUP_ID_NOT_UUID, fact));
    }
    Ok(id.to_ascii_lowercase())
}

/// The time of a trunk moves with that of the numbers that come and go.
fn touch_trunk(state: &mut State, trunk_id: &str, context: &Context<'_>) {
    if let Some(trunk) = state.trunks.get_mut(trunk_id) {
        trunk.updated_at = context.now;
    }
}
