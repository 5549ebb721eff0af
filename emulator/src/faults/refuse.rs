//! `refuse`: the vendor says no, in its own words.

use crate::contract::Clause;

/// What a `refuse` fault demands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refuse {
    /// The reply of this clause.
    Clause(Clause),
    /// This status in the vendor's own error shape.
    Status(u16),
}
