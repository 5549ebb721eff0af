//! Which vendor and which world a request belongs to, and the worlds that there are.

mod directory;
mod owner;

pub use directory::{Found, NotMade, Settings, Tenancy, Tenant};
pub use owner::{Owner, owner_of};
