//! One line that says how far a run is, on a terminal; nothing elsewhere.

use std::io::Write;

use crate::runner::{End, Event};

/// The line, redrawn in place.
#[derive(Debug)]
pub struct Progress<W> {
    out: Option<W>,
    total: usize,
    done: usize,
    failed: usize,
}

impl<W: Write> Progress<W> {
    /// Progress of so many scenarios; `out` is none where nobody watches.
    pub const fn new(out: Option<W>, total: usize) -> Self {
        Self { out, total, done: 0, failed: 0 }
    }

    /// Shows what happened.
    pub fn tell(&mut self, event: Event<'_>) {
        let Event::Ended(run) = event;
        self.done += 1;
        self.failed += usize::from(matches!(run.end, End::Failed(_) | End::Broken(_)));
        if let Some(out) = &mut self.out {
            // Progress that cannot be shown is no reason to stop.
            let _ = write!(out, "\r{}/{} scenarios, {} failed\u{1b}[K", self.done, self.total, self.failed);
            let _ = out.flush();
        }
    }

    /// Takes the line away.
    pub fn clear(&mut self) {
        if let Some(out) = &mut self.out {
            let _ = write!(out, "\r\u{1b}[K");
            let _ = out.flush();
        }
    }
}
