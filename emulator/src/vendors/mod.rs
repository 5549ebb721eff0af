//! The four vendors and the one dispatch to them.
//!
//! Each vendor's folder has the same files: `mod.rs` (its operations and routes), `state.rs`, `auth.rs`, `wire.rs`,
//! `refusals.rs`, `rules.rs` (no HTTP) and one file a resource. What stands beside the folders is mechanism: it knows
//! no vendor's word.

pub(crate) mod answer;
pub(crate) mod call;
pub(crate) mod context;
pub(crate) mod credentials;
pub(crate) mod dasha;
pub(crate) mod route;
pub(crate) mod trillet;
pub(crate) mod unleashx;
pub(crate) mod unread;
pub(crate) mod vobiz;

mod dispatch;

pub(crate) use dispatch::Changed;
pub use dispatch::{CredentialSet, Profile, State, Vendor};
