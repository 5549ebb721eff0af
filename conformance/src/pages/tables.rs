//! How many clauses are known how: a table of the vendors for the README, and a page with a table of their operations.

use std::fmt::Write as _;

use testline_emulator::Vendor;
use testline_emulator::contract::{Clause, Evidence};

use crate::coverage::Known;

/// The README's table: a line a vendor, and when anything of it was last seen at the real vendor.
pub fn vendors(known: &Known) -> String {
    let mut text = String::from(
        "| vendor | clauses | documented | observed | inferred | last seen live |\n|---|--:|--:|--:|--:|---|\n",
    );
    for vendor in Vendor::ALL {
        let contract = vendor.contract();
        let clauses: Vec<Clause> = contract.clauses().collect();
        let _ = writeln!(
            text,
            "| [{}](docs/contracts/{vendor}.md) | {}",
            contract.name,
            numbers(&clauses, known)
        );
    }
    text
}

/// The page `docs/contracts/README.md`: a table of each vendor, a line an operation.
pub fn operations(known: &Known) -> String {
    let mut text = String::from(
        "# Contracts\n\n<!-- Generated from emulator/contracts, the scenarios and docs/evidence; \
         TESTLINE_UPDATE_PAGES=1 cargo test -p testline-conformance brings it up to date. -->\n\n\
         How many clauses each operation has, and how they are known; [evidence](../evidence.md) says what that means. A \
         clause counts by the weaker of what is known of its status and of its body.\n",
    );
    for vendor in Vendor::ALL {
        let contract = vendor.contract();
        let _ = write!(
            text,
            "\n## [{}]({vendor}.md)\n\n\
             | operation | clauses | documented | observed | inferred | last seen live |\n|---|--:|--:|--:|--:|---|\n",
            contract.name
        );
        for facts in contract.operations {
            let clauses: Vec<Clause> = contract.clauses_of(facts).collect();
            let link = format!("[`{}`]({vendor}.md#{})", facts.name, facts.name);
            let _ = writeln!(text, "| {link} | {}", numbers(&clauses, known));
        }
        let any: Vec<Clause> =
            contract.clauses().filter(|clause| clause.facts().operation == "any").collect();
        let _ = writeln!(text, "| [what holds for all]({vendor}.md#any) | {}", numbers(&any, known));
    }
    text
}

/// The cells that say how clauses are known.
fn numbers(clauses: &[Clause], known: &Known) -> String {
    let by = |evidence: Evidence| clauses.iter().filter(|clause| clause.evidence() == evidence).count();
    let last = clauses.iter().filter_map(|clause| known.live(*clause)).map(|seen| seen.date).max();
    format!(
        "{} | {} | {} | {} | {} |",
        clauses.len(),
        by(Evidence::Documented),
        by(Evidence::Observed),
        by(Evidence::Inferred),
        last.map_or_else(|| "never".to_owned(), |date| date.to_string())
    )
}
