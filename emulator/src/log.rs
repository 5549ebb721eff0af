//! The console: one line a request, as text or as JSON, on standard error.

use std::io::{IsTerminal as _, Write as _};
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use crate::contract::Clause;
use crate::http::{Reply, Request};
use crate::tenancy::Owner;
use crate::world::Outcome;

/// How requests are logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Log {
    /// Not at all.
    Off,
    /// One line of text each; refusals say why.
    Text {
        /// Whether the status is coloured.
        colour: bool,
    },
    /// One JSON object a line.
    Json,
}

impl Log {
    /// Text, coloured where standard error is a terminal and `NO_COLOR` is not set.
    pub fn text(no_colour: bool) -> Self {
        Self::Text { colour: !no_colour && std::io::stderr().is_terminal() }
    }

    /// Writes one line.
    pub(crate) fn line(self, line: &Line<'_>) {
        let text = match self {
            Self::Off => return,
            Self::Text { colour } => line.text(colour),
            Self::Json => serde_json::to_string(line).unwrap_or_default(),
        };
        // A console that is gone is no reason to fail a request.
        let _ = writeln!(std::io::stderr().lock(), "{text}");
    }
}

/// What the console says of one request.
#[derive(Debug, Serialize)]
pub(crate) struct Line<'a> {
    at: Timestamp,
    vendor: Option<&'static str>,
    method: &'a str,
    path: &'a str,
    status: u16,
    clause: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<&'a str>,
    micros: u128,
}

impl<'a> Line<'a> {
    pub(crate) fn new(
        at: Timestamp,
        owner: &Owner,
        request: &'a Request,
        outcome: &'a Result<Outcome, (Clause, Reply)>,
        took: Duration,
    ) -> Self {
        let (status, clause, because) = match outcome {
            Ok(outcome) => (outcome.reply.status, outcome.clause, outcome.because.as_deref()),
            Err((clause, reply)) => (reply.status, *clause, None),
        };
        Self {
            at,
            vendor: owner.vendor.map(crate::vendors::Vendor::name),
            method: request.method.as_str(),
            path: request.path(),
            status: status.as_u16(),
            clause: clause.id(),
            because,
            micros: took.as_micros(),
        }
    }

    fn text(&self, colour: bool) -> String {
        let time = self.at.strftime("%H:%M:%S%.3f");
        let vendor = self.vendor.unwrap_or("-");
        let paint = match (colour, self.status) {
            (false, _) => ("", ""),
            (true, ..400) => ("\x1b[32m", "\x1b[0m"),
            (true, ..500) => ("\x1b[33m", "\x1b[0m"),
            (true, _) => ("\x1b[31m", "\x1b[0m"),
        };
        let why = self.because.map(|because| format!(" · {because}")).unwrap_or_default();
        format!(
            "{time} {vendor:<8} {:<6} {} {}{}{} {} {} µs{why}",
            self.method, self.path, paint.0, self.status, paint.1, self.clause, self.micros
        )
    }
}
