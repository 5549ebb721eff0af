//! Lies of the body as a whole: none where there is one, one where there is none, and what is no JSON.

use super::case::{
    ALREADY, ASSIGNED, ATTACHED, Case, MISSING, NUMBERS_MISSING, UNLEASHX, VOBIZ, case, differs,
};
use crate::proxy::Answer;

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(
            "a body with a success that has none",
            (VOBIZ, 1),
            |p| *p.answer = Answer { status: 200, body: "{}".to_owned(), ..Answer::default() },
            ASSIGNED,
            "body: expected none, came \"{}\"",
        ),
        case("no body", (VOBIZ, 2), |p| p.answer.body.clear(), ALREADY, "came no JSON: no body"),
        case(
            "a body that is no JSON",
            (VOBIZ, 2),
            |p| p.answer.body = "<html>".to_owned(),
            ALREADY,
            "came no JSON: \"<html>\"",
        ),
        case("a body that is cut", (UNLEASHX, 1), |p| p.answer.body.truncate(40), ATTACHED, "came no JSON"),
        differs(
            "another body of what is inferred",
            (MISSING, 1),
            |p| p.answer.replace("(s)", ""),
            NUMBERS_MISSING,
            "$.message: expected \"Phone number(s) are required\"",
        ),
        case(
            "a body with a 204",
            (VOBIZ, 1),
            |p| p.answer.body = "{}".to_owned(),
            ASSIGNED,
            "body: expected none, came a content-length of 2",
        ),
        case("garbage behind the body", (VOBIZ, 2), |p| p.answer.body.push('x'), ALREADY, "came no JSON"),
        case(
            "two documents in one body",
            (VOBIZ, 2),
            |p| p.answer.body = p.answer.body.repeat(2),
            ALREADY,
            "came no JSON",
        ),
        case(
            "a list around the body",
            (UNLEASHX, 1),
            |p| p.answer.body = format!("[{}]", p.answer.body),
            ATTACHED,
            "$: expected",
        ),
        case(
            "the answer to something else",
            (VOBIZ, 2),
            |p| p.answer.body = r#"{"error":"not found","message":"Phone number not found"}"#.to_owned(),
            ALREADY,
            "$.error: expected \"invalid request\", came \"not found\"",
        ),
    ]
}
