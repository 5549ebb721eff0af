//! The program `testline`: every command of the emulator and of the conformance suite under one name.

mod cli;
mod completions;
mod doctor;
mod groups;
mod man;

use std::process::ExitCode;

use clap::FromArgMatches as _;

use crate::cli::{Cli, Command};

fn main() -> ExitCode {
    let matches = cli::described().get_matches();
    match Cli::from_arg_matches(&matches).map(|cli| cli.command) {
        Ok(Command::Emulator(command)) => testline_emulator::command::run_command(command),
        Ok(Command::Conformance(command)) => testline_conformance::command::run(command),
        Ok(Command::Doctor(doctor)) => doctor.run(),
        Ok(Command::Completions { shell }) => completions::print(shell),
        Ok(Command::Man { dir }) => man::write(&dir),
        Err(error) => error.exit(),
    }
}
