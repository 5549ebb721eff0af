//! Exploring finds nothing where there is nothing, and what is wrong where something is; what it finds is small, told,
//! and kept as a scenario.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use testline_conformance::explore::{
    Answer, Found, Ground, InProcess, Pair, Plan, Report, differ, explore, regression, tell, world,
};
use testline_conformance::model::Model;
use testline_conformance::model::dasha::Dasha;
use testline_conformance::model::trillet::Trillet;
use testline_conformance::model::unleashx::Unleashx;
use testline_conformance::model::vobiz::Vobiz;
use testline_conformance::profile::Profile;
use testline_conformance::redact::Redactor;
use testline_conformance::report::Style;
use testline_conformance::runner::{End, Stop};
use testline_conformance::scenario;
use testline_conformance::target::{Options, Place, Spec};
use testline_emulator::Vendor;
use testline_emulator::http::{Method, Reply, Request, StatusCode};

/// A short form of what the command does.
const SHORT: Plan = Plan { seed: 0, cases: 250, steps: 30, time: None };

fn in_process<M: Model>() -> InProcess {
    InProcess::new(M::VENDOR, &world::<M>()).expect("the world of the model is right")
}

fn explored<M: Model>(ground: &mut impl Ground, plan: Plan) -> Report {
    explore::<M>(ground, plan, &Stop::default(), |_, _| {}).expect("the ground holds")
}

/// The model and the emulator agree, over most of the contract.
fn agrees<M: Model>(least_clauses: usize) {
    let mut ground = in_process::<M>();
    let report = explored::<M>(&mut ground, SHORT);
    if let Some(found) = &report.found {
        panic!("{}", told::<M>(found));
    }
    assert_eq!(report.cases, SHORT.cases);
    let met = report.tally.met.len();
    assert!(met >= least_clauses, "{met} clauses were met: {:?}", report.tally.met.keys());
}

fn told<M: Model>(found: &Found) -> String {
    let profile = in_process::<M>().begin().expect("a world");
    tell(M::VENDOR, found, &Redactor::new(&profile), Style::Plain)
}

#[test]
fn trillet_and_its_model_agree() {
    agrees::<Trillet>(80);
}

#[test]
fn unleashx_and_its_model_agree() {
    agrees::<Unleashx>(45);
}

#[test]
fn vobiz_and_its_model_agree() {
    agrees::<Vobiz>(100);
}

#[test]
fn dasha_and_its_model_agree() {
    agrees::<Dasha>(90);
}

#[test]
fn the_same_seed_plays_the_same_case() {
    let plan = Plan { cases: 20, ..SHORT };
    let [one, other] = [0; 2].map(|_| explored::<Vobiz>(&mut in_process::<Vobiz>(), plan).tally);
    assert_eq!(one, other);
    assert_ne!(one, explored::<Vobiz>(&mut in_process::<Vobiz>(), Plan { seed: 1000, ..plan }).tally);
}

/// What a liar makes of an exchange.
pub(crate) type Lie = fn(&mut InProcess, &Request, &mut Answer);

/// An emulator that lies, in what it answers or in what it shows of its state.
pub(crate) struct Liar {
    honest: InProcess,
    lie: Lie,
    state: fn(&mut Value),
}

impl Liar {
    pub(crate) fn new<M: Model>(lie: Lie) -> Self {
        Self { honest: in_process::<M>(), lie, state: |_| {} }
    }

    /// Bends its state too.
    pub(crate) fn showing(self, state: fn(&mut Value)) -> Self {
        Self { state, ..self }
    }
}

impl Ground for Liar {
    fn begin(&mut self) -> Result<Profile, String> {
        self.honest.begin()
    }

    fn now(&self) -> Timestamp {
        self.honest.now()
    }

    fn send(&mut self, request: &Request, fault: Option<&'static str>) -> Result<Option<Answer>, String> {
        let mut answer = self.honest.send(request, fault)?;
        if let Some(answer) = &mut answer {
            (self.lie)(&mut self.honest, request, answer);
        }
        Ok(answer)
    }

    fn is_mine(&self) -> bool {
        true
    }

    fn advance(&mut self, by: SignedDuration) -> Result<(), String> {
        self.honest.advance(by)
    }

    fn state(&mut self) -> Result<Option<Value>, String> {
        let mut state = self.honest.state()?;
        state.iter_mut().for_each(self.state);
        Ok(state)
    }
}

/// What exploring a liar finds; it must be no more than so many steps.
fn found<M: Model>(lie: Lie, most: usize) -> Found {
    let report = explored::<M>(&mut Liar::new::<M>(lie), Plan { cases: 2000, ..SHORT });
    let found = report.found.expect("the lie is found");
    assert!(found.left <= most, "{} steps:\n{}", found.left, told::<M>(&found));
    found
}

fn is(answer: &Answer, clause: &str) -> bool {
    answer.clause.as_deref() == Some(clause)
}

/// A number that is on a trunk is said to go on it once more.
fn assigns_twice(_: &mut InProcess, _: &Request, answer: &mut Answer) {
    if is(answer, "vobiz.assign-number-to-trunk.already-assigned") {
        answer.reply = Reply::empty(StatusCode::NO_CONTENT);
        answer.clause = Some("vobiz.assign-number-to-trunk.assigned".to_owned());
    }
}

#[test]
fn a_refusal_that_does_not_come_is_found_and_two_steps_show_it() {
    let found = found::<Vobiz>(assigns_twice, 2);
    assert_eq!(found.left, 2, "{}", told::<Vobiz>(&found));
    assert!(found.drawn > 2);
    let wrong = "answered by the clause vobiz.assign-number-to-trunk.assigned, status 204";
    assert_eq!(found.disagreement.wrong, wrong);
}

#[test]
fn a_refusal_that_changes_something_is_found() {
    let lie: Lie = |honest, request, answer| {
        if is(answer, "vobiz.assign-number-to-trunk.already-assigned") {
            let quietly = Request { method: Method::DELETE, body: "".into(), ..request.clone() };
            honest.send(&quietly, None).expect("it is in process");
        }
    };
    let found = found::<Vobiz>(lie, 2);
    assert!(found.disagreement.wrong.contains("trunk_group_id"), "{}", told::<Vobiz>(&found));
}

#[test]
fn what_is_anothers_in_a_reply_is_found() {
    const ANOTHERS: &str = "9839c486-f904-4db4-9d66-228964d76582";
    // The traceId is nobody's claim, so that only the invariant sees it.
    let lie: Lie = |_, _, answer| {
        if is(answer, "dasha.any.unsupported-media-type") {
            let text = String::from_utf8_lossy(&answer.reply.body).replace("00-", ANOTHERS);
            answer.reply.body = text.into();
        }
    };
    let found = found::<Dasha>(lie, 1);
    let invariant = found.disagreement.invariant.expect("an invariant is broken");
    assert_eq!(invariant.name, "tenants-do-not-see-each-other");
}

#[test]
fn a_conflict_between_organisations_that_does_not_come_is_found() {
    let lie: Lie = |_, _, answer| {
        if is(answer, "dasha.link-phone-number-to-agent.linked-in-other-organization") {
            answer.reply.status = StatusCode::OK;
        }
    };
    let found = found::<Dasha>(lie, 2);
    assert_eq!(found.disagreement.wrong, "status 200");
}

#[test]
fn what_was_found_is_a_scenario_that_replays_and_that_the_emulator_agrees_with() {
    let found = found::<Vobiz>(assigns_twice, 2);
    let saved = regression(Vendor::Vobiz, &found, &world::<Vobiz>()).expect("it can be said");
    let path = format!("regressions/{}.yaml", saved.name);
    let read = scenario::read(&path, &saved.text).expect("it is a scenario");
    assert_eq!(
        read.clauses.first().map(|clause| clause.id()),
        Some("vobiz.assign-number-to-trunk.already-assigned")
    );
    assert_eq!(read.steps.len(), 2, "{}", saved.text);
    let done = tokio::runtime::Builder::new_multi_thread().build().expect("a runtime").block_on(async {
        let place = Place::find(&Spec::InProcess, &Options::default()).await.expect("it is here");
        place.run(&read, &Stop::default()).await
    });
    assert!(matches!(done.end, End::Agreed), "{:?}\n{}", done.end, saved.text);
}

#[test]
fn a_scenario_of_what_was_made_up_on_the_way_captures_it() {
    // A trunk that was created is said not to be there.
    let lie: Lie = |_, request, answer| {
        let is_default = ["aabbccdd", "e3e55a78", "bbbbccdd", "ccccccdd"]
            .iter()
            .any(|id| request.target.to_lowercase().contains(id));
        if is(answer, "vobiz.retrieve-trunk.retrieved") && !is_default {
            answer.reply.status = StatusCode::NOT_FOUND;
        }
    };
    let found = found::<Vobiz>(lie, 2);
    let saved = regression(Vendor::Vobiz, &found, &world::<Vobiz>()).expect("it can be said");
    assert!(saved.text.contains("{{made_1: string}}") && saved.text.contains("{{made_1}}"), "{}", saved.text);
    scenario::read("regressions/x.yaml", &saved.text).expect("it is a scenario");
}

#[test]
fn a_story_tells_each_step_and_how_to_see_it_again_and_no_secret() {
    let found = found::<Vobiz>(assigns_twice, 2);
    let told = told::<Vobiz>(&found);
    for part in [
        "vobiz and the model disagree",
        "expected 204 vobiz.assign-number-to-trunk.assigned, because the number is on nothing",
        "expected 400 vobiz.assign-number-to-trunk.already-assigned, because",
        "came     204 vobiz.assign-number-to-trunk.assigned",
        "docs.vobiz.ai/trunks/assign-number, Error Responses",
        &format!("explore --vendor vobiz --seed {} --cases 1 --steps 30", found.seed),
    ] {
        assert!(told.contains(part), "{part}\n{told}");
    }
    assert!(!told.contains("EXPLORE0-first"), "{told}");
}

#[test]
fn with_the_seed_of_a_disagreement_the_same_is_found_at_once() {
    let first = found::<Vobiz>(assigns_twice, 2);
    let again = explored::<Vobiz>(
        &mut Liar::new::<Vobiz>(assigns_twice),
        Plan { seed: first.seed, cases: 1, ..SHORT },
    );
    assert_eq!(told::<Vobiz>(&again.found.expect("it is there")), told::<Vobiz>(&first));
}

#[test]
fn against_the_emulator_as_the_oracle_an_honest_one_agrees_and_a_liar_does_not() {
    let plan = Plan { cases: 60, ..SHORT };
    let stop = Stop::default();
    let mut honest = in_process::<Vobiz>();
    let mut pair = Pair { oracle: in_process::<Vobiz>(), target: &mut honest, reads_only: false };
    let report = differ::<Vobiz, _>(&mut pair, plan, &stop, |_, _| {}).expect("the ground holds");
    assert!(report.found.is_none(), "{}", report.found.map_or(String::new(), |found| told::<Vobiz>(&found)));

    let mut liar = Liar::new::<Vobiz>(|_, _, answer| {
        if is(answer, "vobiz.list-trunks.listed") {
            let text = String::from_utf8_lossy(&answer.reply.body).replace("\"udp\"", "\"tcp\"");
            answer.reply.body = text.into();
        }
    });
    let mut pair = Pair { oracle: in_process::<Vobiz>(), target: &mut liar, reads_only: false };
    let report = differ::<Vobiz, _>(&mut pair, plan, &stop, |_, _| {}).expect("the ground holds");
    let found = report.found.expect("the lie is found");
    assert_eq!(found.left, 1);
    assert!(
        found.disagreement.wrong.contains("transport: \"tcp\" and not \"udp\""),
        "{}",
        found.disagreement.wrong
    );
}
