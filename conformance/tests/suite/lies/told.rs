//! Tells every lie and looks at what is held against whom.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use testline_conformance::report::{Style, failure};
use testline_conformance::runner::{End, Run, Stop, Suite, Verdict};
use testline_conformance::scenario::Scenario;
use testline_conformance::target::{Options, Place, Spec};

use super::case::Case;
use super::{bodies, headers, keys, lists, states, statuses, values};
use crate::proxy::{Behind, Lie, Proxy};
use crate::scenarios::scenarios;

fn cases() -> Vec<Case> {
    let all = [
        statuses::cases(),
        bodies::cases(),
        keys::cases(),
        values::cases(),
        lists::cases(),
        headers::cases(),
        states::cases(),
    ];
    all.into_iter().flatten().collect()
}

fn by_id() -> BTreeMap<String, Arc<Scenario>> {
    scenarios().into_iter().map(|scenario| (scenario.id.clone(), Arc::new(scenario))).collect()
}

/// Runs one scenario at a proxy that tells this lie.
async fn told(behind: Behind, scenario: &Arc<Scenario>, swallowed: Option<usize>, lie: Lie) -> (Run, String) {
    let proxy = Proxy::before(behind, &[], swallowed, lie).await;
    let url = match behind {
        Behind::Vendor => format!("{}/{{vendor}}", proxy.url),
        Behind::Emulator => proxy.url.clone(),
    };
    let place = Place::find(&Spec::Url(url), &Options::default()).await.expect("it is there");
    let suite = Suite { scenarios: vec![Arc::clone(scenario)], jobs: 1, max_failures: None };
    let mut summary = suite.run(&place, &Stop::default(), |_| {}).await;
    let run = summary.runs.remove(0);
    let shown = match &run.end {
        End::Failed(failed) => failure::show(&run, failed, scenario, Style::Plain),
        End::Agreed | End::Skipped(_) | End::Broken(_) | End::Stopped => String::new(),
    };
    (run, shown)
}

#[test]
fn there_are_at_least_twenty_five_ways_to_be_wrong_and_no_two_are_one() {
    let (cases, kinds): (Vec<Case>, BTreeSet<&str>) =
        (cases(), cases().iter().map(|case| case.kind).collect());
    assert_eq!(kinds.len(), cases.len());
    assert!(kinds.len() >= 25, "{kinds:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_way_to_be_wrong_is_held_against_its_clause() {
    let scenarios = by_id();
    let mut wrong = Vec::new();
    for case in cases() {
        let (at, lie) = (case.at, case.lie);
        let tell: Lie = Box::new(move |passing| {
            if passing.n == at {
                lie(passing)
            }
        });
        let swallowed = case.swallows.then_some(at);
        let (run, shown) = told(case.behind, &scenarios[case.scenario], swallowed, tell).await;
        let held =
            run.verdicts.iter().find(|(clause, _)| clause.id() == case.clause).map(|(_, verdict)| *verdict);
        let others = run.verdicts.iter().filter(|(clause, verdict)| {
            clause.id() != case.clause && matches!(verdict, Verdict::Disagrees | Verdict::Differs)
        });
        if held != Some(case.verdict) || others.count() > 0 || !shown.contains(case.says) {
            wrong.push(format!("{}: {:?} {:?}\n{shown}", case.kind, run.verdicts, run.end));
        }
    }
    assert!(wrong.is_empty(), "{} lies are not told apart:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_lie_every_one_of_these_scenarios_agrees() {
    let at: BTreeSet<(Behind, &str)> = cases().iter().map(|case| (case.behind, case.scenario)).collect();
    let scenarios = by_id();
    for (behind, id) in at {
        let (run, shown) = told(behind, &scenarios[id], None, Box::new(|_| {})).await;
        assert!(matches!(run.end, End::Agreed), "{id}: {:?}\n{shown}", run.end);
    }
}
