//! From a reply, and what the emulator says of it, to what hyper writes.

use axum::body::Body as AdminBody;
use bytes::Bytes;
use http_body_util::{Either, Full};
use jiff::Timestamp;

use crate::contract::testline;
use crate::http::{HeaderName, HeaderValue, Reply, header};
use crate::world::Outcome;
use crate::world::clock::http_date;

/// A body: whole, as vendors' replies are, or the admin router's.
pub(crate) type Body = Either<Full<Bytes>, AdminBody>;

static CLAUSE: HeaderName = HeaderName::from_static("testline-clause");
static EVIDENCE: HeaderName = HeaderName::from_static("testline-evidence");
static WORLD: HeaderName = HeaderName::from_static("testline-world");
static BECAUSE: HeaderName = HeaderName::from_static("testline-because");

/// A reply as it goes out.
pub(crate) fn response(reply: Reply, now: Timestamp, close: bool) -> hyper::Response<Body> {
    let mut response = hyper::Response::new(Either::Left(Full::new(reply.body)));
    *response.status_mut() = reply.status;
    let headers = response.headers_mut();
    // No more than needed: a map with room for seven takes twice the memory of one for six.
    headers.reserve(reply.headers.len() + usize::from(close));
    for (name, value) in reply.headers {
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

/// Adds the `testline-*` headers to the reply of an outcome.
pub(crate) fn say(outcome: &mut Outcome, world: Option<HeaderValue>) {
    const LONGEST: usize = 256;
    let headers = &mut outcome.reply.headers;
    headers.push_static(CLAUSE.clone(), outcome.clause.id());
    if outcome.clause.facts().vendor.is_some() || outcome.clause == testline::STUB {
        headers.push_static(EVIDENCE.clone(), outcome.clause.evidence_word());
    }
    if let Some(world) = world {
        headers.push(WORLD.clone(), world);
    }
    if let Some(because) = &outcome.because {
        let short: String = because.chars().take(LONGEST).collect();
        headers.push_text(BECAUSE.clone(), &short);
    }
}
