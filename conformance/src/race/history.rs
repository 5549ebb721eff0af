//! What happened in a race: each operation with when it was asked and answered.

use testline_emulator::http::{Reply, Request};

use crate::model::Deed;

/// One request and its reply. Times are nanoseconds since the race began.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its id in the race, from 1, which it carries as a header.
    pub id: u64,
    /// Who asked.
    pub client: usize,
    /// Which number it is about.
    pub number: String,
    /// What it does.
    pub deed: Deed,
    /// When it was sent.
    pub start: u64,
    /// When its reply was there.
    pub end: u64,
    /// The request.
    pub request: Request,
    /// The reply, without what only the emulator adds.
    pub reply: Reply,
    /// The clause that the target says to have decided.
    pub clause: Option<String>,
}

impl Operation {
    /// Whether the target accepted it.
    pub fn accepted(&self) -> bool {
        self.reply.status.as_u16() < 400
    }
}
