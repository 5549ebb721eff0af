//! Scenarios in the form of other tools, so that another runner can check this one.

mod args;
pub mod hurl;

pub use args::ExportCommand;
