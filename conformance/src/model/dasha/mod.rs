//! The reference model of Dasha: who answers a number, in one organisation and across all of them. Written from the
//! contract and the vendor's pages.

mod action;
mod agents;
mod choose;
mod credentials;
mod expect;
mod invariants;
mod links;
mod numbers;
mod pick;
mod problems;
mod start;
mod state;

pub use action::Action;
pub use start::Dasha;
