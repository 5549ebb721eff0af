//! Sub-accounts and balances.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use testline_emulator::contract::vobiz::clauses as c;

use super::action::{Field, Segment};
use super::refusals as r;
use super::routes::own;
use super::state::State;
use crate::model::action::Expected;
use crate::model::claim::Claim;

/// How long a number that was called stays with its sub-account: "a call within 15 days".
const COOL_OFF: SignedDuration = SignedDuration::from_hours(15 * 24);
/// How many sub-accounts a page of the list holds.
const PAGE: usize = 25;

pub(super) fn assign(state: &mut State, account: &str, number: &Segment, sub: &Field) -> Expected {
    let Some(sub) = sub.given() else {
        return Expected::new(
            c::ASSIGN_SUBACCOUNT_SUB_ACCOUNT_ID_MISSING,
            r::invalid("sub_account_id is required."),
            "the body has no sub_account_id that is a text",
        );
    };
    let refused = |clause, why| Expected::new(clause, r::number_or_sub_account(), why);
    if matches!(number, Segment::RawPlus(_)) {
        return refused(c::ASSIGN_SUBACCOUNT_RAW_PLUS, "the path writes the number with a raw +");
    }
    if own(state, account, number).is_none() {
        return refused(c::ASSIGN_SUBACCOUNT_NUMBER_NOT_FOUND, "the path names no number of the account");
    }
    if state.parent(sub) != Some(account) {
        return refused(c::ASSIGN_SUBACCOUNT_SUB_ACCOUNT_NOT_FOUND, "the account has no such sub-account");
    }
    if let Some(held) = state.numbers.get_mut(number.e164()) {
        sub.clone_into(&mut held.owner);
        held.touched = None;
    }
    Expected::empty(c::ASSIGN_SUBACCOUNT_ASSIGNED, "number and sub-account are the account's")
}

pub(super) fn unassign(
    state: &mut State,
    account: &str,
    number: &Segment,
    force: bool,
    now: Timestamp,
) -> Expected {
    if force && !state.accounts.get(account).is_some_and(|account| account.admin) {
        return Expected::new(
            c::UNASSIGN_SUBACCOUNT_FORCE_NOT_ADMIN,
            r::said("forbidden", "force requires an admin account"),
            "the account's role is user",
        );
    }
    let refused = |clause, why| Expected::new(clause, r::number_or_sub_account(), why);
    if matches!(number, Segment::RawPlus(_)) {
        return refused(c::UNASSIGN_SUBACCOUNT_RAW_PLUS, "the path writes the number with a raw +");
    }
    let Some(held) = own(state, account, number) else {
        return refused(c::UNASSIGN_SUBACCOUNT_NUMBER_NOT_FOUND, "the path names no number of the account");
    };
    if held.owner == account {
        return refused(c::UNASSIGN_SUBACCOUNT_NOT_ON_SUB_ACCOUNT, "the number is on no sub-account");
    }
    let cool = held.called.and_then(|called| called.checked_add(COOL_OFF).ok()).filter(|end| *end > now);
    if let Some(end) = cool.filter(|_| !force) {
        let body = Claim::Only(vec![
            ("error", "did_cool_off_in_effect".into()),
            ("cool_off_until", Claim::Time(end)),
            // Whether a part of a second counts as one, no page says.
            ("cool_off_remaining_seconds", Claim::Any),
        ]);
        let why = format!("the number was called less than 15 days before {end}");
        return Expected::new(c::UNASSIGN_SUBACCOUNT_COOL_OFF_IN_EFFECT, body, why);
    }
    if let Some(held) = state.numbers.get_mut(number.e164()) {
        account.clone_into(&mut held.owner);
        held.touched = None;
    }
    if force {
        return Expected::empty(
            c::UNASSIGN_SUBACCOUNT_UNASSIGNED_BY_FORCE,
            "an admin asks for it with force",
        );
    }
    Expected::empty(
        c::UNASSIGN_SUBACCOUNT_UNASSIGNED,
        "the number is on a sub-account and was not called of late",
    )
}

pub(super) fn balance(state: &State, account: &str, currency: &str) -> Expected {
    if currency != "INR" {
        return Expected::new(
            c::RETRIEVE_BALANCE_CURRENCY_NOT_HELD,
            r::said("not_found", "balance not found"),
            "the account holds INR",
        );
    }
    let balance = state.accounts.get(account).map_or(0, |account| account.balance);
    let body = Claim::Has(vec![
        ("account_id", account.to_owned().into()),
        ("currency", "INR".into()),
        ("balance", Claim::Number(balance as f64)),
        ("available_balance", Claim::Number(balance as f64)),
    ]);
    Expected::new(c::RETRIEVE_BALANCE_RETRIEVED, body, format!("purchases and releases leave {balance}"))
}

pub(super) fn create(account: &str, name: &Field, email: bool, customer: bool, enabled: bool) -> Expected {
    let Some(name) = name.given() else {
        return Expected::new(
            c::CREATE_SUBACCOUNT_NAME_MISSING,
            r::invalid("name is required."),
            "the body has no name that is a text",
        );
    };
    if customer && !email {
        return Expected::new(
            c::CREATE_SUBACCOUNT_EMAIL_MISSING,
            r::invalid("email is required for customer_use."),
            "kyc_mode is customer_use and there is no email",
        );
    }
    let body = Claim::Only(vec![
        ("message", "Sub-account created successfully".into()),
        (
            "sub_account",
            Claim::Has(vec![
                ("name", name.to_owned().into()),
                ("parent_auth_id", account.to_owned().into()),
                ("auth_id", Claim::SomeText),
                ("enabled", Claim::Is(enabled.into())),
            ]),
        ),
        (
            "auth_credentials",
            Claim::Only(vec![("auth_id", Claim::SomeText), ("auth_token", Claim::SomeText)]),
        ),
        ("tokens", Claim::Has(vec![("token_type", "bearer".into())])),
    ]);
    Expected::new(c::CREATE_SUBACCOUNT_CREATED, body, "the body has a name")
}

pub(super) fn list(state: &State, account: &str) -> Expected {
    let subs = state.accounts.iter().filter(|(_, sub)| sub.parent.as_deref() == Some(account));
    let items: std::collections::BTreeMap<String, Claim> = subs
        .map(|(id, sub)| {
            let item = vec![
                ("name", sub.name.clone().into()),
                ("parent_auth_id", account.to_owned().into()),
                ("auth_token", "<redacted>".into()),
                ("enabled", Claim::Is(sub.enabled.into())),
            ];
            (id.clone(), Claim::Has(item))
        })
        .collect();
    let total = items.len();
    let body = Claim::Only(vec![
        ("sub_accounts", if total <= PAGE { Claim::Keyed("auth_id", items) } else { Claim::Length(PAGE) }),
        ("total", Claim::Is(total.into())),
        ("page", Claim::Is(1.into())),
        ("size", Claim::Is(Value::from(PAGE))),
    ]);
    Expected::new(c::LIST_SUBACCOUNTS_LISTED, body, format!("the account has {total} sub-accounts"))
}
