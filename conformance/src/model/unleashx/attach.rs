//! Numbers on agents, in both generations.

use jiff::Timestamp;
use serde_json::Value;
use testline_emulator::contract::Clause;
use testline_emulator::contract::unleashx::clauses as c;

use super::action::{Ask, Fields};
use super::replies::{self, refused};
use super::state::{PROVIDERS, State};
use crate::model::Claim;
use crate::model::action::Expected;

const ATTACHED: &str = "Phone number attached successfully";
const FORMAT: &str = "Invalid phone number format. Use E.164 format (e.g., +918062810341)";

/// Whether a field is not there, null or an empty text.
pub(super) fn missing(fields: &Fields, key: &str) -> bool {
    fields.get(key).is_none_or(|value| value.is_null() || value == "")
}

/// A plus, a digit from 1 to 9 and 1 to 14 more.
fn is_e164(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('+') else { return false };
    (2..=15).contains(&digits.len())
        && digits.bytes().all(|digit| digit.is_ascii_digit())
        && !digits.starts_with('0')
}

/// The numbers of a request, each once; none where one of them is no number.
fn numbers(sent: &[Value]) -> Option<Vec<String>> {
    let mut numbers = Vec::new();
    for number in sent {
        let number = number.as_str().filter(|number| is_e164(number))?;
        if !numbers.iter().any(|held| held == number) {
            numbers.push(number.to_owned());
        }
    }
    Some(numbers)
}

fn texts(numbers: &[String]) -> Claim {
    Claim::List(numbers.iter().map(|number| number.clone().into()).collect())
}

/// `POST /api/agent/attach-phone-number`.
pub(super) fn first(
    state: &mut State,
    ask: &Ask,
    workspace: &'static str,
    fields: &Fields,
    now: Timestamp,
) -> Expected {
    if missing(fields, "agent_id") {
        return refused(
            ask,
            c::ATTACH_PHONE_NUMBER_AGENT_ID_MISSING,
            "Agent ID is required",
            "there is no agent_id",
        );
    }
    if missing(fields, "provider") {
        return refused(
            ask,
            c::ATTACH_PHONE_NUMBER_PROVIDER_MISSING,
            "Provider is required",
            "there is no provider",
        );
    }
    let sent = match fields.get("numbers") {
        Some(Value::Array(sent)) if !sent.is_empty() => sent,
        held => {
            let clause = match held {
                None if fields.contains_key("phone_number") => c::ATTACH_PHONE_NUMBER_SINGULAR_NUMBER_SENT,
                Some(Value::String(text)) if !text.is_empty() => c::ATTACH_PHONE_NUMBER_BARE_STRING_SENT,
                _ => c::ATTACH_PHONE_NUMBER_NUMBERS_MISSING,
            };
            return refused(ask, clause, "Phone number(s) are required", "numbers is no array with elements");
        }
    };
    let Some(numbers) = numbers(sent) else {
        return refused(ask, c::ATTACH_PHONE_NUMBER_NUMBER_FORMAT_INVALID, FORMAT, "an element is not E.164");
    };
    let provider = fields.get("provider").and_then(Value::as_str).unwrap_or_default();
    if !PROVIDERS.contains(&provider) {
        let clause = if PROVIDERS.contains(&provider.to_ascii_lowercase().as_str()) {
            c::ATTACH_PHONE_NUMBER_PROVIDER_IN_OTHER_CASE
        } else {
            c::ATTACH_PHONE_NUMBER_PROVIDER_INVALID
        };
        let text = "Invalid provider. Supported providers: san, ozonetell, twilio, exotel, telnyx, vonage";
        return refused(ask, clause, text, "the provider is none of the eight values");
    }
    let slug = fields.get("agent_id").and_then(Value::as_str);
    let Some(at) = slug.and_then(|slug| state.by_slug(workspace, slug)) else {
        return refused(
            ask,
            c::ATTACH_PHONE_NUMBER_AGENT_NOT_FOUND,
            "Agent not found",
            "the workspace has no such agent",
        );
    };
    if !state.workspaces.get(workspace).is_some_and(|held| held.providers.contains(&provider)) {
        let text = "Provider not configured for your account";
        return refused(
            ask,
            c::ATTACH_PHONE_NUMBER_PROVIDER_NOT_CONFIGURED,
            text,
            "the account lacks the provider",
        );
    }
    if let Some(refused) = taken(state, ask, c::ATTACH_PHONE_NUMBER_NUMBER_ALREADY_ATTACHED, at, &numbers) {
        return refused;
    }
    let data = Claim::Only(vec![
        ("agent_id", slug.unwrap_or_default().to_owned().into()),
        ("phone_numbers", texts(&numbers)),
        ("provider", provider.to_owned().into()),
        ("attached_at", replies::seconds(now).into()),
        ("status", "active".into()),
    ]);
    let clauses = (c::ATTACH_PHONE_NUMBER_ATTACHED, c::ATTACH_PHONE_NUMBER_ATTACHED_AGAIN);
    put(state, at, &numbers, clauses, replies::first(ATTACHED, now, data))
}

/// `POST /api/v1/global/attach-phone-numbers`.
pub(super) fn second(state: &mut State, ask: &Ask, workspace: &'static str, fields: &Fields) -> Expected {
    if missing(fields, "agent_id") {
        return refused(
            ask,
            c::ATTACH_PHONE_NUMBERS_AGENT_ID_MISSING,
            "Agent ID is required",
            "there is no agent_id",
        );
    }
    let sent = match fields.get("numbers") {
        Some(Value::Array(sent)) if !sent.is_empty() => sent,
        _ => {
            let text = "Phone number(s) are required";
            return refused(
                ask,
                c::ATTACH_PHONE_NUMBERS_NUMBERS_MISSING,
                text,
                "numbers is no array with elements",
            );
        }
    };
    let Some(numbers) = numbers(sent) else {
        return refused(
            ask,
            c::ATTACH_PHONE_NUMBERS_NUMBER_FORMAT_INVALID,
            FORMAT,
            "an element is not E.164",
        );
    };
    let id = fields.get("agent_id").and_then(integer);
    let Some((id, at)) = id.and_then(|id| Some((id, state.by_id(workspace, id)?))) else {
        return refused(
            ask,
            c::ATTACH_PHONE_NUMBERS_AGENT_NOT_FOUND,
            "Agent not found",
            "the workspace has no such agent",
        );
    };
    if let Some(refused) = taken(state, ask, c::ATTACH_PHONE_NUMBERS_NUMBER_ALREADY_ATTACHED, at, &numbers) {
        return refused;
    }
    let data = Claim::Only(vec![("agent_id", Claim::Is(id.into())), ("phone_numbers", texts(&numbers))]);
    let clauses = (c::ATTACH_PHONE_NUMBERS_ATTACHED, c::ATTACH_PHONE_NUMBERS_ATTACHED_AGAIN);
    put(state, at, &numbers, clauses, replies::second(ATTACHED, data))
}

/// An integer, also as decimal text.
pub(super) fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str().and_then(|text| text.parse().ok()))
}

/// The refusal that the first number on another agent gives.
fn taken(state: &State, ask: &Ask, clause: Clause, at: usize, numbers: &[String]) -> Option<Expected> {
    let (number, holder) = numbers.iter().find_map(|number| {
        let holder = *state.numbers.get(number)?;
        (holder != at).then_some((number, state.agents.get(holder)?))
    })?;
    let (claim, text) = if ask.is_first() {
        (holder.slug.clone().map(Claim::from), holder.slug.clone())
    } else {
        (holder.id.map(|id| Claim::Is(id.into())), holder.id.map(|id| id.to_string()))
    };
    Some(replies::conflict(ask, clause, claim, text, number))
}

/// Puts the numbers on the agent.
fn put(state: &mut State, at: usize, numbers: &[String], clauses: (Clause, Clause), body: Claim) -> Expected {
    let again = numbers.iter().any(|number| state.numbers.get(number) == Some(&at));
    for number in numbers {
        state.numbers.insert(number.clone(), at);
    }
    if again {
        Expected::new(clauses.1, body, "a number is on this agent already")
    } else {
        Expected::new(clauses.0, body, "agent and provider are right and the numbers are free")
    }
}
