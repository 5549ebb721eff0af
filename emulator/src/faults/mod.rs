//! Things that go wrong on purpose: one fault, one file.
//!
//! A fault never acts by itself. The world tries a request on a copy of its state, shows what came of it to its faults,
//! and does what those that strike say (`deed.rs`); delays and cut connections leave the world as values
//! ([`Effect`]) that the shell carries out.

mod action;
mod cut_after_commit;
pub(crate) mod deed;
mod delay;
mod effect;
mod empty;
mod forget;
mod matching;
mod rate_limit;
mod refuse;
mod reply;
mod reset;
mod set;
pub(crate) mod truncate;

pub use action::Action;
pub use effect::{Cut, Effect};
pub use matching::Match;
pub use refuse::Refuse;
pub use reply::{HeaderValues, Stub};
pub use set::{Fault, Faults};
