//! What is told of a run: to a person at a terminal, and in files for others.

pub mod curl;
pub mod failure;
pub mod github;
pub mod html;
pub mod json;
pub mod junit;
pub mod progress;
pub mod spec;
mod style;
pub mod terminal;
pub mod told;

pub use style::Style;
