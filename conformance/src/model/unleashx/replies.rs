//! The forms in which UnleashX answers, as its pages and the contract give them.

use jiff::{Timestamp, Unit};
use testline_emulator::contract::Clause;

use super::action::Ask;
use crate::model::Claim;
use crate::model::action::Expected;

/// The text of the 401 on all routes but those of tokens.
pub(super) const NO_SESSION: &str = "Invalid Auth Key or Session Expired";

/// What is refused on the routes of the first generation: `{error, code, message, data}`.
fn first_refused(code: u16, message: Claim, data: Claim) -> Claim {
    Claim::Only(vec![
        ("error", Claim::Is(true.into())),
        ("code", Claim::Is(code.into())),
        ("message", message),
        ("data", data),
    ])
}

/// What is refused on the routes of the second generation and of tokens: `{error, message}`.
fn second_refused(message: Claim, data: Option<Claim>) -> Claim {
    let mut fields = vec![("error", Claim::Is(true.into())), ("message", message)];
    fields.extend(data.map(|data| ("data", data)));
    Claim::Only(fields)
}

/// A refusal in the form of the route.
pub(super) fn refused(ask: &Ask, clause: Clause, message: &'static str, why: impl Into<String>) -> Expected {
    let body = if ask.is_first() {
        first_refused(clause.status(), message.into(), Claim::Only(Vec::new()))
    } else {
        second_refused(message.into(), None)
    };
    Expected::new(clause, body, why.into())
}

/// The 409 that names the agent that has a number; `None` stands for an id that no reply has shown yet.
pub(super) fn conflict(
    ask: &Ask,
    clause: Clause,
    holder: Option<Claim>,
    text: Option<String>,
    number: &str,
) -> Expected {
    let message =
        text.map_or(Claim::SomeText, |id| format!("Phone number already attached to agent: {id}").into());
    let data = Claim::Only(vec![
        ("existing_agent_id", holder.unwrap_or(Claim::Any)),
        ("phone_number", number.to_owned().into()),
    ]);
    let body = if ask.is_first() {
        first_refused(clause.status(), message, data)
    } else {
        second_refused(message, Some(data))
    };
    Expected::new(clause, body, format!("{number} is on another agent"))
}

/// What is done on the routes of the first generation: `{error, code, message, timestamp, data}`.
pub(super) fn first(message: &'static str, now: Timestamp, data: Claim) -> Claim {
    Claim::Only(vec![
        ("error", Claim::Is(false.into())),
        ("code", Claim::Is(200.into())),
        ("message", message.into()),
        ("timestamp", Claim::Is(now.as_millisecond().into())),
        ("data", data),
    ])
}

/// What is done on the routes of the second generation: `{success, message, data}`.
pub(super) fn second(message: &'static str, data: Claim) -> Claim {
    Claim::Only(vec![("success", Claim::Is(true.into())), ("message", message.into()), ("data", data)])
}

/// A moment with whole seconds and Z.
pub(super) fn seconds(time: Timestamp) -> String {
    let whole = time.round(jiff::TimestampRound::new().smallest(Unit::Second).mode(jiff::RoundMode::Floor));
    format!("{:.0}", whole.unwrap_or(time))
}

/// A moment with milliseconds and Z.
pub(super) fn millis(time: Timestamp) -> String {
    format!("{time:.3}")
}
