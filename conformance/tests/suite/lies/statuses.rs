//! Lies of the status: what decided is another thing than what is said.

use super::case::{
    ALREADY, ASSIGNED, Case, MISSING, NUMBERS_MISSING, TAKEN, UNASSIGNED, UNKNOWN, UNLEASHX, VOBIZ, case,
    differs,
};
use crate::proxy::Answer;

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(
            "another success",
            (VOBIZ, 1),
            |p| p.answer.status = 200,
            ASSIGNED,
            "status: expected 204, came 200",
        ),
        case(
            "another refusal",
            (VOBIZ, 2),
            |p| p.answer.status = 409,
            ALREADY,
            "status: expected 400, came 409",
        ),
        case(
            "a refusal in place of a success",
            (VOBIZ, 3),
            |p| p.answer.status = 404,
            UNASSIGNED,
            "expected 204, came 404",
        ),
        case(
            "a success in place of a refusal",
            (VOBIZ, 2),
            |p| *p.answer = Answer { status: 204, ..Answer::default() },
            ALREADY,
            "status: expected 400, came 204",
        ),
        case(
            "a failing server",
            (UNLEASHX, 2),
            |p| p.answer.status = 500,
            TAKEN,
            "status: expected 409, came 500",
        ),
        case(
            "another status of what is documented",
            (MISSING, 1),
            |p| p.answer.status = 422,
            NUMBERS_MISSING,
            "status: expected 400, came 422",
        ),
        differs(
            "another status of what is inferred",
            (UNKNOWN, 1),
            |p| p.answer.status = 403,
            "dasha.get-phone-number.number-not-found",
            "status: expected 404, came 403",
        ),
        case(
            "a redirect in place of a success",
            (VOBIZ, 1),
            |p| {
                p.answer.status = 307;
                p.answer.set("location", Some("/elsewhere"));
            },
            ASSIGNED,
            "status: expected 204, came 307",
        ),
        case(
            "a success that is not yet one",
            (UNLEASHX, 1),
            |p| p.answer.status = 202,
            super::case::ATTACHED,
            "status: expected 200, came 202",
        ),
        case(
            "a refusal that is dressed as a success",
            (VOBIZ, 2),
            |p| p.answer.status = 200,
            ALREADY,
            "status: expected 400, came 200",
        ),
    ]
}
