//! What a fault sees of an exchange, and what it makes of it.

use jiff::{SignedDuration, Timestamp};

use super::effect::Cut;
use super::refuse::Refuse;
use crate::contract::Clause;
use crate::http::{Reply, Request};
use crate::vendors::Vendor;

/// An exchange as faults see it: tried on a copy of the state, and nothing of it kept yet.
#[derive(Debug)]
pub(crate) struct Seen<'a> {
    /// The world's time.
    pub(crate) at: Timestamp,
    /// The vendor.
    pub(crate) vendor: Vendor,
    /// The request.
    pub(crate) request: &'a Request,
    /// The operation, if the request reached one, emulated or not.
    pub(crate) operation: Option<&'static str>,
    /// The clause that would decide.
    pub(crate) clause: Clause,
    /// Whether the vendor would accept a change.
    pub(crate) changes: bool,
}

impl Seen<'_> {
    /// Whether the request reached an operation that is emulated.
    pub(super) fn is_emulated(&self) -> bool {
        self.operation.is_some_and(|name| self.vendor.contract().operation(name).is_some())
    }
}

/// What a fault does to an exchange, and the sentence in which the journal says so.
#[derive(Clone, Debug)]
pub(crate) struct Deed {
    /// What it does.
    pub(crate) what: What,
    /// The same in words.
    pub(crate) did: String,
}

/// What a fault does to an exchange.
#[derive(Clone, Debug)]
pub(crate) enum What {
    /// The answer goes out so much later.
    Delay(SignedDuration),
    /// The vendor refuses, in its own words.
    Refuse(Refuse),
    /// This stands in the place of the vendor's answer; nothing is changed.
    Answer(Reply),
    /// The answer is cut; `keeps` says whether what the vendor accepted is kept.
    Cut {
        /// How.
        cut: Cut,
        /// Whether the change is kept.
        keeps: bool,
    },
    /// The answer stays, and nothing of what it says is kept.
    Forget,
}

impl Deed {
    /// A deed in words.
    pub(super) fn new(what: What, did: impl Into<String>) -> Self {
        Self { what, did: did.into() }
    }
}
