//! Counts what requests came to, over all worlds: for `exec`, which may have to fail its command for it.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::contract::testline;
use crate::http::Request;
use crate::tenancy::Owner;
use crate::world::Outcome;

/// How many different lines of a kind are kept; further ones are counted only.
const MOST: usize = 100;

/// A count that the shell keeps while it serves.
#[derive(Debug, Default)]
pub struct Tally(Mutex<Counts>);

/// What was counted.
#[derive(Clone, Debug, Default)]
pub struct Counts {
    /// How many requests a vendor answered.
    pub calls: u64,
    /// Requests that no vendor answered, since nothing emulates them: method and path, and how often.
    pub unemulated: BTreeMap<String, u64>,
    /// Fields that nothing read: operation and field, and how often.
    pub unread: BTreeMap<String, u64>,
}

impl Tally {
    /// What was counted so far.
    pub fn counts(&self) -> Counts {
        self.lock().clone()
    }

    /// Counts one request.
    pub(crate) fn count(&self, owner: &Owner, request: &Request, outcome: &Outcome) {
        let mut counts = self.lock();
        // What is no exchange of a world has no number.
        counts.calls += u64::from(outcome.n > 0);
        if outcome.clause == testline::NOT_EMULATED || outcome.clause == testline::NO_ROUTE {
            let vendor = owner.vendor.map(|vendor| format!("{vendor} ")).unwrap_or_default();
            let line = format!("{vendor}{} {} ({})", request.method, request.path(), outcome.clause.id());
            note(&mut counts.unemulated, line);
        }
        for field in &outcome.unread {
            let vendor = owner.vendor.map(|vendor| vendor.name()).unwrap_or_default();
            note(&mut counts.unread, format!("{vendor}.{}: {field}", outcome.operation.unwrap_or("any")));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn note(lines: &mut BTreeMap<String, u64>, line: String) {
    if lines.len() < MOST || lines.contains_key(&line) {
        *lines.entry(line).or_default() += 1;
    }
}
