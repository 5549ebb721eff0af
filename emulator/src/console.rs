//! Lines for the console, gathered and written by a thread of their own: no request waits for a console, and many lines
//! go out in one piece.

use std::io::Write as _;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// How long lines are gathered before they are written.
const GATHER: Duration = Duration::from_millis(5);
/// How many bytes are written without gathering more.
const PIECE: usize = 64 * 1024;
/// How many bytes may wait; whoever has more to say waits until there is room, so that no line is lost.
const MOST: usize = 1024 * 1024;

/// A console that is written to by a thread. What it has taken is written before it is gone.
#[derive(Debug)]
pub(crate) struct Console {
    shared: Arc<Shared>,
    /// None where there can be no thread.
    writer: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    /// There is something to write, or the end.
    more: Condvar,
    /// Something has been written.
    written: Condvar,
}

#[derive(Debug, Default)]
struct Waiting {
    text: Vec<u8>,
    /// Whether the thread is writing what it took.
    writing: bool,
    /// Whether somebody waits until all is written.
    hurry: bool,
    ended: bool,
}

impl Console {
    /// A console on standard error.
    pub(crate) fn standard_error() -> Self {
        // A console that is gone is no reason to fail.
        Self::new(|text| drop(std::io::stderr().write_all(text)))
    }

    fn new(write: impl FnMut(&[u8]) + Send + 'static) -> Self {
        let shared = Arc::new(Shared::default());
        let of_thread = Arc::clone(&shared);
        let thread = std::thread::Builder::new().name("testline-console".to_owned());
        let writer = thread.spawn(move || of_thread.write(write)).ok();
        Self { shared, writer }
    }

    /// Takes a line, which ends with a line feed.
    pub(crate) fn take(&self, line: &[u8]) {
        if self.writer.is_none() {
            let _ = std::io::stderr().write_all(line);
            return;
        }
        let full = |waiting: &mut Waiting| waiting.text.len() > MOST;
        let mut waiting = self.shared.lock();
        if full(&mut waiting) {
            waiting = wait(self.shared.written.wait_while(waiting, full));
        }
        let before = waiting.text.len();
        waiting.text.extend_from_slice(line);
        let wake = before == 0 || before < PIECE && waiting.text.len() >= PIECE;
        drop(waiting);
        if wake {
            self.shared.more.notify_one();
        }
    }

    /// Returns once all that was taken is written.
    pub(crate) fn flush(&self) {
        if self.writer.is_none() {
            return;
        }
        let mut waiting = self.shared.lock();
        waiting.hurry = true;
        self.shared.more.notify_one();
        drop(wait(
            self.shared.written.wait_while(waiting, |waiting| waiting.writing || !waiting.text.is_empty()),
        ));
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        self.shared.lock().ended = true;
        self.shared.more.notify_one();
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        wait(self.waiting.lock())
    }

    /// Writes what is taken until the end.
    fn write(&self, mut write: impl FnMut(&[u8])) {
        let mut text = Vec::new();
        let mut waiting = self.lock();
        loop {
            waiting =
                wait(self.more.wait_while(waiting, |waiting| waiting.text.is_empty() && !waiting.ended));
            if waiting.text.is_empty() {
                return;
            }
            let gathers =
                |waiting: &mut Waiting| waiting.text.len() < PIECE && !waiting.ended && !waiting.hurry;
            waiting = match self.more.wait_timeout_while(waiting, GATHER, gathers) {
                Ok((waiting, _)) => waiting,
                Err(poisoned) => poisoned.into_inner().0,
            };
            std::mem::swap(&mut text, &mut waiting.text);
            (waiting.writing, waiting.hurry) = (true, false);
            drop(waiting);
            write(&text);
            text.clear();
            waiting = self.lock();
            waiting.writing = false;
            self.written.notify_all();
        }
    }
}

/// What is behind a lock; nothing that is done under it can panic half-way.
fn wait<T>(locked: Result<T, PoisonError<T>>) -> T {
    locked.unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A console that writes into a list of pieces.
    fn into_pieces() -> (Console, Arc<Mutex<Vec<Vec<u8>>>>) {
        let pieces = Arc::new(Mutex::new(Vec::new()));
        let written = Arc::clone(&pieces);
        (Console::new(move |text| written.lock().expect("no panic").push(text.to_vec())), pieces)
    }

    fn text(pieces: &Mutex<Vec<Vec<u8>>>) -> String {
        String::from_utf8(pieces.lock().expect("no panic").concat()).expect("lines are text")
    }

    #[test]
    fn what_was_taken_is_written_before_a_flush_returns_and_before_it_is_gone() {
        let (console, pieces) = into_pieces();
        console.take(b"a\n");
        console.take(b"b\n");
        console.flush();
        assert_eq!(text(&pieces), "a\nb\n");
        console.flush();
        console.take(b"c\n");
        drop(console);
        assert_eq!(text(&pieces), "a\nb\nc\n");
    }

    #[test]
    fn no_line_is_lost_or_torn_where_many_threads_have_more_to_say_than_may_wait() {
        let (console, pieces) = into_pieces();
        let line = |thread: usize, nth: usize| format!("{thread} {nth:05} {}\n", "x".repeat(200));
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let console = &console;
                scope.spawn(move || (0..5_000).for_each(|nth| console.take(line(thread, nth).as_bytes())));
            }
        });
        drop(console);
        let text = text(&pieces);
        for thread in 0..4 {
            let said = text.lines().filter(|line| line.starts_with(&format!("{thread} ")));
            assert!(
                said.eq((0..5_000)
                    .map(|nth| line(thread, nth))
                    .collect::<Vec<_>>()
                    .iter()
                    .map(|line| line.trim_end()))
            );
        }
    }
}
