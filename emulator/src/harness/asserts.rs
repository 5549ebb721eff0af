//! Assertions on a journal; where one fails, the journal is printed.

use super::journal::JournalView;
use crate::contract::{Clause, testline};
use crate::vendors::Vendor;

/// How many clauses are told where one does not exist.
const NEAR: usize = 24;

impl JournalView {
    /// How many exchanges a clause decided.
    ///
    /// # Panics
    ///
    /// Where no contract has such a clause.
    #[track_caller]
    pub fn count(&self, clause: &str) -> usize {
        check(clause);
        self.iter().filter(|exchange| exchange.clause.id() == clause).count()
    }

    /// Fails unless a clause, such as `vobiz.assign-number-to-trunk.assigned`, decided an exchange.
    ///
    /// # Panics
    ///
    /// With the journal, where none did; and where no contract has such a clause.
    #[track_caller]
    pub fn assert_met(&self, clause: &str) {
        if self.count(clause) == 0 {
            panic!("{clause} was never met{}", self.shown());
        }
    }

    /// Fails if a clause decided an exchange.
    ///
    /// # Panics
    ///
    /// With the journal, where one did; and where no contract has such a clause.
    #[track_caller]
    pub fn assert_never(&self, clause: &str) {
        let count = self.count(clause);
        if count > 0 {
            panic!("{clause} was met {}{}", times(count), self.shown());
        }
    }

    /// Fails unless a clause decided exactly so many exchanges.
    ///
    /// # Panics
    ///
    /// With the journal, where it decided fewer or more; and where no contract has such a clause.
    #[track_caller]
    pub fn assert_count(&self, clause: &str, wanted: usize) {
        let count = self.count(clause);
        if count != wanted {
            panic!("{clause} was met {}, not {}{}", times(count), times(wanted), self.shown());
        }
    }

    /// Fails if anything was sent that nothing read, such as a field with a typo in its name.
    ///
    /// # Panics
    ///
    /// With the fields and the journal.
    #[track_caller]
    pub fn assert_all_read(&self) {
        let unread: Vec<&str> =
            self.iter().flat_map(|exchange| &exchange.remarks().unread).map(String::as_str).collect();
        if !unread.is_empty() {
            panic!("nothing read {}{}", unread.join(", "), self.shown());
        }
    }

    fn shown(&self) -> String {
        match self.len() {
            0 => "; the journal is empty".to_owned(),
            1 => format!("; the journal has one exchange:\n\n{self}"),
            count => format!("; the journal has {count} exchanges:\n\n{self}"),
        }
    }
}

fn times(count: usize) -> String {
    match count {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        _ => format!("{count} times"),
    }
}

/// A clause that does not exist is never met; whoever asks for one has made a mistake.
#[track_caller]
fn check(id: &str) {
    let own = [testline::NOT_EMULATED, testline::BUG, testline::FAULT, testline::STUB];
    if Clause::find(id, None).is_some() || own.iter().any(|clause| clause.id() == id) {
        return;
    }
    let last = id.rsplit('.').next().unwrap_or(id);
    let clauses = Vendor::ALL.into_iter().flat_map(|vendor| vendor.contract().clauses());
    let operation = id.rsplit_once('.').map(|(operation, _)| format!("{operation}."));
    let alike = |other: &&str| {
        other.ends_with(&format!(".{last}"))
            || operation.as_ref().is_some_and(|operation| other.starts_with(operation.as_str()))
    };
    let near: Vec<&str> = clauses.map(Clause::id).filter(alike).take(NEAR).collect();
    match near.as_slice() {
        [] => panic!("`{id}` is no clause; `testline-emulator contract VENDOR` lists them"),
        near => panic!("`{id}` is no clause; near it are: {}", near.join(", ")),
    }
}
