//! `audit`: the emulator is broken on purpose, clause by clause, and whoever tests it must notice.
//!
//! One engine makes every mutant: it answers in a world's place ([`Mutant`]), so that scenarios in process and a user's
//! own suite over sockets meet the same ones.

mod args;
mod catalogue;
mod command;
mod excluded;
mod explored;
mod judged;
mod met;
mod mutant;
mod mutation;
mod place;
mod report;
mod scenarios;
mod tamper;
mod unstated;
mod watch;
mod wire;
mod wrong;

pub use args::AuditArgs;
pub use catalogue::catalogue;
pub use excluded::Excluded;
pub use explored::explored;
pub use judged::{Judged, Killer, Outcome, Tally};
pub use met::{Met, Shape};
pub use mutant::Mutant;
pub use mutation::{KeyDeed, Mutation, Tamper, Wire};
pub use place::{Place, Step};
pub use report::{json, text};
pub use scenarios::Bench;
pub use watch::Watch;
