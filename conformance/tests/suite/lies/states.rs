//! Lies of what is the case: another object, another tenant, an earlier time, a change that was never made.

use super::case::{
    ALREADY, Case, DASHA, FOREIGN, LISTED, SECOND, UNASSIGN, UNASSIGNED, VOBIZ, at_emulator, case, differs,
    swallowed,
};
use crate::proxy::{Answer, Passing};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(
            "another object's value",
            (LISTED, 3),
            |p| {
                p.answer
                    .replace("aabbccdd-1234-5678-90ab-cdef12345678", "e3e55a78-1234-5678-90ab-cdef12345678")
            },
            "vobiz.list-account-phone-numbers.listed",
            "$.items: expected an element like",
        ),
        case(
            "another tenant's object",
            (SECOND, 1),
            |p| p.answer.replace("MA_BN2MZ1VV", "MA_XXXXXX"),
            "vobiz.list-account-phone-numbers.listed",
            "$.items[0].account_id: expected \"{other_auth_id}\", came \"{auth_id}\"",
        ),
        case(
            "a stale read",
            (DASHA, 3),
            stale_link,
            "dasha.link-phone-number-to-agent.linked",
            "$.incomingCallsAgentId: expected \"{agent_2}\", came \"{agent}\"",
        ),
        case(
            "an object of another tenant that can be changed",
            (FOREIGN, 2),
            |p| *p.answer = Answer { status: 204, ..Answer::default() },
            "vobiz.unassign-number-from-trunk.number-not-found",
            "status: expected 404, came 204",
        ),
        swallowed(case(
            "a success that changed nothing, seen by a repeat",
            (VOBIZ, 1),
            |p| p.answer.status = 204,
            ALREADY,
            "status: expected 400, came 204",
        )),
        at_emulator(swallowed(differs(
            "a success that changed nothing, seen by a list",
            (UNASSIGN, 2),
            |p| {
                p.answer.status = 204;
                for (name, value) in [
                    ("date", "Tue, 24 Nov 2026 08:50:19 GMT"),
                    ("server", "Vobiz API Gateway"),
                    ("testline-clause", UNASSIGNED),
                ] {
                    p.answer.set(name, Some(value));
                }
            },
            "vobiz.list-account-phone-numbers.listed",
            "$.items[0].trunk_group_id: expected no such key",
        ))),
    ]
}

/// The answer to the first link, though the number was linked again since.
fn stale_link(passing: &mut Passing<'_>) {
    *passing.answer = passing.before.first().cloned().expect("it was linked before");
}
