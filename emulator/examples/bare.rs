//! A handler that reads the body and answers with as many bytes as it is told, and nothing more: what any HTTP server of
//! this kind costs at least, and so what the emulator is measured against.
//!
//! ```sh
//! cargo run --release --example bare -- axum 127.0.0.1:8001 204 180 0
//! ```
//!
//! The arguments are the kind (`axum`, or `hyper` without a framework), the address, the status, the bytes of the
//! headers (names, values and their four bytes of punctuation; `content-length` is not counted), and those of the body.

#![expect(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a program that a bench starts says where it listens"
)]

use std::convert::Infallible;
use std::process::ExitCode;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, DATE, HeaderMap, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

/// What every request gets.
#[derive(Clone)]
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [kind, address, status, head, body] = arguments.as_slice() else {
        eprintln!("usage: bare axum|hyper ADDRESS STATUS HEAD-BYTES BODY-BYTES");
        return ExitCode::from(2);
    };
    let (Ok(status), Ok(head), Ok(body)) = (status.parse(), head.parse(), body.parse()) else {
        eprintln!("bare: status and bytes are numbers");
        return ExitCode::from(2);
    };
    let answer = Answer { status, headers: headers(head, body), body: Bytes::from(vec![b'x'; body]) };
    let listener = match TcpListener::bind(address).await {
        Ok(listener) => listener,
        Err(error) => {
            eprintln!("bare: failed to listen on {address}: {error}");
            return ExitCode::FAILURE;
        }
    };
    println!("bare listening on http://{address}");
    if kind == "axum" {
        with_axum(listener, answer).await
    } else {
        with_hyper(listener, answer).await
    }
    ExitCode::SUCCESS
}

/// Headers of so many bytes, less the date, which hyper adds.
fn headers(bytes: usize, body: usize) -> HeaderMap {
    const DATE_LINE: usize = "date: Thu, 01 Jan 1970 00:00:00 GMT\r\n".len();
    let mut headers = HeaderMap::new();
    let mut left = bytes.saturating_sub(DATE_LINE);
    if body > 0 {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        left = left.saturating_sub("content-type: application/json\r\n".len());
    }
    let fillers = ["x-filler-a", "x-filler-b", "x-filler-c", "x-filler-d"];
    for (nth, name) in fillers.into_iter().enumerate() {
        let length = (left / (fillers.len() - nth)).saturating_sub(name.len() + 4);
        left = left.saturating_sub(length + name.len() + 4);
        let value = HeaderValue::from_maybe_shared(Bytes::from(vec![b'x'; length]));
        headers.insert(HeaderName::from_static(name), value.unwrap_or(HeaderValue::from_static("")));
    }
    assert!(!headers.contains_key(DATE), "hyper adds the date");
    headers
}

async fn with_axum(listener: TcpListener, answer: Answer) {
    let handler = move |body: Bytes| async move {
        drop(body);
        // As a `Body`, to which axum adds no content type.
        (answer.status, answer.headers.clone(), axum::body::Body::from(answer.body.clone()))
    };
    let _ = axum::serve(listener, axum::Router::new().fallback(handler)).await;
}

async fn with_hyper(listener: TcpListener, answer: Answer) {
    while let Ok((stream, _)) = listener.accept().await {
        let _ = stream.set_nodelay(true);
        let answer = answer.clone();
        let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
            let answer = answer.clone();
            async move {
                let _ = request.into_body().collect().await;
                let mut response = Response::new(Full::new(answer.body));
                *response.status_mut() = answer.status;
                *response.headers_mut() = answer.headers;
                Ok::<_, Infallible>(response)
            }
        });
        tokio::spawn(async move {
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}
