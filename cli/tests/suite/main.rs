//! The program as a user meets it.
#![expect(clippy::expect_used, reason = "a test helper says what it relies on")]

mod doctor;
mod help;
mod one_name;
mod program;
mod well;
