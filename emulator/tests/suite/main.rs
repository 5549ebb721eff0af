//! The emulator as a whole: journeys, races, arbitrary input, the shell and the admin API.

#![expect(clippy::expect_used, reason = "a test that cannot go on says what should have held")]

mod admin;
mod emulator;
mod journeys;
mod pages;
mod races;
mod shell;
mod total;
