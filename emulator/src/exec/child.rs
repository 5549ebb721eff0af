//! Runs a command and says with which code to exit for it.

use std::ffi::{OsStr, OsString};
use std::io::ErrorKind;
use std::process::ExitStatus;

use tokio::process::Command;

use super::signals::Signals;

/// The command was found and cannot be run.
const NOT_RUNNABLE: u8 = 126;
/// The command was not found.
const NOT_FOUND: u8 = 127;

/// How a command ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It ran; the code is its own, or 128 and the number of the signal that killed it.
    Ran(u8),
    /// It did not run: the code for it, and why.
    DidNotRun(u8, String),
}

/// Runs a command with these variables beside its own, passes signals on to it, and waits until it ends.
pub async fn run(command: &[OsString], variables: &[(String, OsString)]) -> Ended {
    let (program, arguments) =
        command.split_first().map_or((OsStr::new(""), command), |(first, rest)| (first, rest));
    let name = program.to_string_lossy();
    let mut signals = match Signals::new() {
        Ok(signals) => signals,
        Err(error) => {
            return Ended::DidNotRun(NOT_RUNNABLE, format!("failed to listen for signals: {error}"));
        }
    };
    let variables = variables.iter().map(|(name, value)| (name, value));
    let mut child = match Command::new(program).args(arguments).envs(variables).spawn() {
        Ok(child) => child,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Ended::DidNotRun(NOT_FOUND, format!("there is no command `{name}`"));
        }
        Err(error) => return Ended::DidNotRun(NOT_RUNNABLE, format!("failed to run `{name}`: {error}")),
    };
    let id = child.id();
    let ended = tokio::select! {
        ended = child.wait() => ended,
        () = signals.pass_on(id) => child.wait().await,
    };
    match ended {
        Ok(status) => Ended::Ran(code(status)),
        Err(error) => Ended::DidNotRun(NOT_RUNNABLE, format!("failed to wait for `{name}`: {error}")),
    }
}

/// The code of a status: the command's own, or 128 and the signal that killed it, as shells say it.
fn code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt as _;
        if let Some(signal) = status.signal() {
            return u8::try_from(128 + signal).unwrap_or(u8::MAX);
        }
    }
    status.code().and_then(|code| u8::try_from(code & 0xff).ok()).unwrap_or(1)
}
