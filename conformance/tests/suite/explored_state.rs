//! Exploring looks at the state itself, where the target shows it: what no reply tells is noticed there, and only as
//! long as what was done lets it hold.

use serde_json::{Value, json};
use testline_conformance::explore::{Found, Plan, explore, regression, world};
use testline_conformance::model::trillet::Trillet;
use testline_conformance::runner::{End, Stop};
use testline_conformance::scenario;
use testline_conformance::target::{Options, Place, Spec};
use testline_emulator::Vendor;
use testline_emulator::http::StatusCode;

use crate::explored::{Liar, Lie};

fn found(state: fn(&mut Value), lie: Lie) -> Found {
    let plan = Plan { seed: 0, cases: 2000, steps: 30, time: None };
    let mut liar = Liar::new::<Trillet>(lie).showing(state);
    let report = explore::<Trillet>(&mut liar, plan, &Stop::default(), |_, _| {});
    report.expect("the ground holds").found.expect("it is found")
}

#[test]
fn a_trunk_that_does_not_record_is_found_in_the_state_and_one_binding_shows_it() {
    let found = found(
        |state| {
            for trunk in state["trunks"].as_object_mut().expect("a table").values_mut() {
                trunk["recording"]["mode"] = json!("do-not-record");
            }
        },
        |_, _, _| {},
    );
    let invariant = found.disagreement.invariant.expect("an invariant is broken");
    assert_eq!((invariant.name, found.left), ("both-sides-of-a-binding-agree", 1));
}

#[test]
fn a_trunk_that_stays_without_an_agent_is_found_in_the_state() {
    let found = found(|state| state["trunks"] = json!({ "750cd924": { "agent": "64f9b12a" } }), |_, _, _| {});
    let invariant = found.disagreement.invariant.expect("an invariant is broken");
    assert_eq!((invariant.name, found.left), ("a-number-has-one-agent-of-its-workspace", 0));
}

#[test]
fn a_body_that_is_not_utf_8_is_kept_as_it_was_sent() {
    let found = found(
        |_| {},
        |_, request, answer| {
            if std::str::from_utf8(&request.body).is_err() && answer.reply.status == 400 {
                answer.reply.status = StatusCode::OK;
            }
        },
    );
    assert_eq!(found.left, 1);
    let saved = regression(Vendor::Trillet, &found, &world::<Trillet>()).expect("it can be said");
    assert!(saved.text.contains("base64: "), "{}", saved.text);
    let read =
        scenario::read(&format!("regressions/{}.yaml", saved.name), &saved.text).expect("it is a scenario");
    let done = tokio::runtime::Builder::new_multi_thread().build().expect("a runtime").block_on(async {
        let place = Place::find(&Spec::InProcess, &Options::default()).await.expect("it is here");
        place.run(&read, &Stop::default()).await
    });
    assert!(matches!(done.end, End::Agreed), "{:?}\n{}", done.end, saved.text);
}
