//! Lies of a list: an element more, less, twice, in another place, or counted wrongly.

use super::case::{ATTACHED, Case, LISTED, PAGE, TRUNKS, UNLEASHX, at_emulator, case, differs};
use crate::proxy::Passing;
use serde_json::Value;

pub(super) fn cases() -> Vec<Case> {
    vec![
        case(
            "an element more in a list",
            (UNLEASHX, 1),
            |p| p.answer.replace("[\"+91", "[\"+12025550143\",\"+91"),
            ATTACHED,
            "$.data.phone_numbers[1]: expected no such element",
        ),
        case(
            "a list that lacks what was made",
            (LISTED, 3),
            |p| p.answer.replace("\"trunk_group_id\":\"aabbccdd-1234-5678-90ab-cdef12345678\",", ""),
            "vobiz.list-account-phone-numbers.listed",
            "$.items: expected an element like",
        ),
        at_emulator(case(
            "an element that is dropped",
            (TRUNKS, 1),
            |p| objects(p, |list| drop(list.pop())),
            "vobiz.list-trunks.listed",
            "$.objects[1]: expected",
        )),
        at_emulator(differs(
            "an element that comes twice",
            (TRUNKS, 1),
            |p| objects(p, |list| list.push(list[0].clone())),
            "vobiz.list-trunks.listed",
            "$.objects[2]: expected no such element",
        )),
        at_emulator(differs(
            "a list in another order than is promised",
            (TRUNKS, 1),
            |p| objects(p, |list| list.reverse()),
            "vobiz.list-trunks.listed",
            "$.objects[0].trunk_id: expected \"{trunk}\", came \"{trunk_2}\"",
        )),
        at_emulator(case(
            "a wrong total",
            (PAGE, 1),
            |p| p.answer.replace("\"total\":2", "\"total\":1"),
            "vobiz.list-trunks.listed",
            "$.meta.total: expected 2, came 1",
        )),
        at_emulator(case(
            "a limit that is not kept",
            (PAGE, 3),
            |p| p.answer.replace("\"limit\":100", "\"limit\":500"),
            "vobiz.list-trunks.listed",
            "$.meta.limit: expected 100, came 500",
        )),
        case(
            "an empty list",
            (LISTED, 3),
            |p| objects_of(p, "items", Vec::clear),
            "vobiz.list-account-phone-numbers.listed",
            "$.items: expected an element like",
        ),
    ]
}

/// Changes the list `objects` of an answer.
fn objects(passing: &mut Passing<'_>, change: fn(&mut Vec<Value>)) {
    objects_of(passing, "objects", change);
}

fn objects_of(passing: &mut Passing<'_>, key: &str, change: fn(&mut Vec<Value>)) {
    let mut body: Value = serde_json::from_str(&passing.answer.body).expect("the emulator answers with JSON");
    change(body[key].as_array_mut().expect("a list"));
    passing.answer.body = body.to_string();
}
