//! Which clauses a command's clients have met, and which of the same operations never, for people.

use crate::contract::Evidence;
use crate::met::{Met, OperationMet};
use crate::vendors::Vendor;

/// The vendors that were called, their operations that were called, and clause by clause what was met.
pub(super) fn text(met: &Met) -> String {
    let mut text = String::new();
    for vendor in Vendor::ALL {
        let operations = met.operations.iter().filter(|line| line.vendor == vendor.name());
        let (mut share, mut all, mut lines) = (0, 0, String::new());
        for operation in operations {
            share += operation.met.len();
            all += operation.met.len() + operation.never.len();
            if !operation.met.is_empty() {
                of_operation(&mut lines, operation);
            }
        }
        if share > 0 {
            text.push_str(&format!("{}: {share} of {all} clauses met\n{lines}", vendor.contract().name));
        }
    }
    if text.is_empty() {
        text.push_str("no clause of any vendor was met\n");
    }
    text
}

fn of_operation(text: &mut String, operation: &OperationMet) {
    let name = |id: &'static str| id.rsplit('.').next().unwrap_or(id);
    text.push_str(&format!("  {}\n", operation.operation));
    for met in &operation.met {
        text.push_str(&format!(
            "    met    {} {} ×{} ({})\n",
            met.status,
            name(met.clause),
            met.times,
            met.evidence
        ));
    }
    for evidence in Evidence::ALL.map(Evidence::as_str) {
        let never = operation.never.iter().filter(|never| never.evidence == evidence);
        let never: Vec<String> =
            never.map(|never| format!("{} {}", never.status, name(never.clause))).collect();
        if !never.is_empty() {
            text.push_str(&format!("    never  {} ({evidence})\n", never.join(", ")));
        }
    }
}
