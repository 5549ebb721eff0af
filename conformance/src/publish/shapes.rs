//! Values that are known by their shape only: ids, numbers and times that no profile names. Equal ids and numbers get
//! equal names, so that a difference still shows; times are all alike, since they differ from run to run.

use std::sync::LazyLock;

use regex_lite::{Captures, Regex};

#[expect(clippy::expect_used, reason = "the pattern is fixed, and a test runs it")]
static SHAPES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?P<uuid>[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})",
        r"|(?P<time>[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})?)",
        r"|(?P<email>[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)",
        r"|(?P<e164>(?:\+|%2[Bb])[1-9][0-9]{7,14})",
        r"|(?P<ms>\b1[5-9][0-9]{11}\b)",
        r"|(?P<trace>\b00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}\b)",
        r"|(?P<jwt>\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+)",
        r"|(?P<account>\b[MS]A_[A-Za-z0-9]+\b)",
        r"|(?P<hex>\b[0-9a-f]{24}\b)",
    ))
    .expect("a right pattern")
});

/// The names of shapes, as they stand in the pattern, of which equal values get equal names.
const NUMBERED: [&str; 5] = ["uuid", "email", "e164", "account", "hex"];

/// Those of which all values get one name.
const ALIKE: [&str; 4] = ["time", "ms", "trace", "jwt"];

/// What was named so far.
#[derive(Clone, Debug, Default)]
pub struct Shapes {
    named: Vec<(&'static str, String)>,
    /// What everybody can read anyway, and so stays.
    public: String,
}

impl Shapes {
    /// Values that occur in this text stay as they are.
    pub const fn keeping(public: String) -> Self {
        Self { named: Vec::new(), public }
    }

    /// The text with a name in the place of each value that is known by its shape.
    pub fn name(&mut self, text: &str) -> String {
        // Each of the shapes holds one of these.
        if !text.bytes().any(|byte| byte.is_ascii_digit() || matches!(byte, b'@' | b'.' | b'_')) {
            return text.to_owned();
        }
        SHAPES
            .replace_all(text, |found: &Captures<'_>| {
                let whole = found.get(0).map_or("", |all| all.as_str());
                if self.public.contains(whole) {
                    return whole.to_owned();
                }
                let is = |kind: &&str| found.name(kind).is_some();
                match (NUMBERED.into_iter().find(is), ALIKE.into_iter().find(is)) {
                    (Some(kind), _) => self.numbered(kind, whole),
                    (None, Some(kind)) => format!("{{{kind}}}"),
                    (None, None) => whole.to_owned(),
                }
            })
            .into_owned()
    }

    fn numbered(&mut self, kind: &'static str, text: &str) -> String {
        let plain = text.to_lowercase().replace("%2b", "+");
        let of = || self.named.iter().filter(|(held, _)| *held == kind);
        let at = of().position(|(_, held)| *held == plain).unwrap_or_else(|| {
            let count = self.named.iter().filter(|(held, _)| *held == kind).count();
            self.named.push((kind, plain));
            count
        });
        format!("{{{kind}-{}}}", at + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_get_equal_names_and_times_are_all_alike() {
        let mut shapes = Shapes::default();
        let text = "aabbccdd-1234-5678-90ab-cdef12345678 AABBCCDD-1234-5678-90AB-CDEF12345678 \
                    00000000-0000-4000-8000-000000000000 +15550001111 %2B15550001111 +15550001112 \
                    2026-11-24T08:50:19.292Z 2026-11-24 08:50:19 1769244619292 a@b.example 664a1b2c3d4e5f6a7b8c9d0e 12345 \
                    00-71ce93c06dd956fee76683630d049e59-18210db30da29920-00 SA_1 eyJhbGci.eyJz.x-_y";
        assert_eq!(
            shapes.name(text),
            "{uuid-1} {uuid-1} {uuid-2} {e164-1} {e164-1} {e164-2} {time} {time} {ms} {email-1} {hex-1} 12345 \
             {trace} {account-1} {jwt}"
        );
    }

    #[test]
    fn what_is_public_stays() {
        let mut shapes = Shapes::keeping("/numbers/%2B19995550100/assign".to_owned());
        assert_eq!(shapes.name("%2B19995550100 %2B19995550101"), "%2B19995550100 {e164-1}");
    }
}
