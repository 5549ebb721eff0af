//! The program itself as a process, with nothing in its environment, and a folder for what it writes.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A folder for the files of a test.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder for tests");
    folder
}

/// What a program printed, and how it ended.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) log: String,
}

/// Runs the program in a folder, with these variables only.
pub(crate) async fn program(folder: &Path, words: &[&str], variables: &[(&str, &str)]) -> Done {
    let mut command = Command::new(env!("CARGO_BIN_EXE_testline-conformance"));
    command.args(words).current_dir(folder).env_clear().stdin(Stdio::null());
    command.envs(variables.iter().copied());
    let run = tokio::task::spawn_blocking(move || command.output());
    let output = run.await.expect("nobody panicked").expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Done { code: output.status.code(), out: text(output.stdout), log: text(output.stderr) }
}
