//! The write-ahead ledger: before a request that changes something goes out, what undoes it is on disk.
//!
//! A ledger is a file of JSON lines that only its owner can read. While its run lives the file is locked; a run that
//! was killed leaves it, and `cleanup` carries out what stands open in it. It holds no credentials: these come from
//! the target file's variables again.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::alias::RunId;
use super::ledger_folder::{make_folder, only_for_its_owner};
use super::resource::{Kind, Settings, Thing};

/// One line of a ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) enum Line {
    /// The first line: whose ledger it is.
    Run { run: String, target: PathBuf },
    /// A thing is about to be changed and was so before.
    Restore { n: u32, scenario: String, operation: String, thing: Thing, to: Settings },
    /// A thing is about to be made.
    Make { n: u32, scenario: String, operation: String, kind: Kind, set: String, name: Option<String> },
    /// What was made has this id.
    Made { n: u32, id: String },
    /// An entry is undone, or there was nothing to undo.
    Done { n: u32 },
}

/// Something that is not undone yet.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Open {
    pub(crate) n: u32,
    pub(crate) scenario: String,
    pub(crate) operation: String,
    pub(crate) undo: Undo,
}

/// What undoes something.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Undo {
    /// The thing gets these settings again.
    Restore { thing: Thing, to: Settings },
    /// What was made goes: the thing of this id or, where no id came back, of this name.
    Remove { kind: Kind, set: String, id: Option<String>, name: Option<String> },
}

/// A ledger on disk, locked by this process.
#[derive(Debug)]
pub(crate) struct Ledger {
    path: PathBuf,
    file: File,
    lines: Vec<Line>,
}

impl Ledger {
    /// Begins the ledger of a run in a folder.
    pub(crate) fn begin(folder: &Path, run: &str, target: &Path) -> io::Result<Self> {
        make_folder(folder)?;
        let path = folder.join(format!("{run}.jsonl"));
        let mut options = OpenOptions::new();
        options.create_new(true).append(true);
        only_for_its_owner(&mut options);
        let file = options.open(&path)?;
        file.try_lock().map_err(io::Error::from)?;
        // The folder's entry must last as long as the file.
        File::open(folder)?.sync_all()?;
        let mut ledger = Self { path, file, lines: Vec::new() };
        let target = target.canonicalize().unwrap_or_else(|_| target.to_owned());
        ledger.write(Line::Run { run: run.to_owned(), target })?;
        Ok(ledger)
    }

    /// Opens a ledger that a run left; none where its run still lives.
    pub(crate) fn open(path: &Path) -> io::Result<Option<Self>> {
        let mut file = OpenOptions::new().read(true).append(true).open(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => return Ok(None),
            Err(std::fs::TryLockError::Error(error)) => return Err(error),
        }
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        // A line that was cut was never followed by its request.
        let whole = text.rfind('\n').map_or(0, |at| at + 1);
        if whole < text.len() {
            file.set_len(u64::try_from(whole).unwrap_or(u64::MAX))?;
            text.truncate(whole);
        }
        let mut lines = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let line = serde_json::from_str(line).map_err(|error| {
                let message = format!("line {} is no line of a ledger: {error}", at + 1);
                io::Error::new(io::ErrorKind::InvalidData, message)
            })?;
            lines.push(line);
        }
        Ok(Some(Self { path: path.to_owned(), file, lines }))
    }

    /// Adds a line, which is on disk when this returns.
    pub(crate) fn write(&mut self, line: Line) -> io::Result<()> {
        let mut text = serde_json::to_string(&line)?;
        text.push('\n');
        self.file.write_all(text.as_bytes())?;
        self.file.sync_data()?;
        self.lines.push(line);
        Ok(())
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The target file of its run.
    pub(crate) fn target(&self) -> Option<&Path> {
        match self.lines.first() {
            Some(Line::Run { target, .. }) => Some(target),
            Some(Line::Restore { .. } | Line::Make { .. } | Line::Made { .. } | Line::Done { .. }) | None => {
                None
            }
        }
    }

    /// What the names begin with that its run gave.
    pub(crate) fn prefix(&self) -> Option<String> {
        match self.lines.first() {
            Some(Line::Run { run, .. }) => Some(RunId::of(run).prefix()),
            Some(Line::Restore { .. } | Line::Make { .. } | Line::Made { .. } | Line::Done { .. }) | None => {
                None
            }
        }
    }

    /// The target file of a run that may still live.
    pub(crate) fn target_of(path: &Path) -> Option<PathBuf> {
        let text = std::fs::read_to_string(path).ok()?;
        match serde_json::from_str(text.lines().next()?).ok()? {
            Line::Run { target, .. } => Some(target),
            Line::Restore { .. } | Line::Make { .. } | Line::Made { .. } | Line::Done { .. } => None,
        }
    }

    /// The number of the next entry.
    pub(crate) fn next(&self) -> u32 {
        let numbers = self.lines.iter().map(|line| match line {
            Line::Run { .. } => 0,
            Line::Restore { n, .. } | Line::Make { n, .. } | Line::Made { n, .. } | Line::Done { n } => *n,
        });
        numbers.max().unwrap_or(0) + 1
    }

    /// What is not undone yet, the latest first.
    pub(crate) fn open_entries(&self) -> Vec<Open> {
        let mut open: Vec<Open> = Vec::new();
        for line in &self.lines {
            match line.clone() {
                Line::Run { .. } => {}
                Line::Restore { n, scenario, operation, thing, to } => {
                    open.push(Open { n, scenario, operation, undo: Undo::Restore { thing, to } });
                }
                Line::Make { n, scenario, operation, kind, set, name } => {
                    open.push(Open {
                        n,
                        scenario,
                        operation,
                        undo: Undo::Remove { kind, set, id: None, name },
                    });
                }
                Line::Made { n, id } => {
                    for entry in open.iter_mut().filter(|entry| entry.n == n) {
                        if let Undo::Remove { id: held, .. } = &mut entry.undo {
                            *held = Some(id.clone());
                        }
                    }
                }
                Line::Done { n } => open.retain(|entry| entry.n != n),
            }
        }
        open.reverse();
        open
    }

    /// Everything that the run made, undone or not.
    pub(crate) fn kinds_made(&self) -> Vec<(Kind, String)> {
        let mut made: Vec<(Kind, String)> = Vec::new();
        for line in &self.lines {
            if let Line::Make { kind, set, name: Some(_), .. } = line
                && !made.contains(&(*kind, set.clone()))
            {
                made.push((*kind, set.clone()));
            }
        }
        made
    }

    /// Removes the file: nothing stands open in it.
    pub(crate) fn end(self) -> io::Result<()> {
        std::fs::remove_file(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::super::ledger_folder::ledgers;
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("testline-ledger-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        folder
    }

    fn restore(n: u32) -> Line {
        let thing = Thing { kind: Kind::Number, id: "+1".to_owned(), set: "first".to_owned() };
        let (scenario, operation) = ("a/b/c".to_owned(), "assign".to_owned());
        Line::Restore { n, scenario, operation, thing, to: Settings::new() }
    }

    #[test]
    fn what_a_killed_run_left_open_is_read_back() {
        let folder = folder("left");
        let mut ledger = Ledger::begin(&folder, "r", Path::new("t.yaml")).expect("a folder to write in");
        for line in [restore(1), restore(2), Line::Done { n: 1 }] {
            ledger.write(line).expect("it is written");
        }
        assert!(Ledger::open(ledger.path()).expect("it is there").is_none(), "its run still lives");
        let path = ledger.path().to_owned();
        drop(ledger);
        std::fs::OpenOptions::new()
            .append(true)
            .open(&path)
            .and_then(|mut file| file.write_all(b"{\"done\":{\"n\""))
            .expect("a line is cut");
        for _ in 0..2 {
            let again = Ledger::open(&path).expect("it reads").expect("nobody has it");
            assert_eq!(again.open_entries().iter().map(|entry| entry.n).collect::<Vec<_>>(), [2]);
            assert_eq!(again.next(), 3);
        }
        let _ = std::fs::remove_dir_all(&folder);
    }

    #[test]
    fn what_was_made_goes_by_its_id_once_it_has_one() {
        let folder = folder("made");
        let mut ledger = Ledger::begin(&folder, "r", Path::new("t.yaml")).expect("a folder to write in");
        let make = Line::Make {
            n: 1,
            scenario: String::new(),
            operation: "create-trunk".to_owned(),
            kind: Kind::Trunk,
            set: "first".to_owned(),
            name: Some("testline-x".to_owned()),
        };
        ledger.write(make).expect("it is written");
        ledger.write(Line::Made { n: 1, id: "t1".to_owned() }).expect("it is written");
        let Undo::Remove { id, .. } = &ledger.open_entries()[0].undo else { panic!("it was made") };
        assert_eq!(id.as_deref(), Some("t1"));
        ledger.end().expect("it is removed");
        assert!(ledgers(&folder).expect("the folder is there").is_empty());
        let _ = std::fs::remove_dir_all(&folder);
    }

    #[cfg(unix)]
    #[test]
    fn only_its_owner_can_read_a_ledger() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = folder("mode");
        let ledger = Ledger::begin(&folder, "r", Path::new("t.yaml")).expect("a folder to write in");
        let mode = std::fs::metadata(ledger.path()).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let _ = std::fs::remove_dir_all(&folder);
    }
}
