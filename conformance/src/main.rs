//! The program `testline-conformance`.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    testline_conformance::command::run(testline_conformance::cli::Cli::parse().command)
}
