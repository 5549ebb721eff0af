//! From runs to records: of each clause the worst that was seen of it.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;
use testline_emulator::contract::Clause;

use super::file::{Kind, Record, SeenAs};
use crate::publish::{Publisher, digest};
use crate::runner::{Run, Seen, Summary, Verdict};
use crate::scenario::{Action, Expect, Scenario};

/// The records of one target's runs; `scenarios` are those of the runs, in the same order.
pub fn gather(
    summary: &Summary,
    kind: Kind,
    scenarios: &BTreeMap<&str, &Scenario>,
    date: Date,
) -> Vec<Record> {
    let mut best: BTreeMap<&'static str, (SeenAs, &Run, &Scenario, &Seen)> = BTreeMap::new();
    for run in &summary.runs {
        let Some(scenario) = scenarios.get(run.id.as_str()) else { continue };
        for (clause, verdict) in &run.verdicts {
            let Some((verdict, seen)) = shown(run, scenario, *clause, *verdict, kind) else { continue };
            let better = match best.get(clause.id()) {
                None => true,
                // What is wrong anywhere is wrong.
                Some((held, ..)) => *held == SeenAs::Agrees && verdict != SeenAs::Agrees,
            };
            if better {
                best.insert(clause.id(), (verdict, run, scenario, seen));
            }
        }
    }
    let record =
        |(clause, (verdict, run, scenario, seen)): (&&str, &(SeenAs, &Run, &Scenario, &Seen))| Record {
            vendor: scenario.vendor.name().to_owned(),
            clause: (*clause).to_owned(),
            verdict: *verdict,
            target: name(&summary.target),
            kind,
            date,
            scenario: run.id.clone(),
            digest: digest(seen, &Publisher::new(run, scenario), scenario),
        };
    best.iter().map(record).collect()
}

/// The exchange that showed a clause, if there is one and something was held against it.
fn shown<'r>(
    run: &'r Run,
    scenario: &Scenario,
    clause: Clause,
    verdict: Verdict,
    kind: Kind,
) -> Option<(SeenAs, &'r Seen)> {
    let verdict = SeenAs::of(verdict)?;
    // A failure may be of a step that names no clause itself: then it is held against the one before.
    let agrees = verdict == SeenAs::Agrees;
    let held = |seen: &&Seen| {
        (seen.clause == Some(clause) || !agrees && !seen.agrees)
            && (seen.agrees == agrees)
            && (!agrees || kind == Kind::Emulator || claims_something(seen, scenario))
    };
    run.exchanges.iter().find(held).map(|seen| (verdict, seen))
}

/// Whether a vendor is held to anything at all in this exchange.
fn claims_something(seen: &Seen, scenario: &Scenario) -> bool {
    let claims = |expect: &Expect| !expect.fair.is_empty();
    match scenario.steps.get(seen.step.wrapping_sub(1)).map(|step| &step.action) {
        Some(Action::Request(request)) => claims(&request.expect),
        Some(Action::Parallel { outcomes, .. }) => {
            seen.outcome.and_then(|at| outcomes.get(at)).is_some_and(|outcome| claims(&outcome.expect))
        }
        Some(Action::Faults(_) | Action::Clock(_) | Action::State { .. }) | None => false,
    }
}

/// The target's name without what is nobody's business: a user or a password that its URL may carry, and the folder of
/// its file.
pub fn name(target: &str) -> String {
    let Some((scheme, rest)) = target.split_once("://") else {
        let file = Path::new(target);
        return file
            .file_stem()
            .map_or_else(|| target.to_owned(), |stem| stem.to_string_lossy().into_owned());
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    match rest[..end].rsplit_once('@') {
        Some((_, host)) => format!("{scheme}://{host}{}", &rest[end..]),
        None => target.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_holds_no_password_and_no_folder() {
        assert_eq!(name("https://u:p@ss@a.example/x@y"), "https://a.example/x@y");
        assert_eq!(name("http://a.example:1/{vendor}"), "http://a.example:1/{vendor}");
        assert_eq!(name("emulator"), "emulator");
        assert_eq!(name("elsewhere/targets/vobiz.yaml"), "vobiz");
    }
}
