//! A file that is written once, whoever comes first.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// Reads a file; one that is not there is made, whole and in one step, and of several that make it at once one counts
/// for all.
pub(super) fn read_or_make(
    path: &Path,
    secret: bool,
    make: impl FnOnce() -> Result<String, String>,
) -> Result<String, String> {
    let failed = |error: std::io::Error| format!("failed to keep {}: {error}", path.display());
    match std::fs::read_to_string(path) {
        Ok(text) => return Ok(text),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    let text = make()?;
    let (mut file, beside) = new_beside(path, secret).map_err(failed)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    // A link, unlike a renaming, does not replace what another has made meanwhile.
    let linked = written.and_then(|()| std::fs::hard_link(&beside, path));
    let _ = std::fs::remove_file(&beside);
    match linked {
        Ok(()) => Ok(text),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            std::fs::read_to_string(path).map_err(failed)
        }
        Err(error) => Err(failed(error)),
    }
}

/// A new file beside another, which nobody else writes to: not another thread, and not a container of the same folder
/// in which this process has the same number.
fn new_beside(path: &Path, secret: bool) -> std::io::Result<(File, PathBuf)> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(if secret { 0o600 } else { 0o644 });
    }
    let mut attempt = 0_u64;
    loop {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".new{attempt}"));
        let beside = PathBuf::from(name);
        match options.open(&beside) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => attempt += 1,
            opened => return opened.map(|file| (file, beside)),
        }
    }
}
