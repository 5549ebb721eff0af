//! What is said of a race.

use std::collections::{BTreeMap, BTreeSet};

use testline_emulator::Vendor;

use super::clients::{Raced, Size, round};
use super::history::Operation;
use super::place::Arena;
use super::plan::{Plan, did};
use super::register::{Register, State};
use super::search::{Event, Search, search, smallest};
use super::timeline::timeline;
use super::witness::{Witnessed, witness};
use crate::model::Model;
use crate::shell::Stopwatch;
use crate::target::Client;

/// How many operations there are between two barriers.
const ROUND: u64 = 200;

/// How many steps a search may take before it decides nothing.
const MOST_STEPS: usize = 200_000;

/// What is said of a race.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// There is one order that fits everything that the clients were told.
    Agrees,
    /// There is none; the smallest timeline that shows it.
    Violated(String),
    /// It is not known, and why.
    Undecided(String),
}

/// By the journal, whose order is the witness.
pub(super) fn by_journal<M: Model>(raced: &Raced, plan: &Plan<M>) -> Verdict {
    let order = match &raced.order {
        Ok(order) => order,
        Err(why) => return Verdict::Undecided(why.clone()),
    };
    match witness(order, &raced.operations, plan.model()) {
        Witnessed::Fits => Verdict::Agrees,
        Witnessed::Undecided(why) => Verdict::Undecided(why),
        Witnessed::FitsNot(why, shown) => {
            let shown = raced.operations.iter().filter(|operation| shown.contains(&operation.id));
            Verdict::Violated(format!("{}  {why}\n", timeline(shown)))
        }
    }
}

/// By search, in rounds that end at a barrier, each number by itself. Gives the number of operations too.
pub(super) async fn by_search<M: Model>(
    arena: &Arena,
    plan: &Plan<M>,
    size: Size,
) -> Result<(u64, Verdict), String> {
    let watch = Stopwatch::start();
    let mut states: BTreeMap<String, State> = BTreeMap::new();
    let connections = (0..size.clients).map(|_| Client::new(&arena.base(), None));
    let connections: Vec<Client> = connections.collect::<Result<_, _>>()?;
    let mut first = 1;
    while first <= size.operations {
        let count = ROUND.min(size.operations - first + 1);
        let operations = round(&connections, arena, plan, size, first..first + count, watch).await?;
        first += count;
        let verdict = judge(arena.vendor, &operations, &mut states);
        if verdict != Verdict::Agrees {
            return Ok((first - 1, verdict));
        }
    }
    Ok((size.operations, Verdict::Agrees))
}

/// Judges one round, and notes in which states it may have left each number.
fn judge(vendor: Vendor, operations: &[Operation], states: &mut BTreeMap<String, State>) -> Verdict {
    let mut numbers: BTreeMap<&str, Vec<Event>> = BTreeMap::new();
    for operation in operations {
        let did = match did(vendor, operation) {
            Ok(did) => did,
            Err(why) => return Verdict::Undecided(why),
        };
        let event = Event { id: operation.id, start: operation.start, end: operation.end, did };
        numbers.entry(&operation.number).or_default().push(event);
    }
    let register = Register::of(vendor);
    for (number, events) in numbers {
        let start = states.entry(number.to_owned()).or_default();
        match search(register, start, &events, MOST_STEPS) {
            Search::Fits(end) => *start = end,
            Search::Undecided => {
                return Verdict::Undecided(format!("{number}: more than {MOST_STEPS} steps for one round"));
            }
            Search::FitsNot => {
                let shown = smallest(register, start, &events, MOST_STEPS);
                let ids: BTreeSet<u64> = shown.iter().map(|event| event.id).collect();
                let lines = timeline(operations.iter().filter(|operation| ids.contains(&operation.id)));
                return Verdict::Violated(format!(
                    "  {number} was held by {} at first; no order of these gives these replies\n{lines}",
                    start.as_deref().unwrap_or("nobody")
                ));
            }
        }
    }
    Verdict::Agrees
}
