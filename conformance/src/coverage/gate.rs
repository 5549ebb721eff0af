//! `coverage --require`: which clauses should have been seen at the real vendor and were not, or too long ago.

use std::str::FromStr;

use jiff::civil::Date;
use jiff::{Span, SpanRelativeTo};
use testline_emulator::Vendor;
use testline_emulator::contract::{Clause, Evidence};

use super::known::Known;
use crate::evidence::SeenAs;

/// How old evidence may be, in days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Age(i64);

impl FromStr for Age {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let span = text.parse::<Span>().ok();
        let hours = span.and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()).ok());
        match hours.map(|duration| duration.as_hours() / 24).filter(|days| *days >= 0) {
            Some(days) => Ok(Self(days)),
            None => Err(format!("expected an age such as 35d or P5W, found `{text}`")),
        }
    }
}

/// Each clause that is known so and is not seen live as it should be, in one line.
pub fn missing(
    known: &Known,
    vendors: &[Vendor],
    required: &[Evidence],
    max_age: Option<Age>,
    today: Date,
) -> Vec<String> {
    let clauses = vendors.iter().flat_map(|vendor| vendor.contract().clauses());
    let required =
        clauses.filter(|clause| required.contains(&clause.evidence()) && can_be_seen_live(*clause));
    required.filter_map(|clause| wrong(known, clause, max_age, today)).collect()
}

/// What is wrong with the evidence of a clause; none where nothing is.
fn wrong(known: &Known, clause: Clause, max_age: Option<Age>, today: Date) -> Option<String> {
    let says = |what: String| Some(format!("{} ({}): {what}", clause.id(), clause.evidence()));
    let Some(seen) = known.live(clause) else { return says("never seen live".to_owned()) };
    let days = (today - seen.date).get_days();
    match seen.verdict {
        SeenAs::Agrees if max_age.is_none_or(|Age(most)| i64::from(days) <= most) => None,
        SeenAs::Agrees => says(format!("last seen live on {}, {days} days ago", seen.date)),
        SeenAs::Disagrees | SeenAs::Differs => {
            says(format!("{} live on {}", seen.verdict.as_str(), seen.date))
        }
    }
}

/// Whether a clause can be met at a vendor that works: not one that only a failing one gives, and not one that exists
/// under another value of its switch than we take for true.
fn can_be_seen_live(clause: Clause) -> bool {
    let facts = clause.facts();
    let default = facts.vendor.and_then(|vendor| {
        vendor.contract().switches.iter().find(|switch| Some(switch.name) == facts.switch)
    });
    let exists = default.is_none_or(|switch| facts.when.is_empty() || facts.when.contains(&switch.values[0]));
    !facts.raised_by_fault && exists
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::evidence::{Kind, Record};

    fn record(verdict: SeenAs, kind: Kind) -> Record {
        Record {
            vendor: "vobiz".to_owned(),
            clause: "vobiz.assign-number-to-trunk.number-not-found".to_owned(),
            verdict,
            target: "vobiz".to_owned(),
            kind,
            date: date(2026, 10, 1),
            scenario: "vobiz/a/a".to_owned(),
            digest: "sha256:00".to_owned(),
        }
    }

    fn told(verdict: SeenAs, kind: Kind, max_age: &str, today: Date) -> Vec<String> {
        let known = Known::new(&[], [&record(verdict, kind)]);
        let age = max_age.parse().expect("an age");
        let mut missing = missing(&known, &[Vendor::Vobiz], &[Evidence::Documented], Some(age), today);
        missing.retain(|line| line.starts_with("vobiz.assign-number-to-trunk.number-not-found "));
        missing
    }

    #[test]
    fn what_was_seen_live_is_missing_once_it_is_too_old() {
        assert!(told(SeenAs::Agrees, Kind::Live, "35d", date(2026, 11, 5)).is_empty());
        assert_eq!(
            told(SeenAs::Agrees, Kind::Live, "35d", date(2026, 11, 6)),
            [
                "vobiz.assign-number-to-trunk.number-not-found (documented): last seen live on 2026-10-01, 36 days ago"
            ]
        );
    }

    #[test]
    fn what_disagreed_or_was_seen_elsewhere_is_missing() {
        let day = date(2026, 10, 2);
        assert!(told(SeenAs::Disagrees, Kind::Live, "P5W", day)[0].ends_with("disagrees live on 2026-10-01"));
        for kind in [Kind::BlackBox, Kind::Emulator] {
            assert!(told(SeenAs::Agrees, kind, "P5W", day)[0].ends_with("never seen live"));
        }
    }

    #[test]
    fn an_age_is_a_span_of_days() {
        assert_eq!("35d".parse(), Ok(Age(35)));
        assert_eq!("P5W".parse(), Ok(Age(35)));
        for text in ["35", "soon", "-1d"] {
            assert!(text.parse::<Age>().is_err(), "{text}");
        }
    }

    #[test]
    fn what_only_a_failing_vendor_gives_is_not_required() {
        let all = missing(&Known::default(), &Vendor::ALL, &Evidence::ALL, None, date(2026, 1, 1));
        assert!(!all.is_empty());
        assert!(all.iter().all(|line| !line.starts_with("vobiz.any.server-error ")), "{all:?}");
    }
}
