//! At a target whose one state everybody shares: what is used up for good is used up for whoever comes later.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use testline_emulator::Vendor;
use testline_emulator::contract::OperationFacts;

use crate::plan::operation;
use crate::profile;
use crate::scenario::{Action, Call, Expect, Scenario, words};

/// Scenarios by their place in the suite, in the order in which they run; each with why it cannot, where it cannot.
///
/// What uses nothing up comes first. Of the others each thing goes to the first that uses it up; who needs it after that
/// is told who had it.
pub(super) fn order(scenarios: &[Arc<Scenario>]) -> Vec<(usize, Option<String>)> {
    let uses: Vec<BTreeSet<String>> = scenarios.iter().map(|scenario| used_up(scenario)).collect();
    let (frugal, greedy): (Vec<usize>, Vec<usize>) =
        (0..scenarios.len()).partition(|at| uses[*at].is_empty());
    let mut gone: BTreeMap<(Vendor, &str), &str> = BTreeMap::new();
    let mut order: Vec<(usize, Option<String>)> = frugal.into_iter().map(|at| (at, None)).collect();
    for at in greedy {
        let scenario = &scenarios[at];
        let missing = scenario.needs.iter().find_map(|name| {
            let by = gone.get(&(scenario.vendor, name.as_str()))?;
            Some(format!("`{name}` is gone: {by} has used it up, and nothing brings it back"))
        });
        if missing.is_none() {
            gone.extend(uses[at].iter().map(|name| ((scenario.vendor, name.as_str()), scenario.id.as_str())));
        }
        order.push((at, missing));
    }
    order
}

/// The names of the profile that accepted requests of a scenario use up: the phone numbers in the bodies of operations
/// that cost money or cannot be undone. What only emulators can run uses nothing up.
fn used_up(scenario: &Scenario) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    if scenario.emulators_only().is_some() {
        return names;
    }
    let lasts = |operation: &OperationFacts| operation.spends || operation.undo == Some("none");
    let mut note = |call: &Call, expect: Option<&Expect>| {
        if operation(scenario, call, expect).is_some_and(lasts) {
            names.extend(words(&call.body).into_iter().filter(|word| {
                scenario.needs.contains(word) && profile::is_one_phone(scenario.vendor, word)
            }));
        }
    };
    for step in &scenario.steps {
        match &step.action {
            Action::Request(request) => {
                let is_refused = request.expect.clause.is_some_and(|clause| clause.refuses());
                if !is_refused {
                    note(&request.call, Some(&request.expect));
                }
            }
            Action::Parallel { calls, .. } => calls.iter().for_each(|(call, _)| note(call, None)),
            Action::Faults(_) | Action::Clock(_) | Action::State { .. } => {}
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::embedded;

    #[test]
    fn who_comes_after_a_purchase_of_the_same_number_is_told_who_had_it() {
        let all = embedded().expect("they are well formed");
        let of = |id: &str| all.iter().find(|scenario| scenario.id == id).cloned().expect("it is embedded");
        let scenarios = [
            "trillet/purchase-number/a-number-that-is-for-sale-is-bought",
            "trillet/purchase-number/a-number-is-sold-once",
            "trillet/purchase-number/country-is-asked-for",
        ]
        .map(|id| Arc::new(of(id)));
        let order = order(&scenarios);
        let places: Vec<usize> = order.iter().map(|(at, _)| *at).collect();
        assert_eq!(places, [2, 0, 1]);
        let reasons: Vec<Option<&str>> = order.iter().map(|(_, reason)| reason.as_deref()).collect();
        let gone = "`for_sale` is gone: trillet/purchase-number/a-number-that-is-for-sale-is-bought has used it up, \
                    and nothing brings it back";
        assert_eq!(reasons, [None, None, Some(gone)]);
    }
}
