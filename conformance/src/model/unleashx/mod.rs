//! The reference model of UnleashX: a number has at most one agent, whichever of the two generations put it there.
//! Written from the contract and the vendor's pages.

mod action;
mod agents;
mod attach;
mod choose;
mod expect;
mod invariants;
mod replies;
mod start;
mod state;
mod tokens;

pub use action::Action;
pub use start::Unleashx;
