//! The table that `coverage` prints.

use std::fmt::Write as _;

use testline_emulator::Vendor;
use testline_emulator::contract::{Clause, Evidence};

use super::known::Known;
use crate::evidence::SeenAs;

/// Per vendor and operation: clauses by evidence, with a scenario, seen on the emulator, seen live and when.
pub fn table(known: &Known, vendors: &[Vendor]) -> String {
    let mut text = String::new();
    for vendor in vendors {
        let contract = vendor.contract();
        let _ = writeln!(
            text,
            "{:<34} {:>7} {:>10} {:>8} {:>8} {:>8} {:>8} {:>8}  last live",
            contract.name, "clauses", "documented", "observed", "inferred", "scenario", "emulator", "live"
        );
        for facts in contract.operations {
            row(&mut text, known, facts.name, &contract.clauses_of(facts).collect::<Vec<_>>());
        }
        let any: Vec<Clause> =
            contract.clauses().filter(|clause| clause.facts().operation == "any").collect();
        row(&mut text, known, "any", &any);
        row(&mut text, known, "total", &contract.clauses().collect::<Vec<_>>());
        text.push('\n');
    }
    text
}

fn row(text: &mut String, known: &Known, name: &str, clauses: &[Clause]) {
    let count = |is: &dyn Fn(Clause) -> bool| clauses.iter().filter(|clause| is(**clause)).count();
    let by = |evidence: Evidence| count(&|clause| clause.evidence() == evidence);
    let live = |clause: Clause| known.live(clause).filter(|seen| seen.verdict == SeenAs::Agrees);
    let last = clauses.iter().filter_map(|clause| live(*clause)).map(|seen| seen.date).max();
    let _ = writeln!(
        text,
        "  {name:<32} {:>7} {:>10} {:>8} {:>8} {:>8} {:>8} {:>8}  {}",
        clauses.len(),
        by(Evidence::Documented),
        by(Evidence::Observed),
        by(Evidence::Inferred),
        count(&|clause| !known.scenarios(clause).is_empty()),
        count(&|clause| known.on_emulator(clause)),
        count(&|clause| live(clause).is_some()),
        last.map_or_else(|| "never".to_owned(), |date| date.to_string())
    );
}
