//! What a contract says of its operations, its switches, and what is not emulated.

use super::{Clause, ClauseFacts, Evidence, Source};
use crate::vendors::Vendor;

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
    pub(super) clauses: (usize, usize),
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
    pub(super) clauses: &'static [ClauseFacts],
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
