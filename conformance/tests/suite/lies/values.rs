//! Lies of a value: of another type, or another of the same type.

use super::case::{ALREADY, ATTACHED, Case, DASHA, TAKEN, TRILLET, UNLEASHX, VOBIZ, case};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(
            "a text in place of a number",
            (UNLEASHX, 2),
            |p| p.answer.replace("\"code\":409", "\"code\":\"409\""),
            TAKEN,
            "$.code: expected 409, came \"409\"",
        ),
        case(
            "a number in place of a text",
            (VOBIZ, 2),
            |p| p.answer.replace("\"invalid request\"", "7"),
            ALREADY,
            "$.error: expected \"invalid request\", came 7",
        ),
        case(
            "a text in place of a boolean",
            (UNLEASHX, 2),
            |p| p.answer.replace("true", "\"true\""),
            TAKEN,
            "$.error: expected true, came \"true\"",
        ),
        case(
            "an object in place of a list",
            (UNLEASHX, 1),
            |p| p.answer.replace_list("phone_numbers", "{}"),
            ATTACHED,
            "$.data.phone_numbers: expected",
        ),
        case(
            "null in place of a value",
            (TRILLET, 1),
            |p| p.answer.replace("\"pwy_abc123\"", "null"),
            "trillet.assign-phone-number-to-agent.assigned",
            "$.pathwayId: expected \"{flow}\", came null",
        ),
        case(
            "another value",
            (VOBIZ, 2),
            |p| p.answer.replace("already assigned", "assigned already"),
            ALREADY,
            "$.message: expected",
        ),
        case(
            "another letter case of a value",
            (VOBIZ, 2),
            |p| p.answer.replace("invalid request", "Invalid Request"),
            ALREADY,
            "$.error: expected \"invalid request\"",
        ),
        case(
            "a time in another form",
            (UNLEASHX, 1),
            |p| p.answer.replace("Z\"", "+00:00\""),
            ATTACHED,
            "$.data.attached_at: expected a value that matches",
        ),
        case(
            "seconds in place of milliseconds",
            (UNLEASHX, 1),
            |p| {
                let at = p.answer.body.find("\"timestamp\":").expect("there is one") + "\"timestamp\":".len();
                p.answer.body.replace_range(at + 10..at + 13, "");
            },
            ATTACHED,
            "$.timestamp: expected milliseconds since 1970",
        ),
        case(
            "an id in another letter case",
            (TRILLET, 1),
            |p| p.answer.replace("\"750cd920\"", "\"750CD920\""),
            "trillet.assign-phone-number-to-agent.assigned",
            "expected \"{number}\", came \"{number|upper}\"",
        ),
        case(
            "an id of one digit less",
            (DASHA, 3),
            |p| {
                p.answer
                    .replace("3c90c3cc-0d44-4b50-8888-8dd25736052a", "3c90c3cc-0d44-4b50-8888-8dd25736052")
            },
            "dasha.link-phone-number-to-agent.linked",
            "$.id: expected \"{number}\"",
        ),
        case(
            "a number with a fraction",
            (UNLEASHX, 2),
            |p| p.answer.replace("\"code\":409", "\"code\":409.0"),
            TAKEN,
            "$.code: expected 409, came 409.0",
        ),
        case(
            "another code in the body than the status",
            (UNLEASHX, 2),
            |p| p.answer.replace("\"code\":409", "\"code\":400"),
            TAKEN,
            "$.code: expected 409, came 400",
        ),
    ]
}
