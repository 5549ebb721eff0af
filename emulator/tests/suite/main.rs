//! The emulator as a whole: journeys, races, arbitrary input, the shell and the admin API.

mod admin;
mod emulator;
mod journeys;
mod pages;
mod races;
mod shell;
mod total;
