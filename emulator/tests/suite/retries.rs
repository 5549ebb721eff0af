//! Faults that lose or delay an answer, or forget a change, as a client sees them that tries again.

use serde_json::json;
use testline_emulator::Vendor;

use crate::changes::{CASES, did, start, state};
use crate::emulator::client;

#[tokio::test]
async fn a_retry_after_a_lost_answer_meets_each_vendors_own_answer() {
    for case in CASES {
        let emulator = start().await;
        let before = case.held(&emulator).await;
        case.arm(&emulator, &json!({"kind": "cut-after-commit"}));
        case.change(&emulator).await.expect_err("the answer is lost");
        assert_ne!(case.held(&emulator).await, before, "{}: the change is made", case.operation);
        let (status, body) = case.change(&emulator).await.expect("an answer");
        assert_eq!(status, case.statuses.1, "{}: {body}", case.operation);
        if case.vendor == Vendor::Vobiz {
            assert_eq!(
                body,
                r#"{"error":"invalid request","message":"This number is already assigned to a trunk."}"#
            );
        }
        assert_eq!(did(&emulator), ["cut-after-commit: the change was made and the answer was lost"]);
    }
}

#[tokio::test]
async fn a_forgotten_change_is_answered_with_success_and_never_seen_again() {
    for case in CASES {
        let emulator = start().await;
        let (before, shown) = (state(&emulator), case.held(&emulator).await);
        case.arm(&emulator, &json!({"kind": "forget"}));
        let (status, body) = case.change(&emulator).await.expect("an answer");
        assert_eq!(status, case.statuses.0, "{}: {body}", case.operation);
        assert_eq!(case.held(&emulator).await, shown, "{}", case.operation);
        for part in ["trillet", "unleashx", "vobiz", "dasha"] {
            assert_eq!(state(&emulator)[part], before[part], "{}", case.operation);
        }
        // As if nothing had been: the change can be made.
        assert_eq!(case.change(&emulator).await.expect("an answer").0, case.statuses.0, "{}", case.operation);
        assert_ne!(case.held(&emulator).await, shown, "{}", case.operation);
    }
}

#[tokio::test]
async fn only_the_answer_that_a_delay_strikes_waits_and_what_it_says_is_done_at_once() {
    let emulator = start().await;
    let [case, ..] = CASES;
    let before = case.held(&emulator).await;
    case.arm(&emulator, &json!({"kind": "delay", "by": "PT1H"}));
    let url = emulator.url.clone();
    let slow = tokio::spawn(async move {
        let (method, path, body) = case.change;
        let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
        let mut request = client().request(method, format!("{url}/vobiz{path}")).body(body);
        for (name, value) in case.headers {
            request = request.header(*name, *value);
        }
        request.send().await.expect("an answer").status().as_u16()
    });
    let [case, ..] = CASES;
    // Each question is answered while the other answer waits.
    while case.held(&emulator).await == before {}
    assert!(!slow.is_finished());
    // A server that stops lets it go.
    drop(emulator);
    assert_eq!(slow.await.expect("the client does not panic"), 204);
}
