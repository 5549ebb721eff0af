//! A world's clock: the wall's, or one that moves only when told.

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::http::HeaderValue;

/// Where a world's time comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    /// The time that the shell passes in.
    #[default]
    Real,
    /// A time of its own, which each exchange moves on by a step.
    Manual {
        /// The time now.
        at: Timestamp,
        /// How far each exchange moves it; never negative.
        step: SignedDuration,
    },
}

impl Clock {
    /// The clock of tests and of snapshots: it stands at 2026-01-24T10:30:19Z, and each exchange moves it by a second.
    pub const OF_TESTS: Self =
        Self::Manual { at: Timestamp::constant(1_769_250_619, 0), step: SignedDuration::from_secs(1) };

    /// A manual clock that stands still.
    pub const fn at(at: Timestamp) -> Self {
        Self::Manual { at, step: SignedDuration::ZERO }
    }

    /// The world's time, given the wall's.
    pub const fn now(self, wall: Timestamp) -> Timestamp {
        match self {
            Self::Real => wall,
            Self::Manual { at, .. } => at,
        }
    }

    /// Moves a manual clock on after an exchange.
    pub(crate) fn tick(&mut self) {
        if let Self::Manual { at, step } = self {
            *at = at.checked_add(*step).unwrap_or(Timestamp::MAX);
        }
    }
}

/// A time as the `date` header gives it, in whole seconds.
pub(crate) fn http_date(at: Timestamp) -> String {
    use jiff::fmt::rfc2822::DateTimePrinter;
    // Only years outside 0 to 9999 cannot be printed so.
    DateTimePrinter::new().timestamp_to_rfc9110_string(&at).unwrap_or_default()
}

/// The `date` header of the last second in which there was one, since most replies share it with the one before.
#[derive(Clone, Debug, Default)]
pub(crate) struct HttpDate(Option<(i64, HeaderValue)>);

impl HttpDate {
    /// The header's value at a time.
    pub(crate) fn at(&mut self, at: Timestamp) -> HeaderValue {
        // Before 1970 seconds are cut towards it.
        let second = at.as_second() - i64::from(at.subsec_nanosecond() < 0);
        match &self.0 {
            Some((held, value)) if *held == second => value.clone(),
            _ => {
                let value = HeaderValue::from_maybe_shared(Bytes::from(http_date(at)));
                let value = value.unwrap_or(HeaderValue::from_static(""));
                self.0 = Some((second, value.clone()));
                value
            }
        }
    }
}

/// The form in files and in the admin API.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manual {
    at: Timestamp,
    #[serde(default)]
    step: SignedDuration,
}

impl Serialize for Clock {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            Self::Real => serializer.serialize_str("real"),
            Self::Manual { at, step } => Manual { at, step }.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Clock {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Clock;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("`real`, an RFC 3339 time, or `{ at: RFC 3339, step: ISO 8601 duration }`")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Clock, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Clock, A::Error> {
                let manual = Manual::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                if manual.step.is_negative() {
                    return Err(serde::de::Error::custom("`step` must not be negative"));
                }
                Ok(Clock::Manual { at: manual.at, step: manual.step })
            }
        }

        deserializer.deserialize_any(Visitor)
    }
}

impl std::str::FromStr for Clock {
    type Err = String;

    /// Reads `real` or an RFC 3339 time, at which the clock then stands.
    fn from_str(text: &str) -> Result<Self, String> {
        if text == "real" {
            return Ok(Self::Real);
        }
        text.parse::<Timestamp>().map(Self::at).map_err(|_| {
            format!("expected `real` or an RFC 3339 time such as 2026-01-24T08:50:19Z, found `{text}`")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_steps_once_an_exchange() {
        let mut clock: Clock = serde_json::from_str(r#"{"at":"2026-01-24T08:50:19Z","step":"PT1S"}"#)
            .expect("the documented form");
        clock.tick();
        assert_eq!(clock.now(Timestamp::UNIX_EPOCH).to_string(), "2026-01-24T08:50:20Z");
    }

    #[test]
    fn a_clock_reads_back_as_it_was_written() {
        for text in [r#""real""#, r#"{"at":"2026-01-24T08:50:19.292Z","step":"PT1S"}"#] {
            let clock: Clock = serde_json::from_str(text).expect("a valid form");
            assert_eq!(serde_json::to_string(&clock).expect("it serializes"), text);
        }
    }

    #[test]
    fn a_clock_does_not_run_backwards() {
        assert!(serde_json::from_str::<Clock>(r#"{"at":"2026-01-24T08:50:19Z","step":"-PT1S"}"#).is_err());
    }
}
