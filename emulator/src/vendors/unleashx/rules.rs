//! What UnleashX lets happen to a number. Nothing here knows HTTP.

use jiff::Timestamp;
use serde_json::Value;

use super::records::{Number, NumberStatus, Provider};
use crate::contract::unleashx::{Dialect, ProviderCase, Providers, SameAgent};

/// Whether a text is a `+`, a digit that is not 0, and 1 to 14 digits more; only ASCII digits are digits.
pub(super) fn is_e164(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('+') else { return false };
    (2..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|digit| digit.is_ascii_digit())
}

/// The integer id that a value names: an integer, or its decimal text.
pub(super) fn integer(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64().or_else(|| {
            // To the vendor's JavaScript 123.0 is the integer 123.
            let float =
                number.as_f64().filter(|float| float.fract() == 0.0 && (0.0..9e15).contains(float))?;
            format!("{float:.0}").parse().ok()
        }),
        Value::String(text) if text.bytes().all(|digit| digit.is_ascii_digit()) => text.parse().ok(),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// How a text is none of the providers that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoProvider {
    Unknown,
    /// It is one in another letter case.
    OtherCase,
    /// It is one of the two that the refusal's text does not list.
    NotListed,
}

/// The provider that a text names.
pub(super) fn provider(text: &str, dialect: &Dialect) -> Result<Provider, NoProvider> {
    let provider = Provider::ALL
        .into_iter()
        .find(|provider| provider.name().eq_ignore_ascii_case(text))
        .ok_or(NoProvider::Unknown)?;
    if provider.name() != text && dialect.provider_case == ProviderCase::Exact {
        return Err(NoProvider::OtherCase);
    }
    if dialect.providers == Providers::V6 && matches!(provider, Provider::Plivo | Provider::Bandwidth) {
        return Err(NoProvider::NotListed);
    }
    Ok(provider)
}

/// What the numbers of a request come to for the agent that they are to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holders<'n> {
    /// Nobody holds any.
    Free,
    /// The agent holds at least one, and nobody else holds any.
    SameAgent,
    /// This is the first that must not be attached, and who holds it.
    Taken { number: &'n str, holder: &'n str },
}

/// Judges the holders of a request's numbers, in the request's order.
pub(super) fn judge_holders<'n>(
    numbers: impl Iterator<Item = (&'n str, Option<&'n str>)>,
    agent: &str,
    same_agent: SameAgent,
) -> Holders<'n> {
    let mut verdict = Holders::Free;
    for (number, holder) in numbers {
        match holder {
            None => {}
            Some(holder) if holder == agent && same_agent == SameAgent::V200 => verdict = Holders::SameAgent,
            Some(holder) => return Holders::Taken { number, holder },
        }
    }
    verdict
}

/// Puts a number on an agent, into the inventory of the agent's workspace.
pub(super) fn put_on(
    number: &mut Number,
    workspace: &str,
    agent: &str,
    provider: Option<Provider>,
    at: Timestamp,
    exchange: u64,
) {
    number.workspace = workspace.into();
    number.provider = provider;
    number.status = Some(NumberStatus::Active);
    number.agent = Some(agent.into());
    number.attached_at = Some(at);
    number.attached_in_exchange = Some(exchange);
}

/// Takes a number off its agent; it stays in its inventory.
pub(super) fn take_off(number: &mut Number) {
    number.status = Some(NumberStatus::Inactive);
    number.agent = None;
    number.attached_at = None;
    number.attached_in_exchange = None;
}

/// A time without its fraction of a second.
pub(super) fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_millisecond().div_euclid(1000)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_a_plus_and_two_to_fifteen_ascii_digits() {
        for right in ["+918062810341", "+12", "+123456789012345", "+6512345678"] {
            assert!(is_e164(right), "{right}");
        }
        for wrong in
            ["918062810341", "+1", "+", "", "+0123", "+1234567890123456", "+91 8062 810341", "+١٢٣", " +12"]
        {
            assert!(!is_e164(wrong), "{wrong}");
        }
    }

    #[test]
    fn an_integer_id_is_an_integer_or_its_decimal_text() {
        for right in ["123", "\"123\"", "123.0"] {
            assert_eq!(integer(&serde_json::from_str(right).expect("JSON")), Some(123), "{right}");
        }
        for wrong in
            ["-1", "1.5", "\"\"", "\"12a\"", "\" 123\"", "\"+123\"", "true", "[123]", "null", "1e300"]
        {
            assert_eq!(integer(&serde_json::from_str(wrong).expect("JSON")), None, "{wrong}");
        }
    }

    #[test]
    fn eight_providers_are_taken_and_the_dialect_narrows_or_widens_them() {
        let mut dialect = Dialect::default();
        assert_eq!(provider("plivo", &dialect), Ok(Provider::Plivo));
        assert_eq!(provider("Twilio", &dialect), Err(NoProvider::OtherCase));
        assert_eq!(provider("ozonetel", &dialect), Err(NoProvider::Unknown));
        dialect.providers = Providers::V6;
        dialect.provider_case = ProviderCase::Any;
        assert_eq!(provider("PLIVO", &dialect), Err(NoProvider::NotListed));
        assert_eq!(provider("Twilio", &dialect), Ok(Provider::Twilio));
    }

    #[test]
    fn the_first_number_on_another_agent_is_named() {
        let numbers = [("+11", None), ("+12", Some("a")), ("+13", Some("b")), ("+14", Some("c"))];
        let judge = |same_agent| judge_holders(numbers.into_iter(), "a", same_agent);
        assert_eq!(judge(SameAgent::V200), Holders::Taken { number: "+13", holder: "b" });
        assert_eq!(judge(SameAgent::V409), Holders::Taken { number: "+12", holder: "a" });
    }

    #[test]
    fn a_number_on_the_same_agent_is_told_apart_from_a_free_one() {
        let judge =
            |holder| judge_holders([("+11", holder), ("+12", None)].into_iter(), "a", SameAgent::V200);
        assert_eq!(judge(Some("a")), Holders::SameAgent);
        assert_eq!(judge(None), Holders::Free);
    }

    #[test]
    fn a_number_that_is_taken_off_stays_in_its_inventory() {
        let mut number = Number::default();
        put_on(&mut number, "second", "a", Some(Provider::San), Timestamp::UNIX_EPOCH, 1);
        take_off(&mut number);
        assert_eq!((number.workspace.as_str(), number.provider), ("second", Some(Provider::San)));
        assert_eq!((number.agent, number.status), (None, Some(NumberStatus::Inactive)));
    }

    #[test]
    fn a_time_loses_its_fraction_downwards() {
        let at: Timestamp = "2026-01-24T08:50:19.999Z".parse().expect("a time");
        assert_eq!(whole_second(at).to_string(), "2026-01-24T08:50:19Z");
    }
}
