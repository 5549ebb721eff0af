//! A clause: one promise about a reply, how it is known, and who says so.

use super::testline;
use crate::vendors::Vendor;

/// How a clause is known, from strong to weak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// A first source or the vendor's own documentation says it.
    Documented,
    /// A real client saw it.
    Observed,
    /// Nobody says; it is our choice, with a reason.
    Inferred,
}

impl Evidence {
    /// All three, from strong to weak.
    pub const ALL: [Self; 3] = [Self::Documented, Self::Observed, Self::Inferred];

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Observed => "observed",
            Self::Inferred => "inferred",
        }
    }
}

impl std::fmt::Display for Evidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A public page and the section of it that speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// Host and path of the page.
    pub url: &'static str,
    /// The section's heading.
    pub section: &'static str,
    /// Year and month in which it was read.
    pub read: &'static str,
}

/// What a contract says of one clause.
#[derive(Debug)]
pub struct ClauseFacts {
    /// The vendor; none for the emulator's own answers.
    pub vendor: Option<Vendor>,
    /// The whole id: `<vendor>.<operation>.<what>`.
    pub id: &'static str,
    /// The operation, or `any`.
    pub operation: &'static str,
    /// The last part of the id.
    pub name: &'static str,
    /// The promise in one sentence.
    pub says: &'static str,
    /// The status under the default dialect.
    pub status: u16,
    /// The status under each value of the clause's switch, where they differ.
    pub status_by_value: &'static [(&'static str, u16)],
    /// Grades condition and status.
    pub evidence: Evidence,
    /// Grades the body.
    pub body_evidence: Evidence,
    /// Who says so.
    pub source: Option<Source>,
    /// Why we chose so where nobody says.
    pub reason: Option<&'static str>,
    /// The switch that decides the reply, without the vendor.
    pub switch: Option<&'static str>,
    /// The values of the switch under which the clause exists; empty for all.
    pub when: &'static [&'static str],
    /// Whether only a failing vendor, and so only a fault, gives it.
    pub raised_by_fault: bool,
}

/// One promise about a reply, by name.
#[derive(Clone, Copy)]
pub struct Clause(&'static ClauseFacts);

impl Clause {
    /// The clause with these facts.
    pub const fn new(facts: &'static ClauseFacts) -> Self {
        Self(facts)
    }

    /// What the contract says of it.
    pub const fn facts(self) -> &'static ClauseFacts {
        self.0
    }

    /// The whole id: `<vendor>.<operation>.<what>`.
    pub const fn id(self) -> &'static str {
        self.0.id
    }

    /// The weaker of the evidence for condition and status and that for the body.
    pub fn evidence(self) -> Evidence {
        self.0.evidence.max(self.0.body_evidence)
    }

    /// The word for how the clause is known: its evidence, or `stub` where the answer is a user's own.
    pub fn evidence_word(self) -> &'static str {
        if self == testline::STUB { "stub" } else { self.evidence().as_str() }
    }

    /// The status under the default dialect.
    pub const fn status(self) -> u16 {
        self.0.status
    }

    /// Whether this status is one that the clause gives under some dialect.
    pub fn allows(self, status: u16) -> bool {
        self.0.status == status || self.0.status_by_value.iter().any(|(_, other)| *other == status)
    }

    /// Whether the reply is a refusal, by its status.
    pub const fn refuses(self) -> bool {
        self.0.status >= 400
    }

    /// The clause of this id, whole or, where a vendor is given, without it.
    pub fn find(id: &str, vendor: Option<Vendor>) -> Option<Self> {
        let short = |clause: &Self, vendor: Vendor| {
            clause.id().strip_prefix(vendor.name()).and_then(|rest| rest.strip_prefix('.')) == Some(id)
        };
        Vendor::ALL
            .iter()
            .flat_map(|of| of.contract().clauses())
            .find(|clause| clause.id() == id || vendor.is_some_and(|vendor| short(clause, vendor)))
    }
}

impl PartialEq for Clause {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

impl Eq for Clause {}

impl std::fmt::Debug for Clause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}
