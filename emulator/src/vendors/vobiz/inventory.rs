//! Numbers that are for sale, and buying one.

use jiff::ToSpan as _;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::money::Money;
use super::numbers::{account_id, object};
use super::records::{Number, NumberSource, NumberStatus};
use super::refusals::{Refused, refused};
use super::state::State;
use super::{Operation, rules, wire};
use crate::contract::vobiz::clauses;
use crate::http::{Reply, StatusCode};
use crate::vendors::answer::{Accepted, json};
use crate::vendors::call::Call;
use crate::vendors::context::Context;
use crate::world::text::Text;

/// Lists the numbers that are active and that nobody owns. `exclude` takes prefixes, as a list or repeated.
pub(super) fn list(state: &State, call: &Call<'_, Operation>) -> Result<Accepted, Refused> {
    let country = call.query.first("country").unwrap_or("");
    let search = call.query.first("search").unwrap_or("");
    let excluded: Vec<String> = call
        .query
        .every("exclude")
        .into_iter()
        .flat_map(|list| list.split(','))
        .map(|prefix| prefix.trim().trim_start_matches('+').to_owned())
        .filter(|prefix| !prefix.is_empty())
        .collect();
    let mut numbers: Vec<(&Text, &Number)> = state
        .inventory
        .iter()
        .filter(|(e164, number)| {
            number.status == NumberStatus::Active
                && (country.is_empty() || number.country.eq_ignore_ascii_case(country))
                && e164.contains(search)
                && !excluded.iter().any(|prefix| e164.trim_start_matches('+').starts_with(prefix.as_str()))
        })
        .collect();
    numbers.sort_by(|(a_e164, a), (b_e164, b)| b.created_at.cmp(&a.created_at).then(a_e164.cmp(b_e164)));
    let total = numbers.len();
    let page = wire::number_page(&call.query, numbers.into_iter(), total, |(e164, number)| {
        wire::stock_number(e164, number)
    });
    let reply = Reply::with_body(StatusCode::OK, "application/json", json(&page));
    Ok(Accepted::new(clauses::LIST_INVENTORY_NUMBERS_LISTED, reply))
}

#[derive(Serialize)]
struct Purchased<'n> {
    message: &'static str,
    number: wire::OwnedNumber<'n>,
}

/// Buys a number: setup fee and monthly fee are debited from the main account, and the number is given.
pub(super) fn purchase(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let body = object(call)?;
    let e164 = body.text("e164").map(str::to_owned).ok_or_else(|| {
        refused(clauses::PURCHASE_FROM_INVENTORY_E164_MISSING, "e164 is missing, null or not a string")
    })?;
    let currency = body.text("currency").map(Text::from);
    let stock =
        state.inventory.get(e164.as_str()).filter(|number| number.status == NumberStatus::Active).cloned();
    let stock = stock.ok_or_else(|| {
        let fact = format!("{e164} is not for sale");
        refused(clauses::PURCHASE_FROM_INVENTORY_NUMBER_NOT_IN_INVENTORY, fact)
    })?;
    let payer = state.payer(caller).to_owned();
    let cost = Money::whole(stock.setup_fee).plus(Money::whole(stock.monthly_fee));
    let paid = state.accounts.get_mut(payer.as_str()).is_some_and(|account| rules::debit(account, cost));
    if !paid {
        let fact = format!("the balance of {payer} does not cover {}", cost.decimals());
        return Err(refused(clauses::PURCHASE_FROM_INVENTORY_DEBIT_FAILED, fact));
    }
    let application = state
        .applications
        .iter()
        .find(|(_, application)| application.account == caller && application.default_number_app)
        .map(|(id, _)| id.clone());
    let next_billing_date =
        context.now.to_zoned(TimeZone::UTC).checked_add(1.month()).map(|at| at.timestamp()).ok();
    let number = Number {
        account: caller.into(),
        status: NumberStatus::Active,
        currency: currency.unwrap_or(stock.currency.clone()),
        source: NumberSource::Inventory,
        purchased_at: context.now,
        updated_at: context.now,
        last_billing_date: None,
        next_billing_date: None,
        released_at: None,
        available_at: None,
        ..stock
    };
    let shown = wire::owned_number(&e164, &number, account_id(state, caller), &context.dialect.vobiz);
    let body = json(&Purchased { message: "Number purchased successfully", number: shown });
    state.inventory.remove(e164.as_str());
    // The reply shows neither billing dates nor the application that the number goes on by itself.
    let owned = Number {
        routed_in_exchange: application.as_ref().map(|_| context.exchange),
        application,
        last_billing_date: Some(context.now),
        next_billing_date,
        ..number
    };
    state.put_number(e164.into(), owned);
    let reply = Reply::with_body(StatusCode::OK, "application/json", body);
    Ok(Accepted::new(clauses::PURCHASE_FROM_INVENTORY_PURCHASED, reply))
}
