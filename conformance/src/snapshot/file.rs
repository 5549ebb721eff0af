//! Where a snapshot is kept, and its file: the form of insta (<https://insta.rs>), so that its tools read it too.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// Who writes such files: what is accepted or rejected in a folder is ours alone.
const SOURCE: &str = "testline-conformance snapshot";

/// The longest name that is made of a command.
const LONGEST: usize = 60;

/// A snapshot's name and folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    folder: PathBuf,
    name: String,
}

/// What stands before the contents.
#[derive(Deserialize)]
struct Head {
    source: Option<String>,
}

impl Place {
    /// The place of a snapshot. An error says what a name may hold.
    pub(super) fn new(folder: &Path, name: &str) -> Result<Self, String> {
        let usual = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        if name.is_empty() || name.starts_with('.') || !name.bytes().all(usual) {
            return Err(format!(
                "`{name}` is no name for a snapshot: it may hold letters, digits, `_`, `-` and `.`, the last not first"
            ));
        }
        Ok(Self { folder: folder.to_owned(), name: name.to_owned() })
    }

    /// The place of the snapshot of a command, named after its words. An error asks for a name.
    pub(super) fn of_command(folder: &Path, command: &[OsString]) -> Result<Self, String> {
        let program = command.first().map(Path::new).and_then(Path::file_name);
        let words = program.into_iter().chain(command.iter().skip(1).map(OsString::as_os_str));
        let words: Vec<String> = words.map(|word| word.to_string_lossy().into_owned()).collect();
        let mut name = String::new();
        for character in words.join(" ").chars() {
            if character.is_ascii_alphanumeric() {
                name.push(character);
            } else if !name.is_empty() && !name.ends_with('-') {
                name.push('-');
            }
        }
        let name = name.trim_end_matches('-');
        if name.is_empty() || name.len() > LONGEST {
            return Err(format!("the command makes no name of at most {LONGEST} letters; give --name N"));
        }
        Self::new(folder, name)
    }

    /// The snapshots of a folder that wait to be looked at, by name.
    pub(super) fn pending_in(folder: &Path) -> Result<Vec<Self>, String> {
        let failed = |error: std::io::Error| format!("failed to read {}: {error}", folder.display());
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(error)),
        };
        let mut places = Vec::new();
        for entry in entries {
            let file = entry.map_err(failed)?.file_name();
            let name = file.to_str().and_then(|file| file.strip_suffix(".snap.new"));
            let place = name.and_then(|name| Self::new(folder, name).ok());
            if let Some(place) = place.filter(|place| is_ours(&place.pending())) {
                places.push(place);
            }
        }
        places.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(places)
    }

    /// The snapshot's name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The file of what was agreed to.
    pub(super) fn agreed(&self) -> PathBuf {
        self.folder.join(format!("{}.snap", self.name))
    }

    /// The file of what waits to be looked at.
    pub(super) fn pending(&self) -> PathBuf {
        self.folder.join(format!("{}.snap.new", self.name))
    }

    /// Writes what a snapshot holds to one of its files.
    pub(super) fn write(&self, file: &Path, contents: &str) -> Result<(), String> {
        // The name and not the command, whose words may hold a secret, and are others on another machine.
        let head = format!("source: {SOURCE}\nexpression: {}", plain_or_quoted(&self.name));
        let text = format!("---\n{head}\n---\n{}\n", contents.trim_end());
        std::fs::create_dir_all(&self.folder)
            .and_then(|()| std::fs::write(file, text))
            .map_err(|error| format!("failed to write {}: {error}", file.display()))
    }

    /// Agrees to what waits.
    pub(super) fn accept(&self) -> Result<(), String> {
        std::fs::rename(self.pending(), self.agreed())
            .map_err(|error| format!("failed to rename {}: {error}", self.pending().display()))
    }

    /// Throws away what waits, if anything does.
    pub(super) fn reject(&self) -> Result<(), String> {
        match std::fs::remove_file(self.pending()) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(format!("failed to delete {}: {error}", self.pending().display()))
            }
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

/// What a file of a snapshot holds, without its head; none where there is no such file.
pub(super) fn read(file: &Path) -> Result<Option<String>, String> {
    let failed = |error: &dyn std::fmt::Display| format!("failed to read {}: {error}", file.display());
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text.replace("\r\n", "\n"),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(&error)),
    };
    let (_, contents) =
        parts(&text).ok_or_else(|| failed(&"it does not begin with a head between two lines `---`"))?;
    Ok(Some(contents.trim_end().to_owned()))
}

/// A name as YAML and insta write it: plain, unless it would be read as something else.
fn plain_or_quoted(name: &str) -> String {
    let is_text = serde_saphyr::from_str::<serde_json::Value>(name).is_ok_and(|value| value.is_string());
    if is_text { name.to_owned() } else { format!("{name:?}") }
}

/// The head of a file and its contents.
fn parts(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix("---\n")?.split_once("\n---\n")
}

/// Whether a file is a snapshot of ours.
fn is_ours(file: &Path) -> bool {
    let text = std::fs::read_to_string(file).unwrap_or_default().replace("\r\n", "\n");
    let head = parts(&text).and_then(|(head, _)| serde_saphyr::from_str::<Head>(head).ok());
    head.and_then(|head| head.source).as_deref() == Some(SOURCE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_command(words: &[&str]) -> Result<String, String> {
        let words: Vec<OsString> = words.iter().map(OsString::from).collect();
        Place::of_command(Path::new("snapshots"), &words).map(|place| place.name)
    }

    #[test]
    fn a_snapshot_is_named_after_the_words_of_its_command() {
        assert_eq!(
            of_command(&["/usr/bin/python3", "-m", "my.client"]).as_deref(),
            Ok("python3-m-my-client")
        );
        assert_eq!(of_command(&["./client"]).as_deref(), Ok("client"));
        for words in [&["sh", "-c", &"x".repeat(60)][..], &["…"][..], &[][..]] {
            assert!(of_command(words).expect_err("no name").contains("--name"), "{words:?}");
        }
    }

    #[test]
    fn a_name_stays_in_its_folder() {
        for name in ["", "../a", "a/b", ".hidden", "a b"] {
            assert!(Place::new(Path::new("."), name).is_err(), "{name}");
        }
        assert!(Place::new(Path::new("."), "a-b_c.1").is_ok());
    }

    #[test]
    fn a_name_that_would_be_no_text_is_quoted() {
        assert_eq!(
            ["buy-1", "true", "7", "1.5"].map(plain_or_quoted),
            ["buy-1", "\"true\"", "\"7\"", "\"1.5\""]
        );
    }

    #[test]
    fn a_head_that_others_write_is_read() {
        let text =
            "---\nsource: a/b.rs\nassertion_line: 7\nexpression: \"x\"\ninfo:\n  a: 1\n---\n### a\n---\nb\n";
        assert_eq!(parts(text).map(|(_, contents)| contents), Some("### a\n---\nb\n"));
        assert_eq!(parts("no head"), None);
    }
}
