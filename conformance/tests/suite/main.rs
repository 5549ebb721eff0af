//! The suite against the emulator, and the suite against itself.
#![expect(clippy::expect_used, reason = "a test helper says what it relies on")]

mod command;
mod coverage;
mod fixtures;
mod liars;
mod refused;
mod scenarios;
mod schema;
mod targets;
