//! The reference model of Vobiz: a number is on at most one trunk, and everything that decides whether it may go there.
//! Written from the contract and the vendor's pages.

mod accounts;
mod action;
mod choose;
mod expect;
mod fields;
mod invariants;
mod numbers;
mod pick;
mod refusals;
mod route;
mod routes;
mod start;
mod state;
mod things;
mod trunks;

pub use action::Action;
pub use start::Vobiz;
