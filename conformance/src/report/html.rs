//! The report for people who were not there: one page without scripts, readable on a phone.

use std::collections::BTreeMap;

use askama::Template;
use similar::ChangeTag;
use testline_emulator::Vendor;
use testline_emulator::contract::Clause;

use super::failure::changes;
use super::terminal::verdicts;
use super::told::{Told, ToldExchange, ToldFailure, ToldPlace};
use crate::runner::{End, Run, Verdict};
use crate::scenario::Scenario;

/// How many scenarios of an agreeing clause are shown with their exchanges; the others are named.
const SHOWN: usize = 2;

#[derive(Template)]
#[template(path = "report.html")]
struct Page {
    places: Vec<PlaceView>,
}

struct PlaceView {
    name: String,
    took: String,
    ran: usize,
    requests: u32,
    stopped: bool,
    skips: Vec<(String, usize)>,
    errors: Vec<(String, String)>,
    left: Vec<(String, String)>,
    vendors: Vec<VendorView>,
}

struct VendorView {
    name: &'static str,
    id: String,
    counts: Vec<(Verdict, usize)>,
    operations: Vec<OperationView>,
}

struct OperationView {
    name: &'static str,
    summary: &'static str,
    worst: Verdict,
    clauses: Vec<ClauseView>,
}

struct ClauseView {
    name: &'static str,
    verdict: Verdict,
    says: &'static str,
    evidence: &'static str,
    body_evidence: Option<&'static str>,
    source: Option<SourceView>,
    reason: Option<&'static str>,
    shown: Vec<ScenarioView>,
    others: Vec<String>,
}

struct SourceView {
    url: &'static str,
    section: &'static str,
    read: &'static str,
}

struct ScenarioView {
    claim: String,
    verdict: Verdict,
    place: String,
    known: Option<String>,
    mismatches: Vec<String>,
    because: Option<String>,
    difference: Vec<LineView>,
    exchanges: Vec<String>,
}

/// A line of a difference: what was expected and did not come, what came and was not expected, or neither.
struct LineView {
    expected: bool,
    came: bool,
    text: String,
}

/// The report's text. An error follows "failed to".
pub fn text(told: &Told<'_>) -> Result<String, String> {
    let places = told.places.iter().enumerate().map(|(at, place)| view(told, place, at)).collect();
    Page { places }.render().map_err(|error| format!("write the HTML report: {error}"))
}

/// A verdict as the name of a class.
fn class(verdict: &Verdict) -> String {
    verdict.as_str().replace(' ', "-")
}

fn view(told: &Told<'_>, place: &ToldPlace<'_>, at: usize) -> PlaceView {
    let runs = &place.summary.runs;
    let mut skips: BTreeMap<String, usize> = BTreeMap::new();
    let (mut errors, mut left) = (Vec::new(), Vec::new());
    for run in runs {
        match &run.end {
            End::Skipped(reason) => *skips.entry(told.line(run, reason)).or_default() += 1,
            End::Broken(message) => errors.push((run.id.clone(), told.line(run, message))),
            End::Agreed | End::Failed(_) | End::Stopped => {}
        }
        left.extend(run.leftovers.iter().map(|line| (run.id.clone(), told.line(run, line))));
    }
    let all = verdicts(runs);
    PlaceView {
        name: place.name(),
        took: format!("{:.2}", place.took.as_secs_f64()),
        ran: runs.iter().filter(|run| matches!(run.end, End::Agreed | End::Failed(_))).count(),
        requests: runs.iter().map(|run| run.requests).sum(),
        stopped: place.summary.stopped,
        skips: skips.into_iter().collect(),
        errors,
        left,
        vendors: Vendor::ALL.iter().filter_map(|vendor| vendor_view(told, runs, &all, *vendor, at)).collect(),
    }
}

type Verdicts = BTreeMap<&'static str, (Clause, Verdict)>;

fn vendor_view(
    told: &Told<'_>,
    runs: &[Run],
    all: &Verdicts,
    vendor: Vendor,
    at: usize,
) -> Option<VendorView> {
    let contract = vendor.contract();
    let names = contract.operations.iter().map(|facts| (facts.name, facts.summary));
    let mut operations = Vec::new();
    for (name, summary) in names.chain([("any", "What holds for all operations.")]) {
        let clauses: Vec<ClauseView> = contract
            .clauses()
            .filter(|clause| clause.facts().operation == name)
            .filter_map(|clause| all.get(clause.id()))
            .map(|(clause, verdict)| clause_view(told, runs, *clause, *verdict))
            .collect();
        let worst = clauses.iter().map(|clause| clause.verdict).min_by_key(|verdict| rank(*verdict));
        operations.extend(worst.map(|worst| OperationView { name, summary, worst, clauses }));
    }
    let count = |verdict: Verdict| {
        operations
            .iter()
            .flat_map(|operation| &operation.clauses)
            .filter(|clause| clause.verdict == verdict)
            .count()
    };
    let counts: Vec<(Verdict, usize)> = Verdict::ALL
        .into_iter()
        .map(|verdict| (verdict, count(verdict)))
        .filter(|(_, count)| *count > 0)
        .collect();
    (!operations.is_empty()).then(|| VendorView {
        name: contract.name,
        id: format!("{vendor}-{at}"),
        counts,
        operations,
    })
}

/// What is wrong first, then what was seen.
fn rank(verdict: Verdict) -> usize {
    let order = [Verdict::Disagrees, Verdict::Differs, Verdict::Agrees, Verdict::NotRun, Verdict::Skipped];
    order.iter().position(|held| *held == verdict).unwrap_or(order.len())
}

fn clause_view(told: &Told<'_>, runs: &[Run], clause: Clause, verdict: Verdict) -> ClauseView {
    let facts = clause.facts();
    let mut of: Vec<(&Run, Verdict)> = runs
        .iter()
        .filter_map(|run| {
            let held = run.verdicts.iter().find(|(held, _)| *held == clause)?;
            Some((run, held.1))
        })
        .collect();
    of.sort_by_key(|(_, verdict)| rank(*verdict));
    let (mut shown, mut others) = (Vec::new(), Vec::new());
    for (run, verdict) in of {
        let fails = matches!(verdict, Verdict::Disagrees | Verdict::Differs);
        match told.scenario(run) {
            Some(scenario) if fails || (verdict == Verdict::Agrees && shown.len() < SHOWN) => {
                shown.push(scenario_view(told, run, scenario, clause, verdict));
            }
            Some(_) | None => others.push(format!("{} ({verdict})", run.id)),
        }
    }
    ClauseView {
        name: facts.name,
        verdict,
        says: facts.says,
        evidence: facts.evidence.as_str(),
        body_evidence: (facts.body_evidence != facts.evidence).then(|| facts.body_evidence.as_str()),
        source: facts.source.map(|source| SourceView {
            url: source.url,
            section: source.section,
            read: source.read,
        }),
        reason: facts.reason,
        shown,
        others,
    }
}

fn scenario_view(
    told: &Told<'_>,
    run: &Run,
    scenario: &Scenario,
    clause: Clause,
    verdict: Verdict,
) -> ScenarioView {
    let failure = match &run.end {
        End::Failed(failure) if failure.clause == Some(clause) => told.failure(run, failure),
        End::Failed(_) | End::Agreed | End::Skipped(_) | End::Broken(_) | End::Stopped => None,
    };
    let line = failure.as_ref().map_or(1, |failure| failure.line);
    ScenarioView {
        claim: scenario.claim.clone(),
        verdict,
        place: format!("{}:{line}", scenario.path),
        known: run.known.clone().filter(|_| failure.is_some()),
        exchanges: exchanges(told.exchanges(run), clause),
        mismatches: failure.as_ref().map(|failure| failure.mismatches.clone()).unwrap_or_default(),
        because: failure.as_ref().and_then(|failure| failure.because.clone()),
        difference: failure.map(|failure| difference(&failure)).unwrap_or_default(),
    }
}

fn difference(failure: &ToldFailure) -> Vec<LineView> {
    let line =
        |(tag, text)| LineView { expected: tag == ChangeTag::Delete, came: tag == ChangeTag::Insert, text };
    changes(&failure.expected, &failure.came).into_iter().map(line).collect()
}

/// The exchanges of a clause: those that name it, with those that follow them and name none. One that is not as
/// expected is shown as a difference, and so not here.
fn exchanges(all: Vec<ToldExchange>, clause: Clause) -> Vec<String> {
    let mut last = None;
    let mut of = Vec::new();
    for seen in all {
        last = seen.clause.or(last);
        if seen.agrees && last.is_none_or(|last| last == clause) {
            of.push(seen.text);
        }
    }
    of
}
