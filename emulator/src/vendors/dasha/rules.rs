//! What Dasha lets happen to numbers and agents. Nothing here knows HTTP.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::records::{Agent, PhoneNumber, RegistrationStatus};
use crate::contract::dasha::{RegistrationState, SiblingLink};

/// How long a registration lasts.
const REGISTERED_FOR: SignedDuration = SignedDuration::from_hours(1);

/// The member of an agent's config that an outbound number fills.
pub(super) const OUTBOUND_SIP_CONFIG: &str = "outboundSipConfig";

/// What linking a number for inbound calls came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Linked {
    /// It had no agent.
    First,
    /// It had another agent.
    Instead,
    /// It had this agent.
    Again,
}

/// Lets an agent answer a number. Nothing needs to be forced, and the time moves only with a change.
pub(super) fn link(number: &mut PhoneNumber, agent: &str, exchange: u64, now: Timestamp) -> Linked {
    let linked = match number.inbound_agent.as_deref() {
        None => Linked::First,
        Some(held) if held == agent => return Linked::Again,
        Some(_) => Linked::Instead,
    };
    number.inbound_agent = Some(agent.into());
    number.linked_in_exchange = Some(exchange);
    number.last_update_time = Some(now);
    linked
}

/// Takes the agent from a number's inbound calls; says whether there was one.
pub(super) fn unlink(number: &mut PhoneNumber, now: Timestamp) -> bool {
    if number.inbound_agent.is_none() {
        return false;
    }
    number.inbound_agent = None;
    number.linked_in_exchange = None;
    number.last_update_time = Some(now);
    true
}

/// What giving an agent an outbound number came to: the same words, of the agent.
pub(super) fn call_out(agent: &mut Agent, number: &str, now: Timestamp) -> Linked {
    let linked = match agent.outbound_number.as_deref() {
        None => Linked::First,
        Some(held) if held == number => return Linked::Again,
        Some(_) => Linked::Instead,
    };
    agent.outbound_number = Some(number.into());
    agent.last_update_time = Some(now);
    linked
}

/// Takes an agent's outbound number away; its config shows `null` from then on.
pub(super) fn stop_calling_out(agent: &mut Agent, now: Timestamp) {
    agent.outbound_number = None;
    agent.config.insert(OUTBOUND_SIP_CONFIG.to_owned(), Value::Null);
    agent.last_update_time = Some(now);
}

/// Why a number's text cannot be linked: the record that is linked already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Obstacle<'n> {
    OtherOrganization(&'n str, &'n PhoneNumber),
    Sibling(&'n str, &'n PhoneNumber),
}

/// What keeps the record `id` of an organisation from being linked, among the records of the same text. Only inbound
/// links count, and one in another organisation is found before a sibling.
pub(super) fn obstacle<'n>(
    same_text: impl Iterator<Item = (&'n str, &'n PhoneNumber)>,
    id: &str,
    organization: &str,
    siblings: SiblingLink,
) -> Option<Obstacle<'n>> {
    let mut sibling = None;
    for (other, number) in same_text.filter(|(other, number)| *other != id && number.inbound_agent.is_some())
    {
        if number.organization != organization {
            return Some(Obstacle::OtherOrganization(other, number));
        }
        sibling = sibling.or(Some(Obstacle::Sibling(other, number)));
    }
    match siblings {
        SiblingLink::V409 => sibling,
        SiblingLink::V200 => None,
    }
}

/// A registration's state as replies show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ShownStatus<'n> {
    pub(super) state: &'n str,
    pub(super) error_description: Option<&'n str>,
    pub(super) sip_response_message: Option<&'n str>,
    pub(super) last_updated: Timestamp,
    pub(super) expires_at: Option<Timestamp>,
}

/// What is set of a registration's state, and what follows from the number where nothing is.
pub(super) fn shown_status(number: &PhoneNumber, registered: RegistrationState) -> ShownStatus<'_> {
    let RegistrationStatus { state, error_description, sip_response_message, last_updated, expires_at } =
        &*number.registration_status;
    let last_updated = last_updated.unwrap_or(number.created_time);
    let is_registered = state.is_none() && number.registration && registered == RegistrationState::Registered;
    let default_state = if is_registered { "Registered" } else { "Disabled" };
    let default_end = || last_updated.checked_add(REGISTERED_FOR).unwrap_or(Timestamp::MAX);
    ShownStatus {
        state: state.as_deref().unwrap_or(default_state),
        error_description: error_description.as_deref(),
        sip_response_message: sip_response_message.as_deref().or(is_registered.then_some("OK")),
        last_updated,
        expires_at: expires_at.or_else(|| is_registered.then(default_end)),
    }
}

/// Turns registration on or off; the state moves only where that is a change.
pub(super) fn register(number: &mut PhoneNumber, registration: bool, now: Timestamp) {
    if number.registration != registration {
        number.registration = registration;
        let status = RegistrationStatus { last_updated: Some(now), ..RegistrationStatus::default() };
        number.registration_status = Arc::new(status);
    }
}

/// The hyphenated lower-case form of a uuid that a path or a query spells: hyphens may be left out, braces and
/// parentheses may stand around the hyphenated form, blanks around all.
pub(super) fn uuid_in_any_spelling(text: &str) -> Option<String> {
    let text = text.trim();
    let wrapped = |open, close| text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
    if let Some(inner) = wrapped('{', '}').or_else(|| wrapped('(', ')')) {
        return hyphenated_uuid(inner);
    }
    if text.len() != 32 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return hyphenated_uuid(text);
    }
    let parts = [&text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..]];
    Some(parts.join("-").to_ascii_lowercase())
}

/// The lower-case form of a uuid of 8-4-4-4-12 hex digits.
pub(super) fn hyphenated_uuid(text: &str) -> Option<String> {
    let fits = text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
    fits.then(|| text.to_ascii_lowercase())
}

/// Whether a required text counts as missing.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(char::is_whitespace)
}

/// A JSON value without the object members that are `null`, nested ones too; list items stay.
pub(super) fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| (name, without_nulls(value)))
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::world::text::Text;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn number(organization: &str, agent: Option<&str>) -> PhoneNumber {
        let mut number: PhoneNumber =
            serde_json::from_value(json!({"phone_number": "+1", "credentials": "c"})).expect("a number");
        number.organization = organization.into();
        number.inbound_agent = agent.map(Text::from);
        number
    }

    #[test]
    fn linking_moves_the_time_only_with_a_change() {
        let mut linked = number("first", None);
        assert_eq!(link(&mut linked, "a", 1, NOW), Linked::First);
        assert_eq!((linked.last_update_time, linked.linked_in_exchange), (Some(NOW), Some(1)));
        let before = linked.clone();
        assert_eq!(link(&mut linked, "a", 2, Timestamp::MAX), Linked::Again);
        assert_eq!(linked, before);
        assert_eq!(link(&mut linked, "b", 3, NOW), Linked::Instead);
        assert!(unlink(&mut linked, NOW));
        assert!(!unlink(&mut linked, Timestamp::MAX));
        assert_eq!(linked.last_update_time, Some(NOW));
    }

    #[test]
    fn an_agent_that_stops_calling_out_keeps_the_place_of_the_member() {
        let mut agent = Agent::default();
        agent.config.insert(OUTBOUND_SIP_CONFIG.into(), json!({"type": "v1"}));
        agent.config.insert("version".into(), json!("v1"));
        assert_eq!(call_out(&mut agent, "n", NOW), Linked::First);
        assert_eq!(call_out(&mut agent, "n", Timestamp::MAX), Linked::Again);
        assert_eq!(call_out(&mut agent, "m", NOW), Linked::Instead);
        stop_calling_out(&mut agent, NOW);
        assert_eq!(Value::Object(agent.config).to_string(), r#"{"outboundSipConfig":null,"version":"v1"}"#);
    }

    #[test]
    fn another_organisation_stands_in_the_way_before_a_sibling_does() {
        let (own, sibling, foreign) =
            (number("first", Some("a")), number("first", Some("a")), number("second", Some("b")));
        let free = number("second", None);
        let all = [("own", &own), ("sibling", &sibling), ("foreign", &foreign), ("free", &free)];
        let find = |count: usize, siblings| obstacle(all.into_iter().take(count), "own", "first", siblings);
        assert_eq!(find(4, SiblingLink::V409), Some(Obstacle::OtherOrganization("foreign", &foreign)));
        assert_eq!(find(2, SiblingLink::V409), Some(Obstacle::Sibling("sibling", &sibling)));
        assert_eq!(find(2, SiblingLink::V200), None);
        assert_eq!(find(1, SiblingLink::V409), None);
        assert_eq!(obstacle([("free", &free)].into_iter(), "own", "first", SiblingLink::V409), None);
    }

    #[test]
    fn a_registration_is_shown_from_the_number_unless_it_is_set() {
        let mut number = number("first", None);
        assert_eq!(shown_status(&number, RegistrationState::Registered).state, "Disabled");
        register(&mut number, true, NOW);
        let shown = shown_status(&number, RegistrationState::Registered);
        assert_eq!((shown.state, shown.sip_response_message), ("Registered", Some("OK")));
        assert_eq!(shown.expires_at.map(Timestamp::as_second), Some(3600));
        let disabled = shown_status(&number, RegistrationState::Disabled);
        assert_eq!(
            (disabled.state, disabled.sip_response_message, disabled.expires_at),
            ("Disabled", None, None)
        );
        Arc::make_mut(&mut number.registration_status).state = Some("Failed".into());
        let set = shown_status(&number, RegistrationState::Registered);
        assert_eq!((set.state, set.sip_response_message, set.expires_at), ("Failed", None, None));
    }

    #[test]
    fn a_registration_that_does_not_change_keeps_its_state() {
        let mut number = number("first", None);
        Arc::make_mut(&mut number.registration_status).state = Some("Failed".into());
        register(&mut number, false, NOW);
        assert_eq!(number.registration_status.state.as_deref(), Some("Failed"));
    }

    #[test]
    fn a_uuid_is_read_in_all_its_spellings() {
        const UUID: &str = "3c90c3cc-0d44-4b50-8888-8dd25736052a";
        for spelling in [
            UUID,
            "3C90C3CC-0D44-4B50-8888-8DD25736052A",
            "3c90c3cc0d444b5088888dd25736052a",
            "{3c90c3cc-0d44-4b50-8888-8dd25736052a}",
            "(3c90c3cc-0d44-4b50-8888-8dd25736052a)",
            " 3c90c3cc-0d44-4b50-8888-8dd25736052a ",
        ] {
            assert_eq!(uuid_in_any_spelling(spelling).as_deref(), Some(UUID), "{spelling}");
        }
        for wrong in
            ["", "abc", "{3c90c3cc-0d44-4b50-8888-8dd25736052a", "3c90c3cc-0d444b50-8888-8dd25736052a-", "ü"]
        {
            assert_eq!(uuid_in_any_spelling(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn nulls_are_left_out_of_objects_and_not_of_lists() {
        let value = json!({"a": null, "b": {"c": null, "d": 1}, "e": [null, {"f": null}]});
        assert_eq!(without_nulls(value).to_string(), r#"{"b":{"d":1},"e":[null,{}]}"#);
    }

    #[test]
    fn white_space_only_counts_as_missing() {
        assert!(is_blank("") && is_blank(" \t\u{a0}") && !is_blank(" a"));
    }
}
