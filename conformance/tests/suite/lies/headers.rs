//! Lies of the head: fields that are missing, that should not be there, or that say another thing.

use super::case::{
    ALREADY, Case, REFUSED, UNASSIGN, UNASSIGNED, UNKNOWN, VOBIZ, WRONG_METHOD, at_emulator, case, differs,
};

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(
            "a header that is not there",
            (UNASSIGN, 2),
            |p| p.answer.set("date", None),
            UNASSIGNED,
            "header date: expected one",
        ),
        case(
            "a header that should not be there",
            (REFUSED, 1),
            |p| p.answer.set("www-authenticate", Some("Basic")),
            "vobiz.any.no-credentials",
            "header www-authenticate: expected no such header",
        ),
        at_emulator(differs(
            "another content type",
            (UNKNOWN, 1),
            |p| p.answer.set("content-type", Some("application/json")),
            "dasha.get-phone-number.number-not-found",
            "header content-type: expected \"application/problem+json; charset=utf-8\", came \"application/json\"",
        )),
        at_emulator(differs(
            "a wrong Allow",
            (WRONG_METHOD, 1),
            |p| p.answer.set("allow", Some("GET, HEAD")),
            "dasha.any.wrong-method",
            "header allow: expected \"DELETE, PUT\", came \"GET, HEAD\"",
        )),
        at_emulator(differs(
            "no Allow",
            (WRONG_METHOD, 1),
            |p| p.answer.set("allow", None),
            "dasha.any.wrong-method",
            "header allow: expected \"DELETE, PUT\", came no such header",
        )),
        at_emulator(case(
            "the refusal of another clause",
            (VOBIZ, 2),
            |p| p.answer.set("testline-clause", Some("vobiz.assign-number-to-trunk.trunk-not-found")),
            ALREADY,
            "clause: expected vobiz.assign-number-to-trunk.already-assigned",
        )),
    ]
}
