//! What worlds leave behind: the clauses that they have met, and memory that takes a while to give back.

use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use crate::world::Coverage;

/// Where worlds go that nobody uses any more.
#[derive(Debug, Default)]
pub(super) struct Remains {
    /// A thread that drops what it is sent; it ends with the last that could send.
    dropping: OnceLock<Option<Sender<Box<dyn Send>>>>,
    coverage: Mutex<Coverage>,
}

impl Remains {
    /// Drops something where nobody waits for it: a million records take a while to drop.
    pub(super) fn drop_later(&self, left: impl Send + 'static) {
        let sender = self.dropping.get_or_init(|| {
            let (sender, sent) = channel::<Box<dyn Send>>();
            let thread = std::thread::Builder::new().name("testline-drop".to_owned());
            thread.spawn(move || sent.into_iter().for_each(drop)).ok().map(|_| sender)
        });
        // Without a thread it is dropped here.
        if let Some(sender) = sender {
            let _ = sender.send(Box::new(left));
        }
    }

    /// Remembers what a world that goes has met.
    pub(super) fn keep(&self, coverage: &Coverage) {
        self.lock().add(coverage);
    }

    /// What worlds that are gone have met.
    pub(super) fn coverage(&self) -> Coverage {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Coverage> {
        self.coverage.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::*;

    /// Says on which thread it was dropped.
    struct Told(mpsc::Sender<Option<String>>);

    impl Drop for Told {
        fn drop(&mut self) {
            let _ = self.0.send(std::thread::current().name().map(str::to_owned));
        }
    }

    #[test]
    fn what_is_left_is_dropped_on_a_thread_of_its_own() {
        let (tell, told) = mpsc::channel();
        Remains::default().drop_later(Told(tell));
        let thread = told.recv_timeout(Duration::from_secs(10)).expect("it is dropped");
        assert_eq!(thread.as_deref(), Some("testline-drop"));
    }
}
