//! What a value is the name of, by the field under which a vendor gives it and by its shape: what stands before the
//! colon of a reference.

use std::sync::LazyLock;

use regex_lite::Regex;

/// What a field, or an operation, is about, by a part of its name in small letters without `_` and `-`. Of two at the
/// same place the first counts.
const ABOUT: [(&str, &str); 19] = [
    ("accountphone", "number-id"),
    ("callflow", "call-flow"),
    ("pathway", "call-flow"),
    ("credential", "credential"),
    ("ipacl", "ip-acl"),
    ("originationuri", "origination-uri"),
    ("trunk", "trunk"),
    ("agent", "agent"),
    ("subaccount", "subaccount"),
    ("account", "account"),
    ("authid", "account"),
    ("workspace", "workspace"),
    ("organi", "organisation"),
    ("application", "application"),
    ("phone", "number-id"),
    ("number", "number-id"),
    ("request", "request"),
    ("trace", "trace"),
    ("user", "user"),
];

/// The shortest id that is one by its field alone, and the shortest of digits only: a shorter one would be found where
/// it stands for something else.
const SHORTEST: usize = 4;
const SHORTEST_DIGITS: usize = 6;

#[expect(clippy::expect_used, reason = "the pattern is fixed, and a test runs it")]
static UUID: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$").expect("a right pattern")
});

/// Something drawn from many: nobody writes so many hexadecimal digits by hand.
#[expect(clippy::expect_used, reason = "the pattern is fixed, and a test runs it")]
static DRAWN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^(00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}|([a-zA-Z]{1,8}_|[A-Z]{2})?[0-9a-f]{12,64})$")
        .expect("a right pattern")
});

/// What a run of letters and digits names, if it stands under these keys, the innermost last, in the reply of this
/// operation; none where it is no id.
pub(super) fn of_run(run: &str, keys: &[&str], operation: Option<&str>) -> Option<&'static str> {
    let of_digits = run.bytes().all(|byte| byte.is_ascii_digit());
    let shortest = if of_digits { SHORTEST_DIGITS } else { SHORTEST };
    let is_uuid = UUID.is_match(run);
    let is_drawn = is_uuid || (DRAWN.is_match(run) && !of_digits);
    let has_digit = run.bytes().any(|byte| byte.is_ascii_digit());
    let key = keys.last().copied().unwrap_or("");
    let is_id = is_id(key) && has_digit && run.len() >= shortest;
    if !is_id && !is_drawn {
        return None;
    }
    let by_keys = || keys.iter().rev().find_map(|key| of_key(key));
    let by_operation = || operation.and_then(of_operation);
    let named = if is_bare(key) { by_keys().or_else(by_operation) } else { of_key(key).filter(|_| is_id) };
    Some(named.unwrap_or(if is_uuid { "uuid" } else { "id" }))
}

/// The digits of a whole text that is a telephone number.
pub(super) fn telephone_number(text: &str) -> Option<&str> {
    let digits = text.strip_prefix('+')?;
    let right = (8..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    (right && !digits.starts_with('0')).then_some(digits)
}

/// Whether a field holds an id, by its name: `id`, `agent_id`, `agentIds`, `trunk_sid`.
fn is_id(key: &str) -> bool {
    let one = key.strip_suffix('s').unwrap_or(key);
    is_bare(one)
        || ["_id", "-id", "Id", "ID", "_sid", "Sid", "_uuid", "Uuid"].iter().any(|end| one.ends_with(end))
}

/// Whether the name of a field does not say whose id it holds.
fn is_bare(key: &str) -> bool {
    ["id", "_id", "sid", "uuid", "ID"].contains(&key)
}

/// What a field is about: the last that its name says (`agent_phone_number_id`).
fn of_key(key: &str) -> Option<&'static str> {
    let found = places(key).max_by_key(|(_, end, order, _)| (*end, std::cmp::Reverse(*order)));
    found.map(|(.., kind)| kind)
}

/// What an operation is about: the first that its name says (`link-phone-number-to-agent`).
fn of_operation(operation: &str) -> Option<&'static str> {
    places(operation).min_by_key(|(start, _, order, _)| (*start, *order)).map(|(.., kind)| kind)
}

/// What a name says, with where it begins and ends and its place in the table.
fn places(name: &str) -> impl Iterator<Item = (usize, usize, usize, &'static str)> {
    let plain = name.to_lowercase().replace(['_', '-'], "");
    ABOUT.iter().enumerate().filter_map(move |(order, (part, kind))| {
        let start = plain.find(part)?;
        Some((start, start + part.len(), order, *kind))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const UUID: &str = "72ee4e21-89c7-4d8b-8760-7e0743c5506b";

    #[test]
    fn a_field_says_what_an_id_names_and_else_the_operation_does() {
        for (run, keys, operation, kind) in [
            ("agent_x1y2z3abc", &["data", "agent_id"][..], None, "agent"),
            ("64f9b12a", &["_id"][..], Some("create-agent"), "agent"),
            ("mk_x1y2z3", &["items", "id"][..], Some("list-account-phone-numbers"), "number-id"),
            ("750cd920", &["_id"][..], Some("link-phone-number-to-agent"), "number-id"),
            ("SA_X1Y2Z3", &["sub_account_id"][..], None, "subaccount"),
            ("64f9b12a", &["agent", "_id"][..], Some("link-phone-number-to-agent"), "agent"),
            ("1000123", &["id"][..], Some("create-voice-agent"), "agent"),
            ("750cd920", &["phoneNumberIds"][..], None, "number-id"),
            (UUID, &["trunk_group_id"][..], None, "trunk"),
            (UUID, &["sipUri"][..], Some("create-agent"), "uuid"),
            (UUID, &["id"][..], Some("no-such"), "uuid"),
            ("req_0123456789ab", &["message"][..], None, "id"),
        ] {
            assert_eq!(of_run(run, keys, operation), Some(kind), "{run} in {keys:?}");
        }
    }

    #[test]
    fn words_and_small_numbers_are_no_ids() {
        for (run, key) in [
            ("first", "id"),
            ("123", "id"),
            ("12345", "agent_id"),
            ("gpt-4o-mini-2024-07-18", "model"),
            ("100000", "paid"),
            ("202601241030", "number"),
        ] {
            assert_eq!(of_run(run, &[key], Some("create-agent")), None, "{run} in {key}");
        }
    }

    #[test]
    fn a_telephone_number_has_a_plus_and_eight_to_fifteen_digits() {
        assert_eq!(telephone_number("+912271264217"), Some("912271264217"));
        for text in ["912271264217", "+9122712", "+0912271264217", "+1 555", "+1234567890123456"] {
            assert_eq!(telephone_number(text), None, "{text}");
        }
    }
}
