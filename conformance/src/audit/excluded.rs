//! Why a mutant that nobody killed does not count: a closed list, and each reason stands in the report.

use testline_emulator::contract::Clause;

use super::mutation::{Mutation, Tamper, Wire};
use super::unstated::{is_made_up, is_unstated};

/// Headers that HTTP itself adds.
const OF_HTTP: [&str; 3] = ["connection", "content-length", "date"];

/// Operations that read what no operation of their vendor changes.
const NEVER_CHANGED: [&str; 1] = ["list-workspaces"];

/// A reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Excluded {
    /// Doing it again, or not at all, leaves the state as it is, in every exchange that was met.
    ChangesNothing,
    /// There is no other record to which it could have been done.
    NoOtherRecord,
    /// No operation of the vendor changes what is read.
    NeverChanges,
    /// Nobody can say what the value is: it tells the time, or is made up anew each time.
    Varies,
    /// No source prints the value.
    Unstated,
    /// HTTP itself adds the header; it is no promise of the vendor.
    OfHttp,
}

impl Excluded {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::ChangesNothing,
        Self::NoOtherRecord,
        Self::NeverChanges,
        Self::Varies,
        Self::Unstated,
        Self::OfHttp,
    ];

    /// Why a mutant that nothing noticed need not be noticed; none where it must. `struck` says whether it ever made an
    /// exchange wrong.
    pub(super) fn of(clause: Clause, mutation: &Mutation, struck: bool) -> Option<Self> {
        let operation = clause.facts().operation;
        match mutation {
            Mutation::State(Tamper::Forgotten | Tamper::Twice) if !struck => Some(Self::ChangesNothing),
            Mutation::State(Tamper::OtherRecord { .. } | Tamper::OtherReference { .. }) if !struck => {
                Some(Self::NoOtherRecord)
            }
            Mutation::State(Tamper::Stale) if !struck && NEVER_CHANGED.contains(&operation) => {
                Some(Self::NeverChanges)
            }
            Mutation::Wire(Wire::HeaderDropped(name) | Wire::HeaderChanged(name))
                if OF_HTTP.contains(&name.as_str()) =>
            {
                Some(Self::OfHttp)
            }
            Mutation::Wire(_) if is_unstated(clause.id(), mutation) => Some(Self::Unstated),
            Mutation::Wire(_) if is_made_up(clause.id(), mutation) => Some(Self::Varies),
            Mutation::Wire(_) | Mutation::State(_) => None,
        }
    }

    /// The reason in one sentence.
    pub const fn why(self) -> &'static str {
        match self {
            Self::ChangesNothing => {
                "The state is the same whether it is done once, twice or not at all, in every exchange that was met."
            }
            Self::NoOtherRecord => "No world has another record to which it could have been done.",
            Self::NeverChanges => {
                "No operation of the vendor changes what is read, so that no read can be stale."
            }
            Self::Varies => "The value tells the time or is made up anew, so that another is as right.",
            Self::Unstated => {
                "No source prints the value: a filler stands there, and only that the key is there is promised."
            }
            Self::OfHttp => "HTTP itself adds the header, and the vendor promises nothing of it.",
        }
    }

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ChangesNothing => "changes-nothing",
            Self::NoOtherRecord => "no-other-record",
            Self::NeverChanges => "never-changes",
            Self::Varies => "varies",
            Self::Unstated => "unstated",
            Self::OfHttp => "of-http",
        }
    }
}
