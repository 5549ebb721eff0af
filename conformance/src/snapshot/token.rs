//! The parts of a text that can be a value: times, addresses of this machine, and runs of letters and digits.

use std::sync::LazyLock;

use regex_lite::{Captures, Regex};

/// A part of a text that can be a value, as it stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// A date and a time of day.
    Time(&'t str),
    /// A port of this machine; what stands before it is the scheme, if one does, and the host.
    Local {
        /// `http://127.0.0.1`, or without the scheme.
        host: &'t str,
        /// The port.
        port: &'t str,
    },
    /// Letters, digits, `_` and `-`.
    Run(&'t str),
}

/// The two first alternatives in the last line are no values: an escape must not become the first letters of a run.
#[expect(clippy::expect_used, reason = "the pattern is fixed, and a test runs it")]
static TOKENS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?P<time>[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})?)",
        r"|(?P<host>(?:https?://)?(?:127\.0\.0\.1|localhost|\[::1\])):(?P<port>[0-9]{1,5})",
        r"|%[0-9A-Fa-f]{2}|\\.|(?P<run>[A-Za-z0-9_-]+)",
    ))
    .expect("a right pattern")
});

/// The text with something else in the place of tokens.
pub(super) fn replace<'t>(text: &'t str, mut change: impl FnMut(Token<'t>) -> Option<String>) -> String {
    let mut changed = String::with_capacity(text.len());
    let mut at = 0;
    for found in TOKENS.captures_iter(text) {
        let (Some(whole), Some(token)) = (found.get(0), token(&found)) else { continue };
        if let Some(other) = change(token) {
            changed.push_str(&text[at..whole.start()]);
            changed.push_str(&other);
            at = whole.end();
        }
    }
    changed + &text[at..]
}

/// The tokens of a text.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    TOKENS.captures_iter(text).filter_map(|found| token(&found))
}

fn token<'t>(found: &Captures<'t>) -> Option<Token<'t>> {
    let part = |name: &str| found.name(name).map(|part| part.as_str());
    let local = || Some(Token::Local { host: part("host")?, port: part("port")? });
    part("time").map(Token::Time).or_else(local).or_else(|| part("run").map(Token::Run))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_beside_escapes_and_punctuation() {
        let text =
            r#"/numbers/%2B9122?at=2026-01-24T10:30:19Z {"a":"x\n750cd920","u":"http://localhost:80/b"}"#;
        let found: Vec<Token<'_>> = tokens(text).collect();
        use Token::{Local, Run, Time};
        assert_eq!(
            found,
            [
                Run("numbers"),
                Run("9122"),
                Run("at"),
                Time("2026-01-24T10:30:19Z"),
                Run("a"),
                Run("x"),
                Run("750cd920"),
                Run("u"),
                Local { host: "http://localhost", port: "80" },
                Run("b"),
            ]
        );
    }

    #[test]
    fn only_what_is_changed_changes() {
        let changed = replace("a=%2B1&b=1", |token| (token == Token::Run("1")).then(|| "{one}".to_owned()));
        assert_eq!(changed, "a=%2B{one}&b={one}");
    }
}
