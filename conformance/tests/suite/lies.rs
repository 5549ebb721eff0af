//! Thirty-odd ways to be wrong, told by a proxy between the suite and a vendor that does not say its clauses: each is
//! held against the right clause, with the right verdict.

use std::collections::BTreeMap;
use std::sync::Arc;

use testline_conformance::report::{Style, failure};
use testline_conformance::runner::{End, Run, Stop, Suite, Verdict};
use testline_conformance::scenario::Scenario;
use testline_conformance::target::{Options, Place, Spec};

use crate::proxy::{Answer, Lie, Passing, Proxy};
use crate::scenarios::scenarios;

const VOBIZ: &str =
    "vobiz/assign-number-to-trunk/a-number-that-is-on-a-trunk-is-refused-until-it-is-unassigned";
const LISTED: &str =
    "vobiz/assign-number-to-trunk/a-number-that-is-on-a-trunk-does-not-move-to-another-trunk";
const SECOND: &str = "vobiz/list-account-phone-numbers/a-second-account-sees-only-its-own-numbers";
const UNASSIGN: &str = "vobiz/unassign-number-from-trunk/a-number-leaves-its-trunk-and-loses-the-key";
const REFUSED: &str = "vobiz/any/a-request-without-x-auth-id-is-refused-and-the-header-is-named";
const MISSING: &str = "unleashx/attach-phone-number/an-attach-without-numbers-is-refused";
const UNKNOWN: &str = "dasha/get-phone-number/a-number-that-does-not-exist-is-not-found";
const UNLEASHX: &str = "unleashx/attach-phone-number/a-number-that-is-on-another-agent-is-refused-with-409";
const TRILLET: &str = "trillet/assign-phone-number-to-agent/the-documented-example-comes-out";
const DASHA: &str = "dasha/unlink-phone-number-from-agent/unlinking-frees-the-number-for-another-agent";

/// One way to be wrong: what kind of lie, in which scenario, at which request, and what must come of it.
struct Case {
    kind: &'static str,
    scenario: &'static str,
    at: usize,
    lie: fn(&mut Passing<'_>),
    clause: &'static str,
    verdict: Verdict,
    says: &'static str,
}

const fn case(
    kind: &'static str,
    (scenario, at): (&'static str, usize),
    lie: fn(&mut Passing<'_>),
    clause: &'static str,
    says: &'static str,
) -> Case {
    Case { kind, scenario, at, lie, clause, verdict: Verdict::Disagrees, says }
}

const fn differs(
    kind: &'static str,
    at: (&'static str, usize),
    lie: fn(&mut Passing<'_>),
    clause: &'static str,
    says: &'static str,
) -> Case {
    Case { verdict: Verdict::Differs, ..case(kind, at, lie, clause, says) }
}

const ASSIGNED: &str = "vobiz.assign-number-to-trunk.assigned";
const ALREADY: &str = "vobiz.assign-number-to-trunk.already-assigned";
const UNASSIGNED: &str = "vobiz.unassign-number-from-trunk.unassigned";
const ATTACHED: &str = "unleashx.attach-phone-number.attached";
const NUMBERS_MISSING: &str = "unleashx.attach-phone-number.numbers-missing";
const TAKEN: &str = "unleashx.attach-phone-number.number-already-attached";

fn cases() -> Vec<Case> {
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
            |p| p.answer.replace("[\"+918062810341\"]", "{\"0\":\"+918062810341\"}"),
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
            "a number without its plus",
            (TRILLET, 1),
            |p| p.answer.replace("\"750cd920\"", "\"750CD920\""),
            "trillet.assign-phone-number-to-agent.assigned",
            "expected \"{number}\", came \"{number|upper}\"",
        ),
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
        case(
            "another status of what is documented",
            (MISSING, 1),
            |p| p.answer.status = 422,
            NUMBERS_MISSING,
            "status: expected 400, came 422",
        ),
        differs(
            "another body of what is inferred",
            (MISSING, 1),
            |p| p.answer.replace("(s)", ""),
            NUMBERS_MISSING,
            "$.message: expected \"Phone number(s) are required\"",
        ),
        differs(
            "another status of what is inferred",
            (UNKNOWN, 1),
            |p| p.answer.status = 403,
            "dasha.get-phone-number.number-not-found",
            "status: expected 404, came 403",
        ),
    ]
}

/// The answer to the first link, though the number was linked again since.
fn stale_link(passing: &mut Passing<'_>) {
    *passing.answer = passing.before.first().cloned().expect("it was linked before");
}

fn by_id() -> BTreeMap<String, Arc<Scenario>> {
    scenarios().into_iter().map(|scenario| (scenario.id.clone(), Arc::new(scenario))).collect()
}

/// Runs one scenario at a proxy that tells this lie.
async fn told(scenario: &Arc<Scenario>, lie: Lie) -> (Run, String) {
    let proxy = Proxy::start(&[], lie).await;
    let spec = Spec::Url(format!("{}/{{vendor}}", proxy.url));
    let place = Place::find(&spec, &Options::default()).await.expect("it is there");
    let suite = Suite { scenarios: vec![Arc::clone(scenario)], jobs: 1, max_failures: None };
    let mut summary = suite.run(&place, &Stop::default(), |_| {}).await;
    let run = summary.runs.remove(0);
    let shown = match &run.end {
        End::Failed(failed) => failure::show(&run, failed, scenario, Style::Plain),
        End::Agreed | End::Skipped(_) | End::Broken(_) | End::Stopped => String::new(),
    };
    (run, shown)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_way_to_be_wrong_is_held_against_its_clause() {
    let (cases, scenarios) = (cases(), by_id());
    assert!(cases.len() >= 25);
    let mut wrong = Vec::new();
    for case in cases {
        let (at, lie) = (case.at, case.lie);
        let told = told(
            &scenarios[case.scenario],
            Box::new(move |passing| {
                if passing.n == at {
                    lie(passing)
                }
            }),
        );
        let (run, shown) = told.await;
        let held =
            run.verdicts.iter().find(|(clause, _)| clause.id() == case.clause).map(|(_, verdict)| *verdict);
        let others = run.verdicts.iter().filter(|(clause, verdict)| {
            clause.id() != case.clause && matches!(verdict, Verdict::Disagrees | Verdict::Differs)
        });
        if held != Some(case.verdict) || others.count() > 0 || !shown.contains(case.says) {
            wrong.push(format!("{}: {:?} {:?}\n{shown}", case.kind, run.verdicts, run.end));
        }
    }
    assert!(wrong.is_empty(), "{} lies are not told apart:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_lie_every_one_of_these_scenarios_agrees() {
    let mut ids: Vec<&str> = cases().iter().map(|case| case.scenario).collect();
    ids.sort_unstable();
    ids.dedup();
    let scenarios = by_id();
    for id in ids {
        let (run, shown) = told(&scenarios[id], Box::new(|_| {})).await;
        assert!(matches!(run.end, End::Agreed), "{id}: {:?}\n{shown}", run.end);
    }
}
