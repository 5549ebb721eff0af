//! Numbers as the list shows them.

use testline_emulator::contract::trillet::clauses as c;

use super::replies::{known, millis};
use super::state::{Number, State};
use crate::model::Claim;
use crate::model::action::Expected;

/// The positions of the numbers of a workspace, newest first.
pub(super) fn newest_first(state: &State, tenant: Option<&str>) -> Vec<usize> {
    let of_it = state.numbers.iter().enumerate().filter(|(_, number)| Some(number.tenant) == tenant);
    let mut positions: Vec<usize> = of_it.map(|(at, _)| at).collect();
    positions.reverse();
    positions
}

/// `GET /v1/api/twilio/user-phone-numbers`.
pub(super) fn list(state: &State, tenant: Option<&str>) -> Expected {
    let numbers = newest_first(state, tenant).into_iter().filter_map(|at| state.numbers.get(at));
    let body = Claim::List(numbers.map(|number| object(state, number)).collect());
    Expected::new(c::LIST_PHONE_NUMBERS_LISTED, body, "these are the numbers of the workspace, newest first")
}

/// A number as the list shows it; an absent field is not shown.
fn object(state: &State, number: &Number) -> Claim {
    let (workspace, user) = state
        .workspace(number.tenant)
        .map_or((Claim::Any, Claim::Any), |held| (held.id.clone().into(), held.user.clone().into()));
    let offer = number.offer.as_ref();
    let setting = |name: &str| number.settings.get(name).cloned().map_or(Claim::Absent, Claim::Is);
    Claim::Only(vec![
        ("_id", number.id.clone().map_or(Claim::SomeText, Claim::from)),
        ("workspaceId", workspace),
        ("userId", user),
        ("phoneNumber", number.e164.clone().into()),
        ("sid", offer.map_or(Claim::Absent, |_| Claim::SomeText)),
        ("country", offer.map_or(Claim::Absent, |offer| offer.country.into())),
        ("type", offer.map_or(Claim::Absent, |offer| offer.kind.into())),
        ("status", number.status.text().into()),
        ("trunkTerminationUrl", format!("{}.pstn.twilio.com", number.e164.trim_start_matches('+')).into()),
        ("recordingEnabled", Claim::Is(number.recorded.into())),
        ("recordingPublic", Claim::Is(number.public.into())),
        ("officeHours", number.hours.clone().map_or(Claim::Absent, Claim::Is)),
        ("metadataTags", number.tags.clone().map_or(Claim::Absent, Claim::Is)),
        ("pathwayId", Claim::text_or_absent(number.flow.as_deref())),
        ("monthlyPrice", offer.map_or(Claim::Absent, |offer| Claim::Number(offer.price.into()))),
        ("isExternal", Claim::Is(offer.is_none().into())),
        ("provider", "twilio".into()),
        ("transferEnabled", Claim::Is(false.into())),
        ("agentId", Claim::text_or_absent(number.agent.as_deref())),
        ("flowType", "call".into()),
        ("transferCallerIdMode", setting("transferCallerIdMode")),
        ("label", setting("label")),
        ("maxCallDuration", setting("maxCallDuration")),
        ("createdAt", millis(number.created)),
        ("updatedAt", known(number.updated)),
    ])
}
