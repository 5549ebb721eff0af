//! What a run may do at a live target beyond reading.

use std::collections::BTreeSet;

use testline_emulator::Vendor;
use testline_emulator::contract::OperationFacts;

use super::price::Price;

/// What the command line lets a run do.
#[derive(Clone, Debug, Default)]
pub struct Permits {
    /// `--allow-changes`
    pub(crate) changes: bool,
    /// `--allow-spending AMOUNT CURRENCY`
    pub(crate) spending: Option<Price>,
    /// `--allow-irreversible OPERATION`
    pub(crate) irreversible: BTreeSet<String>,
}

impl Permits {
    /// Why an operation may not run; none where it may. Where nothing is at stake that was there before the run, it costs
    /// nothing and needs no undoing.
    pub(crate) fn forbid(&self, operation: &OperationFacts, at_stake: bool) -> Option<String> {
        let name = operation.name;
        if !operation.changes {
            None
        } else if !self.changes {
            Some(format!("{name} changes state; --allow-changes lets it"))
        } else if !at_stake {
            None
        } else if operation.spends && self.spending.is_none() {
            Some(format!("{name} costs money; --allow-spending AMOUNT CURRENCY lets it"))
        } else if matches!(operation.undo, None | Some("none")) && !self.lets(name) {
            Some(format!("{name} cannot be undone; --allow-irreversible {name} lets it"))
        } else {
            None
        }
    }

    /// Whether this operation may do what cannot be undone.
    pub(crate) fn lets(&self, operation: &str) -> bool {
        self.irreversible.contains(operation)
    }

    /// The first name that no vendor has among the operations that may do what cannot be undone.
    pub(crate) fn unknown(&self) -> Option<&str> {
        let known = |name: &str| Vendor::ALL.iter().any(|vendor| vendor.contract().operation(name).is_some());
        self.irreversible.iter().map(String::as_str).find(|name| !known(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forbidden(permits: &Permits, operation: &str, at_stake: bool) -> Option<String> {
        let operation = Vendor::Vobiz.contract().operation(operation).expect("vobiz has it");
        permits.forbid(operation, at_stake)
    }

    #[test]
    fn each_step_up_needs_its_flag() {
        let mut permits = Permits::default();
        assert_eq!(forbidden(&permits, "list-trunks", true), None);
        let reason = forbidden(&permits, "assign-number-to-trunk", true).expect("it changes");
        assert_eq!(reason, "assign-number-to-trunk changes state; --allow-changes lets it");
        permits.changes = true;
        assert_eq!(forbidden(&permits, "assign-number-to-trunk", true), None);
        let reason = forbidden(&permits, "purchase-from-inventory", true).expect("it spends");
        assert!(reason.contains("--allow-spending"), "{reason}");
        let reason = forbidden(&permits, "delete-trunk", true).expect("it is final");
        assert!(reason.contains("--allow-irreversible delete-trunk"), "{reason}");
        assert_eq!(forbidden(&permits, "delete-trunk", false), None);
        permits.irreversible.insert("delete-trunk".to_owned());
        assert_eq!(forbidden(&permits, "delete-trunk", true), None);
        permits.irreversible.insert("delete-trunks".to_owned());
        assert_eq!(permits.unknown(), Some("delete-trunks"));
    }
}
