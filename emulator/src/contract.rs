//! The contract as types: clauses, evidence, operations, switches and the dialect.
//!
//! `build.rs` writes one module a vendor from `contracts/<vendor>.yaml`; this file gives them their types.

use crate::vendors::Vendor;

include!(concat!(env!("OUT_DIR"), "/contracts.rs"));

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

/// Whether an operation reads a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// A JSON body.
    Json,
    /// None; one that is sent is not read.
    None,
}

/// What a contract says of one operation.
#[derive(Debug)]
pub struct OperationFacts {
    /// Its name.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// Method and path template of each way to it.
    pub routes: &'static [(&'static str, &'static str)],
    /// Whether it reads a body.
    pub body: Body,
    /// Whether it changes state.
    pub changes: bool,
    /// Whether it costs money at the real vendor.
    pub spends: bool,
    /// The operation that undoes it, `restore`, or `none`; absent where nothing changes.
    pub undo: Option<&'static str>,
    /// What it does that the wire never shows.
    pub effects: &'static [EffectFacts],
    /// Its clauses: from and to in the contract's list.
    clauses: (usize, usize),
}

/// Something an operation does that the wire never shows.
#[derive(Debug)]
pub struct EffectFacts {
    /// Its name.
    pub id: &'static str,
    /// The effect in one sentence.
    pub says: &'static str,
    /// How it is known.
    pub evidence: Evidence,
    /// Who says so.
    pub source: Option<Source>,
    /// Why we chose so where nobody says.
    pub reason: Option<&'static str>,
}

/// A documented operation outside what is emulated; it answers 501.
#[derive(Debug)]
pub struct NotEmulated {
    /// Its name.
    pub name: &'static str,
    /// Method and path template of each way to it.
    pub routes: &'static [(&'static str, &'static str)],
    /// Where the vendor documents it.
    pub url: Option<&'static str>,
}

/// A named choice where sources disagree or are silent.
#[derive(Debug)]
pub struct SwitchFacts {
    /// Its name, without the vendor.
    pub name: &'static str,
    /// Its values, the default first.
    pub values: &'static [&'static str],
    /// What it decides.
    pub decides: &'static str,
    /// Why there is a choice.
    pub why: &'static str,
}

/// One vendor's contract.
#[derive(Debug)]
pub struct Contract {
    /// The vendor.
    pub vendor: Vendor,
    /// The vendor's name for people.
    pub name: &'static str,
    /// Where the real one lives.
    pub base_url: &'static str,
    /// The hosts that are the vendor's own.
    pub hosts: &'static [&'static str],
    clauses: &'static [ClauseFacts],
    /// The emulated operations.
    pub operations: &'static [OperationFacts],
    /// The documented operations that are not emulated.
    pub not_emulated: &'static [NotEmulated],
    /// The switches.
    pub switches: &'static [SwitchFacts],
}

impl Contract {
    /// Every clause, by operation, `any` last.
    pub fn clauses(&self) -> impl Iterator<Item = Clause> + use<> {
        self.clauses.iter().map(Clause::new)
    }

    /// The clauses of one operation.
    pub fn clauses_of(&self, operation: &OperationFacts) -> impl Iterator<Item = Clause> + use<> {
        self.clauses[operation.clauses.0..operation.clauses.1].iter().map(Clause::new)
    }

    /// The operation of this name.
    pub fn operation(&self, name: &str) -> Option<&'static OperationFacts> {
        self.operations.iter().find(|operation| operation.name == name)
    }
}

/// One value of every switch of every vendor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dialect {
    /// Trillet's.
    pub trillet: trillet::Dialect,
    /// UnleashX's.
    pub unleashx: unleashx::Dialect,
    /// Vobiz's.
    pub vobiz: vobiz::Dialect,
    /// Dasha's.
    pub dasha: dasha::Dialect,
}

impl Dialect {
    /// Turns a switch named `vendor.switch`.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), SwitchError> {
        let (vendor, switch) = name.split_once('.').unwrap_or((name, ""));
        match vendor.parse::<Vendor>() {
            Ok(Vendor::Trillet) => self.trillet.set(switch, value),
            Ok(Vendor::Unleashx) => self.unleashx.set(switch, value),
            Ok(Vendor::Vobiz) => self.vobiz.set(switch, value),
            Ok(Vendor::Dasha) => self.dasha.set(switch, value),
            Err(_) => Err(SwitchError(format!(
                "`{name}` is no switch: it must begin with a vendor ({}), as in `vobiz.raw-plus`",
                Vendor::names()
            ))),
        }
    }

    /// The value of a vendor's switch.
    pub fn get(&self, vendor: Vendor, switch: &str) -> Option<&'static str> {
        match vendor {
            Vendor::Trillet => self.trillet.get(switch),
            Vendor::Unleashx => self.unleashx.get(switch),
            Vendor::Vobiz => self.vobiz.get(switch),
            Vendor::Dasha => self.dasha.get(switch),
        }
    }

    /// Every switch that is not at its default, as `vendor.switch` and value.
    pub fn turned(&self) -> Vec<(String, &'static str)> {
        let mut turned = Vec::new();
        for vendor in Vendor::ALL {
            for switch in vendor.contract().switches {
                if let Some(value) = self.get(vendor, switch.name).filter(|value| *value != switch.values[0])
                {
                    turned.push((format!("{}.{}", vendor.name(), switch.name), value));
                }
            }
        }
        turned
    }
}

/// A switch or a value that does not exist; it names those that do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SwitchError(String);

impl SwitchError {
    pub(crate) fn name(vendor: Vendor, switches: &[SwitchFacts], name: &str) -> Self {
        let names: Vec<&str> = switches.iter().map(|switch| switch.name).collect();
        Self(format!("{} has no switch `{name}`; it has: {}", vendor.name(), names.join(", ")))
    }

    pub(crate) fn value(vendor: Vendor, switch: &SwitchFacts, value: &str) -> Self {
        Self(format!(
            "`{}.{}` has no value `{value}`; it takes: {}",
            vendor.name(),
            switch.name,
            switch.values.join(", ")
        ))
    }
}

impl std::fmt::Display for SwitchError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SwitchError {}

/// The emulator's own answers, which no vendor gives.
pub mod testline {
    use super::{Clause, ClauseFacts, Evidence};

    const fn own(id: &'static str, name: &'static str, says: &'static str, status: u16) -> ClauseFacts {
        ClauseFacts {
            vendor: None,
            id,
            operation: "testline",
            name,
            says,
            status,
            status_by_value: &[],
            evidence: Evidence::Documented,
            body_evidence: Evidence::Documented,
            source: None,
            reason: None,
            switch: None,
            when: &[],
            raised_by_fault: false,
        }
    }

    static FACTS: [ClauseFacts; 6] = [
        own(
            "testline.not-emulated",
            "not-emulated",
            "The vendor documents the operation and it is not emulated.",
            501,
        ),
        own("testline.no-route", "no-route", "The path belongs to no vendor.", 404),
        ClauseFacts {
            status_by_value: &[("gone", 410)],
            ..own("testline.no-world", "no-world", "The world never was (404) or is gone (410).", 404)
        },
        own("testline.bug", "bug", "The emulator has a bug; the world is as it was before the request.", 500),
        ClauseFacts {
            raised_by_fault: true,
            ..own(
                "testline.fault",
                "fault",
                "A fault demanded a status that no clause of the vendor gives.",
                500,
            )
        },
        own(
            "testline.stub",
            "stub",
            "A stub answered, which is a user's own and no promise of anybody.",
            200,
        ),
    ];

    /// The vendor documents the operation and it is not emulated.
    pub const NOT_EMULATED: Clause = Clause::new(&FACTS[0]);
    /// The path belongs to no vendor.
    pub const NO_ROUTE: Clause = Clause::new(&FACTS[1]);
    /// The world never was, or is gone.
    pub const NO_WORLD: Clause = Clause::new(&FACTS[2]);
    /// The emulator has a bug; the world is as it was before the request.
    pub const BUG: Clause = Clause::new(&FACTS[3]);
    /// A fault demanded a status that no clause of the vendor gives.
    pub const FAULT: Clause = Clause::new(&FACTS[4]);
    /// A stub answered, which is a user's own and no promise of anybody.
    pub const STUB: Clause = Clause::new(&FACTS[5]);
}
