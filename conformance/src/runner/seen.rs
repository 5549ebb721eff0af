//! What was seen: each exchange that a step is about, kept as it was, for reports and evidence to publish.

use testline_emulator::contract::Clause;
use testline_emulator::http::{Reply, Request};

/// One exchange of a run. It holds secrets and identities as they are; [`crate::publish`] takes them out.
#[derive(Clone)]
pub struct Seen {
    /// The number of the step, from 1.
    pub step: usize,
    /// The line of the step in its file.
    pub line: usize,
    /// Of a parallel step, which of its outcomes this is one of.
    pub outcome: Option<usize>,
    /// The clause that the step names.
    pub clause: Option<Clause>,
    /// The clause that the target itself says to have decided.
    pub decided: Option<String>,
    /// Whether it came out as expected.
    pub agrees: bool,
    /// The request.
    pub request: Request,
    /// The reply.
    pub reply: Reply,
}

impl std::fmt::Debug for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { step, clause, agrees, .. } = self;
        f.debug_struct("Seen")
            .field("step", step)
            .field("clause", clause)
            .field("agrees", agrees)
            .finish_non_exhaustive()
    }
}

impl Seen {
    /// Whether this is one more of the same kind, and so tells nothing new.
    pub(super) fn repeats(&self, other: &Self) -> bool {
        self.agrees && other.agrees && self.step == other.step && self.outcome == other.outcome
    }
}
