//! The command `man`.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

/// Writes a man page for the program and for each command.
pub(crate) fn write(dir: &Path) -> ExitCode {
    let written =
        std::fs::create_dir_all(dir).and_then(|()| clap_mangen::generate_to(crate::cli::plain(), dir));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(
                std::io::stderr(),
                "testline: failed to write man pages to {}: {error}",
                dir.display()
            );
            ExitCode::from(2)
        }
    }
}
