//! What happens to a run that is killed or stopped in the middle of a change.

use std::process::{Child, Command};

use serde_json::Value;
use testline_emulator::{Timestamp, Vendor};

use crate::live::{VOBIZ, pretty_assert};
use crate::live_standin::{Ended, Held, StandIn};

const ASSIGN: &str = "POST /api/v1/Account/MA_XXXXXX/numbers/%2B912271264217/assign";
const CREATE: &str = "POST /api/v1/Account/MA_XXXXXX/trunks ";

/// Starts a run that changes something, and waits until the stand-in holds it up.
async fn caught(live: &StandIn, target: &str, clause: &str, mut held: Held) -> Child {
    let words = ["run", "--target", target, "--allow-changes", "--clause", clause];
    let child = live.program(Vendor::Vobiz, &words).spawn().expect("the program starts");
    held.happens().await;
    child
}

fn kill(mut child: Child) {
    child.kill().expect("it lives");
    child.wait().expect("it is killed");
}

fn signal(child: &Child, name: &str) {
    let status = Command::new("kill").args([name, &child.id().to_string()]).status();
    assert!(status.expect("there is a kill").success());
}

async fn end(child: Child) -> Ended {
    tokio::task::spawn_blocking(move || child.wait_with_output())
        .await
        .expect("nobody panicked")
        .expect("it ends")
        .into()
}

fn trunk(live: &StandIn) -> Value {
    live.state(Vendor::Vobiz)["numbers"]["+912271264217"]["trunk"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_run_changed_is_undone_from_its_ledger() {
    let live = StandIn::start("killed", &[]).await;
    let target = live.target(Vendor::Vobiz, VOBIZ, "");
    let before = live.state(Vendor::Vobiz);
    for (clause, mark) in [("assign-number-to-trunk.assigned", ASSIGN), ("create-trunk.created", CREATE)] {
        for reaches in [true, false] {
            let held = if reaches { live.hold_after(mark) } else { live.hold_before(mark) };
            kill(caught(&live, &target, clause, held).await);
            assert_eq!(live.ledger_count(), 1);
            let ended = live.run(Vendor::Vobiz, &["run", "--target", &target, "--allow-changes"]).await;
            assert_eq!(ended.code, Some(3), "{}", ended.out);
            assert!(ended.log.contains("run `testline-conformance cleanup` first"), "{}", ended.log);
            let ended = live.run(Vendor::Vobiz, &["cleanup"]).await;
            assert_eq!(ended.code, Some(0), "{}\n{}", ended.out, ended.log);
            assert!(ended.out.contains("undone: "), "{}", ended.out);
            pretty_assert(&before, &live.state(Vendor::Vobiz));
            assert_eq!(live.ledger_count(), 0);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_run_changed_goes_back_to_its_baseline_without_a_ledger() {
    let live = StandIn::start("baseline", &[]).await;
    let target = live.target(Vendor::Vobiz, VOBIZ, "");
    let before = live.state(Vendor::Vobiz);
    for (clause, mark) in [("assign-number-to-trunk.assigned", ASSIGN), ("create-trunk.created", CREATE)] {
        let held = live.hold_after(mark);
        kill(caught(&live, &target, clause, held).await);
        assert_ne!(before, live.state(Vendor::Vobiz));
        std::fs::remove_dir_all(live.ledgers()).expect("there is a ledger");
        let ended = live.run(Vendor::Vobiz, &["cleanup", "--target", &target, "--older-than", "PT0S"]).await;
        assert_eq!(ended.code, Some(0), "{}\n{}", ended.out, ended.log);
        pretty_assert(&before, &live.state(Vendor::Vobiz));
    }
    let ended = live.run(Vendor::Vobiz, &["cleanup", "--target", &target]).await;
    assert_eq!((ended.code, ended.out.as_str()), (Some(0), "nothing to clean up\n"), "{}", ended.log);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_young_run_made_is_left_alone() {
    let live = StandIn::start("young", &[]).await;
    let target = live.target(Vendor::Vobiz, VOBIZ, "");
    let held = live.hold_after(CREATE);
    kill(caught(&live, &target, "create-trunk.created", held).await);
    std::fs::remove_dir_all(live.ledgers()).expect("there is a ledger");
    let made = live.state(Vendor::Vobiz);
    let ended = live.run(Vendor::Vobiz, &["cleanup", "--target", &target]).await;
    assert!(ended.out.contains("left alone: the trunk `testline-"), "{}\n{}", ended.out, ended.log);
    pretty_assert(&made, &live.state(Vendor::Vobiz));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_undone_is_said_and_ends_with_5() {
    let live = StandIn::start("left", &[]).await;
    let target = live.target(Vendor::Vobiz, VOBIZ, "");
    let held = live.hold_after(ASSIGN);
    kill(caught(&live, &target, "assign-number-to-trunk.assigned", held).await);
    live.with_world(|world| {
        let gone = serde_json::json!({ "vobiz": { "numbers": { "+912271264217": null } } });
        world.patch(&gone, Timestamp::UNIX_EPOCH).expect("a right patch");
    });
    let ended = live.run(Vendor::Vobiz, &["cleanup"]).await;
    assert_eq!(ended.code, Some(5), "{}", ended.out);
    let said = "not undone: the number +912271264217 (`number`) is gone, and no operation brings it back";
    assert!(ended.log.contains(said), "{}", ended.log);
    assert_eq!(live.ledger_count(), 1, "the ledger stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_signal_finishes_the_undoing() {
    let live = StandIn::start("signal", &[]).await;
    let target = live.target(Vendor::Vobiz, VOBIZ, "");
    let before = live.state(Vendor::Vobiz);
    let words =
        ["run", "--target", &target, "--allow-changes", "--clause", "assign-number-to-trunk.assigned"];
    let mut held = live.hold_after(ASSIGN);
    let child = live.program(Vendor::Vobiz, &words).spawn().expect("the program starts");
    held.happens().await;
    assert!(trunk(&live).is_string());
    signal(&child, "-INT");
    held.release();
    let ended = end(child).await;
    assert_eq!(ended.code, Some(130), "{}\n{}", ended.out, ended.log);
    pretty_assert(&before, &live.state(Vendor::Vobiz));
    assert_eq!(live.ledger_count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_signals_stop_at_once_and_leave_the_ledger() {
    let live = StandIn::start("signals", &[]).await;
    let target = live.target(Vendor::Vobiz, VOBIZ, "");
    let before = live.state(Vendor::Vobiz);
    let held = live.hold_after(ASSIGN);
    let child = caught(&live, &target, "assign-number-to-trunk.assigned", held).await;
    // Two signals of a kind that come before the first is taken are one.
    let stopped = tokio::task::spawn_blocking(move || {
        let mut child = child;
        while child.try_wait().expect("it can be asked").is_none() {
            signal(&child, "-INT");
        }
        child.wait_with_output().expect("it ended")
    });
    let ended = Ended::from(stopped.await.expect("nobody panicked"));
    assert_eq!(ended.code, Some(130), "{}", ended.log);
    assert!(ended.log.contains("testline-conformance cleanup"), "{}", ended.log);
    assert!(trunk(&live).is_string() && live.ledger_count() == 1);
    let ended = live.run(Vendor::Vobiz, &["cleanup"]).await;
    assert_eq!(ended.code, Some(0), "{}", ended.log);
    pretty_assert(&before, &live.state(Vendor::Vobiz));
}
