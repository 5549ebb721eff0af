//! The report on a terminal or in a pipe: what failed, what was skipped and why, and the verdicts by vendor.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use testline_emulator::Vendor;
use testline_emulator::contract::Clause;

use super::failure;
use super::style::Style;
use crate::runner::{End, Run, Summary, Verdict};
use crate::scenario::Scenario;

/// Writes the report of one target.
pub fn write(
    out: &mut impl Write,
    summary: &Summary,
    scenarios: &[std::sync::Arc<Scenario>],
    took: Duration,
    style: Style,
) -> io::Result<()> {
    let by_id: BTreeMap<&str, &Scenario> =
        scenarios.iter().map(|scenario| (scenario.id.as_str(), scenario.as_ref())).collect();
    for run in &summary.runs {
        if let Some(known) = &run.known {
            writeln!(out, "{} {}: {known}", style.yellow("known"), run.id)?;
        }
        match (&run.end, by_id.get(run.id.as_str())) {
            (End::Failed(failed), Some(scenario)) if run.known.is_none() => {
                writeln!(out, "{}", failure::show(run, failed, scenario, style))?;
            }
            (End::Broken(message), _) => {
                writeln!(out, "{} {}: failed to {message}", style.red("error"), run.id)?;
            }
            (End::Failed(_) | End::Agreed | End::Skipped(_) | End::Stopped, _) => {}
        }
        for left in &run.leftovers {
            writeln!(out, "{} {}: {left}", style.red("not undone"), run.id)?;
        }
    }
    skips(out, summary, style)?;
    table(out, summary, style)?;
    let requests: u32 = summary.runs.iter().map(|run| run.requests).sum();
    let clauses = verdicts(&summary.runs).len();
    let ran = summary.runs.iter().filter(|run| matches!(run.end, End::Agreed | End::Failed(_))).count();
    writeln!(
        out,
        "{} {ran} scenarios, {clauses} clauses, {requests} requests at {} in {:.2} s",
        style.dim("ran"),
        summary.target,
        took.as_secs_f64()
    )?;
    if summary.stopped {
        writeln!(
            out,
            "{} before its end; what the scenarios had changed was cleaned up",
            style.yellow("stopped")
        )?;
    }
    Ok(())
}

/// How many scenarios were skipped for which reason.
fn skips(out: &mut impl Write, summary: &Summary, style: Style) -> io::Result<()> {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for run in &summary.runs {
        match &run.end {
            End::Skipped(reason) => *reasons.entry(reason).or_default() += 1,
            End::Agreed | End::Failed(_) | End::Broken(_) | End::Stopped => {}
        }
    }
    for (reason, count) in reasons {
        writeln!(out, "{} {count}: {reason}", style.dim("skipped"))?;
    }
    Ok(())
}

/// The worst verdict of each clause that any scenario was about.
pub fn verdicts(runs: &[Run]) -> BTreeMap<&'static str, (Clause, Verdict)> {
    const RANK: [Verdict; 5] =
        [Verdict::Disagrees, Verdict::Differs, Verdict::Agrees, Verdict::NotRun, Verdict::Skipped];
    let rank = |verdict: Verdict| RANK.iter().position(|held| *held == verdict);
    let mut all: BTreeMap<&'static str, (Clause, Verdict)> = BTreeMap::new();
    for (clause, verdict) in runs.iter().flat_map(|run| &run.verdicts) {
        let held = all.entry(clause.id()).or_insert((*clause, *verdict));
        if rank(*verdict) < rank(held.1) {
            held.1 = *verdict;
        }
    }
    all
}

/// Clauses by vendor and verdict.
fn table(out: &mut impl Write, summary: &Summary, style: Style) -> io::Result<()> {
    let all = verdicts(&summary.runs);
    let mut heading = format!("{:<10}", "clauses");
    for verdict in Verdict::ALL {
        heading.push_str(&format!(" {:>9}", verdict.as_str()));
    }
    writeln!(out, "{}", style.dim(&heading))?;
    for vendor in Vendor::ALL {
        let of: Vec<Verdict> = all
            .values()
            .filter(|(clause, _)| clause.facts().vendor == Some(vendor))
            .map(|(_, verdict)| *verdict)
            .collect();
        if of.is_empty() {
            continue;
        }
        let mut line = format!("{:<10}", vendor.name());
        for verdict in Verdict::ALL {
            let count = of.iter().filter(|held| **held == verdict).count();
            let cell = format!(" {:>9}", if count == 0 { "-".to_owned() } else { count.to_string() });
            line.push_str(&match verdict {
                Verdict::Agrees => style.green(&cell),
                Verdict::Disagrees if count > 0 => style.red(&cell),
                Verdict::Differs if count > 0 => style.yellow(&cell),
                Verdict::Disagrees | Verdict::Differs | Verdict::Skipped | Verdict::NotRun => {
                    style.dim(&cell)
                }
            });
        }
        writeln!(out, "{line}")?;
    }
    Ok(())
}
