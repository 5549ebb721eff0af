//! The command `completions`.

use std::io::Write as _;
use std::process::ExitCode;

use clap_complete::Shell;

/// Prints what a shell needs to complete this program's command line.
pub(crate) fn print(shell: Shell) -> ExitCode {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut crate::cli::plain(), "testline", &mut script);
    // A reader that has gone away is no error.
    let _ = std::io::stdout().write_all(&script);
    ExitCode::SUCCESS
}
