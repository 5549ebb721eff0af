//! The program as a process, with nothing in its environment, and a folder for what it writes.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// A folder for the files of a test.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder for tests");
    folder
}

/// The program, ready to be told more.
pub(crate) fn testline() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_testline"));
    command.env_clear().stdin(Stdio::null());
    command
}

/// What a program printed, and how it ended.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) log: String,
}

/// Runs a command to its end.
pub(crate) fn done(command: &mut Command) -> Done {
    let output = command.output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Done { code: output.status.code(), out: text(output.stdout), log: text(output.stderr) }
}

/// An emulator that runs until it is dropped.
#[derive(Debug)]
pub(crate) struct Serve {
    pub(crate) url: String,
    process: Child,
}

/// Starts an emulator on a free port and waits for the line that says where it listens.
pub(crate) fn serve(flags: &[&str]) -> Serve {
    let mut serve = testline();
    serve.args(["serve", "--listen", "127.0.0.1:0", "--seed", "7"]).args(flags);
    let mut process = serve.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program starts");
    let mut line = String::new();
    let out = process.stdout.take().expect("it is piped");
    BufReader::new(out).read_line(&mut line).expect("it says a line");
    let url = line.trim().strip_prefix("testline-emulator listening on ").expect("that line").to_owned();
    Serve { url, process }
}

impl Drop for Serve {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
