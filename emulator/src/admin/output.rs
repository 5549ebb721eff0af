//! What the admin API writes: JSON, or a problem that says what was wrong and what is allowed.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::http::Reply;
use crate::problem;

/// A reply with a JSON body.
pub(super) fn json(status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_vec_pretty(body) {
        Ok(mut text) => {
            text.push(b'\n');
            with_body(status, "application/json", text)
        }
        Err(error) => problem(500, &format!("the reply does not serialize: {error}")),
    }
}

/// A reply with a body of text.
pub(super) fn text(content_type: &'static str, body: String) -> Response {
    with_body(StatusCode::OK, content_type, body.into_bytes())
}

/// Answers from a thread that may take its time: what a large world needs must not hold up the others.
pub(super) async fn blocking(
    answer: impl FnOnce() -> Result<Response, Problem> + Send + 'static,
) -> Result<Response, Problem> {
    match tokio::task::spawn_blocking(answer).await {
        Ok(answered) => answered,
        Err(_) => Err(fail(500, "the emulator has a bug: the request made it panic")),
    }
}

/// A reply without a body.
pub(super) fn no_content() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

/// A problem.
pub(super) fn problem(status: u16, detail: &str) -> Response {
    from_reply(&problem::admin(status, detail))
}

/// A reply that ends a handler early.
#[derive(Debug)]
pub(super) struct Problem(Box<Response>);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// A problem that ends a handler.
pub(super) fn fail(status: u16, detail: &str) -> Problem {
    Problem(Box::new(problem(status, detail)))
}

fn from_reply(reply: &Reply) -> Response {
    with_body(reply.status, problem::CONTENT_TYPE, reply.body.to_vec())
}

fn with_body(status: StatusCode, content_type: &'static str, body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}
