//! Connections that a fault cuts: a client sees them as what they are, and not as a status.

use std::error::Error as _;
use std::io::ErrorKind;

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::changes::{CASES, arm, start};
use crate::emulator::{Emulator, client};

/// The first input or output error in the chain of an error's causes.
fn io_kind(error: &reqwest::Error) -> Option<ErrorKind> {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<std::io::Error>() {
            return Some(error.kind());
        }
        cause = error.source();
    }
    None
}

#[tokio::test]
async fn a_reset_is_a_reset_and_changes_nothing() {
    for case in CASES {
        let emulator = start().await;
        let shown = case.held(&emulator).await;
        case.arm(&emulator, &json!({"kind": "reset"}));
        let error = case.change(&emulator).await.expect_err("the connection is reset");
        assert_eq!((io_kind(&error), error.status()), (Some(ErrorKind::ConnectionReset), None), "{error:?}");
        assert_eq!(case.held(&emulator).await, shown, "{}", case.operation);
        assert_eq!(case.change(&emulator).await.expect("an answer").0, case.statuses.0);
    }
}

#[tokio::test]
async fn an_empty_answer_is_a_close_without_a_byte_and_changes_nothing() {
    for case in CASES {
        let emulator = start().await;
        let shown = case.held(&emulator).await;
        case.arm(&emulator, &json!({"kind": "empty"}));
        let error = case.change(&emulator).await.expect_err("the connection is closed");
        let causes = format!("{error:?}");
        assert!(error.is_request() && causes.contains("IncompleteMessage"), "{causes}");
        assert_eq!(case.held(&emulator).await, shown, "{}", case.operation);
        assert_eq!(case.change(&emulator).await.expect("an answer").0, case.statuses.0);
    }
}

/// Sends one GET of the Vobiz trunks and reads until the other end closes, or resets.
async fn raw(emulator: &Emulator) -> (String, Option<ErrorKind>) {
    let mut stream =
        TcpStream::connect(emulator.url.trim_start_matches("http://")).await.expect("it listens");
    let request = "GET /api/v1/Account/MA_XXXXXX/trunks HTTP/1.1\r\nhost: x\r\nx-auth-id: MA_XXXXXX\r\n\
                   x-auth-token: testline\r\n\r\n";
    stream.write_all(request.as_bytes()).await.expect("it reads");
    let mut answer = Vec::new();
    let ended = stream.read_to_end(&mut answer).await;
    (String::from_utf8_lossy(&answer).into_owned(), ended.err().map(|error| error.kind()))
}

#[tokio::test]
async fn on_the_wire_an_empty_answer_ends_in_order_and_a_reset_does_not() {
    for (kind, ended) in
        [("empty", None), ("cut-after-commit", None), ("reset", Some(ErrorKind::ConnectionReset))]
    {
        let emulator = start().await;
        arm(&emulator, json!({"action": {"kind": kind}}));
        assert_eq!(raw(&emulator).await, (String::new(), ended), "{kind}");
    }
}

#[tokio::test]
async fn a_truncated_body_is_half_of_what_its_head_promises() {
    let emulator = start().await;
    arm(&emulator, json!({"action": {"kind": "truncate"}}));
    let (answer, ended) = raw(&emulator).await;
    let (head, body) = answer.split_once("\r\n\r\n").expect("a whole head");
    let promised = head.lines().find_map(|line| line.strip_prefix("content-length: ")).expect("a length");
    assert!(
        head.starts_with("HTTP/1.1 200 OK\r\n") && head.contains("testline-clause: vobiz.list-trunks.listed"),
        "{head}"
    );
    assert_eq!(
        (Ok(body.len() * 2), ended),
        (promised.parse::<usize>().map(|length| length - length % 2), None)
    );
    let question = client().get(format!("{}/vobiz/api/v1/Account/MA_XXXXXX/trunks", emulator.url));
    let reply = question
        .header("x-auth-id", "MA_XXXXXX")
        .header("x-auth-token", "testline")
        .send()
        .await
        .expect("a head");
    assert_eq!(reply.status(), 200);
    let error = reply.text().await.expect_err("the body is not whole");
    assert!(error.is_body() || error.is_decode(), "{error:?}");
    assert!(
        format!("{error:?}").contains("IncompleteBody") || io_kind(&error) == Some(ErrorKind::UnexpectedEof),
        "{error:?}"
    );
}

#[tokio::test]
async fn what_a_truncated_answer_says_is_done() {
    for case in CASES {
        let emulator = start().await;
        let before = case.held(&emulator).await;
        case.arm(&emulator, &json!({"kind": "truncate"}));
        case.change(&emulator).await.expect_err("the answer is not whole");
        assert_ne!(case.held(&emulator).await, before, "{}", case.operation);
    }
}
