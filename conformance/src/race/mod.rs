//! `race`: many clients at once over few numbers and agents, and whether what they were told fits one order of events.

mod args;
mod check;
mod clients;
mod history;
mod place;
mod plan;
mod random;
mod register;
mod search;
mod timeline;
mod witness;

pub use args::RaceArgs;
pub use check::Verdict;
pub use history::Operation;
pub use register::{Did, Register, State};
pub use search::{Event, Search, search, smallest};
pub use witness::{Witnessed, witness};
