//! A run at a live vendor, from outside: what it does there, and how it leaves it.

use serde_json::json;
use testline_emulator::{Timestamp, Vendor};

use crate::live_standin::StandIn;

/// Everything that the default world has of Vobiz.
pub(crate) const VOBIZ: &str =
    "  number: { is: \"+912271264217\", baseline: { trunk: null, application: null, sub_account: null } }
  number_2: { is: \"+1234567890\", baseline: { trunk: null } }
  other_number: { is: \"+918071000001\", baseline: { trunk: null } }
  trunk: aabbccdd-1234-5678-90ab-cdef12345678
  trunk_2: e3e55a78-1234-5678-90ab-cdef12345678
  other_trunk: bbbbccdd-1234-5678-90ab-cdef12345678
  application: \"20577609616603585\"
  sub_account: SA_XXXXXX
  for_sale: \"+918071000101\"
";

const TRILLET: &str = "  number: { is: 750cd920, baseline: { agent: null } }
  number_2: { is: 750cd921, baseline: { agent: null } }
  e164: \"+12345678901\"
  e164_2: \"+12345678902\"
  agent: 64f9b12a
  agent_2: 64f9b12b
  agent_without_flow: 64f9b12c
  flow: pwy_abc123
  flow_2: pwy_abc124
  other_agent: 64f9b12d
  other_number: 750cd922
";

const DASHA: &str = "  organization: 133a8968-e176-4810-9d2e-f6cf0fe8f98d
  other_organization: 133a8968-e176-4810-9d2e-f6cf0fe8f98e
  number: { is: 3c90c3cc-0d44-4b50-8888-8dd25736052a, baseline: { agent: null } }
  other_number: 3c90c3cc-0d44-4b50-8888-8dd25736052c
  e164: \"+15551234567\"
  credential: 3c90c3cc-0d44-4b50-8888-8dd25736052b
  other_credential: 3c90c3cc-0d44-4b50-8888-8dd25736052d
  agent: 9839c486-f904-4db4-9d66-228964d76580
  agent_2: 9839c486-f904-4db4-9d66-228964d76581
  other_agent: 9839c486-f904-4db4-9d66-228964d76582
";

pub(crate) const UNLEASHX: &str = "  agent: agent_abc123xyz
  agent_int: 123
  agent_2: agent_xyz789abc
  agent_2_int: 456
  number: \"+918062810341\"
  number_2: \"+12025551234\"
";

/// Runs all scenarios of a vendor with changes allowed; the state is as before.
async fn leaves_all_as_it_was(vendor: Vendor, resources: &str, more: &[&str]) -> String {
    let live = StandIn::start(&format!("all-{vendor}"), &[]).await;
    let target = live.target(vendor, resources, "");
    let before = live.state(vendor);
    let mut words = vec!["run", "--target", &target, "--vendor", vendor.name(), "--allow-changes"];
    words.extend(more);
    let ended = live.run(vendor, &words).await;
    assert_eq!(ended.code, Some(0), "{}\n{}", ended.out, ended.log);
    assert!(!ended.out.contains("not undone"), "{}", ended.out);
    pretty_assert(&before, &live.state(vendor));
    assert_eq!(live.ledger_count(), 0, "{}", ended.out);
    ended.out
}

/// Compares two states; only what differs is shown.
pub(crate) fn pretty_assert(before: &serde_json::Value, after: &serde_json::Value) {
    let text = |value| serde_json::to_string_pretty(value).expect("JSON");
    let (before, after) = (text(before), text(after));
    let diff = similar::TextDiff::from_lines(&before, &after);
    assert!(before == after, "{}", diff.unified_diff().context_radius(6));
}

#[tokio::test(flavor = "multi_thread")]
async fn vobiz_is_left_as_it_was() {
    let out = leaves_all_as_it_was(Vendor::Vobiz, VOBIZ, &[]).await;
    assert!(out.contains("delete-trunk cannot be undone") || out.contains("ran "), "{out}");
}

#[tokio::test(flavor = "multi_thread")]
async fn trillet_is_left_as_it_was() {
    leaves_all_as_it_was(Vendor::Trillet, TRILLET, &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dasha_is_left_as_it_was() {
    leaves_all_as_it_was(Vendor::Dasha, DASHA, &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unleashx_is_left_as_it_was() {
    leaves_all_as_it_was(Vendor::Unleashx, UNLEASHX, &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_leave_nothing_is_changed() {
    let live = StandIn::start("reads", &[]).await;
    for (vendor, resources) in [
        (Vendor::Vobiz, VOBIZ),
        (Vendor::Trillet, TRILLET),
        (Vendor::Dasha, DASHA),
        (Vendor::Unleashx, UNLEASHX),
    ] {
        let target = live.target(vendor, resources, "");
        let before = live.exact_state(vendor);
        let ended = live.run(vendor, &["run", "--target", &target, "--vendor", vendor.name()]).await;
        assert_eq!(ended.code, Some(0), "{}\n{}", ended.out, ended.log);
        assert!(ended.out.contains("changes state; --allow-changes lets it"), "{}", ended.out);
        assert_eq!(before, live.exact_state(vendor));
        assert_eq!(live.ledger_count(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_last_writer_wins_the_former_binding_comes_back() {
    let live = StandIn::start("former", &[]).await;
    let target = live.target(Vendor::Dasha, DASHA, "");
    let (number, agent) = ("3c90c3cc-0d44-4b50-8888-8dd25736052a", "9839c486-f904-4db4-9d66-228964d76581");
    live.with_world(|world| {
        world
            .patch(
                &json!({ "dasha": { "phone_numbers": { number: { "inbound_agent": agent } } } }),
                Timestamp::UNIX_EPOCH,
            )
            .expect("a right patch");
    });
    let before = live.state(Vendor::Dasha);
    let ended = live
        .run(
            Vendor::Dasha,
            &["run", "--target", &target, "--allow-changes", "--operation", "link-phone-number-to-agent"],
        )
        .await;
    assert!(!ended.out.contains("not undone"), "{}", ended.out);
    pretty_assert(&before, &live.state(Vendor::Dasha));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_run_makes_carries_its_name() {
    let live = StandIn::start("names", &[]).await;
    let target = live.target(Vendor::Vobiz, VOBIZ, "");
    let mut held = live.hold_after("POST /api/v1/Account/MA_XXXXXX/trunks ");
    let mut child = live
        .program(
            Vendor::Vobiz,
            &["run", "--target", &target, "--allow-changes", "--clause", "create-trunk.created"],
        )
        .spawn()
        .expect("the program starts");
    held.happens().await;
    child.kill().expect("it lives");
    child.wait().expect("it is killed");
    let state = live.exact_state(Vendor::Vobiz);
    let trunks = state["trunks"].as_object().expect("trunks");
    let named = |name: &str| name.starts_with("testline-20");
    assert!(trunks.values().any(|trunk| trunk["name"].as_str().is_some_and(named)), "{trunks:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn money_and_what_is_final_need_a_flag_each() {
    let live = StandIn::start("flags", &[]).await;
    let target = live.target(Vendor::Vobiz, VOBIZ, "");
    let run =
        ["run", "--target", &target, "--allow-changes", "--clause", "purchase-from-inventory.purchased"];
    let ended = live.run(Vendor::Vobiz, &run).await;
    assert_eq!(ended.code, Some(4), "{}", ended.out);
    assert!(ended.out.contains("--allow-spending AMOUNT CURRENCY lets it"), "{}", ended.out);
    let with = |more: &[&'static str]| run.iter().copied().chain(more.iter().copied()).collect::<Vec<&str>>();
    let ended = live.run(Vendor::Vobiz, &with(&["--allow-spending", "1", "INR"])).await;
    assert!(ended.out.contains("of 1 INR that may be spent"), "{}", ended.out);
    let ended = live.run(Vendor::Vobiz, &with(&["--allow-spending", "5000", "INR"])).await;
    assert_eq!(ended.code, Some(0), "{}\n{}", ended.out, ended.log);
    assert!(ended.log.contains("INR of the account, which purchases cost"), "{}", ended.log);
    let state = live.exact_state(Vendor::Vobiz);
    assert_eq!(state["numbers"]["+918071000101"]["status"], "pending_release", "the purchase is undone");

    let target = live.target(Vendor::Unleashx, UNLEASHX, "");
    let run = ["run", "--target", &target, "--allow-changes", "--clause", "attach-phone-number.attached"];
    let ended = live.run(Vendor::Unleashx, &run).await;
    assert!(ended.out.contains("--allow-irreversible attach-phone-number lets it"), "{}", ended.out);
    let words: Vec<&str> =
        run.iter().copied().chain(["--allow-irreversible", "attach-phone-number"]).collect();
    let ended = live.run(Vendor::Unleashx, &words).await;
    assert!(ended.log.contains("stays changed: "), "{}\n{}", ended.out, ended.log);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_budget_ends_a_run_and_not_its_undoing() {
    let live = StandIn::start("budget", &[]).await;
    let target = live.target(Vendor::Vobiz, VOBIZ, "budget: { requests: 30, changes: 3 }\n");
    let before = live.state(Vendor::Vobiz);
    let ended = live
        .run(
            Vendor::Vobiz,
            &["run", "--target", &target, "--allow-changes", "--operation", "assign-number-to-trunk"],
        )
        .await;
    assert!(ended.out.contains("budget of 3 changes is used up"), "{}", ended.out);
    pretty_assert(&before, &live.state(Vendor::Vobiz));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_sends_nothing_and_needs_no_credentials() {
    let live = StandIn::start("dry", &[]).await;
    let target = live.target(Vendor::Vobiz, VOBIZ, "budget: { changes: 100 }\n");
    let mut program =
        live.program(Vendor::Vobiz, &["run", "--target", &target, "--dry-run", "--allow-changes"]);
    program.env_remove("FIRST_TOKEN");
    let ended = crate::live_standin::ended(program).await;
    assert_eq!(ended.code, Some(0), "{}", ended.log);
    for part in [
        ": it runs",
        "undone by unassign-number-from-trunk",
        "which only emulators allow",
        " of 100 of which",
    ] {
        assert!(ended.out.contains(part), "{part}");
    }
    let journal = live.with_world(|world| world.journal().iter().count());
    assert_eq!(journal, 0);
}
