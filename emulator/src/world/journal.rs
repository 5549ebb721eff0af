//! The exchanges of a world in the order in which they took effect, bounded by count and by bytes.

use std::collections::VecDeque;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use jiff::Timestamp;
use serde::Serialize;

use super::core::Outcome;
use super::heads::Heads;
use super::kept::Kept;
use super::mask;
use crate::contract::Clause;
use crate::http::{Headers, Reply, Request};
use crate::vendors::Vendor;

/// How many exchanges a journal keeps unless told otherwise.
pub const MAX_EXCHANGES: usize = 10_000;
/// How many bytes of heads and bodies a journal keeps.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;
/// How much of a body is kept.
pub const MAX_BODY: usize = 64 * 1024;

/// The last exchanges of a world, oldest first.
#[derive(Clone, Debug)]
pub struct Journal {
    exchanges: VecDeque<Exchange>,
    heads: Heads,
    bytes: usize,
    max_exchanges: usize,
}

/// One exchange as the journal keeps it.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// Its number in the world, from 1.
    pub n: u64,
    /// The world's time.
    pub at: Timestamp,
    /// The vendor that answered.
    pub vendor: Vendor,
    /// The operation, if the request reached one.
    pub operation: Option<&'static str>,
    /// The clause that decided.
    pub clause: Clause,
    /// What is to be said of it; most exchanges that are accepted have nothing.
    remarks: Option<Box<Remarks>>,
    /// What was sent and answered; secrets stand in clear here and are hidden by every view.
    kept: Kept,
    cut: bool,
}

/// What is to be said of an exchange beside what was sent and answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remarks {
    /// On a refusal, the deciding fact.
    pub because: Option<String>,
    /// Of a path that missed, the nearest operations and why it missed each.
    pub near: Vec<(String, String)>,
    /// The fault that altered it, if one did; several are joined by commas.
    pub fault: Option<String>,
    /// What the fault did. The reply is the one that the world gave, also where the client did not get it.
    pub did: Option<String>,
    /// Fields of the request that nothing read, each with what was likely meant.
    pub unread: Vec<String>,
}

/// Of an exchange of which nothing is to be said.
static NO_REMARKS: Remarks =
    Remarks { because: None, near: Vec::new(), fault: None, did: None, unread: Vec::new() };

impl Default for Journal {
    fn default() -> Self {
        Self { exchanges: VecDeque::new(), heads: Heads::default(), bytes: 0, max_exchanges: MAX_EXCHANGES }
    }
}

impl Journal {
    /// An empty journal with the same bounds.
    pub(crate) fn emptied(&self) -> Self {
        Self { max_exchanges: self.max_exchanges, ..Self::default() }
    }

    /// Bounds the journal to so many exchanges.
    pub fn set_max_exchanges(&mut self, max: usize) {
        self.max_exchanges = max;
        self.trim();
    }

    /// Takes every exchange out; numbers go on.
    pub(crate) fn take(&mut self) -> Self {
        let empty = self.emptied();
        std::mem::replace(self, empty)
    }

    /// The exchanges, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Exchange> {
        self.exchanges.iter()
    }

    /// Puts an exchange after the others; what is beyond the bounds goes.
    pub fn append(&mut self, at: Timestamp, vendor: Vendor, request: &Request, outcome: &Outcome) {
        let exchange = Exchange {
            n: outcome.n,
            at,
            vendor,
            operation: outcome.operation,
            clause: outcome.clause,
            remarks: Remarks::of(outcome).map(Box::new),
            kept: Kept::new(request, &outcome.reply, MAX_BODY, &mut self.heads),
            cut: request.body.len() > MAX_BODY || outcome.reply.body.len() > MAX_BODY,
        };
        self.bytes += exchange.kept.bytes();
        self.exchanges.push_back(exchange);
        self.trim();
    }

    fn trim(&mut self) {
        while self.exchanges.len() > self.max_exchanges || self.bytes > MAX_BYTES {
            match self.exchanges.pop_front() {
                Some(oldest) => self.bytes -= oldest.kept.bytes(),
                None => break,
            }
        }
    }
}

impl Remarks {
    /// What is to be said of an outcome, if anything is.
    fn of(outcome: &Outcome) -> Option<Self> {
        let remarks = Self {
            because: outcome.because.clone(),
            near: outcome.near.clone(),
            fault: outcome.fault.clone(),
            did: outcome.did.clone(),
            unread: outcome.unread.clone(),
        };
        (remarks != NO_REMARKS).then_some(remarks)
    }
}

impl Exchange {
    /// What is to be said of it.
    pub fn remarks(&self) -> &Remarks {
        self.remarks.as_deref().unwrap_or(&NO_REMARKS)
    }

    /// The status of the reply.
    pub fn status(&self) -> u16 {
        self.kept.status().as_u16()
    }

    /// Whether a body was longer than what is kept of it.
    pub const fn is_cut(&self) -> bool {
        self.cut
    }

    /// The request with its secrets hidden.
    pub fn request(&self) -> Request {
        self.hidden().0
    }

    /// The reply with its secrets hidden.
    pub fn reply(&self) -> Reply {
        self.hidden().1
    }

    fn hidden(&self) -> (Request, Reply) {
        let (request, reply) = self.kept.parts();
        let sent =
            Request { headers: mask::headers(&request.headers), body: mask::body(&request.body), ..request };
        let reply = Reply { headers: mask::headers(&reply.headers), body: mask::body(&reply.body), ..reply };
        (sent, reply)
    }

    /// The exchange in the one text form, secrets hidden. The heading says what a fault did and that a body was cut.
    pub fn to_text(&self) -> String {
        let Remarks { fault, did, .. } = self.remarks();
        let fault = fault.iter().zip(did).map(|(id, did)| format!("fault {id}, {did}"));
        let cut = self.cut.then(|| format!("a body is cut after {MAX_BODY} bytes"));
        let notes: Vec<String> = fault.chain(cut).collect();
        let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join("; ")) };
        let heading = format!("{} {}{notes}", self.n, self.clause.id());
        let (request, reply) = self.hidden();
        crate::exchange::render(&heading, &request, &reply)
    }

    /// The exchange as the admin API gives it, secrets hidden.
    pub fn to_json(&self) -> impl Serialize + use<> {
        let (request, reply) = self.hidden();
        let (request_body, request_base64) = body_json(&request.body);
        let (reply_body, reply_base64) = body_json(&reply.body);
        let remarks = self.remarks().clone();
        ExchangeJson {
            n: self.n,
            at: self.at,
            vendor: self.vendor.name(),
            operation: self.operation,
            clause: self.clause.id(),
            evidence: self.clause.evidence_word(),
            because: remarks.because,
            near: remarks.near.into_iter().map(|(route, why)| NearJson { route, why }).collect(),
            fault: remarks.fault,
            did: remarks.did,
            unread: remarks.unread,
            cut: self.cut,
            request: RequestJson {
                method: request.method.to_string(),
                target: request.target,
                headers: headers_json(&request.headers),
                body: request_body,
                body_base64: request_base64,
            },
            reply: ReplyJson {
                status: reply.status.as_u16(),
                headers: headers_json(&reply.headers),
                body: reply_body,
                body_base64: reply_base64,
            },
        }
    }
}

#[derive(Serialize)]
struct ExchangeJson {
    n: u64,
    at: Timestamp,
    vendor: &'static str,
    operation: Option<&'static str>,
    clause: &'static str,
    evidence: &'static str,
    because: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    near: Vec<NearJson>,
    fault: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    did: Option<String>,
    unread: Vec<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    cut: bool,
    request: RequestJson,
    reply: ReplyJson,
}

#[derive(Serialize)]
struct NearJson {
    route: String,
    why: String,
}

#[derive(Serialize)]
struct RequestJson {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body_base64: Option<String>,
}

#[derive(Serialize)]
struct ReplyJson {
    status: u16,
    headers: Vec<(String, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body_base64: Option<String>,
}

fn headers_json(headers: &Headers) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect()
}

/// A body as text, or in base64 where it is not UTF-8.
fn body_json(body: &Bytes) -> (Option<String>, Option<String>) {
    match std::str::from_utf8(body) {
        Ok(text) => (Some(text.to_owned()), None),
        Err(_) => (None, Some(BASE64.encode(body))),
    }
}
