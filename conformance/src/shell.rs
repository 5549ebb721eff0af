//! The one place where wall time enters: how long a run took, which day it is, and waiting between two polls.

use std::time::{Duration, Instant};

/// Measures how long something takes.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    #[expect(
        clippy::disallowed_methods,
        reason = "the shell measures; nothing that is compared depends on it"
    )]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since the start.
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}

/// Waits between two polls of a target that has its own time.
#[expect(
    clippy::disallowed_methods,
    reason = "a target at a URL changes in its own time; worlds in process never wait"
)]
pub async fn wait(time: Duration) {
    tokio::time::sleep(time).await;
}

/// The day on which something was seen, in UTC.
#[expect(clippy::disallowed_methods, reason = "evidence is dated; nothing that is compared depends on it")]
pub fn today() -> jiff::civil::Date {
    jiff::tz::TimeZone::UTC.to_datetime(jiff::Timestamp::now()).date()
}

/// The time now, by the machine's clock.
#[expect(
    clippy::disallowed_methods,
    reason = "a live target has its own time; worlds in process have a clock of their own"
)]
pub fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

/// A variable of the environment that a target file names; clap cannot know its name.
#[expect(
    clippy::disallowed_methods,
    reason = "credentials of live targets come from variables that the target file names"
)]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
