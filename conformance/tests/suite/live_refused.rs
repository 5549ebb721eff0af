//! What keeps a run at a live vendor from beginning: each in one line with what to do, and nothing is changed.

use serde_json::json;
use testline_emulator::{Timestamp, Vendor};
use tokio::net::TcpListener;

use crate::live::VOBIZ;
use crate::live_standin::{StandIn, ended};

#[tokio::test(flavor = "multi_thread")]
async fn a_thing_that_is_in_use_by_something_that_the_file_does_not_name_stops_the_run() {
    let live = StandIn::start("in-use", &[]).await;
    let resources = "  number: \"+912271264217\"\n  trunk: aabbccdd-1234-5678-90ab-cdef12345678\n";
    let target = live.target(Vendor::Vobiz, resources, "");
    let patch = |trunk: &str, number: &str| {
        let patch = json!({ "vobiz": { "numbers": { number: { "trunk": trunk } } } });
        live.with_world(|world| world.patch(&patch, Timestamp::UNIX_EPOCH).expect("a right patch"));
    };
    let run = ["run", "--target", &target, "--vendor", "vobiz", "--allow-changes"];

    patch("e3e55a78-1234-5678-90ab-cdef12345678", "+912271264217");
    let before = live.exact_state(Vendor::Vobiz);
    let ended = live.run(Vendor::Vobiz, &run).await;
    assert_eq!(ended.code, Some(3), "{}", ended.out);
    let said = format!(
        "failed to change anything at {target}: the number +912271264217 (`number`) is on the trunk \
         e3e55a78-1234-5678-90ab-cdef12345678, which {target} does not name; nothing was changed. \
         Free it, or name what holds it\n"
    );
    assert_eq!(ended.log, said);
    assert_eq!(before, live.exact_state(Vendor::Vobiz));
    assert_eq!(live.ledger_count(), 0);

    let free = json!({ "vobiz": { "numbers": { "+912271264217": { "trunk": null } } } });
    live.with_world(|world| world.patch(&free, Timestamp::UNIX_EPOCH).expect("a right patch"));
    patch("aabbccdd-1234-5678-90ab-cdef12345678", "+1234567890");
    let ended = live.run(Vendor::Vobiz, &run).await;
    assert_eq!(ended.code, Some(3), "{}", ended.out);
    assert!(ended.log.contains("(`trunk`) has the number +1234567890, which"), "{}", ended.log);

    // Reading disturbs nobody.
    let ended = live.run(Vendor::Vobiz, &["run", "--target", &target, "--vendor", "vobiz"]).await;
    assert_eq!(ended.code, Some(0), "{}\n{}", ended.out, ended.log);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_variable_that_is_missing_is_named() {
    let live = StandIn::start("variable", &[]).await;
    let target = live.target(Vendor::Vobiz, VOBIZ, "");
    let mut program = live.program(Vendor::Vobiz, &["run", "--target", &target]);
    program.env_remove("SECOND_TOKEN");
    let ended = ended(program).await;
    assert_eq!(ended.code, Some(3));
    let said =
        format!("failed to use {target}: the variable SECOND_TOKEN is not set; export it and run again\n");
    assert_eq!(ended.log, said);
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_that_the_vendor_refuses_are_told_before_anything_runs() {
    let live = StandIn::start("credentials", &[]).await;
    let target = live.target(Vendor::Vobiz, VOBIZ, "");
    let mut program = live.program(Vendor::Vobiz, &["run", "--target", &target]);
    program.env("FIRST_TOKEN", "something-else");
    let ended = ended(program).await;
    assert_eq!(ended.code, Some(3), "{}", ended.out);
    let said = "refuses the credentials `first` with 401; look at FIRST_ID, FIRST_TOKEN\n";
    assert!(ended.log.ends_with(said) && !ended.log.contains("something-else"), "{}", ended.log);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_nobody_vouches_for_is_refused() {
    let live = StandIn::start("tls", &[]).await;
    let target = live.target(Vendor::Vobiz, VOBIZ, "");
    let mut program = live.program(Vendor::Vobiz, &["run", "--target", &target]);
    program.env_remove("TESTLINE_CA");
    let ended = ended(program).await;
    assert_eq!(ended.code, Some(3), "{}", ended.log);
    assert_eq!(ended.log.lines().count(), 1, "{}", ended.log);
    assert!(
        ended.log.contains(&format!("reach {}", live.url)) || ended.log.contains("certificates"),
        "{}",
        ended.log
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vendor_that_is_not_there_is_said_so() {
    let live = StandIn::start("gone", &[]).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("https://{}", listener.local_addr().expect("it is bound"));
    drop(listener);
    let target = live.target(Vendor::Vobiz, VOBIZ, "");
    let text = std::fs::read_to_string(&target).expect("it was written").replace(&live.url, &url);
    std::fs::write(&target, text).expect("it can be written");
    let ended = live.run(Vendor::Vobiz, &["run", "--target", &target]).await;
    assert_eq!(ended.code, Some(3), "{}", ended.log);
    assert_eq!(ended.log.lines().count(), 1, "{}", ended.log);
    assert!(ended.log.contains("is it running"), "{}", ended.log);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_file_is_told_with_its_place() {
    let live = StandIn::start("file", &[]).await;
    let target = live.target(Vendor::Vobiz, "  numbr: \"+1\"\n", "");
    let ended = live.run(Vendor::Vobiz, &["run", "--target", &target]).await;
    assert_eq!(ended.code, Some(2), "{}", ended.log);
    assert!(ended.log.starts_with(&format!("failed to read {target}:8:3: ")), "{}", ended.log);
    let ended = live.run(Vendor::Vobiz, &["run", "--target", "targets/nowhere.yaml"]).await;
    assert_eq!(ended.code, Some(2), "{}", ended.log);
}

#[test]
fn the_examples_are_right() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../targets");
    for vendor in Vendor::ALL {
        let path = folder.join(format!("{vendor}.yaml"));
        let file = testline_conformance::live::TargetFile::read(&path);
        file.unwrap_or_else(|errors| panic!("{}", errors[0]));
    }
}
