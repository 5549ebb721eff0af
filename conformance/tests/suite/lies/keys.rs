//! Lies of the keys of a body: missing, additional, or under another name.

use super::case::{ALREADY, ATTACHED, Case, TAKEN, UNLEASHX, VOBIZ, at_emulator, case};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(
            "a missing key",
            (UNLEASHX, 1),
            |p| p.answer.replace("\"provider\":\"san\",", ""),
            ATTACHED,
            "$.data.provider: expected \"san\", came no such key",
        ),
        case(
            "an extra key",
            (UNLEASHX, 2),
            |p| p.answer.replace("{\"error\"", "{\"success\":false,\"error\""),
            TAKEN,
            "$.success: expected no such key, came false",
        ),
        case(
            "a key by another name",
            (VOBIZ, 2),
            |p| p.answer.replace("\"message\"", "\"detail\""),
            ALREADY,
            "$.message: expected",
        ),
        case(
            "a key in another case",
            (UNLEASHX, 1),
            |p| p.answer.replace("\"agent_id\"", "\"agentId\""),
            ATTACHED,
            "$.data.agentId: expected no such key",
        ),
        at_emulator(case(
            "keys in another order",
            (VOBIZ, 2),
            |p| {
                p.answer.body =
                    r#"{"message":"This number is already assigned to a trunk.","error":"invalid request"}"#
                        .to_owned();
            },
            ALREADY,
            "keys in the order error, message",
        )),
    ]
}
