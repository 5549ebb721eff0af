//! Known differences: clauses that a target is known not to keep, each with its reason and its date. One that no
//! longer occurs is an error, so that the list stays true.

use std::path::Path;

use jiff::civil::Date;
use serde::Deserialize;
use serde_saphyr::Spanned;
use testline_emulator::contract::Clause;

use crate::evidence;
use crate::report::told::Told;
use crate::runner::{End, Run, Summary, Verdict};

/// A file of known differences.
#[derive(Clone, Debug, Default)]
pub struct Divergences {
    known: Vec<Divergence>,
}

/// One known difference.
#[derive(Clone, Debug)]
struct Divergence {
    /// File and line.
    place: String,
    clause: Clause,
    target: Option<String>,
    scenario: Option<String>,
    reason: String,
    date: Date,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    divergences: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The clause, with its vendor.
    clause: Spanned<String>,
    /// The target's name; every target but emulators where it is left out.
    target: Option<String>,
    /// Only in this scenario.
    scenario: Option<String>,
    reason: Spanned<String>,
    /// Since when it is known.
    date: Date,
}

impl Divergences {
    /// Reads a file. An error follows "failed to".
    pub fn read(path: &Path) -> Result<Self, String> {
        let name = path.display();
        let text = std::fs::read_to_string(path).map_err(|error| format!("read {name}: {error}"))?;
        Self::parse(&text, &name.to_string())
    }

    /// Reads a text; `name` stands in errors before line and column.
    pub fn parse(text: &str, name: &str) -> Result<Self, String> {
        let file: File = serde_saphyr::from_str(text).map_err(|error| format!("read {name}: {error}"))?;
        let known = file.divergences.into_iter().map(|entry| {
            let place = |at: serde_saphyr::Location| format!("{name}:{}:{}", at.line(), at.column());
            let clause = Clause::find(&entry.clause.value, None).ok_or_else(|| {
                let at = place(entry.clause.referenced);
                format!("read {at}: unknown clause `{}`; write it with its vendor", entry.clause.value)
            })?;
            if entry.reason.value.trim().is_empty() {
                return Err(format!(
                    "read {}: a known difference needs a reason",
                    place(entry.reason.referenced)
                ));
            }
            Ok(Divergence {
                place: place(entry.clause.referenced),
                clause,
                target: entry.target,
                scenario: entry.scenario,
                reason: entry.reason.value,
                date: entry.date,
            })
        });
        Ok(Self { known: known.collect::<Result<_, String>>()? })
    }

    /// Notes on each failed run that it is known, and why.
    pub fn apply(&self, summary: &mut Summary, kind: evidence::Kind) {
        let target = evidence::name(&summary.target);
        for run in &mut summary.runs {
            let failed = match &run.end {
                End::Failed(failure) => failure.clause,
                End::Agreed | End::Skipped(_) | End::Broken(_) | End::Stopped => None,
            };
            let known =
                self.known.iter().find(|known| known.is_at(&target, kind) && known.explains(run, failed));
            run.known = known.map(|known| format!("{} (since {})", known.reason, known.date));
        }
    }

    /// Those that could have occurred at one of these targets and did not, in words that follow "failed to".
    pub fn gone(&self, told: &Told<'_>) -> Vec<String> {
        let mut gone = Vec::new();
        for known in &self.known {
            let (mut agreed, mut failed) = (false, false);
            for place in &told.places {
                if !known.is_at(&place.name(), place.kind) {
                    continue;
                }
                for run in place.summary.runs.iter().filter(|run| known.is_in(run)) {
                    for (clause, verdict) in &run.verdicts {
                        agreed |= *clause == known.clause && *verdict == Verdict::Agrees;
                        failed |= *clause == known.clause
                            && matches!(verdict, Verdict::Disagrees | Verdict::Differs);
                    }
                }
            }
            if agreed && !failed {
                gone.push(format!(
                    "find the known difference of {}: {} agrees now; take the entry out",
                    known.place,
                    known.clause.id()
                ));
            }
        }
        gone
    }
}

impl Divergence {
    fn is_at(&self, target: &str, kind: evidence::Kind) -> bool {
        match &self.target {
            Some(name) => evidence::name(name) == target,
            None => kind != evidence::Kind::Emulator,
        }
    }

    fn is_in(&self, run: &Run) -> bool {
        self.scenario.as_ref().is_none_or(|id| *id == run.id)
    }

    fn explains(&self, run: &Run, failed: Option<Clause>) -> bool {
        self.is_in(run) && failed == Some(self.clause)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use testline_emulator::contract::Evidence;

    use super::*;
    use crate::evidence::Kind;
    use crate::report::told::ToldPlace;
    use crate::runner::Failure;

    const TEXT: &str = "divergences:\n  - clause: vobiz.any.no-credentials\n    reason: It answers 403.\n    date: 2026-11-21\n";

    fn summary(verdict: Verdict) -> Summary {
        let clause = Clause::find("vobiz.any.no-credentials", None).expect("there is one");
        let failure = Failure {
            line: 1,
            step: 1,
            clause: Some(clause),
            evidence: Evidence::Documented,
            mismatches: Vec::new(),
            expected: String::new(),
            came: String::new(),
            because: None,
            captured: Vec::new(),
            curl: None,
        };
        let end = if verdict == Verdict::Agrees { End::Agreed } else { End::Failed(Box::new(failure)) };
        let run = Run {
            id: "vobiz/any/a".to_owned(),
            end,
            verdicts: vec![(clause, verdict)],
            requests: 1,
            leftovers: Vec::new(),
            exchanges: Vec::new(),
            redactor: crate::redact::Redactor::default(),
            known: None,
        };
        Summary { target: "http://a.example".to_owned(), runs: vec![run], stopped: false }
    }

    fn gone(known: &Divergences, summary: &Summary, kind: Kind) -> Vec<String> {
        let place = ToldPlace { summary, kind, took: Duration::ZERO };
        known.gone(&Told { places: vec![place], scenarios: BTreeMap::new(), fail_on: &[] })
    }

    #[test]
    fn a_known_difference_is_noted_with_its_reason_and_its_date() {
        let known = Divergences::parse(TEXT, "divergences.yaml").expect("a right file");
        let mut summary = summary(Verdict::Disagrees);
        known.apply(&mut summary, Kind::Emulator);
        assert_eq!(summary.runs[0].known, None, "an emulator has no known differences unless it is named");
        known.apply(&mut summary, Kind::BlackBox);
        assert_eq!(summary.runs[0].known.as_deref(), Some("It answers 403. (since 2026-11-21)"));
        assert!(gone(&known, &summary, Kind::BlackBox).is_empty());
    }

    #[test]
    fn one_that_no_longer_occurs_is_told_with_its_place() {
        let known = Divergences::parse(TEXT, "divergences.yaml").expect("a right file");
        let summary = summary(Verdict::Agrees);
        assert_eq!(
            gone(&known, &summary, Kind::Live),
            [
                "find the known difference of divergences.yaml:2:13: vobiz.any.no-credentials agrees now; take the entry out"
            ]
        );
        assert!(gone(&known, &summary, Kind::Emulator).is_empty());
    }

    #[test]
    fn a_wrong_file_is_refused_with_its_place() {
        for (from, to, part) in [
            ("no-credentials", "no-credential", "d.yaml:2:13: unknown clause"),
            ("It answers 403.", "\" \"", "d.yaml:3:13: a known difference needs a reason"),
            ("reason", "raeson", "raeson"),
            ("2026-11-21", "soon", "read d.yaml"),
        ] {
            let error = Divergences::parse(&TEXT.replace(from, to), "d.yaml").expect_err(to);
            assert!(error.contains(part), "{error}");
        }
    }
}
