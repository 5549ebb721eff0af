//! The suite against the emulator, and the suite against itself.
#![expect(clippy::expect_used, reason = "a test helper says what it relies on")]

mod audit;
mod command;
mod coverage;
mod differences;
mod documents;
mod explored;
mod explored_elsewhere;
mod explored_state;
mod exported;
mod fixtures;
mod guides;
mod learned;
mod liars;
mod lies;
mod linearizable;
mod live;
mod live_cleanup;
mod live_faults;
mod live_refused;
mod live_standin;
mod live_state;
mod pages;
mod program;
mod proxy;
mod published;
mod race;
mod refused;
mod reports;
mod scenarios;
mod schema;
mod snapshot;
mod targets;
mod total;
