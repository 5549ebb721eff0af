//! `refuse`: the vendor says no, in its own words, and nothing is changed.

use super::deed::{Deed, What};
use crate::contract::Clause;
use crate::vendors::Vendor;

/// What a `refuse` fault demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refuse {
    /// The reply of this clause.
    Clause(Clause),
    /// This status in the vendor's own error shape.
    Status(u16),
}

/// Looks up what is demanded; an error says what is allowed.
pub(super) fn demand(
    clause: Option<&str>,
    status: Option<u16>,
    vendor: Option<Vendor>,
) -> Result<Refuse, String> {
    match (clause, status) {
        (Some(id), None) => {
            let clause = super::matching::find_clause(id, vendor)?;
            if !clause.refuses() && !clause.facts().raised_by_fault {
                return Err(format!("`{}` is no refusal: it answers {}", clause.id(), clause.status()));
            }
            Ok(Refuse::Clause(clause))
        }
        (None, Some(status)) if (400..600).contains(&status) => Ok(Refuse::Status(status)),
        (None, Some(status)) => Err(format!("`status` must be from 400 to 599, not {status}")),
        _ => Err("`refuse` takes either `clause` or `status`".to_owned()),
    }
}

pub(super) fn deed(refuse: Refuse) -> Deed {
    let did = match refuse {
        Refuse::Clause(clause) => format!("refuse: the vendor was made to give {}", clause.id()),
        Refuse::Status(status) => format!("refuse: the vendor was made to give {status}"),
    };
    Deed::new(What::Refuse(refuse), did)
}
