//! `--save`: keeps the default world in a file, after changes at most once a second, and at the end.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Weak};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::tenancy::{Found, Tenancy, Tenant};
use crate::world::{DEFAULT_WORLD, Snapshot};

/// How long a change may wait until it is saved.
const EVERY: Duration = Duration::from_secs(1);

/// A thread that saves.
#[derive(Debug)]
pub struct Saver {
    stop: Sender<()>,
    thread: JoinHandle<Result<(), String>>,
}

impl Saver {
    /// Starts to save; an error says why the file could not be written.
    pub fn start(tenancy: Arc<Tenancy>, path: PathBuf) -> Result<Self, String> {
        // What cannot be written is better known now than after an hour's work.
        let beside = beside(&path);
        std::fs::File::create(&beside)
            .and_then(|_| std::fs::remove_file(&beside))
            .map_err(|error| failed(&beside, &error))?;
        let (stop, stopped) = mpsc::channel();
        let mut saving = Saving { tenancy, path, saved: None };
        // Before the thread runs: a change that comes before it does is one that is not saved yet.
        saving.saved = saving.now().map(|(tenant, snapshot)| (Arc::downgrade(&tenant), snapshot.changes()));
        let work = move || {
            while stopped.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
                if let Err(error) = saving.save(false) {
                    let _ = writeln!(std::io::stderr(), "testline-emulator: {error}");
                }
            }
            saving.save(true)
        };
        let thread = std::thread::Builder::new().name("testline-save".to_owned());
        let thread = thread.spawn(work).map_err(|error| format!("failed to start to save: {error}"))?;
        Ok(Self { stop, thread })
    }

    /// Saves a last time and stops.
    pub fn finish(self) -> Result<(), String> {
        drop(self.stop);
        self.thread.join().unwrap_or_else(|_| Err("failed to save: the saving thread panicked".to_owned()))
    }
}

struct Saving {
    tenancy: Arc<Tenancy>,
    path: PathBuf,
    /// Of which world what was saved last.
    saved: Option<(Weak<Tenant>, u64)>,
}

impl Saving {
    fn now(&self) -> Option<(Arc<Tenant>, Snapshot)> {
        let Found::World(tenant) = self.tenancy.get(DEFAULT_WORLD) else { return None };
        let snapshot = tenant.lock().snapshot();
        Some((tenant, snapshot))
    }

    /// Saves what has changed, or whatever there is.
    fn save(&mut self, always: bool) -> Result<(), String> {
        let Some((tenant, snapshot)) = self.now() else { return Ok(()) };
        let same = |(world, changes): &(Weak<Tenant>, u64)| {
            *changes == snapshot.changes() && std::ptr::eq(world.as_ptr(), Arc::as_ptr(&tenant))
        };
        if always || !self.saved.as_ref().is_some_and(same) {
            write(&self.path, &snapshot.export().to_yaml())?;
            self.saved = Some((Arc::downgrade(&tenant), snapshot.changes()));
        }
        Ok(())
    }
}

/// Writes to a file beside the one that is wanted and renames it, so that nobody reads half a world.
fn write(path: &Path, text: &str) -> Result<(), String> {
    let beside = beside(path);
    std::fs::File::create(&beside)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&beside, path))
        .map_err(|error| failed(path, &error))
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    PathBuf::from(name)
}

fn failed(path: &Path, error: &std::io::Error) -> String {
    format!("failed to write {}: {error}", path.display())
}
