//! Which numbers an account has, buys and gives back.

use jiff::Timestamp;
use testline_emulator::contract::vobiz::clauses as c;

use super::action::{Field, Segment};
use super::refusals as r;
use super::routes::own;
use super::state::{Number, PRICE, RELEASE_FEE, RELEASING, RESTING, State};
use crate::model::action::Expected;
use crate::model::claim::Claim;

pub(super) fn list(state: &State, account: &str, page: Option<usize>, per_page: Option<usize>) -> Expected {
    let (page, per_page) = (page.unwrap_or(1).max(1), per_page.unwrap_or(25).clamp(1, 100));
    let mut own: Vec<(&String, &Number)> =
        state.numbers.iter().filter(|(_, number)| state.has(account, number)).collect();
    let total = own.len();
    own.sort_by_key(|(_, number)| std::cmp::Reverse(number.since));
    let shown = own.into_iter().skip((page - 1) * per_page).take(per_page);
    let body = Claim::Only(vec![
        ("items", Claim::List(shown.map(|(e164, number)| shown_as(e164, number)).collect())),
        ("page", Claim::Is(page.into())),
        ("per_page", Claim::Is(per_page.into())),
        ("total", Claim::Is(total.into())),
    ]);
    Expected::new(c::LIST_ACCOUNT_PHONE_NUMBERS_LISTED, body, format!("the account has {total} numbers"))
}

/// A number as lists and purchases show it.
fn shown_as(e164: &str, number: &Number) -> Claim {
    let status = if number.releasing.is_some() { "pending_release" } else { "active" };
    Claim::Has(vec![
        ("e164", e164.to_owned().into()),
        ("account_id", number.owner.clone().into()),
        ("status", status.into()),
        ("trunk_group_id", Claim::text_or_absent(number.trunk.as_deref())),
        ("application_id", Claim::text_or_absent(number.application.as_deref())),
        ("purchased_at", Claim::Time(number.since)),
        ("updated_at", number.touched.map_or(Claim::SomeText, Claim::Time)),
        ("country", number.stock.country.into()),
    ])
}

pub(super) fn inventory(state: &State, country: Option<&str>) -> Expected {
    let fits =
        state.for_sale.iter().filter(|(_, stock)| country.is_none_or(|wanted| wanted == stock.country));
    let items = fits.map(|(e164, stock)| {
        let item = vec![
            ("country", stock.country.into()),
            ("status", "active".into()),
            ("account_id", "".into()),
            ("trunk_group_id", Claim::Nothing),
        ];
        (e164.clone(), Claim::Has(item))
    });
    let items: std::collections::BTreeMap<String, Claim> = items.collect();
    let total = items.len();
    let body = Claim::Only(vec![
        ("items", Claim::Keyed("e164", items)),
        ("page", Claim::Is(1.into())),
        ("per_page", Claim::Is(25.into())),
        ("total", Claim::Is(total.into())),
    ]);
    Expected::new(c::LIST_INVENTORY_NUMBERS_LISTED, body, format!("{total} numbers are for sale"))
}

pub(super) fn purchase(state: &mut State, account: &str, e164: &Field, now: Timestamp) -> Expected {
    let e164 = match e164 {
        Field::Text(e164) => e164.as_str(),
        Field::Empty => "",
        Field::Missing | Field::Null | Field::Number => {
            return Expected::new(
                c::PURCHASE_FROM_INVENTORY_E164_MISSING,
                r::invalid("e164 is required."),
                "the body has no e164 that is a text",
            );
        }
    };
    let Some(stock) = state.for_sale.get(e164).copied() else {
        return Expected::new(
            c::PURCHASE_FROM_INVENTORY_NUMBER_NOT_IN_INVENTORY,
            r::said("not_found", "number not found in inventory"),
            "the number is owned, rests, or was never for sale",
        );
    };
    let balance = state.accounts.get(&state.payer(account)).map_or(0, |payer| payer.balance);
    if balance < PRICE {
        return Expected::new(
            c::PURCHASE_FROM_INVENTORY_DEBIT_FAILED,
            r::said("internal_server_error", "failed to purchase number"),
            format!("the balance is {balance} and the number costs {PRICE}"),
        );
    }
    state.pay(account, -PRICE);
    state.for_sale.remove(e164);
    let number = Number {
        stock,
        owner: account.to_owned(),
        since: now,
        trunk: None,
        application: None,
        releasing: None,
        touched: Some(now),
        called: None,
    };
    let body = Claim::Only(vec![
        ("message", "Number purchased successfully".into()),
        ("number", shown_as(e164, &number)),
    ]);
    state.numbers.insert(e164.to_owned(), number);
    Expected::new(c::PURCHASE_FROM_INVENTORY_PURCHASED, body, "the number is for sale")
}

pub(super) fn unrent(
    state: &mut State,
    account: &str,
    number: &Segment,
    immediate: bool,
    now: Timestamp,
) -> Expected {
    if matches!(number, Segment::RawPlus(_)) {
        return Expected::new(
            c::UNRENT_NUMBER_RAW_PLUS,
            r::not_owned(),
            "the path writes the number with a raw +",
        );
    }
    let Some(held) = own(state, account, number) else {
        return Expected::new(
            c::UNRENT_NUMBER_NOT_OWNED,
            r::not_owned(),
            "the path names no number of the account",
        );
    };
    let (e164, owner) = (number.e164(), held.owner.clone());
    if held.releasing.is_some() {
        let body = releasing(account, &owner, e164);
        return Expected::new(
            c::UNRENT_NUMBER_RELEASE_STARTED_AGAIN,
            body,
            "the number is being released already",
        );
    }
    state.pay(&owner, -RELEASE_FEE);
    if immediate {
        state.release(e164, now);
        let end = now.checked_add(RESTING).map_or(Claim::SomeText, Claim::Time);
        let body = Claim::Only(vec![
            ("cooldown_ends_at", end),
            ("message", "number released".into()),
            ("release_fee", Claim::Number(RELEASE_FEE as f64)),
            ("status", "released".into()),
        ]);
        return Expected::new(
            c::UNRENT_NUMBER_RELEASED,
            body,
            "the number is the account's and goes at once",
        );
    }
    if let Some(held) = state.numbers.get_mut(e164) {
        held.trunk = None;
        held.application = None;
        held.releasing = Some(now.checked_add(RELEASING).unwrap_or(Timestamp::MAX));
        held.touched = None;
    }
    let body = releasing(account, &owner, e164);
    Expected::new(c::UNRENT_NUMBER_RELEASE_STARTED, body, "the number is the account's")
}

fn releasing(account: &str, owner: &str, e164: &str) -> Claim {
    let url = format!("/api/v1/account/{account}/numbers/{e164}/cancel-release");
    Claim::Only(vec![
        // Whose path it is where a parent releases a sub-account's number is said nowhere.
        ("cancel_url", if account == owner { url.into() } else { Claim::SomeText }),
        ("cooldown_ends_at", Claim::SomeText),
        ("message", "number release initiated".into()),
        ("note", Claim::SomeText),
        ("release_fee", Claim::Number(RELEASE_FEE as f64)),
        ("status", "pending_release".into()),
    ])
}

pub(super) fn cancel_release(state: &mut State, account: &str, number: &Segment) -> Expected {
    // The vendor's own cancel_url carries a raw +.
    let named = match number {
        Segment::Encoded(e164) | Segment::LowerHex(e164) | Segment::RawPlus(e164) => Some(e164),
        Segment::Digits(_) | Segment::Twice(_) => None,
    };
    let held = named.and_then(|e164| state.numbers.get(e164)).filter(|held| state.has(account, held));
    let Some(held) = held else {
        return Expected::new(
            c::CANCEL_RELEASE_NUMBER_NOT_FOUND,
            r::phrase("number not found"),
            "the path names no number of the account",
        );
    };
    if held.releasing.is_none() {
        return Expected::new(
            c::CANCEL_RELEASE_NOT_PENDING_RELEASE,
            r::phrase("number is not pending release"),
            "the number is active",
        );
    }
    let owner = held.owner.clone();
    state.pay(&owner, RELEASE_FEE);
    if let Some(held) = state.numbers.get_mut(number.e164()) {
        held.releasing = None;
        held.touched = None;
    }
    let body = Claim::Only(vec![
        ("currency", "INR".into()),
        ("message", "release cancelled, number restored to active status".into()),
        ("refund_amount", Claim::Number(RELEASE_FEE as f64)),
        ("status", "active".into()),
    ]);
    Expected::new(c::CANCEL_RELEASE_CANCELLED, body, "the number is being released")
}
