//! What looking for a world, making one and writing to one can come to.

use std::sync::Arc;

use super::tenant::Tenant;
use crate::vendors::Vendor;

/// The world of a request, or why there is none.
#[derive(Clone, Debug)]
pub enum Found {
    /// The world.
    World(Arc<Tenant>),
    /// The name of a world that never was.
    Never(String),
    /// The name of a world that is gone.
    Gone(String),
}

/// Why a world was not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotMade {
    /// There is one of that name.
    Taken(String),
    /// There are as many as there may be, and none is idle.
    Full(usize),
    /// The file gives a credential of this vendor that this other world has.
    Held(Vendor, String),
    /// The name or the file is wrong.
    Wrong(String),
}

/// Why a world's state was not written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotWritten {
    /// It gives a credential of this vendor that this other world has.
    Held(Vendor, String),
    /// What was to be written is wrong.
    Wrong(String),
}
