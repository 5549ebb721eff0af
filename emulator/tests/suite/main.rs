//! The emulator as a whole: journeys, races, arbitrary input, the shell and the admin API.

#![expect(clippy::expect_used, reason = "a test that cannot go on says what should have held")]

mod admin;
mod admin_document;
mod admin_operations;
mod bounds;
mod changes;
mod control;
mod cuts;
mod emulator;
mod exec;
mod faults;
mod guard;
mod harness;
mod identical;
mod journal;
mod journeys;
mod openapi;
mod openapi_successes;
mod races;
mod raw;
mod retries;
mod round_trip;
mod saving;
mod schemathesis;
mod shell;
mod size;
mod thousand;
mod tls;
mod total;
mod worlds;
