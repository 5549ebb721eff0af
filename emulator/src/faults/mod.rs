//! Things that go wrong on purpose.

mod matching;
mod refuse;
mod set;

pub use matching::Match;
pub use refuse::Refuse;
pub use set::{Action, Fault, Faults};
