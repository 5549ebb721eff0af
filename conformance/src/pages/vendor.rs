//! The page of a vendor under `docs/contracts/`: what its contract says, which scenarios show it, and where it was
//! seen.

use std::fmt::Write as _;

use testline_emulator::Vendor;
use testline_emulator::contract::{Clause, Evidence, OperationFacts, Source};

use crate::coverage::Known;

/// How many scenarios of a clause are linked.
const LINKED: usize = 2;

/// The text of a vendor's page.
pub fn page(vendor: Vendor, known: &Known) -> String {
    let contract = vendor.contract();
    let mut text = format!(
        "# {}\n\n<!-- Generated from emulator/contracts/{vendor}.yaml, the scenarios and docs/evidence; \
         TESTLINE_UPDATE_PAGES=1 cargo test -p testline-conformance brings it up to date. -->\n\n\
         What the emulator promises of {} (`{}`), clause by clause. A clause is *documented* where the vendor says it, \
         *observed* where a real client saw it, and *inferred* where nobody says it and the choice is ours.\n\n",
        contract.name, contract.name, contract.base_url
    );
    counts(&mut text, vendor, known);
    for facts in contract.operations {
        operation(&mut text, vendor, facts, known);
    }
    text.push_str("## any\n\nWhat holds for all operations, and for requests that reach none.\n\n");
    clauses(&mut text, contract.clauses().filter(|clause| clause.facts().operation == "any"), known);
    switches(&mut text, vendor);
    not_emulated(&mut text, vendor);
    text
}

fn counts(text: &mut String, vendor: Vendor, known: &Known) {
    let clauses: Vec<Clause> = vendor.contract().clauses().collect();
    let by = |evidence: Evidence| clauses.iter().filter(|clause| clause.evidence() == evidence).count();
    let live: Vec<_> = clauses.iter().filter_map(|clause| known.live(*clause)).collect();
    let seen = match live.iter().map(|seen| seen.date).max() {
        None => "Nothing of it was seen at the real vendor yet.".to_owned(),
        Some(last) => format!("{} were seen at the real vendor, last on {last}.", live.len()),
    };
    let _ = writeln!(
        text,
        "{} clauses: {} documented, {} observed, {} inferred; {} are shown by a scenario. {seen}\n",
        clauses.len(),
        by(Evidence::Documented),
        by(Evidence::Observed),
        by(Evidence::Inferred),
        clauses.iter().filter(|clause| !known.scenarios(**clause).is_empty()).count()
    );
}

fn operation(text: &mut String, vendor: Vendor, facts: &OperationFacts, known: &Known) {
    let routes: Vec<String> =
        facts.routes.iter().map(|(method, path)| format!("`{method} {path}`")).collect();
    let cost = if facts.spends { ", costs money" } else { "" };
    let effect = match facts.undo {
        _ if !facts.changes => "Changes nothing".to_owned(),
        Some("none") | None => format!("Changes state{cost}, cannot be undone"),
        Some("restore") => format!("Changes state{cost}, undone by putting back what was read before"),
        Some(undo) => format!("Changes state{cost}, undone by `{undo}`"),
    };
    let _ = writeln!(text, "## {}\n\n{}\n\n{}. {effect}.\n", facts.name, facts.summary, routes.join(" · "));
    clauses(text, vendor.contract().clauses_of(facts), known);
    if !facts.effects.is_empty() {
        text.push_str("What no reply tells:\n\n");
        for effect in facts.effects {
            let why = known_by(effect.evidence, effect.evidence, effect.source, effect.reason);
            let _ = writeln!(text, "* `{}`: {} {why}", effect.id, effect.says);
        }
        text.push('\n');
    }
}

fn clauses(text: &mut String, clauses: impl Iterator<Item = Clause>, known: &Known) {
    text.push_str("| clause | status | says | known | scenarios | live |\n|---|---|---|---|---|---|\n");
    for clause in clauses {
        let facts = clause.facts();
        let mut status = facts.status.to_string();
        for (value, other) in facts.status_by_value.iter().filter(|(_, other)| *other != facts.status) {
            let _ = write!(status, ", {other} with `{}={value}`", facts.switch.unwrap_or(""));
        }
        if !facts.when.is_empty() {
            let _ = write!(status, " (only with `{}={}`)", facts.switch.unwrap_or(""), facts.when.join("|"));
        }
        if facts.raised_by_fault {
            status.push_str(" (by a fault)");
        }
        let _ = writeln!(
            text,
            "| `{}` | {status} | {} | {} | {} | {} |",
            facts.name,
            cell(facts.says),
            cell(&known_by(facts.evidence, facts.body_evidence, facts.source, facts.reason)),
            scenarios(known.scenarios(clause)),
            known.live(clause).map_or_else(String::new, |seen| format!(
                "{} {}",
                seen.verdict.as_str(),
                seen.date
            ))
        );
    }
    text.push('\n');
}

/// How something is known: evidence, source and reason.
fn known_by(evidence: Evidence, body: Evidence, source: Option<Source>, reason: Option<&str>) -> String {
    let mut text = evidence.to_string();
    if body != evidence {
        let _ = write!(text, ", its body {body}");
    }
    if let Some(source) = source {
        let _ = write!(
            text,
            ": [{}](https://{}), {} (read {})",
            source.url, source.url, source.section, source.read
        );
    }
    if let Some(reason) = reason {
        let _ = write!(text, ". {reason}");
    }
    text
}

fn scenarios(ids: &[String]) -> String {
    let link = |id: &String| {
        let name = id.rsplit('/').next().unwrap_or(id).replace('-', " ");
        format!("[{name}](../../scenarios/{id}.yaml)")
    };
    let mut links: Vec<String> = ids.iter().take(LINKED).map(link).collect();
    if ids.len() > LINKED {
        links.push(format!("and {} more", ids.len() - LINKED));
    }
    links.join(", ")
}

fn switches(text: &mut String, vendor: Vendor) {
    text.push_str("## Switches\n\nWhere sources disagree or are silent; the first value is the default.\n\n");
    text.push_str("| switch | values | decides | why there is a choice |\n|---|---|---|---|\n");
    for switch in vendor.contract().switches {
        let values: Vec<String> = switch.values.iter().map(|value| format!("`{value}`")).collect();
        let _ = writeln!(
            text,
            "| `{vendor}.{}` | {} | {} | {} |",
            switch.name,
            values.join(", "),
            cell(switch.decides),
            cell(switch.why)
        );
    }
    text.push('\n');
}

fn not_emulated(text: &mut String, vendor: Vendor) {
    text.push_str("## Not emulated\n\n");
    let all = vendor.contract().not_emulated;
    if all.is_empty() {
        text.push_str("Nothing that the vendor documents and that we know of.\n");
        return;
    }
    text.push_str("The vendor documents these; the emulator answers them with 501.\n\n| operation | routes |\n|---|---|\n");
    for facts in all {
        let routes: Vec<String> =
            facts.routes.iter().map(|(method, path)| format!("`{method} {path}`")).collect();
        let name = match facts.url {
            Some(url) => format!("[{}](https://{url})", facts.name),
            None => facts.name.to_owned(),
        };
        let _ = writeln!(text, "| {name} | {} |", routes.join("<br>"));
    }
}

/// Text that can stand in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;").replace('\n', " ")
}
