//! Which exchanges a fault strikes.

use serde::{Deserialize, Serialize};

use super::deed::Seen;
use crate::contract::{Clause, testline};
use crate::explain;
use crate::vendors::Vendor;

/// The conditions of a fault; all that are given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Match {
    /// The vendor's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    /// The operation's name; also one that is documented and not emulated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The id of the clause that would decide, whole or, where the vendor is given, without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// The method, in capitals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The path from the vendor's root, exactly as sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Only the so-many-th exchange that matches, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth: Option<u64>,
    /// Only the first so many exchanges that match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<u64>,
}

/// What the names of a match mean.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meant {
    pub(super) vendor: Option<Vendor>,
    pub(super) clause: Option<Clause>,
}

impl Match {
    /// Looks the names up; an error says what is wrong and what is allowed.
    pub(super) fn meant(&self) -> Result<Meant, String> {
        let vendor = self.vendor.as_deref().map(str::parse::<Vendor>).transpose()?;
        let mut meant = Meant { vendor, clause: None };
        if let Some(name) = self.operation.as_deref() {
            meant.vendor = vendor_of(name, meant.vendor)?;
        }
        if let Some(id) = self.clause.as_deref() {
            let clause = match id {
                _ if id == testline::NOT_EMULATED.id() => testline::NOT_EMULATED,
                _ => find_clause(id, meant.vendor)?,
            };
            meant.clause = Some(clause);
            meant.vendor = one_vendor(meant.vendor, clause)?;
            if let Some(name) = self.operation.as_deref() {
                check_same_operation(name, clause)?;
            }
        }
        self.check_request()?;
        match (self.nth, self.first) {
            (Some(_), Some(_)) => Err("`match` takes either `nth` or `first`".to_owned()),
            (Some(0), None) => Err("`nth` counts from 1".to_owned()),
            (None, Some(0)) => Err("`first` must be at least 1".to_owned()),
            _ => Ok(meant),
        }
    }

    /// A method or a path that no request can have is a slip.
    fn check_request(&self) -> Result<(), String> {
        let capitals = |method: &&str| method.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-');
        if let Some(method) = self.method.as_deref().filter(|method| method.is_empty() || !capitals(method)) {
            return Err(format!("`method` is written in capitals, as in POST, not `{method}`"));
        }
        let Some(path) = self.path.as_deref() else { return Ok(()) };
        if !path.starts_with('/') || path.contains('?') {
            return Err(format!("`path` begins with a slash and has no query, not `{path}`"));
        }
        let first = path.split('/').nth(1).unwrap_or("");
        if first == "w" || Vendor::ALL.iter().any(|vendor| vendor.name() == first) {
            return Err(format!("`path` counts from the vendor's root: leave out the prefix of `{path}`"));
        }
        Ok(())
    }

    /// Whether the exchange is one of those meant, `nth` and `first` apart.
    pub(super) fn means(&self, meant: Meant, seen: &Seen<'_>) -> bool {
        meant.vendor.is_none_or(|vendor| vendor == seen.vendor)
            && meant.clause.is_none_or(|clause| clause == seen.clause)
            && self.operation.as_deref().is_none_or(|name| seen.operation == Some(name))
            && self.method.as_deref().is_none_or(|method| method == seen.request.method.as_str())
            && self.path.as_deref().is_none_or(|path| path == seen.request.path())
    }

    /// Whether the so-many-th of them, from 1, is struck.
    pub(super) fn strikes(&self, nth: u64) -> bool {
        self.nth.is_none_or(|only| only == nth) && self.first.is_none_or(|first| nth <= first)
    }
}

/// The clause of this id; an error says how to find the right one.
pub(super) fn find_clause(id: &str, vendor: Option<Vendor>) -> Result<Clause, String> {
    Clause::find(id, vendor).ok_or_else(|| {
        format!(
            "`{id}` is no clause; give its whole id, or its vendor in `match` (GET /_testline/v1/contracts/VENDOR \
             lists them)"
        )
    })
}

/// The vendor of a match and that of a clause, which must be the same.
pub(super) fn one_vendor(vendor: Option<Vendor>, clause: Clause) -> Result<Option<Vendor>, String> {
    match (vendor, clause.facts().vendor) {
        (Some(vendor), Some(other)) if vendor != other => {
            Err(format!("`{}` is no clause of {vendor}, which `match` names", clause.id()))
        }
        (vendor, other) => Ok(vendor.or(other)),
    }
}

/// A clause of one operation never decides another.
pub(super) fn check_same_operation(name: &str, clause: Clause) -> Result<(), String> {
    let of = clause.facts().operation;
    if of == name || ["any", "testline"].contains(&of) {
        return Ok(());
    }
    Err(format!("`{}` is no clause of {name}, which `match` names", clause.id()))
}

/// The vendor of an operation; none where several have one of this name.
fn vendor_of(name: &str, vendor: Option<Vendor>) -> Result<Option<Vendor>, String> {
    let asked: Vec<Vendor> =
        Vendor::ALL.into_iter().filter(|of| vendor.is_none_or(|vendor| vendor == *of)).collect();
    let holders: Vec<Vendor> =
        asked.iter().copied().filter(|of| operations(*of).any(|held| held == name)).collect();
    match holders.as_slice() {
        [] => {
            let hint = explain::likely_meant(name, asked.iter().copied().flat_map(operations));
            let hint = hint.map(|meant| format!("did you mean {meant}? ")).unwrap_or_default();
            let of = vendor.map(|vendor| format!(" of {vendor}")).unwrap_or_default();
            Err(format!("`{name}` is no operation{of}; {hint}GET /_testline/v1/operations lists them"))
        }
        [only] => Ok(Some(*only)),
        _ => Ok(None),
    }
}

/// The names of all documented operations.
fn operations(vendor: Vendor) -> impl Iterator<Item = &'static str> {
    let contract = vendor.contract();
    let emulated = contract.operations.iter().map(|facts| facts.name);
    emulated.chain(contract.not_emulated.iter().map(|facts| facts.name))
}
