//! From a reply, and what the emulator says of it, to what hyper writes.

use axum::body::Body as AdminBody;
use bytes::Bytes;
use http_body_util::{Either, Full};
use jiff::Timestamp;

use crate::contract::testline;
use crate::http::{HeaderName, HeaderValue, Headers, Reply, header};
use crate::world::Outcome;
use crate::world::clock::http_date;

/// A body: whole, as vendors' replies are, or the admin router's.
pub(crate) type Body = Either<Full<Bytes>, AdminBody>;

static CLAUSE: HeaderName = HeaderName::from_static("testline-clause");
static EVIDENCE: HeaderName = HeaderName::from_static("testline-evidence");
static WORLD: HeaderName = HeaderName::from_static("testline-world");
static BECAUSE: HeaderName = HeaderName::from_static("testline-because");

/// A reply as it goes out, with what is said of it.
pub(crate) fn response(
    reply: Reply,
    said: Option<Headers>,
    now: Timestamp,
    close: bool,
) -> hyper::Response<Body> {
    let mut response = hyper::Response::new(Either::Left(Full::new(reply.body)));
    *response.status_mut() = reply.status;
    let headers = response.headers_mut();
    let said = said.unwrap_or_default();
    headers.reserve(reply.headers.len() + said.len() + 2);
    for (name, value) in reply.headers.into_iter().chain(said) {
        headers.append(name, value);
    }
    if !headers.contains_key(header::DATE)
        && let Ok(date) = http_date(now).parse()
    {
        headers.insert(header::DATE, date);
    }
    if close {
        headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// The `testline-*` headers of an outcome.
pub(crate) fn said(outcome: &Outcome, world: Option<&str>) -> Headers {
    const LONGEST: usize = 256;
    let mut headers = Headers::new();
    headers.push_static(CLAUSE.clone(), outcome.clause.id());
    if outcome.clause.facts().vendor.is_some() || outcome.clause == testline::STUB {
        headers.push_static(EVIDENCE.clone(), outcome.clause.evidence_word());
    }
    if let Some(world) = world {
        headers.push_text(WORLD.clone(), world);
    }
    if let Some(because) = &outcome.because {
        let short: String = because.chars().take(LONGEST).collect();
        headers.push_text(BECAUSE.clone(), &short);
    }
    headers
}
