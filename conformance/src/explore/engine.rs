//! Many cases, one after the other; the first that disagrees is made small.

use std::time::Duration;

use proptest::strategy::{Strategy as _, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::case::{self, Disagreement, End, Event, Tally};
use super::ground::Ground;
use super::oracle::{self, Pair};
use crate::model::{Draw, Model};
use crate::runner::Stop;
use crate::shell::Stopwatch;

/// How far exploring goes.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// The seed of the first case; each case has the next one.
    pub seed: u64,
    /// How many cases.
    pub cases: u64,
    /// The longest case, in steps.
    pub steps: usize,
    /// When to begin no further case.
    pub time: Option<Duration>,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Report {
    /// Cases that were played to their end.
    pub cases: u64,
    /// What was asked in them; making a failure small does not count.
    pub tally: Tally,
    /// The first disagreement, made small.
    pub found: Option<Found>,
}

/// A disagreement, made small.
#[derive(Clone, Debug)]
pub struct Found {
    /// The seed of its case.
    pub seed: u64,
    /// The longest case that was allowed: with it and the seed the same case is drawn again.
    pub steps: usize,
    /// How many steps were drawn before it was made small.
    pub drawn: usize,
    /// How many steps are left.
    pub left: usize,
    /// What happened, the exchange that disagrees last.
    pub events: Vec<Event>,
    /// What is wrong.
    pub disagreement: Disagreement,
}

/// Plays cases on a ground against the model until one disagrees, all are played, or time is up. `progress` is told after
/// each case.
pub fn explore<M: Model>(
    ground: &mut impl Ground,
    plan: Plan,
    stop: &Stop,
    progress: impl FnMut(u64, &Tally),
) -> Result<Report, String> {
    let small = ground.is_mine();
    let report = many(
        |draws, tally, tell| case::play::<M, _>(ground, draws, tally, tell),
        plan,
        small,
        stop,
        progress,
    );
    ground.end()?;
    report
}

/// The same with the emulator in process as the model.
pub fn differ<M: Model, G: Ground>(
    pair: &mut Pair<'_, G>,
    plan: Plan,
    stop: &Stop,
    progress: impl FnMut(u64, &Tally),
) -> Result<Report, String> {
    let small = pair.target.is_mine();
    let report = many(
        |draws, tally, tell| oracle::play::<M, G>(pair, draws, tally, tell),
        plan,
        small,
        stop,
        progress,
    );
    pair.target.end()?;
    report
}

/// Plays one case: its draws, what it counts, and whom it tells.
type Told<'t> = &'t mut dyn FnMut(Event);

fn many(
    mut play: impl FnMut(&[Draw], &mut Tally, Told<'_>) -> Result<(), End>,
    plan: Plan,
    small: bool,
    stop: &Stop,
    mut progress: impl FnMut(u64, &Tally),
) -> Result<Report, String> {
    let watch = Stopwatch::start();
    let mut report = Report { cases: 0, tally: Tally::default(), found: None };
    for case in 0..plan.cases {
        if stop.is_asked() || plan.time.is_some_and(|time| watch.elapsed() >= time) {
            break;
        }
        let seed = plan.seed.wrapping_add(case);
        let mut tree = drawn(seed, plan.steps)?;
        let draws = tree.current();
        let mut events = Vec::new();
        match play(&draws, &mut report.tally, &mut |event| events.push(event)) {
            Ok(()) => {}
            Err(End::Broken(message)) => return Err(message),
            Err(End::Disagrees(disagreement)) => {
                let mut found = Found {
                    seed,
                    steps: plan.steps,
                    drawn: draws.len(),
                    left: draws.len(),
                    events,
                    disagreement: *disagreement,
                };
                // What cannot be put back cannot be played again.
                if small {
                    shrink(&mut play, &mut tree, &mut found, stop);
                }
                report.found = Some(found);
                break;
            }
        }
        report.cases += 1;
        progress(report.cases, &report.tally);
    }
    Ok(report)
}

/// The case of a seed.
fn drawn(seed: u64, steps: usize) -> Result<impl ValueTree<Value = Vec<Draw>>, String> {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let config = Config { failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, rng);
    let strategy = proptest::collection::vec(Draw::strategy(), 0..=steps);
    strategy.new_tree(&mut runner).map_err(|reason| format!("draw a case: {reason}"))
}

/// Makes a case smaller as long as it disagrees.
fn shrink(
    play: &mut impl FnMut(&[Draw], &mut Tally, Told<'_>) -> Result<(), End>,
    tree: &mut impl ValueTree<Value = Vec<Draw>>,
    found: &mut Found,
    stop: &Stop,
) {
    let mut smaller = tree.simplify();
    while smaller && !stop.is_asked() {
        let draws = tree.current();
        let mut events = Vec::new();
        let ended = play(&draws, &mut Tally::default(), &mut |event| events.push(event));
        if let Err(End::Disagrees(disagreement)) = ended {
            found.left = draws.len();
            found.events = events;
            found.disagreement = *disagreement;
            smaller = tree.simplify();
        } else {
            smaller = tree.complicate();
        }
    }
}
