//! The suite against the emulator, and the suite against itself.
#![expect(clippy::expect_used, reason = "a test helper says what it relies on")]

mod command;
mod coverage;
mod documents;
mod fixtures;
mod liars;
mod live;
mod live_cleanup;
mod live_faults;
mod live_refused;
mod live_standin;
mod refused;
mod scenarios;
mod schema;
mod targets;
