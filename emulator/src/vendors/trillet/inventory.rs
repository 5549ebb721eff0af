//! Numbers that come to a workspace: those for sale, and those of the user's own carrier account.

use serde::Serialize;

use super::auth::Caller;
use super::body::{self, Kind};
use super::records::{ForSale, NumberStatus, PhoneNumber};
use super::refusals::{Refused, refused};
use super::state::State;
use super::{Operation, rules, wire};
use crate::contract::Clause;
use crate::contract::trillet::clauses;
use crate::vendors::answer::Accepted;
use crate::vendors::call::{Call, Fields};
use crate::vendors::context::Context;

/// A number that is for sale.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ForSaleObject<'n> {
    phone_number: &'n str,
    friendly_name: &'n str,
    #[serde(skip_serializing_if = "Option::is_none")]
    locality: Option<&'n str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<&'n str>,
}

/// A number for sale as the search shows it.
fn for_sale<'n>(phone_number: &'n str, sale: &'n ForSale) -> ForSaleObject<'n> {
    ForSaleObject {
        phone_number,
        friendly_name: &sale.friendly_name,
        locality: sale.locality.as_deref(),
        region: sale.region.as_deref(),
    }
}

#[derive(Serialize)]
struct Found<'n> {
    numbers: Vec<ForSaleObject<'n>>,
    filters: Filters,
}

#[derive(Serialize)]
struct Filters {
    supported: [&'static str; 2],
}

/// Searches the numbers for sale. Australia alone needs no `type`.
pub(super) fn list(state: &State, call: &Call<'_, Operation>) -> Result<Accepted, Refused> {
    let given = |name| call.query.first(name).map(str::trim).filter(|value| !value.is_empty());
    let country = given("country").ok_or_else(|| {
        refused(clauses::LIST_AVAILABLE_NUMBERS_COUNTRY_MISSING, "the query has no country, or a blank one")
    })?;
    let kind = given("type");
    if kind.is_none() && country != "AU" {
        let fact = format!("the query has no type, and {country} needs one");
        return Err(refused(clauses::LIST_AVAILABLE_NUMBERS_TYPE_MISSING, fact));
    }
    let contains = given("contains").unwrap_or("");
    let area_code = given("areaCode");
    let numbers = state
        .for_sale
        .iter()
        .filter(|(e164, sale)| {
            sale.country == country
                && kind.is_none_or(|kind| sale.kind == kind)
                && e164.contains(contains)
                && area_code.is_none_or(|code| sale.area_code.as_deref() == Some(code))
        })
        .take(limit(given("limit")))
        .map(|(e164, sale)| for_sale(e164, sale))
        .collect();
    let found = Found { numbers, filters: Filters { supported: ["contains", "areaCode"] } };
    Ok(wire::ok(clauses::LIST_AVAILABLE_NUMBERS_LISTED, &found))
}

/// How many numbers a search shows: 20 where `limit` is no number, and from 1 to 50.
fn limit(text: Option<&str>) -> usize {
    let limit = text.and_then(|text| text.parse::<i128>().ok()).unwrap_or(20);
    usize::try_from(limit.clamp(1, 50)).unwrap_or(20)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Purchased<'n> {
    success: bool,
    phone_number: BoughtNumber<'n>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BoughtNumber<'n> {
    #[serde(rename = "_id")]
    id: &'n str,
    phone_number: &'n str,
    country: &'n str,
    #[serde(rename = "type")]
    kind: &'n str,
    status: NumberStatus,
    workspace_id: &'n str,
}

/// Buys a number that is for sale. The credits of the workspace are looked at and not reduced.
pub(super) fn purchase(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &Caller,
) -> Result<Accepted, Refused> {
    let body = body::read(call, &context.dialect.trillet)?;
    let wrong_type = clauses::PURCHASE_NUMBER_WRONG_TYPE;
    let required = |name, missing| {
        body::required(body, name, Kind::Text, missing, wrong_type)
            .map(|value| value.as_str().unwrap_or_default())
    };
    let country = required("country", clauses::PURCHASE_NUMBER_COUNTRY_MISSING)?;
    let kind = required("type", clauses::PURCHASE_NUMBER_TYPE_MISSING)?;
    let phone_number = required("phoneNumber", clauses::PURCHASE_NUMBER_PHONE_NUMBER_MISSING)?;
    body::check(body, &[("addressSid", Kind::Text), ("coupon", Kind::Text)], wrong_type)?;
    check_e164(phone_number, clauses::PURCHASE_NUMBER_INVALID_NUMBER)?;
    let workspace = caller.owner()?;
    let unavailable = |fact| refused(clauses::PURCHASE_NUMBER_NUMBER_UNAVAILABLE, fact);
    let sale = state
        .for_sale
        .get(phone_number)
        .ok_or_else(|| unavailable(format!("{phone_number} is not for sale")))?;
    if sale.country != country || sale.kind != kind {
        let fact = format!("{phone_number} is of {} and of the type {}", sale.country, sale.kind);
        return Err(unavailable(fact));
    }
    if !state.holders(phone_number).is_empty() {
        return Err(unavailable(format!("a workspace has {phone_number} already")));
    }
    let credits = state.workspaces.get(workspace).and_then(|held| held.credits.as_f64()).unwrap_or(0.0);
    if sale.monthly_price.as_f64().is_some_and(|price| credits < price) {
        let fact =
            format!("the workspace has {credits} credits and {phone_number} costs {}", sale.monthly_price);
        return Err(refused(clauses::PURCHASE_NUMBER_INSUFFICIENT_CREDITS, fact));
    }
    let id = context.ids.hex(24);
    let number = PhoneNumber {
        sid: Some(format!("PN{}", context.ids.hex(32)).into()),
        country: Some(country.into()),
        kind: Some(kind.into()),
        monthly_price: Some(sale.monthly_price.clone()),
        ..PhoneNumber::new(workspace, state.user_id(workspace), phone_number, context.now)
    };
    let bought = BoughtNumber {
        id: &id,
        phone_number,
        country,
        kind,
        status: number.status,
        workspace_id: state.workspace_id(workspace),
    };
    let accepted =
        wire::ok(clauses::PURCHASE_NUMBER_PURCHASED, &Purchased { success: true, phone_number: bought });
    state.for_sale.remove(phone_number);
    state.put_number(&id, number);
    Ok(accepted)
}

#[derive(Serialize)]
struct Registered {
    status: &'static str,
    message: &'static str,
}

/// Registers a number of the user's own carrier account. Its credentials are neither shown nor stored.
pub(super) fn register(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &Caller,
) -> Result<Accepted, Refused> {
    let body = body::read(call, &context.dialect.trillet)?;
    let (phone_number, provider) = registration(body)?;
    if provider != "twilio" {
        let fact = format!("the provider is `{provider}`, and only twilio is known");
        return Err(refused(clauses::REGISTER_EXTERNAL_NUMBER_UNSUPPORTED_PROVIDER, fact));
    }
    check_e164(phone_number, clauses::REGISTER_EXTERNAL_NUMBER_INVALID_NUMBER)?;
    let workspace = caller.owner()?;
    if state.holders(phone_number).iter().any(|number| number.workspace == workspace) {
        let fact = format!("the workspace has {phone_number} already");
        return Err(refused(clauses::REGISTER_EXTERNAL_NUMBER_ALREADY_REGISTERED, fact));
    }
    let id = context.ids.hex(24);
    let number = PhoneNumber {
        is_external: true,
        ..PhoneNumber::new(workspace, state.user_id(workspace), phone_number, context.now)
    };
    state.put_number(&id, number);
    Ok(wire::ok(
        clauses::REGISTER_EXTERNAL_NUMBER_REGISTERED,
        &Registered { status: "success", message: "Phone number registered successfully" },
    ))
}

/// Checks every field of a registration; gives number and provider.
fn registration(body: &Fields) -> Result<(&str, &str), Refused> {
    let required = |name, kind, missing| {
        body::required(body, name, kind, missing, clauses::REGISTER_EXTERNAL_NUMBER_WRONG_TYPE)
            .map(|value| value.as_str().unwrap_or_default())
    };
    let missing = clauses::REGISTER_EXTERNAL_NUMBER_PHONE_NUMBER_OR_PROVIDER_MISSING;
    let phone_number = required("phoneNumber", Kind::Text, missing)?;
    let provider = required("provider", Kind::Text, missing)?;
    required("credentials", Kind::Object, clauses::REGISTER_EXTERNAL_NUMBER_CREDENTIALS_MISSING)?;
    Ok((phone_number, provider))
}

fn check_e164(phone_number: &str, invalid: Clause) -> Result<(), Refused> {
    if rules::is_e164(phone_number) {
        return Ok(());
    }
    Err(refused(invalid, format!("`{phone_number}` is no + and 2 to 15 digits")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_brought_into_its_bounds() {
        for (text, expected) in
            [("", 20), ("many", 20), ("-1", 1), ("0", 1), ("2", 2), ("51", 50), ("99999999999999999999", 50)]
        {
            assert_eq!(limit(Some(text)), expected, "{text}");
        }
        assert_eq!(limit(None), 20);
    }
}
