//! Asking no more often than the target file allows.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::sync::Mutex;

use super::target_file::Rate;
use crate::runner::Stop;
use crate::shell::{Stopwatch, wait};

/// The longest that is waited before somebody who wants to stop is looked for.
const SLICE: Duration = Duration::from_millis(100);

/// When the last requests were sent.
#[derive(Debug)]
pub(crate) struct Pace {
    rate: Rate,
    sent: Mutex<VecDeque<Stopwatch>>,
}

impl Pace {
    pub(crate) fn new(rate: Rate) -> Self {
        Self { rate, sent: Mutex::new(VecDeque::new()) }
    }

    /// How many requests may be sent at once.
    pub(crate) const fn at_once(&self) -> u32 {
        self.rate.requests
    }

    /// Waits until so many requests may be sent, at most [`Self::at_once`] of them; false where the run was stopped.
    pub(crate) async fn turn(&self, requests: u32, stop: Option<&Stop>) -> bool {
        let most = usize::try_from(self.rate.requests.max(requests)).unwrap_or(usize::MAX);
        let mut sent = self.sent.lock().await;
        loop {
            while sent.front().is_some_and(|watch| watch.elapsed() >= self.rate.per) {
                sent.pop_front();
            }
            if sent.len() + usize::try_from(requests).unwrap_or(usize::MAX) <= most {
                sent.extend((0..requests).map(|_| Stopwatch::start()));
                return true;
            }
            let left = sent.front().map_or(SLICE, |watch| self.rate.per.saturating_sub(watch.elapsed()));
            if !pause(left, stop).await {
                return false;
            }
        }
    }
}

/// Waits; false where the run was stopped meanwhile.
pub(crate) async fn pause(time: Duration, stop: Option<&Stop>) -> bool {
    let mut left = time;
    loop {
        if stop.is_some_and(Stop::is_asked) {
            return false;
        }
        if left.is_zero() {
            return true;
        }
        let slice = left.min(SLICE);
        wait(slice).await;
        left = left.saturating_sub(slice);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn no_more_is_sent_than_the_rate_allows() {
        let per = Duration::from_millis(40);
        let pace = Pace::new(Rate { requests: 2, per });
        let watch = Stopwatch::start();
        for _ in 0..5 {
            assert!(pace.turn(1, None).await);
        }
        assert!(watch.elapsed() >= per * 2, "{:?}", watch.elapsed());
    }

    #[tokio::test]
    async fn somebody_who_wants_to_stop_does_not_wait() {
        let pace = Pace::new(Rate { requests: 1, per: Duration::from_secs(3600) });
        let stop = Stop::default();
        stop.ask();
        assert!(pace.turn(1, Some(&stop)).await);
        assert!(!pace.turn(1, Some(&stop)).await);
    }
}
