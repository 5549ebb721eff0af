//! The program `testline-emulator`.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    testline_emulator::command::run(testline_emulator::cli::Cli::parse())
}
