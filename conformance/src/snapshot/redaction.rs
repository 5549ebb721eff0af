//! `--redact NAME=REGEX`: what a client makes up anew at every run, such as an idempotency key, as a reference.

use std::collections::BTreeMap;
use std::str::FromStr;

use regex_lite::{Captures, Regex};

/// A pattern and the name of what it finds.
#[derive(Clone, Debug)]
pub(super) struct Redaction {
    name: String,
    pattern: Regex,
}

impl FromStr for Redaction {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, pattern) = text
            .split_once('=')
            .filter(|(name, pattern)| {
                let usual = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
                !name.is_empty() && name.bytes().all(usual) && !pattern.is_empty()
            })
            .ok_or_else(|| format!("expected NAME=REGEX such as key=idem-[0-9a-f]+, found `{text}`"))?;
        let pattern = Regex::new(pattern).map_err(|error| format!("`{pattern}` is no pattern: {error}"))?;
        if pattern.is_match("") {
            return Err(format!("`{pattern}` finds a text without a letter, and so everything"));
        }
        Ok(Self { name: name.to_owned(), pattern })
    }
}

/// The text with references in the place of what the patterns find; the same text has the same reference.
pub(super) fn redact(text: &str, redactions: &[Redaction]) -> String {
    redactions.iter().fold(text.to_owned(), |text, redaction| {
        let mut numbers = BTreeMap::<String, usize>::new();
        let replaced = redaction.pattern.replace_all(&text, |found: &Captures<'_>| {
            let whole = found.get(0).map_or("", |whole| whole.as_str());
            let next = numbers.len() + 1;
            format!("{{{}:{}}}", redaction.name, numbers.entry(whole.to_owned()).or_insert(next))
        });
        replaced.into_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_pattern_finds_is_numbered() {
        let redaction: Redaction = "key=idem-[0-9]+".parse().expect("it is right");
        assert_eq!(redact("idem-7 idem-8 idem-7", &[redaction]), "{key:1} {key:2} {key:1}");
    }

    #[test]
    fn a_wrong_one_says_how_it_is_written() {
        for (text, says) in
            [("key", "NAME=REGEX"), ("=a", "NAME=REGEX"), ("k=[", "no pattern"), ("k=a*", "without a letter")]
        {
            let error = text.parse::<Redaction>().expect_err("it is wrong");
            assert!(error.contains(says), "{text}: {error}");
        }
    }
}
