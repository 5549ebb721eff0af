//! A live vendor on a bad day: lost answers, empty promises, and a wish to be left alone.

use serde_json::{Value, json};
use testline_emulator::Vendor;

use crate::live::{VOBIZ, pretty_assert};
use crate::live_standin::{Ended, StandIn};

/// Runs the scenarios of some clauses at a vendor to which something happens.
async fn run(live: &StandIn, fault: &Value, clauses: &str) -> Ended {
    let target = live.target(Vendor::Vobiz, VOBIZ, "");
    live.add_fault(fault);
    live.run(Vendor::Vobiz, &["run", "--target", &target, "--allow-changes", "--clause", clauses]).await
}

fn fault(operation: &str, first: u64, action: &Value) -> Value {
    json!({ "match": { "vendor": "vobiz", "operation": operation, "first": first }, "action": action })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_whose_answer_is_lost_is_undone_all_the_same() {
    let live = StandIn::start("lost", &[]).await;
    let before = live.state(Vendor::Vobiz);
    for (operation, clause) in [
        ("assign-number-to-trunk", "assign-number-to-trunk.assigned"),
        ("create-trunk", "create-trunk.created"),
    ] {
        let lost = fault(operation, 1, &json!({ "kind": "cut-after-commit" }));
        let ended = run(&live, &lost, clause).await;
        assert_eq!(ended.code, Some(3), "{}\n{}", ended.out, ended.log);
        pretty_assert(&before, &live.state(Vendor::Vobiz));
        assert_eq!(live.ledger_count(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vendor_that_only_says_that_it_undid_something_is_found_out() {
    let live = StandIn::start("promise", &[]).await;
    let forget = fault("unassign-number-from-trunk", 1000, &json!({ "kind": "forget" }));
    let target = live.target(Vendor::Vobiz, VOBIZ, "");
    live.add_fault(&forget);
    let one = "vobiz/assign-number-to-trunk/a-number-of-the-account-goes-on-a-trunk";
    let ended = live.run(Vendor::Vobiz, &["run", one, "--target", &target, "--allow-changes"]).await;
    assert_eq!(ended.code, Some(5), "{}\n{}", ended.out, ended.log);
    let said = "the number +912271264217 (`number`): trunk was not set and is \"aabbccdd-1234-5678-90ab-cdef12345678\"";
    assert!(ended.out.contains("not undone") && ended.out.contains(said), "{}", ended.out);
    assert!(ended.out.contains("`testline-conformance cleanup` tries again"), "{}", ended.out);
    assert_eq!(live.ledger_count(), 1);
    live.with_world(|world| world.faults_mut().clear());
    let ended = live.run(Vendor::Vobiz, &["cleanup"]).await;
    assert_eq!(ended.code, Some(0), "{}", ended.log);
    assert_eq!(live.ledger_count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_429_is_waited_out_for_as_long_as_it_asks() {
    let live = StandIn::start("patience", &[]).await;
    let busy = |wait: &str| json!({ "kind": "reply", "status": 429, "headers": { "retry-after": wait } });
    let ended =
        run(&live, &fault("assign-number-to-trunk", 2, &busy("0")), "assign-number-to-trunk.assigned").await;
    assert_eq!(ended.code, Some(0), "{}\n{}", ended.out, ended.log);
    let ended =
        run(&live, &fault("assign-number-to-trunk", 1, &busy("3600")), "assign-number-to-trunk.assigned")
            .await;
    assert_eq!(ended.code, Some(3), "{}\n{}", ended.out, ended.log);
    assert!(ended.out.contains("it answered 429 and wants 3600 s of rest"), "{}", ended.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reading_is_tried_again_and_a_change_is_not() {
    let live = StandIn::start("again", &[]).await;
    let down = json!({ "kind": "reply", "status": 503, "headers": { "retry-after": "0" } });
    let ended = run(&live, &fault("list-trunks", 2, &down), "list-trunks.listed").await;
    assert_eq!(ended.code, Some(0), "{}\n{}", ended.out, ended.log);
    let before = live.state(Vendor::Vobiz);
    let ended = run(&live, &fault("create-trunk", 1, &down), "create-trunk.created").await;
    assert_eq!(ended.code, Some(1), "{}\n{}", ended.out, ended.log);
    pretty_assert(&before, &live.state(Vendor::Vobiz));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_needs_more_at_once_than_the_rate_allows_is_skipped() {
    let live = StandIn::start("rate", &[]).await;
    let target = live.target(Vendor::Vobiz, VOBIZ, "rate-limit: { requests: 10, per: PT0.01S }\n");
    let folder = live.folder.join("scenarios/vobiz");
    std::fs::create_dir_all(&folder).expect("a folder for tests");
    std::fs::write(folder.join("own.yaml"), AT_ONCE).expect("a folder for tests");
    let scenarios = live.folder.join("scenarios").display().to_string();
    let words = ["run", "--target", &target, "--scenarios", &scenarios, "vobiz/own"];
    let ended = live.run(Vendor::Vobiz, &words).await;
    let said = "it sends 11 requests at once and the target file's rate limit allows 10";
    assert!(ended.out.contains(said), "{}\n{}", ended.out, ended.log);
    assert_eq!(ended.code, Some(4), "{}", ended.out);
}

const AT_ONCE: &str = "claim: Own
clauses: [list-trunks.listed]
reason: For a test.
steps:
  - parallel:
      - { request: \"GET /api/v1/Account/{{auth_id}}/trunks\", times: 11 }
    expect: [{ count: 11, status: 200, clause: list-trunks.listed }]
";
