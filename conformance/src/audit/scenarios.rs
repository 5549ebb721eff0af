//! Scenarios held against mutants, in process: of each mutant only those that meet its clause, until one notices.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use testline_emulator::contract::Clause;
use testline_emulator::tenancy::{Answering, Conduct};
use tokio::task::JoinSet;

use super::excluded::Excluded;
use super::judged::{Judged, Killer, Outcome};
use super::met::Met;
use super::mutant::Mutant;
use super::mutation::Mutation;
use super::watch::Watch;
use crate::runner::{End, Run, Stop, run};
use crate::scenario::Scenario;
use crate::target::InProcess;

/// Scenarios, and which clauses each meets on an unchanged emulator.
#[derive(Debug)]
pub struct Bench {
    scenarios: Vec<Arc<Scenario>>,
    met: Met,
    /// The scenarios that meet a clause: those that name it first, and short ones before long ones.
    meets: BTreeMap<&'static str, Vec<usize>>,
}

impl Bench {
    /// Runs every scenario once on an unchanged emulator. An error follows "failed to": what fails unbroken can judge
    /// nothing.
    pub async fn new(scenarios: Vec<Scenario>, jobs: usize) -> Result<Self, String> {
        let scenarios: Vec<Arc<Scenario>> = scenarios.into_iter().map(Arc::new).collect();
        let watched = at_once(scenarios.len(), jobs, {
            let scenarios = scenarios.clone();
            move |at| {
                let scenario = Arc::clone(&scenarios[at]);
                async move {
                    let watch = Arc::new(Watch::default());
                    let run = at_a_world(&scenario, watch.clone()).await;
                    (run, watch.met())
                }
            }
        })
        .await?;
        let mut met = Met::default();
        let mut meets: BTreeMap<&'static str, Vec<(bool, u32, usize)>> = BTreeMap::new();
        for (at, (run, seen)) in watched.into_iter().enumerate() {
            if !matches!(run.end, End::Agreed) {
                return Err(format!(
                    "judge by {}: it does not agree with the unchanged emulator; `run {}` says why",
                    run.id, run.id
                ));
            }
            for (clause, _) in seen.clauses() {
                let others = !scenarios[at].expectations().any(|(_, expect)| expect.clause == Some(clause));
                meets.entry(clause.id()).or_default().push((others, run.requests, at));
            }
            met.merge(seen);
        }
        let meets = meets.into_iter().map(|(id, mut found)| {
            found.sort_unstable();
            (id, found.into_iter().map(|(_, _, at)| at).collect())
        });
        Ok(Self { meets: meets.collect(), scenarios, met })
    }

    /// What they meet.
    pub const fn met(&self) -> &Met {
        &self.met
    }

    /// Holds scenarios against each mutant.
    pub async fn judge(
        self: &Arc<Self>,
        mutants: Vec<(Clause, Mutation)>,
        jobs: usize,
    ) -> Result<Vec<Judged>, String> {
        let (bench, mutants) = (Arc::clone(self), Arc::new(mutants));
        at_once(mutants.len(), jobs, move |at| {
            let (bench, mutants) = (Arc::clone(&bench), Arc::clone(&mutants));
            async move {
                let (clause, mutation) = &mutants[at];
                let outcome = bench.outcome(*clause, mutation).await;
                Judged { clause: *clause, mutation: mutation.clone(), outcome }
            }
        })
        .await
    }

    async fn outcome(&self, clause: Clause, mutation: &Mutation) -> Outcome {
        let mut struck = false;
        for at in self.meets.get(clause.id()).into_iter().flatten() {
            let scenario = &self.scenarios[*at];
            let mutant = Arc::new(Mutant::new(clause, mutation.clone()));
            let run = at_a_world(scenario, mutant.clone()).await;
            struck |= mutant.wrongs() > 0;
            if matches!(run.end, End::Failed(_)) {
                return Outcome::Killed(Killer::Scenario(run.id));
            }
        }
        match Excluded::of(clause, mutation, struck) {
            Some(excluded) => Outcome::Excluded(excluded),
            None => Outcome::Survived { struck },
        }
    }
}

/// Runs a scenario in a world of its own, in whose place somebody answers.
async fn at_a_world(scenario: &Scenario, conduct: Arc<dyn Conduct>) -> Run {
    match InProcess::new(scenario) {
        Ok(target) => run(&mut target.answered_by(Answering::by(conduct)), scenario, &Stop::default()).await,
        Err(message) => Run::broken(scenario, message),
    }
}

/// Does so many things, several at once; what comes of them is in their order. An error follows "failed to".
pub(super) async fn at_once<T, F>(
    count: usize,
    jobs: usize,
    task: impl Fn(usize) -> F + Clone + Send + Sync + 'static,
) -> Result<Vec<T>, String>
where
    T: Send + 'static,
    F: Future<Output = T> + Send,
{
    let next = Arc::new(AtomicUsize::new(0));
    let mut workers = JoinSet::new();
    for _ in 0..jobs.max(1) {
        let (next, task) = (Arc::clone(&next), task.clone());
        workers.spawn(async move {
            let mut done = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                if at >= count {
                    return done;
                }
                done.push((at, task(at).await));
            }
        });
    }
    let mut all = Vec::with_capacity(count);
    while let Some(worker) = workers.join_next().await {
        all.extend(worker.map_err(|error| format!("go on: a mutant made the emulator panic: {error}"))?);
    }
    all.sort_by_key(|(at, _)| *at);
    Ok(all.into_iter().map(|(_, done)| done).collect())
}
