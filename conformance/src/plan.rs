//! What a run would do: the list of its scenarios, and per step the change, its cost and its undo.

use std::io::{self, Write};

use testline_emulator::contract::OperationFacts;

use crate::live::Outlook;
use crate::scenario::{Action, Call, Expect, Scenario};

/// Writes one line a scenario: its name and what it shows.
pub fn list(out: &mut impl Write, scenarios: &[Scenario]) -> io::Result<()> {
    for scenario in scenarios {
        let clauses: Vec<&str> = scenario.clauses.iter().map(|clause| clause.id()).collect();
        writeln!(out, "{}  {}", scenario.id, clauses.join(" "))?;
    }
    Ok(())
}

/// Writes every step that a run would take, and what live targets would make of it.
pub fn dry_run(out: &mut impl Write, scenarios: &[Scenario], outlooks: &[Outlook]) -> io::Result<()> {
    for scenario in scenarios {
        writeln!(out, "{}", scenario.id)?;
        if let Some(reason) = scenario.emulators_only() {
            writeln!(out, "  on emulators only: {reason}")?;
        }
        for outlook in outlooks {
            writeln!(out, "  {}", outlook.of_scenario(scenario))?;
        }
        for (at, step) in scenario.steps.iter().enumerate() {
            writeln!(out, "  {} {}", at + 1, says(scenario, &step.action))?;
        }
        for step in &scenario.cleanup {
            writeln!(out, "  cleanup {}", says(scenario, &step.action))?;
        }
    }
    for outlook in outlooks {
        writeln!(out, "{}", outlook.of_all(scenarios))?;
    }
    Ok(())
}

fn says(scenario: &Scenario, action: &Action) -> String {
    match action {
        Action::Request(request) => {
            let times = if request.repeat > 1 { format!(" ×{}", request.repeat) } else { String::new() };
            format!("{}{times}", sends(scenario, &request.call, Some(&request.expect)))
        }
        Action::Parallel { calls, .. } => {
            let calls: Vec<String> = calls
                .iter()
                .map(|(call, times)| format!("{} ×{times}", sends(scenario, call, None)))
                .collect();
            format!("at once: {}", calls.join("; "))
        }
        Action::Faults(faults) => format!("adds {} faults", faults.len()),
        Action::Clock(_) => "moves the clock".to_owned(),
        Action::State { pointer, .. } => format!("looks at the state at {pointer}"),
    }
}

fn sends(scenario: &Scenario, call: &Call, expect: Option<&Expect>) -> String {
    let effect = match operation(scenario, call, expect) {
        None => "reaches no operation".to_owned(),
        Some(operation) if !operation.changes => "changes nothing".to_owned(),
        Some(operation) => {
            let cost = if operation.spends { ", costs money" } else { "" };
            let undo = match operation.undo {
                None | Some("none") => "cannot be undone".to_owned(),
                Some("restore") => "undone by putting back what was read before".to_owned(),
                Some(undo) => format!("undone by {undo}"),
            };
            format!("{}: changes state{cost}, {undo}", operation.name)
        }
    };
    format!("{} {} ({effect})", call.method, call.target)
}

/// The operation that a request reaches: that of the clause it expects, else by its path.
pub fn operation(
    scenario: &Scenario,
    call: &Call,
    expect: Option<&Expect>,
) -> Option<&'static OperationFacts> {
    let contract = scenario.vendor.contract();
    let named = expect
        .and_then(|expect| expect.clause)
        .and_then(|clause| contract.operation(clause.facts().operation));
    let path = call.target.split('?').next().unwrap_or("");
    let reaches = |operation: &&OperationFacts| {
        operation
            .routes
            .iter()
            .any(|(method, template)| *method == call.method.as_str() && alike(template, path))
    };
    named.or_else(|| contract.operations.iter().find(reaches))
}

/// Whether a path with `{{name}}` in it is one of a route with `{name}` in it.
fn alike(template: &str, path: &str) -> bool {
    let (mut wanted, mut came) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), came.next()) {
            (None, None) => return true,
            (Some(wanted), Some(came)) if wanted.starts_with('{') && !came.is_empty() => {}
            (Some(wanted), Some(came)) if wanted.eq_ignore_ascii_case(came) => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_variables_is_found_by_its_route() {
        assert!(alike("/api/v1/Account/{auth_id}/numbers", "/api/v1/account/{{auth_id}}/numbers"));
        assert!(!alike("/api/v1/Account/{auth_id}/numbers", "/api/v1/Account/{{auth_id}}"));
    }
}
