//! What Trillet lets happen to a number and its trunk. Nothing here knows HTTP.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::records::{Agent, FlowType, NumberStatus, PhoneNumber, Recording, RecordingMode, Trim};
use crate::world::text::Text;

/// How a number stands to an agent that is to get it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing<'n> {
    /// No agent has it.
    Free,
    /// This agent has it already.
    Own,
    /// Another agent has it.
    Other(&'n str),
}

/// How this number stands to this agent.
pub(super) fn standing<'n>(number: &'n PhoneNumber, agent: &str) -> Standing<'n> {
    match number.agent.as_deref() {
        None => Standing::Free,
        Some(held) if held == agent => Standing::Own,
        Some(other) => Standing::Other(other),
    }
}

/// What comes with an assignment.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Binding {
    /// The agent's call flow.
    pub(super) pathway: Text,
    pub(super) record_calls: bool,
    pub(super) recording_public: bool,
    /// New office hours; without them the stored ones stay.
    pub(super) office_hours: Option<Arc<Value>>,
    /// Whether stored office hours go where there are no new ones.
    pub(super) drop_office_hours: bool,
    /// New tags; without them the stored ones stay.
    pub(super) metadata_tags: Option<Arc<Value>>,
}

/// Gives a number to an agent. What the binding leaves out of the recording is off afterwards.
pub(super) fn bind(number: &mut PhoneNumber, agent: &str, binding: Binding, exchange: u64, now: Timestamp) {
    if binding.office_hours.is_some() || binding.drop_office_hours {
        number.office_hours = binding.office_hours;
    }
    if binding.metadata_tags.is_some() {
        number.metadata_tags = binding.metadata_tags;
    }
    if number.status == NumberStatus::Pending {
        number.status = NumberStatus::Active;
    }
    number.agent = Some(agent.into());
    number.bound_in_exchange = Some(exchange);
    number.pathway = Some(binding.pathway);
    number.flow_type = FlowType::Call;
    number.recording_enabled = binding.record_calls;
    number.recording_public = binding.recording_public;
    number.updated_at = Some(now);
}

/// Takes a number from its agent. Hours and recording end with the binding, tags stay with the number.
pub(super) fn unbind(number: &mut PhoneNumber, now: Timestamp) {
    number.agent = None;
    number.bound_in_exchange = None;
    number.pathway = None;
    number.office_hours = None;
    number.recording_enabled = false;
    number.recording_public = false;
    number.updated_at = Some(now);
}

/// Puts a number at the end of an agent's list, unless it is there already.
pub(super) fn list(agent: &mut Agent, number: &str, now: Timestamp) {
    if !agent.phone_number_ids.iter().any(|held| held == number) {
        agent.phone_number_ids.push(number.into());
    }
    agent.updated_at = Some(now);
}

/// How a trunk records the calls of its number.
pub(super) fn recording(record_calls: bool) -> Recording {
    let mode = if record_calls { RecordingMode::RecordFromRinging } else { RecordingMode::DoNotRecord };
    Recording { mode, trim: Trim::DoNotTrim }
}

/// Whether a text is a `+`, a digit that is not 0, and 1 to 14 digits more.
pub(super) fn is_e164(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('+') else { return false };
    (2..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|digit| digit.is_ascii_digit())
}

/// Where the carrier's trunk of a number ends.
pub(super) fn termination_url(phone_number: &str) -> String {
    let digits: String = phone_number.chars().filter(char::is_ascii_digit).collect();
    format!("{digits}.pstn.twilio.com")
}

/// A number as people in its country write it: `(415) 555-1234`; outside `+1`, as it is.
pub(super) fn friendly_name(phone_number: &str) -> String {
    match north_american(phone_number) {
        Some((area, exchange, line)) => format!("({area}) {exchange}-{line}"),
        None => phone_number.to_owned(),
    }
}

/// The area code of a `+1` number.
pub(super) fn area_code(phone_number: &str) -> Option<&str> {
    north_american(phone_number).map(|(area, _, _)| area)
}

fn north_american(phone_number: &str) -> Option<(&str, &str, &str)> {
    let digits = phone_number.strip_prefix("+1")?;
    (digits.len() == 10 && digits.bytes().all(|digit| digit.is_ascii_digit()))
        .then(|| (&digits[..3], &digits[3..6], &digits[6..]))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn number() -> PhoneNumber {
        PhoneNumber::new("first", "user_first", "+12345678901", NOW)
    }

    #[test]
    fn a_number_has_one_agent() {
        let mut number = number();
        assert_eq!(standing(&number, "a"), Standing::Free);
        bind(&mut number, "a", Binding::default(), 1, NOW);
        assert_eq!(standing(&number, "a"), Standing::Own);
        assert_eq!(standing(&number, "b"), Standing::Other("a"));
    }

    #[test]
    fn what_a_binding_leaves_out_turns_recording_off_and_keeps_hours_and_tags() {
        let mut number = number();
        let whole = Binding {
            record_calls: true,
            recording_public: true,
            office_hours: Some(json!({"monday": []}).into()),
            metadata_tags: Some(json!({"a": 1}).into()),
            ..Binding::default()
        };
        bind(&mut number, "a", whole, 1, NOW);
        bind(&mut number, "b", Binding::default(), 2, NOW);
        assert_eq!((number.recording_enabled, number.recording_public), (false, false));
        assert_eq!(number.office_hours, Some(json!({"monday": []}).into()));
        assert_eq!(number.metadata_tags, Some(json!({"a": 1}).into()));
        bind(&mut number, "a", Binding { drop_office_hours: true, ..Binding::default() }, 3, NOW);
        assert_eq!(number.office_hours, None);
    }

    #[test]
    fn an_unbound_number_keeps_its_tags_only() {
        let mut number = number();
        let binding = Binding {
            record_calls: true,
            office_hours: Some(json!({}).into()),
            metadata_tags: Some(json!({}).into()),
            ..Binding::default()
        };
        bind(&mut number, "a", binding, 1, NOW);
        unbind(&mut number, NOW);
        let tagged =
            PhoneNumber { metadata_tags: Some(json!({}).into()), updated_at: Some(NOW), ..self::number() };
        assert_eq!(number, tagged);
    }

    #[test]
    fn a_pending_number_becomes_active_with_its_assignment() {
        let mut number = PhoneNumber { status: NumberStatus::Pending, ..number() };
        bind(&mut number, "a", Binding::default(), 1, NOW);
        assert_eq!(number.status, NumberStatus::Active);
    }

    #[test]
    fn a_trunk_records_from_ringing_or_not_at_all() {
        assert_eq!(recording(true).mode, RecordingMode::RecordFromRinging);
        assert_eq!(recording(false).mode, RecordingMode::DoNotRecord);
    }

    #[test]
    fn a_number_is_judged_by_its_form() {
        assert!(is_e164("+14155551234"));
        for wrong in ["", "+", "12", "14155551234", "+04155551234", "+1415CALLNOW", "+1234567890123456"] {
            assert!(!is_e164(wrong), "{wrong}");
        }
    }

    #[test]
    fn only_numbers_of_north_america_have_a_form_of_their_own() {
        assert_eq!(friendly_name("+14155551234"), "(415) 555-1234");
        assert_eq!(area_code("+14155551234"), Some("415"));
        assert_eq!(friendly_name("+61255501234"), "+61255501234");
        assert_eq!(area_code("+1415"), None);
    }
}
