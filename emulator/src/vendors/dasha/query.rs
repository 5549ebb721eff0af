//! Reading the parameters of path and query. What is wrong goes into the validation, and a stand-in comes back; nobody
//! sees it, since the validation then refuses.

use super::Operation;
use super::path::decoded;
use super::rules;
use super::validation::Validation;
use crate::contract::Clause;
use crate::contract::dasha::clauses;
use crate::vendors::call::Call;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Inbound,
    ReplaceOutbound,
}

/// The clauses of an operation's `mode`.
#[derive(Clone, Copy, Debug)]
pub(super) struct ModeClauses {
    pub(super) unknown: Clause,
    pub(super) empty: Clause,
    pub(super) out_of_range: Clause,
}

/// A part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Paging {
    pub(super) skip: usize,
    pub(super) take: usize,
}

/// The path's `id` as a uuid.
pub(super) fn path_id(call: &Call<'_, Operation>, validation: &mut Validation) -> String {
    let text = decoded(call.params.raw("id"));
    rules::uuid_in_any_spelling(&text).unwrap_or_else(|| {
        let fact = "the id of the path is no uuid".to_owned();
        validation.add(clauses::ANY_MALFORMED_ID, "id", not_valid(&text), fact);
        String::new()
    })
}

/// A required text; white space only counts as missing.
pub(super) fn required(
    call: &Call<'_, Operation>,
    name: &str,
    missing: Clause,
    validation: &mut Validation,
) -> String {
    match filter(call, name) {
        Some(text) => text.to_owned(),
        None => {
            validation.missing(missing, name);
            String::new()
        }
    }
}

/// An optional text; an empty one, or white space only, counts as left out.
pub(super) fn filter<'c>(call: &'c Call<'_, Operation>, name: &str) -> Option<&'c str> {
    call.query.first_any_case(name).filter(|text| !rules::is_blank(text))
}

/// An optional uuid.
pub(super) fn uuid_filter(
    call: &Call<'_, Operation>,
    name: &str,
    invalid: Clause,
    validation: &mut Validation,
) -> Option<String> {
    let text = filter(call, name)?;
    let uuid = rules::uuid_in_any_spelling(text);
    if uuid.is_none() {
        validation.add(invalid, name, not_valid(text), format!("{name} is no uuid"));
    }
    uuid
}

/// The mode of a link; `inbound` where it is left out, by name in any letter case or by ordinal.
pub(super) fn mode(call: &Call<'_, Operation>, clauses: ModeClauses, validation: &mut Validation) -> Mode {
    let Some(text) = call.query.first_any_case("mode") else { return Mode::Inbound };
    let trimmed = text.trim();
    let digits = trimmed.trim_start_matches(['+', '-']);
    if trimmed.is_empty() {
        validation.add(clauses.empty, "mode", invalid(text), "mode has no value".into());
    } else if trimmed.eq_ignore_ascii_case("inbound") {
        return Mode::Inbound;
    } else if trimmed.eq_ignore_ascii_case("replaceOutbound") {
        return Mode::ReplaceOutbound;
    } else if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        let fact = "mode is neither inbound nor replaceOutbound".into();
        validation.add(clauses.unknown, "mode", not_valid(text), fact);
    } else {
        match trimmed.parse::<i64>() {
            Ok(0) => return Mode::Inbound,
            Ok(1) => return Mode::ReplaceOutbound,
            Ok(_) | Err(_) => {
                let fact = "mode is a number other than 0 and 1".into();
                validation.add(clauses.out_of_range, "mode", invalid(text), fact);
            }
        }
    }
    Mode::Inbound
}

/// A flag; false where it is left out, `true` and `false` in any letter case.
pub(super) fn flag(
    call: &Call<'_, Operation>,
    name: &str,
    invalid_flag: Clause,
    validation: &mut Validation,
) -> bool {
    let Some(text) = call.query.first_any_case(name) else { return false };
    let trimmed = text.trim();
    if trimmed.eq_ignore_ascii_case("true") {
        return true;
    }
    if !trimmed.eq_ignore_ascii_case("false") {
        let message = if trimmed.is_empty() { invalid(text) } else { not_valid(text) };
        validation.add(invalid_flag, name, message, format!("{name} is neither true nor false"));
    }
    false
}

/// `skip` (from 0) and `take` (1 to 1000).
pub(super) fn paging(call: &Call<'_, Operation>, default_take: i32, validation: &mut Validation) -> Paging {
    let skip = whole(call, "skip", 0, (0, i32::MAX, clauses::ANY_SKIP_OUT_OF_RANGE), validation);
    let take = whole(call, "take", default_take, (1, 1000, clauses::ANY_TAKE_OUT_OF_RANGE), validation);
    Paging { skip, take }
}

fn whole(
    call: &Call<'_, Operation>,
    name: &str,
    default: i32,
    (least, most, out_of_range): (i32, i32, Clause),
    validation: &mut Validation,
) -> usize {
    let Some(text) = call.query.first_any_case(name) else { return usize::try_from(default).unwrap_or(0) };
    let trimmed = text.trim();
    match trimmed.parse::<i32>() {
        Ok(value) if (least..=most).contains(&value) => return usize::try_from(value).unwrap_or(0),
        Ok(value) => {
            let message = format!("The field {name} must be between {least} and {most}.");
            validation.add(out_of_range, name, message, format!("{name} is {value}"));
        }
        Err(_) => {
            let message = if trimmed.is_empty() { invalid(text) } else { not_valid(text) };
            let fact = format!("{name} is no 32-bit integer");
            validation.add(clauses::ANY_PAGING_NOT_A_NUMBER, name, message, fact);
        }
    }
    0
}

fn not_valid(text: &str) -> String {
    format!("The value '{text}' is not valid.")
}

fn invalid(text: &str) -> String {
    format!("The value '{text}' is invalid.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Method, Request};
    use crate::vendors::route::Params;

    const MODE: ModeClauses = ModeClauses {
        unknown: clauses::LINK_PHONE_NUMBER_TO_AGENT_MODE_UNKNOWN,
        empty: clauses::LINK_PHONE_NUMBER_TO_AGENT_MODE_EMPTY,
        out_of_range: clauses::LINK_PHONE_NUMBER_TO_AGENT_MODE_OUT_OF_RANGE,
    };

    /// What a reader makes of a query, or the clause under which it refuses.
    fn read<T>(
        query: &str,
        reader: impl FnOnce(&Call<'_, Operation>, &mut Validation) -> T,
    ) -> Result<T, &'static str> {
        let request = Request::new(Method::GET, format!("/?{query}"));
        let call = Call::new(Operation::ListPhoneNumbers, &request, Params::default());
        let mut validation = Validation::default();
        let value = reader(&call, &mut validation);
        validation.finish().map(|()| value).map_err(|refusal| refusal.clause().facts().name)
    }

    #[test]
    fn a_mode_is_read_by_name_in_any_letter_case_and_by_ordinal() {
        let mode = |query| read(query, |call, validation| super::mode(call, MODE, validation));
        assert_eq!(mode(""), Ok(Mode::Inbound));
        for (query, expected) in [
            ("mode=INBOUND", Ok(Mode::Inbound)),
            ("Mode=replaceoutbound", Ok(Mode::ReplaceOutbound)),
            ("mode=0", Ok(Mode::Inbound)),
            ("mode=1&mode=both", Ok(Mode::ReplaceOutbound)),
            ("mode=both", Err("mode-unknown")),
            ("mode=-", Err("mode-unknown")),
            ("mode=", Err("mode-empty")),
            ("mode=7", Err("mode-out-of-range")),
            ("mode=-1", Err("mode-out-of-range")),
        ] {
            assert_eq!(mode(query), expected, "{query}");
        }
    }

    #[test]
    fn paging_has_its_ranges_and_its_defaults() {
        let paging = |query| read(query, |call, validation| super::paging(call, 20, validation));
        assert_eq!(paging(""), Ok(Paging { skip: 0, take: 20 }));
        assert_eq!(paging("SKIP=2147483647&take=1000"), Ok(Paging { skip: 2_147_483_647, take: 1000 }));
        for (query, clause) in [
            ("skip=-1", "skip-out-of-range"),
            ("take=0", "take-out-of-range"),
            ("take=1001", "take-out-of-range"),
            ("take=abc", "paging-not-a-number"),
            ("skip=2147483648", "paging-not-a-number"),
            ("skip=", "paging-not-a-number"),
            ("skip=-1&take=0", "several-errors"),
        ] {
            assert_eq!(paging(query), Err(clause), "{query}");
        }
    }

    #[test]
    fn a_blank_text_counts_as_missing_and_filters_nothing() {
        assert_eq!(read("agentId=%20", |call, _| filter(call, "agentId").is_none()), Ok(true));
        let required = |query| {
            let missing = clauses::LINK_PHONE_NUMBER_TO_AGENT_AGENT_ID_MISSING;
            read(query, |call, validation| super::required(call, "agentId", missing, validation))
        };
        assert_eq!(required("AGENTID=a"), Ok("a".to_owned()));
        assert_eq!(required("agentId="), Err("agent-id-missing"));
    }
}
