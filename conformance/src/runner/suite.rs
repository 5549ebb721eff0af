//! Runs many scenarios at a target, several at once where each has a world of its own.

use std::sync::Arc;

use tokio::task::JoinSet;

use super::outcome::{End, Run, skipped};
use super::shared;
use super::stop::Stop;
use crate::scenario::Scenario;
use crate::target::Place;

/// What a run of many scenarios is told.
#[derive(Clone, Debug)]
pub struct Suite {
    /// The scenarios, in the order in which they begin.
    pub scenarios: Vec<Arc<Scenario>>,
    /// How many run at once; one where the target is shared.
    pub jobs: usize,
    /// After how many failures no further scenario begins.
    pub max_failures: Option<usize>,
}

/// Something that happened, for whoever shows progress.
#[derive(Clone, Copy, Debug)]
pub enum Event<'r> {
    /// A scenario ended.
    Ended(&'r Run),
}

/// What came of a suite at one target.
#[derive(Clone, Debug)]
pub struct Summary {
    /// The target's name.
    pub target: String,
    /// What came of each scenario, in the order of the suite.
    pub runs: Vec<Run>,
    /// Whether the run was stopped before its end.
    pub stopped: bool,
}

impl Suite {
    /// Runs every scenario at a target.
    pub async fn run(&self, place: &Place, stop: &Stop, mut tell: impl FnMut(Event<'_>)) -> Summary {
        let jobs = if place.is_shared() { 1 } else { self.jobs.max(1) };
        let place = Arc::new(place.clone());
        let mut waiting = if place.is_black_box() {
            shared::order(&self.scenarios).into_iter()
        } else {
            (0..self.scenarios.len()).map(|at| (at, None)).collect::<Vec<_>>().into_iter()
        };
        let mut running = JoinSet::new();
        let mut runs: Vec<(usize, Run)> = Vec::with_capacity(self.scenarios.len());
        let (mut failures, mut unreachable) = (0, false);
        loop {
            let enough = unreachable || self.max_failures.is_some_and(|most| failures >= most);
            while running.len() < jobs && !enough && !stop.is_asked() {
                let Some((at, cannot)) = waiting.next() else { break };
                let (place, scenario, stop) =
                    (Arc::clone(&place), Arc::clone(&self.scenarios[at]), stop.clone());
                running.spawn(async move {
                    match cannot {
                        Some(reason) => (at, skipped(&scenario, reason)),
                        None => (at, guarded(&place, &scenario, &stop).await),
                    }
                });
            }
            let Some(ended) = running.join_next().await else { break };
            let Ok((at, run)) = ended else { continue };
            match &run.end {
                End::Failed(_) => failures += 1,
                // One exchange may break; a target that is gone is gone for all.
                End::Broken(_) => unreachable |= place.is_gone().await,
                End::Agreed | End::Skipped(_) | End::Stopped => {}
            }
            tell(Event::Ended(&run));
            runs.push((at, run));
        }
        runs.sort_by_key(|(at, _)| *at);
        for (scenario, left) in place.finish().await {
            let of =
                runs.iter().position(|(_, run)| run.id == scenario).unwrap_or(runs.len().saturating_sub(1));
            if let Some((_, run)) = runs.get_mut(of) {
                run.leftovers.push(left);
            }
        }
        let stopped = stop.is_asked() || runs.len() < self.scenarios.len();
        Summary { target: place.name(), runs: runs.into_iter().map(|(_, run)| run).collect(), stopped }
    }
}

/// Runs one scenario; a panic of a world in process ends that scenario only.
async fn guarded(place: &Arc<Place>, scenario: &Arc<Scenario>, stop: &Stop) -> Run {
    let (at, of, stop) = (Arc::clone(place), Arc::clone(scenario), stop.clone());
    let inner = tokio::spawn(async move { at.run(&of, &stop).await });
    inner.await.unwrap_or_else(|error| Run::broken(scenario, format!("run {}: {error}", scenario.id)))
}
