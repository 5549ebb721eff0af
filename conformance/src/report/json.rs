//! The report for programs: one event a line, in JSON.

use serde::Serialize;

use super::terminal::verdicts;
use super::told::{Told, ToldPlace};
use crate::evidence::Kind;
use crate::runner::{End, Run, Verdict};

/// One line.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
enum Event<'r> {
    Begin {
        version: &'static str,
        target: String,
        kind: Kind,
        scenarios: usize,
    },
    Scenario(Box<ScenarioEvent<'r>>),
    Exchange {
        target: &'r str,
        scenario: &'r str,
        step: usize,
        line: usize,
        clause: Option<&'r str>,
        agrees: bool,
        digest: String,
        exchange: String,
    },
    End {
        target: &'r str,
        took_ms: u128,
        scenarios: usize,
        requests: u32,
        stopped: bool,
        clauses: Counts,
    },
}

#[derive(Serialize)]
struct ScenarioEvent<'r> {
    target: &'r str,
    vendor: &'r str,
    scenario: &'r str,
    file: &'r str,
    claim: &'r str,
    end: &'static str,
    counts: bool,
    requests: u32,
    verdicts: Vec<VerdictLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_undone: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<FailureEvent>,
}

#[derive(Serialize)]
struct VerdictLine {
    clause: &'static str,
    verdict: &'static str,
    evidence: &'static str,
    body_evidence: &'static str,
}

#[derive(Serialize)]
struct FailureEvent {
    clause: Option<&'static str>,
    evidence: &'static str,
    step: usize,
    line: usize,
    mismatches: Vec<String>,
    expected: String,
    came: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<String>,
}

#[derive(Default, Serialize)]
struct Counts {
    agrees: usize,
    disagrees: usize,
    differs: usize,
    skipped: usize,
    not_run: usize,
}

/// The report's text.
pub fn text(told: &Told<'_>) -> String {
    let mut text = String::new();
    for place in &told.places {
        lines(told, place, &mut |event| {
            // Events hold texts, numbers and booleans only, and these always serialize.
            text.push_str(&serde_json::to_string(&event).unwrap_or_default());
            text.push('\n');
        });
    }
    text
}

fn lines(told: &Told<'_>, place: &ToldPlace<'_>, line: &mut impl FnMut(Event<'_>)) {
    let target = place.name();
    let runs = &place.summary.runs;
    line(Event::Begin {
        version: env!("CARGO_PKG_VERSION"),
        target: target.clone(),
        kind: place.kind,
        scenarios: runs.len(),
    });
    for run in runs {
        let Some(event) = scenario(told, &target, run) else { continue };
        line(event);
        for seen in told.exchanges(run) {
            line(Event::Exchange {
                target: &target,
                scenario: &run.id,
                step: seen.step,
                line: seen.line,
                clause: seen.clause.map(|clause| clause.id()),
                agrees: seen.agrees,
                digest: seen.digest,
                exchange: seen.text,
            });
        }
    }
    line(Event::End {
        target: &target,
        took_ms: place.took.as_millis(),
        scenarios: runs.iter().filter(|run| matches!(run.end, End::Agreed | End::Failed(_))).count(),
        requests: runs.iter().map(|run| run.requests).sum(),
        stopped: place.summary.stopped,
        clauses: counts(runs),
    });
}

fn scenario<'e>(told: &Told<'e>, target: &'e str, run: &'e Run) -> Option<Event<'e>> {
    let scenario = told.scenario(run)?;
    let reason = match &run.end {
        End::Skipped(reason) | End::Broken(reason) => Some(told.line(run, reason)),
        End::Failed(_) | End::Agreed | End::Stopped => run.known.clone(),
    };
    let failure = match &run.end {
        End::Failed(failure) => told.failure(run, failure),
        End::Agreed | End::Skipped(_) | End::Broken(_) | End::Stopped => None,
    };
    Some(Event::Scenario(Box::new(ScenarioEvent {
        target,
        vendor: scenario.vendor.name(),
        scenario: &run.id,
        file: &scenario.path,
        claim: &scenario.claim,
        end: Told::word(run).as_str(),
        counts: told.counts(run),
        requests: run.requests,
        verdicts: run.verdicts.iter().map(|(clause, verdict)| verdict_line(*clause, *verdict)).collect(),
        reason,
        not_undone: run.leftovers.iter().map(|left| told.line(run, left)).collect(),
        failure: failure.map(|failure| FailureEvent {
            clause: failure.clause.map(|clause| clause.id()),
            evidence: failure.evidence.as_str(),
            step: failure.step,
            line: failure.line,
            mismatches: failure.mismatches,
            expected: failure.expected,
            came: failure.came,
            because: failure.because,
        }),
    })))
}

fn verdict_line(clause: testline_emulator::contract::Clause, verdict: Verdict) -> VerdictLine {
    let facts = clause.facts();
    VerdictLine {
        clause: facts.id,
        verdict: verdict.as_str(),
        evidence: facts.evidence.as_str(),
        body_evidence: facts.body_evidence.as_str(),
    }
}

fn counts(runs: &[Run]) -> Counts {
    let mut counts = Counts::default();
    for (_, verdict) in verdicts(runs).values() {
        *match verdict {
            Verdict::Agrees => &mut counts.agrees,
            Verdict::Disagrees => &mut counts.disagrees,
            Verdict::Differs => &mut counts.differs,
            Verdict::Skipped => &mut counts.skipped,
            Verdict::NotRun => &mut counts.not_run,
        } += 1;
    }
    counts
}
