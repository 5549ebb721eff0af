//! The line to a live vendor: its pace, its budget, and repeats where they are harmless.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use testline_emulator::http::Request;

use super::pace::{Pace, pause};
use super::retry_after::retry_after;
use super::target_file::{Budget, Rate};
use crate::runner::Stop;
use crate::target::{Client, Response, Unanswered};

/// How often a request is sent at most.
const ATTEMPTS: u32 = 5;

/// The longest time that a vendor's wish to wait is followed.
const PATIENCE: Duration = Duration::from_secs(60);

/// The wait before the first repeat where the vendor names none; it doubles.
const FIRST_WAIT: Duration = Duration::from_millis(500);

/// Whether a request may be sent again after an answer that leaves open what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// It changes nothing, or the same a second time.
    Harmless,
    /// It might act twice.
    Never,
}

/// The line to one vendor.
#[derive(Debug)]
pub(crate) struct Link {
    client: Client,
    base: String,
    pace: Pace,
    budget: Budget,
    requests: AtomicU32,
    changes: AtomicU32,
}

impl Link {
    pub(crate) fn new(client: Client, base: &str, rate: Rate, budget: Budget) -> Self {
        let (requests, changes) = (AtomicU32::new(0), AtomicU32::new(0));
        Self { client, base: base.to_owned(), pace: Pace::new(rate), budget, requests, changes }
    }

    /// Where the vendor answers.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// Says so where the budget does not reach for so many requests and changes more. What puts things back is never
    /// held up by it.
    pub(crate) fn affords(&self, requests: u32, changes: u32) -> Result<(), Unanswered> {
        let within = |most: Option<u32>, used: &AtomicU32, more: u32, what: &str| match most {
            Some(most) if used.load(Ordering::Relaxed).saturating_add(more) > most => {
                Err(Unanswered::Unable(format!("the target file's budget of {most} {what} is used up")))
            }
            Some(_) | None => Ok(()),
        };
        within(self.budget.requests, &self.requests, requests, "requests")?;
        within(self.budget.changes, &self.changes, changes, "changes")
    }

    /// Counts a change.
    pub(crate) fn count_change(&self) {
        self.changes.fetch_add(1, Ordering::Relaxed);
    }

    /// Sends a request. A 429 says that nothing was done, and so is always tried again when its time has come.
    pub(crate) async fn send(
        &self,
        request: &Request,
        repeat: Repeat,
        stop: Option<&Stop>,
    ) -> Result<Response, Unanswered> {
        let mut wait = FIRST_WAIT;
        for attempt in 1..=ATTEMPTS {
            self.turn(1, stop).await?;
            let sent = self.client.send(&self.base, request).await;
            let status = sent.as_ref().map_or(0, |response| response.reply.status.as_u16());
            let again = match status {
                429 => true,
                0 | 502..=504 => repeat == Repeat::Harmless,
                _ => false,
            };
            let wished = sent.as_ref().ok().and_then(|response| retry_after(&response.reply));
            if !again || (attempt == ATTEMPTS && status != 429) {
                return sent;
            }
            let time = wished.unwrap_or(wait);
            if attempt == ATTEMPTS || time > PATIENCE {
                return Err(Unanswered::Unreachable(format!(
                    "go on at {}: it answered 429 and wants {} s of rest; lower `rate-limit` in the target file",
                    self.base,
                    time.as_secs()
                )));
            }
            if !pause(time, stop).await {
                return Err(stopped());
            }
            wait *= 2;
        }
        Err(stopped())
    }

    /// Sends requests at once, each one time.
    pub(crate) async fn send_all(
        &self,
        requests: &[Request],
        stop: Option<&Stop>,
    ) -> Result<Vec<Response>, Unanswered> {
        let count = u32::try_from(requests.len()).unwrap_or(u32::MAX);
        if count > self.pace.at_once() {
            return Err(Unanswered::Unable(format!(
                "it sends {count} requests at once and the target file's rate limit allows {}",
                self.pace.at_once()
            )));
        }
        self.turn(count, stop).await?;
        crate::target::at_once(&self.client, &self.base, requests).await
    }

    async fn turn(&self, requests: u32, stop: Option<&Stop>) -> Result<(), Unanswered> {
        self.requests.fetch_add(requests, Ordering::Relaxed);
        if self.pace.turn(requests, stop).await { Ok(()) } else { Err(stopped()) }
    }
}

fn stopped() -> Unanswered {
    Unanswered::Unable("the run was stopped".to_owned())
}
