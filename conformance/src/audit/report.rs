//! The report of an audit, for people and for programs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;
use testline_emulator::Vendor;
use testline_emulator::contract::{Clause, Evidence};

use super::excluded::Excluded;
use super::judged::{Judged, Outcome, Tally};

/// The report for people: per vendor and clause how many were killed and by what, then every one that was not.
pub fn text(judged: &[Judged], never_met: &[Clause]) -> String {
    let mut text = String::new();
    for vendor in Vendor::ALL {
        let of: Vec<&Judged> =
            judged.iter().filter(|mutant| mutant.clause.facts().vendor == Some(vendor)).collect();
        if of.is_empty() {
            continue;
        }
        let _ = writeln!(text, "{vendor}  {}", Tally::of(of.iter().copied()));
        for (clause, of) in by_clause(&of) {
            let tally = Tally::of(of.iter().copied());
            let _ = writeln!(
                text,
                "  {:<58} {:<10} {:>4} of {:<4} {}",
                clause.id(),
                clause.evidence().as_str(),
                tally.killed,
                tally.mutants,
                killers(&of)
            );
        }
    }
    for mutant in judged {
        let id = mutant.clause.id();
        match &mutant.outcome {
            Outcome::Killed(_) => {}
            Outcome::Excluded(why) => {
                let _ = writeln!(text, "excluded {id}: {} ({})", mutant.mutation, why.as_str());
            }
            Outcome::Survived { struck } => {
                let how = if *struck { "" } else { "; it made nothing wrong that was met" };
                let _ = writeln!(
                    text,
                    "survived {id}: {}; it takes {}{how}",
                    mutant.mutation,
                    mutant.mutation.noticed_by()
                );
            }
        }
    }
    for clause in never_met {
        let _ = writeln!(text, "never met {}", clause.id());
    }
    for why in Excluded::ALL {
        if judged.iter().any(|mutant| mutant.outcome == Outcome::Excluded(why)) {
            let _ = writeln!(text, "{}: {}", why.as_str(), why.why());
        }
    }
    for evidence in Evidence::ALL {
        let _ = writeln!(text, "{evidence}  {}", Tally::known(judged, evidence));
    }
    let _ = writeln!(text, "all  {}", Tally::of(judged));
    text
}

/// What killed the most, and how many others killed.
fn killers(of: &[&Judged]) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for mutant in of {
        if let Outcome::Killed(by) = &mutant.outcome {
            *counts.entry(by.to_string()).or_default() += 1;
        }
    }
    let most = counts.iter().max_by_key(|(by, count)| (**count, std::cmp::Reverse(*by)));
    match (most, counts.len()) {
        (None, _) => String::new(),
        (Some((by, _)), 1) => by.clone(),
        (Some((by, _)), others) => format!("{by} and {} more", others - 1),
    }
}

fn by_clause<'j>(judged: &[&'j Judged]) -> Vec<(Clause, Vec<&'j Judged>)> {
    let mut found: Vec<(Clause, Vec<&Judged>)> = Vec::new();
    for mutant in judged {
        match found.iter_mut().find(|(clause, _)| *clause == mutant.clause) {
            Some((_, of)) => of.push(mutant),
            None => found.push((mutant.clause, vec![mutant])),
        }
    }
    found
}

#[derive(Serialize)]
struct Report {
    testline_audit: u32,
    sums: BTreeMap<String, Sums>,
    never_met: Vec<&'static str>,
    reasons: BTreeMap<&'static str, &'static str>,
    mutants: Vec<MutantLine>,
}

#[derive(Serialize)]
struct Sums {
    mutants: usize,
    killed: usize,
    by_explore_alone: usize,
    excluded: usize,
    survived: usize,
}

#[derive(Serialize)]
struct MutantLine {
    clause: &'static str,
    evidence: &'static str,
    kind: &'static str,
    mutation: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    killed_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    excluded: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    would_be_killed_by: Option<String>,
}

/// The report for programs: every mutant with what came of it.
pub fn json(judged: &[Judged], never_met: &[Clause]) -> String {
    let mut sums: BTreeMap<String, Sums> = BTreeMap::new();
    sums.insert("all".to_owned(), Tally::of(judged).into());
    for evidence in Evidence::ALL {
        sums.insert(evidence.to_string(), Tally::known(judged, evidence).into());
    }
    for vendor in Vendor::ALL {
        let of = judged.iter().filter(|mutant| mutant.clause.facts().vendor == Some(vendor));
        sums.insert(vendor.to_string(), Tally::of(of).into());
    }
    let report = Report {
        testline_audit: 1,
        sums,
        never_met: never_met.iter().map(|clause| clause.id()).collect(),
        reasons: Excluded::ALL.iter().map(|why| (why.as_str(), why.why())).collect(),
        mutants: judged.iter().map(MutantLine::of).collect(),
    };
    // Strings and numbers only: these always serialize.
    serde_json::to_string_pretty(&report).unwrap_or_default() + "\n"
}

impl MutantLine {
    fn of(mutant: &Judged) -> Self {
        let (mut killed_by, mut excluded, mut would) = (None, None, None);
        match &mutant.outcome {
            Outcome::Killed(by) => killed_by = Some(by.to_string()),
            Outcome::Excluded(why) => excluded = Some(why.as_str()),
            Outcome::Survived { .. } => would = Some(mutant.mutation.noticed_by()),
        }
        Self {
            clause: mutant.clause.id(),
            evidence: mutant.clause.evidence().as_str(),
            kind: mutant.mutation.kind(),
            mutation: mutant.mutation.to_string(),
            killed_by,
            excluded,
            would_be_killed_by: would,
        }
    }
}

impl From<Tally> for Sums {
    fn from(Tally { mutants, killed, explored, excluded, survived }: Tally) -> Self {
        Self { mutants, killed, by_explore_alone: explored, excluded, survived }
    }
}
