//! What a vendor says to a request: a clause, a reply, and whether the change is kept.

use bytes::Bytes;
use serde::Serialize;

use super::Vendor;
use super::unread::Unread;
use crate::contract::{Clause, Dialect, NotEmulated, testline};
use crate::http::{Reply, Request, StatusCode};
use crate::problem;

/// A vendor's answer to one request.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// The clause that decided.
    pub(crate) clause: Clause,
    /// The operation, if the request reached one, emulated or not.
    pub(crate) operation: Option<&'static str>,
    /// The reply.
    pub(crate) reply: Reply,
    /// On a refusal, the deciding fact.
    pub(crate) because: Option<String>,
    /// Whether the state that the vendor changed is to be kept.
    pub(crate) accepted: bool,
    /// Fields of the request that nothing read.
    pub(crate) unread: Vec<Unread>,
}

/// A success: the clause that it shows, and its reply.
#[derive(Debug)]
pub(crate) struct Accepted {
    pub(crate) clause: Clause,
    pub(crate) reply: Reply,
}

impl Accepted {
    /// Accepts with a whole reply.
    pub(crate) fn new(clause: Clause, reply: Reply) -> Self {
        Self { clause, reply }
    }
}

impl Answer {
    /// An answer that keeps what was changed.
    pub(crate) fn accept(operation: &'static str, accepted: Accepted) -> Self {
        Self {
            clause: accepted.clause,
            operation: Some(operation),
            reply: accepted.reply,
            because: None,
            accepted: true,
            unread: Vec::new(),
        }
    }

    /// The emulator's own 501 for what the vendor documents and nobody has built; it ends with a stub ready to paste.
    pub(crate) fn not_emulated(vendor: Vendor, facts: &'static NotEmulated, request: &Request) -> Self {
        let problem = problem::not_emulated(vendor, facts, request);
        Self {
            clause: testline::NOT_EMULATED,
            operation: Some(facts.name),
            reply: problem,
            because: Some(format!("{} documents {} and it is not emulated", vendor.name(), facts.name)),
            accepted: false,
            unread: Vec::new(),
        }
    }

    /// An answer that changes nothing. The fact gets the switch that would have decided otherwise, where there is one.
    pub(crate) fn refuse(
        operation: Option<&'static str>,
        clause: Clause,
        reply: Reply,
        fact: String,
        dialect: &Dialect,
    ) -> Self {
        let because = match other_values(clause, dialect) {
            Some(other) => format!("{fact} (switch {other})"),
            None => fact,
        };
        Self { clause, operation, reply, because: Some(because), accepted: false, unread: Vec::new() }
    }
}

/// The switch of a clause with the values that it does not have: `vobiz.unknown-trunk=404`.
fn other_values(clause: Clause, dialect: &Dialect) -> Option<String> {
    let facts = clause.facts();
    let (vendor, name) = (facts.vendor?, facts.switch?);
    let held = dialect.get(vendor, name)?;
    let switch = vendor.contract().switches.iter().find(|switch| switch.name == name)?;
    let others: Vec<&str> = switch.values.iter().copied().filter(|value| *value != held).collect();
    Some(format!("{vendor}.{name}={}", others.join("|")))
}

/// A status from a constant of the contract; 500 for what is no status.
pub(crate) fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// The JSON text of a wire type, without white space.
pub(crate) fn json(body: &impl Serialize) -> Bytes {
    /// Most bodies are shorter; growing a text over and over costs more than a large one.
    const ROOM: usize = 1024;
    let mut text = Vec::with_capacity(ROOM);
    // Wire types hold strings, numbers, lists and string-keyed maps only, and these always serialize.
    if serde_json::to_writer(&mut text, body).is_err() {
        text.clear();
    }
    Bytes::from(text)
}
