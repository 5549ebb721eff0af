//! `explore`: sequences of actions that nobody wrote down, drawn by proptest and held against a reference model.

mod args;
mod case;
mod engine;
mod expected_json;
mod ground;
mod judge;
mod save;
mod step;
mod story;

pub use args::ExploreArgs;
pub use case::{Disagreement, Tally};
pub use engine::{Found, Plan, Report, explore};
pub use ground::{Answer, Ground, InProcess};
pub use save::{Regression, regression};
pub use story::tell;
