//! `explore`: sequences of actions that nobody wrote down, drawn by proptest and held against a reference model.

mod args;
mod case;
mod engine;
mod ground;
mod judge;
mod step;

pub use args::ExploreArgs;
pub use case::{Disagreement, Tally};
pub use engine::{Found, Plan, Report, explore};
pub use ground::{Answer, Ground, InProcess};
