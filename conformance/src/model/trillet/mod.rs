//! The reference model of Trillet: a number belongs to the agent that it names, and agents list their numbers.
//! Written from the contract and the vendor's pages.

mod action;
mod agents;
mod bindings;
mod choose;
mod config;
mod expect;
mod fields;
mod flows;
mod invariants;
mod numbers;
mod pick;
mod pick_shop;
mod replies;
mod shop;
mod start;
mod state;
mod twist;
mod workspaces;
mod world;

pub use action::Action;
pub use start::Trillet;
