//! `explore`: sequences of actions that nobody wrote down, drawn by proptest and held against a reference model.

mod args;
mod case;
mod command;
mod engine;
mod expected_json;
mod ground;
pub(crate) mod judge;
mod oracle;
mod placed;
mod remote;
mod same;
mod save;
mod step;
mod story;

pub use args::ExploreArgs;
pub use case::{Disagreement, Tally};
pub use engine::{Found, Plan, Report, differ, explore};
pub use ground::{Answer, Ground, InProcess, world};
pub use oracle::Pair;
pub use placed::Placed;
pub use remote::Remote;
pub use save::{Regression, regression};
pub use story::tell;
