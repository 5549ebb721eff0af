//! The folder and the environment in which the blocks of one guide are run.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use super::block::{Block, Deed};
use super::matches::lines_match;
use crate::program::folder;

/// What stands between the outputs of two commands; nothing prints it by chance.
const MARK: &str = "\u{1e}";

/// One guide being followed.
pub(super) struct Session {
    folder: PathBuf,
    path: OsString,
}

impl Session {
    pub(super) fn new(name: &str) -> Self {
        let own = programs().to_owned();
        let others = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(std::iter::once(own).chain(std::env::split_paths(&others)));
        Self { folder: folder(&format!("guide-{name}")), path: path.expect("a PATH of paths") }
    }

    /// The first program that a block needs and that is not there.
    pub(super) fn missing<'b>(&self, block: &'b Block) -> Option<&'b str> {
        let is_there =
            |name: &str| std::env::split_paths(&self.path).any(|folder| folder.join(name).is_file());
        block.needs.iter().map(String::as_str).find(|name| !is_there(name))
    }

    /// Does what is to be done with a block; an error says what is not as the guide says.
    pub(super) fn run(&self, block: &Block) -> Result<(), String> {
        match &block.deed {
            Deed::File { name, text } => {
                let path = self.folder.join(name);
                let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
                made.and_then(|()| std::fs::write(&path, text)).map_err(|error| format!("{name}: {error}"))
            }
            Deed::Script(script) => match self.bash(&format!("set -eu\n{script}")) {
                (Some(0), _) => Ok(()),
                (code, output) => Err(format!("the script ends with {}\n{output}", code.unwrap_or(-1))),
            },
            Deed::Console(commands) => {
                // One shell runs them all, and a command sees how the one before it ended.
                let marked = |line: &str| format!("{line}\ncode=$?; printf '{MARK}'; (exit $code)\n");
                let script: String = commands.iter().map(|command| marked(&command.line)).collect();
                let (_, output) = self.bash(&script);
                let mut outputs = output.split(MARK);
                for command in commands {
                    let came: Vec<&str> = outputs.next().unwrap_or("nothing").lines().collect();
                    let told: Vec<&str> = command.prints.iter().map(String::as_str).collect();
                    if !lines_match(&told, &came) {
                        let (came, told) = (came.join("\n"), told.join("\n"));
                        return Err(format!("`{}` prints\n{came}\nand the guide says\n{told}", command.line));
                    }
                }
                Ok(())
            }
        }
    }

    /// Runs a script in the guide's folder, with nothing of the tests' environment; gives all that it prints.
    fn bash(&self, script: &str) -> (Option<i32>, String) {
        let mut command = Command::new("bash");
        command.args(["-c", &format!("exec 2>&1\n{script}")]).current_dir(&self.folder).stdin(Stdio::null());
        command.env_clear().env("PATH", &self.path).env("HOME", &self.folder).env("NO_COLOR", "1");
        let output = command.output().expect("there is a bash");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    }
}

/// The folder of this workspace's programs. A test of the whole workspace has built both; where only this package is
/// tested and the other program was never built, it is built now.
fn programs() -> &'static Path {
    static BUILT: OnceLock<()> = OnceLock::new();
    let own = Path::new(env!("CARGO_BIN_EXE_testline-conformance"));
    let folder = own.parent().expect("a program is in a folder");
    BUILT.get_or_init(|| {
        if folder.join("testline-emulator").exists() {
            return;
        }
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["build", "--quiet", "--locked", "--offline", "--package", "testline-emulator"]);
        if folder.ends_with("release") {
            cargo.arg("--release");
        }
        let built = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).status().expect("there is a cargo");
        assert!(built.success(), "the emulator does not build");
    });
    folder
}
