//! Every scenario agrees in process, and is named as its claim.

use std::sync::{Arc, LazyLock};

use testline_conformance::report::{Style, failure};
use testline_conformance::runner::{End, Stop, Suite};
use testline_conformance::scenario::{Scenario, embedded};
use testline_conformance::target::{Options, Place, Spec};

/// Every scenario, read once for all tests.
pub(crate) fn scenarios() -> Vec<Scenario> {
    static ALL: LazyLock<Vec<Scenario>> = LazyLock::new(|| {
        embedded().unwrap_or_else(|errors| {
            let shown: Vec<String> = errors.iter().map(|error| format!("failed to {error}")).collect();
            panic!("{} errors in scenario files:\n{}", errors.len(), shown.join("\n"))
        })
    });
    ALL.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_scenario_agrees_in_process() {
    let place = Place::find(&Spec::InProcess, &Options::default()).await.expect("nothing to find in process");
    let scenarios: Vec<Arc<Scenario>> = scenarios().into_iter().map(Arc::new).collect();
    let suite = Suite { scenarios: scenarios.clone(), jobs: 4, max_failures: None };
    let summary = suite.run(&place, &Stop::default(), |_| {}).await;
    let mut wrong = Vec::new();
    for (run, scenario) in summary.runs.iter().zip(&scenarios) {
        match &run.end {
            End::Agreed => {}
            End::Failed(failed) => wrong.push(failure::show(run, failed, scenario, Style::Plain)),
            End::Skipped(reason) => wrong.push(format!("{} was skipped: {reason}\n", run.id)),
            End::Broken(message) => wrong.push(format!("{} failed to {message}\n", run.id)),
            End::Stopped => wrong.push(format!("{} was stopped\n", run.id)),
        }
        wrong.extend(run.leftovers.iter().map(|left| format!("{}: not undone: {left}\n", run.id)));
    }
    assert!(wrong.is_empty(), "{} of {} scenarios fail:\n{}", wrong.len(), scenarios.len(), wrong.join("\n"));
    assert_eq!(summary.runs.len(), scenarios.len());
}

#[test]
fn every_file_is_named_as_its_claim() {
    let mut wrong = Vec::new();
    for scenario in scenarios() {
        let words: Vec<String> = scenario
            .claim
            .to_lowercase()
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        if scenario.id.rsplit('/').next() != Some(&words.join("-")) {
            wrong.push(format!("{}: {}", scenario.path, scenario.claim));
        }
    }
    assert!(wrong.is_empty(), "files that are not named as their claim:\n{}", wrong.join("\n"));
}
