//! Exploring held against mutants: drawn cases against the reference model, on a world in whose place a mutant answers.

use std::sync::Arc;

use serde_json::Value;
use testline_emulator::contract::Clause;
use testline_emulator::http::Request;
use testline_emulator::tenancy::Answering;
use testline_emulator::{SignedDuration, Timestamp, Vendor};

use super::judged::{Judged, Killer, Outcome};
use super::mutant::Mutant;
use super::mutation::Mutation;
use super::scenarios::at_once;
use crate::explore::{Answer, Ground, InProcess, Plan, explore, world};
use crate::model::Model;
use crate::model::dasha::Dasha;
use crate::model::trillet::Trillet;
use crate::model::unleashx::Unleashx;
use crate::model::vobiz::Vobiz;
use crate::profile::Profile;
use crate::runner::Stop;

/// The longest case, in steps.
const STEPS: usize = 40;

/// A world in process that is wrong in one thing.
struct Broken<'m> {
    inner: InProcess,
    clause: Clause,
    mutation: &'m Mutation,
}

impl Ground for Broken<'_> {
    fn begin(&mut self) -> Result<Profile, String> {
        // What a mutant remembers of one case is nothing to the next.
        let mutant = Mutant::new(self.clause, self.mutation.clone());
        self.inner.set_answering(Answering::by(Arc::new(mutant)));
        self.inner.begin()
    }

    fn now(&self) -> Timestamp {
        self.inner.now()
    }

    fn send(&mut self, request: &Request, fault: Option<&'static str>) -> Result<Option<Answer>, String> {
        self.inner.send(request, fault)
    }

    fn is_mine(&self) -> bool {
        self.inner.is_mine()
    }

    fn advance(&mut self, by: SignedDuration) -> Result<(), String> {
        self.inner.advance(by)
    }

    fn state(&mut self) -> Result<Option<Value>, String> {
        self.inner.state()
    }
}

/// Explores each mutant that survived; what exploring notices did not survive. An error follows "failed to".
pub async fn explored(judged: Vec<Judged>, cases: u64, jobs: usize) -> Result<Vec<Judged>, String> {
    if cases == 0 {
        return Ok(judged);
    }
    let judged = Arc::new(judged);
    let done = at_once(judged.len(), jobs, {
        let judged = Arc::clone(&judged);
        move |at| {
            let judged = Arc::clone(&judged);
            async move {
                let Judged { clause, mutation, outcome } = judged[at].clone();
                let seed = match outcome {
                    Outcome::Survived { .. } => noticed(clause, &mutation, cases)?,
                    Outcome::Killed(_) | Outcome::Excluded(_) => None,
                };
                let outcome = seed.map_or(outcome, |seed| Outcome::Killed(Killer::Explore(seed)));
                Ok::<_, String>(Judged { clause, mutation, outcome })
            }
        }
    });
    done.await?.into_iter().collect()
}

/// The seed of the first case that notices a mutant.
fn noticed(clause: Clause, mutation: &Mutation, cases: u64) -> Result<Option<u64>, String> {
    match clause.facts().vendor {
        Some(Vendor::Vobiz) => by::<Vobiz>(clause, mutation, cases),
        Some(Vendor::Unleashx) => by::<Unleashx>(clause, mutation, cases),
        Some(Vendor::Dasha) => by::<Dasha>(clause, mutation, cases),
        Some(Vendor::Trillet) => by::<Trillet>(clause, mutation, cases),
        None => Ok(None),
    }
}

fn by<M: Model>(clause: Clause, mutation: &Mutation, cases: u64) -> Result<Option<u64>, String> {
    let inner = InProcess::new(M::VENDOR, &world::<M>())?;
    let mut ground = Broken { inner, clause, mutation };
    let plan = Plan { seed: 0, cases, steps: STEPS, time: None };
    let report = explore::<M>(&mut ground, plan, &Stop::default(), |_, _| {})?;
    Ok(report.found.map(|found| found.seed))
}
