//! Numbers come to a workspace and go: searched, bought, registered and given back.

use jiff::Timestamp;
use testline_emulator::contract::Clause;
use testline_emulator::contract::trillet::clauses as c;

use super::action::{Fields, Search};
use super::fields::{Type, checked, is_e164, text};
use super::replies::{invalid, no_number, no_owner, refused, success};
use super::state::{Number, Offer, State, Status};
use crate::model::Claim;
use crate::model::action::Expected;

/// `GET /v1/api/twilio/available-numbers`.
pub(super) fn search(state: &State, search: &Search) -> Result<Expected, Expected> {
    let required =
        |clause, what: &str| invalid(clause, format!("{what} is required"), "a parameter is missing");
    let country = search.country.filter(|country| !country.trim().is_empty());
    let Some(country) = country else {
        return Err(required(c::LIST_AVAILABLE_NUMBERS_COUNTRY_MISSING, "country"));
    };
    if search.kind.is_none() && country != "AU" {
        return Err(required(c::LIST_AVAILABLE_NUMBERS_TYPE_MISSING, "type"));
    }
    let limit = search.limit.and_then(|limit| limit.parse::<usize>().ok()).unwrap_or(20).clamp(1, 50);
    let is_it = |e164: &str, offer: &Offer| {
        offer.country == country
            && search.kind.is_none_or(|kind| offer.kind == kind)
            && search.contains.is_none_or(|part| e164.contains(part))
            && search.area.is_none_or(|area| offer.area == Some(area))
    };
    let found = state.for_sale.iter().filter(|(e164, offer)| is_it(e164, offer)).take(limit);
    let items = found.map(|(e164, offer)| {
        let place = |text: Option<&'static str>| text.map_or(Claim::Absent, Claim::from);
        Claim::Only(vec![
            ("phoneNumber", e164.clone().into()),
            ("friendlyName", offer.friendly.into()),
            ("locality", place(offer.place.map(|(locality, _)| locality))),
            ("region", place(offer.place.map(|(_, region)| region))),
        ])
    });
    let supported = Claim::List(vec!["contains".into(), "areaCode".into()]);
    let body = Claim::Only(vec![
        ("numbers", Claim::List(items.collect())),
        ("filters", Claim::Only(vec![("supported", supported)])),
    ]);
    Ok(Expected::new(c::LIST_AVAILABLE_NUMBERS_LISTED, body, "these are for sale and fit the search"))
}

fn checked_e164(e164: &str, clause: Clause) -> Result<(), Expected> {
    if is_e164(e164) {
        return Ok(());
    }
    let message = "The provided phone number is invalid";
    Err(refused(clause, "invalid_number", message, "phoneNumber is not E.164"))
}

/// A number that has just come to a workspace.
pub(super) fn new(tenant: &'static str, e164: &str, offer: Option<Offer>, now: Timestamp) -> Number {
    Number {
        tenant,
        id: None,
        e164: e164.to_owned(),
        status: Status::Active,
        offer,
        agent: None,
        flow: None,
        recorded: false,
        public: false,
        hours: None,
        tags: None,
        settings: Fields::new(),
        created: now,
        updated: Some(now),
    }
}

/// `POST /v1/api/twilio/purchase-number`.
pub(super) fn purchase(
    state: &mut State,
    tenant: Option<&'static str>,
    sent: &Fields,
    now: Timestamp,
) -> Result<Expected, Expected> {
    let fields = [
        ("country", Type::Text, Some(c::PURCHASE_NUMBER_COUNTRY_MISSING)),
        ("type", Type::Text, Some(c::PURCHASE_NUMBER_TYPE_MISSING)),
        ("phoneNumber", Type::Text, Some(c::PURCHASE_NUMBER_PHONE_NUMBER_MISSING)),
        ("addressSid", Type::Text, None),
        ("coupon", Type::Text, None),
    ];
    checked(sent, &fields, c::PURCHASE_NUMBER_WRONG_TYPE)?;
    let (country, kind, e164) = (text(sent, "country"), text(sent, "type"), text(sent, "phoneNumber"));
    checked_e164(e164, c::PURCHASE_NUMBER_INVALID_NUMBER)?;
    let tenant = tenant.ok_or_else(|| no_owner(c::ANY_WORKSPACE_NOT_FOUND))?;
    let offer = state.for_sale.get(e164).filter(|offer| offer.country == country && offer.kind == kind);
    let Some(offer) = offer.cloned() else {
        return Err(refused(
            c::PURCHASE_NUMBER_NUMBER_UNAVAILABLE,
            "number_unavailable",
            "The requested phone number is not available",
            "the number is not for sale, with this country and type",
        ));
    };
    if state.workspace(tenant).is_some_and(|workspace| workspace.credits < offer.price) {
        return Err(refused(
            c::PURCHASE_NUMBER_INSUFFICIENT_CREDITS,
            "insufficient_credits",
            "Your account has insufficient credits",
            "the credits are below the price",
        ));
    }
    let workspace = state.workspace(tenant).map_or(Claim::Any, |workspace| workspace.id.clone().into());
    let body = Claim::Only(vec![
        ("success", Claim::Is(true.into())),
        (
            "phoneNumber",
            Claim::Only(vec![
                ("_id", Claim::SomeText),
                ("phoneNumber", e164.to_owned().into()),
                ("country", offer.country.into()),
                ("type", offer.kind.into()),
                ("status", "active".into()),
                ("workspaceId", workspace),
            ]),
        ),
    ]);
    state.for_sale.remove(e164);
    state.numbers.push(new(tenant, e164, Some(offer), now));
    Ok(Expected::new(c::PURCHASE_NUMBER_PURCHASED, body, "the number is for sale and the credits suffice"))
}

/// `POST /v1/api/twilio/register-external-number`.
pub(super) fn register(
    state: &mut State,
    tenant: Option<&'static str>,
    sent: &Fields,
    now: Timestamp,
) -> Result<Expected, Expected> {
    let missing = c::REGISTER_EXTERNAL_NUMBER_PHONE_NUMBER_OR_PROVIDER_MISSING;
    if !sent.contains_key("phoneNumber") || !sent.contains_key("provider") {
        return Err(invalid(
            missing,
            "Phone number, provider type, and workspace ID are required",
            "phoneNumber or provider is missing",
        ));
    }
    let fields = [
        ("phoneNumber", Type::Text, None),
        ("provider", Type::Text, None),
        ("credentials", Type::Object, Some(c::REGISTER_EXTERNAL_NUMBER_CREDENTIALS_MISSING)),
    ];
    checked(sent, &fields, c::REGISTER_EXTERNAL_NUMBER_WRONG_TYPE)?;
    if text(sent, "provider") != "twilio" {
        let clause = c::REGISTER_EXTERNAL_NUMBER_UNSUPPORTED_PROVIDER;
        return Err(invalid(clause, "Unsupported provider", "the provider is not twilio"));
    }
    let e164 = text(sent, "phoneNumber");
    checked_e164(e164, c::REGISTER_EXTERNAL_NUMBER_INVALID_NUMBER)?;
    let tenant = tenant.ok_or_else(|| no_owner(c::ANY_WORKSPACE_NOT_FOUND))?;
    let has_it =
        |number: &Number| number.tenant == tenant && number.e164 == e164 && number.status != Status::Released;
    if state.numbers.iter().any(has_it) {
        let clause = c::REGISTER_EXTERNAL_NUMBER_ALREADY_REGISTERED;
        return Err(invalid(clause, "Phone number is already registered", "the workspace has the number"));
    }
    state.numbers.push(new(tenant, e164, None, now));
    let body = Claim::Only(vec![
        ("status", "success".into()),
        ("message", "Phone number registered successfully".into()),
    ]);
    Ok(Expected::new(c::REGISTER_EXTERNAL_NUMBER_REGISTERED, body, "the workspace does not have the number"))
}

/// `POST /v1/api/twilio/release-number`.
pub(super) fn give_back(
    state: &mut State,
    tenant: Option<&'static str>,
    sent: &Fields,
) -> Result<Expected, Expected> {
    let fields = [("phoneNumberId", Type::Text, Some(c::RELEASE_NUMBER_PHONE_NUMBER_ID_MISSING))];
    checked(sent, &fields, c::RELEASE_NUMBER_WRONG_TYPE)?;
    let id = text(sent, "phoneNumberId");
    let at = state.number(tenant, id);
    let Some(number) = at.and_then(|at| state.numbers.get_mut(at)) else {
        return Err(no_number(c::RELEASE_NUMBER_PHONE_NUMBER_NOT_FOUND, "the workspace has no such number"));
    };
    if number.status == Status::Released {
        return Err(no_number(c::RELEASE_NUMBER_PHONE_NUMBER_RELEASED, "the number was given back"));
    }
    number.status = Status::Released;
    number.free();
    state.unlist(tenant.unwrap_or_default(), id, None);
    Ok(Expected::new(c::RELEASE_NUMBER_RELEASED, success(), "the workspace has the number"))
}
