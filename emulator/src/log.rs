//! The console: one line a request, as text or as JSON, on standard error.

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use crate::http::Request;
use crate::tenancy::Owner;
use crate::world::Outcome;

/// How long a line is as a rule, without its path.
const ROOM: usize = 160;

/// How requests are logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Log {
    /// Not at all.
    Off,
    /// No request, but why a connection came to nothing.
    Notes,
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

    /// Writes a line of prose, such as why a connection came to nothing.
    #[cfg(feature = "tls")]
    pub(crate) fn note(self, text: &str) {
        let text = match self {
            Self::Off => return,
            Self::Notes | Self::Text { .. } => format!("testline-emulator: {text}"),
            Self::Json => serde_json::json!({"note": text}).to_string(),
        };
        let _ = std::io::Write::write_fmt(&mut std::io::stderr().lock(), format_args!("{text}\n"));
    }

    /// Whether requests are logged.
    pub(crate) const fn has_lines(self) -> bool {
        matches!(self, Self::Text { .. } | Self::Json)
    }

    /// What is written of one request: a line with its end.
    pub(crate) fn line(self, line: &Line<'_>) -> Vec<u8> {
        let mut text = match self {
            Self::Off | Self::Notes => return Vec::new(),
            Self::Text { colour } => line.text(colour).into_bytes(),
            Self::Json => serde_json::to_vec(line).unwrap_or_default(),
        };
        text.push(b'\n');
        text
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
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    did: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    unread: &'a [String],
    micros: u64,
}

impl<'a> Line<'a> {
    pub(crate) fn new(
        at: Timestamp,
        owner: &Owner,
        request: &'a Request,
        outcome: &'a Outcome,
        took: Duration,
    ) -> Self {
        Self {
            at,
            vendor: owner.vendor.map(crate::vendors::Vendor::name),
            method: request.method.as_str(),
            path: request.path(),
            status: outcome.reply.status.as_u16(),
            clause: outcome.clause.id(),
            because: outcome.because.as_deref(),
            fault: outcome.fault.as_deref(),
            did: outcome.did.as_deref(),
            unread: &outcome.unread,
            micros: u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        }
    }

    fn text(&self, colour: bool) -> String {
        let paint = match (colour, self.status) {
            (false, _) => ("", ""),
            (true, ..400) => ("\x1b[32m", "\x1b[0m"),
            (true, ..500) => ("\x1b[33m", "\x1b[0m"),
            (true, _) => ("\x1b[31m", "\x1b[0m"),
        };
        let mut text = String::with_capacity(ROOM + self.path.len());
        self.time(&mut text);
        // Piece by piece, since a format string costs more. Nothing can go wrong in writing to a text.
        const SPACES: &str = "        ";
        for (word, width) in [(self.vendor.unwrap_or("-"), 8_usize), (self.method, 6)] {
            text.push(' ');
            text.push_str(word);
            text.push_str(&SPACES[..width.saturating_sub(word.len())]);
        }
        for piece in [" ", self.path, " ", paint.0] {
            text.push_str(piece);
        }
        text.push_str(itoa::Buffer::new().format(self.status));
        for piece in [paint.1, " ", self.clause, " "] {
            text.push_str(piece);
        }
        text.push_str(itoa::Buffer::new().format(self.micros));
        text.push_str(" µs");
        let said = text.len();
        if let Some(because) = self.because {
            let _ = write!(text, " · {because}");
        }
        // What a fault demands says its name already.
        if let Some((id, did)) = self.fault.zip(self.did).filter(|(_, did)| !text[said..].contains(did)) {
            let _ = write!(text, " · fault {id}, {did}");
        }
        if !self.unread.is_empty() {
            let _ = write!(text, " · unread: {}", self.unread.join(", "));
        }
        if text[said..].contains(char::is_control) {
            let visible = visible(&text[said..]);
            text.truncate(said);
            text.push_str(&visible);
        }
        text
    }

    /// The time of the day, in UTC, with milliseconds.
    fn time(&self, text: &mut String) {
        const DAY: i64 = 24 * 60 * 60 * 1000;
        let at = u64::try_from(self.at.as_millisecond().rem_euclid(DAY)).unwrap_or(0);
        let mut time = *b"00:00:00.000";
        let mut put = |from: usize, digits: usize, mut value: u64| {
            for place in time[from..from + digits].iter_mut().rev() {
                *place += (value % 10).to_le_bytes()[0];
                value /= 10;
            }
        };
        put(0, 2, at / 3_600_000);
        put(3, 2, at / 60_000 % 60);
        put(6, 2, at / 1000 % 60);
        put(9, 3, at % 1000);
        text.push_str(std::str::from_utf8(&time).unwrap_or_default());
    }
}

/// A text in which nothing of a request can break the line or speak to the terminal.
fn visible(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '?' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::testline;
    use crate::http::{Method, Reply, StatusCode};
    use crate::vendors::Vendor;

    fn line(change: impl FnOnce(&mut Outcome)) -> String {
        let request = Request::new(Method::POST, "/a?b");
        let owner = Owner { vendor: Some(Vendor::Vobiz), world: None, target: "/a?b".into() };
        let mut outcome = Outcome::own(testline::BUG, Reply::empty(StatusCode::BAD_REQUEST));
        change(&mut outcome);
        let at = Timestamp::UNIX_EPOCH;
        Line::new(at, &owner, &request, &outcome, Duration::from_micros(7)).text(false)
    }

    #[test]
    fn a_refusal_says_why_and_a_slip_in_the_request_shows() {
        let text = line(|outcome| {
            outcome.because = Some("trunk_group_id is missing".into());
            outcome.unread = vec!["trunk_id (did you mean trunk_group_id?)".into()];
        });
        let expected = "00:00:00.000 vobiz    POST   /a 400 testline.bug 7 µs · trunk_group_id is missing \
                        · unread: trunk_id (did you mean trunk_group_id?)";
        assert_eq!(text, expected);
    }

    #[test]
    fn the_time_is_that_of_the_day_in_utc() {
        let request = Request::new(Method::DELETE, "/a");
        let owner = Owner { vendor: None, world: None, target: "/a".into() };
        let outcome = Outcome::own(testline::BUG, Reply::empty(StatusCode::BAD_REQUEST));
        for (at, says) in [
            ("2026-11-21T23:59:58.907Z", "23:59:58.907 -        DELETE /a 400 "),
            ("1969-12-31T10:20:30.04Z", "10:20:30.040 -        DELETE /a 400 "),
        ] {
            let at = at.parse().expect("a time");
            let text = Line::new(at, &owner, &request, &outcome, Duration::ZERO).text(false);
            assert!(text.starts_with(says), "{text}");
        }
    }

    #[test]
    fn a_fault_is_named_once_with_what_it_did() {
        let struck = |because: Option<&str>| {
            line(|outcome| {
                outcome.because = because.map(str::to_owned);
                outcome.fault = Some("f1".into());
                outcome.did = Some("reset: gone".into());
            })
        };
        assert!(struck(None).ends_with("µs · fault f1, reset: gone"));
        assert!(struck(Some("fault f1 (reset: gone)")).ends_with("µs · fault f1 (reset: gone)"));
    }

    #[test]
    fn nothing_of_a_request_speaks_to_the_terminal() {
        let text = line(|outcome| outcome.unread = vec!["\u{1b}[31m\n".into()]);
        assert!(text.ends_with("unread: ?[31m?"), "{text:?}");
    }
}
