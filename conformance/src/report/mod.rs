//! What a person sees of a run.

pub mod curl;
pub mod failure;
pub mod progress;
mod style;
pub mod terminal;

pub use style::Style;
