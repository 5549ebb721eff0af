//! Finds the switches that explain what a target said, and makes stubs of what none explains.

use std::collections::BTreeMap;

use testline_emulator::Vendor;

use super::replay::{Switches, replay, same, says_the_same};
use super::stub::Stub;
use crate::evidence::{self, Kind};
use crate::report::told::{Told, ToldPlace};
use crate::runner::{Run, Seen};
use crate::scenario::Scenario;

/// What was learned of the targets.
#[derive(Clone, Debug, Default)]
pub struct Learned {
    /// The targets' names.
    pub targets: Vec<String>,
    /// Switches by name.
    pub switches: BTreeMap<String, Turned>,
    /// Answers that no switch gives.
    pub stubs: Vec<Stub>,
}

/// A switch that is turned, and what speaks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turned {
    /// Its value.
    pub value: String,
    /// The scenarios that it explains.
    pub scenarios: Vec<String>,
}

/// A difference between a target and the emulator, and the switches that would explain it.
struct Difference<'r> {
    of: Of<'r>,
    seen: &'r Seen,
    /// What the emulator says to decide here.
    decided: Option<String>,
    explained_by: Vec<(String, String)>,
}

/// A run at a target.
#[derive(Clone, Copy)]
struct Of<'r> {
    run: &'r Run,
    scenario: &'r Scenario,
    /// Whether the target was held to what only emulators are held to.
    strict: bool,
}

/// Learns from all targets of a run.
pub async fn learn(told: &Told<'_>) -> Learned {
    let targets = told.places.iter().map(|place| evidence::name(&place.summary.target)).collect();
    let mut learned = Learned { targets, ..Learned::default() };
    let mut turned = Switches::new();
    let of = |place: &ToldPlace<'_>, run| {
        told.scenario(run).map(|scenario| Of { run, scenario, strict: place.kind == Kind::Emulator })
    };
    let all =
        told.places.iter().flat_map(|place| place.summary.runs.iter().filter_map(move |run| of(place, run)));
    let mut runs: Vec<Of<'_>> = all.filter(|of| of.run.exchanges.iter().any(matters)).collect();
    // One switch may hide another, so that each is looked for under those that were found.
    loop {
        let mut differences = Vec::new();
        for of in &runs {
            differences.extend(difference(*of, &turned).await);
        }
        let Some((name, value)) = best(&differences) else {
            learned.stubs = stubs(&differences);
            return learned;
        };
        let choice = (name.clone(), value.clone());
        let explained = differences.iter().filter(|difference| difference.explained_by.contains(&choice));
        let mut scenarios: Vec<String> = explained.map(|difference| difference.of.run.id.clone()).collect();
        scenarios.dedup();
        learned.switches.insert(name.clone(), Turned { value: value.clone(), scenarios });
        turned.insert(name, value);
        runs = differences.iter().map(|difference| difference.of).collect();
    }
}

/// Whether an exchange may tell of a switch: it is not as expected, or its clause has a switch.
fn matters(seen: &Seen) -> bool {
    !seen.agrees || seen.clause.is_some_and(|clause| clause.facts().switch.is_some())
}

/// The first difference of a run that matters, under these switches.
async fn difference<'r>(of: Of<'r>, turned: &Switches) -> Option<Difference<'r>> {
    let here = replay(of.scenario, turned, of.strict).await?;
    let differs = |seen: &&Seen| matters(seen) && !says_the_same((of.run, seen), &here, of.scenario);
    let seen = of.run.exchanges.iter().find(differs)?;
    let decided = same(&here, seen).and_then(|other| other.decided.clone());
    let explained_by = explained_by(of, seen, turned).await;
    Some(Difference { of, seen, decided, explained_by })
}

/// The switches under which the emulator would say what was seen: the clause's own where it does, else any.
async fn explained_by(of: Of<'_>, seen: &Seen, turned: &Switches) -> Vec<(String, String)> {
    let own = seen.clause.and_then(|clause| clause.facts().switch);
    for own_only in [true, false] {
        let mut found = Vec::new();
        for (name, value) in candidates(of.scenario.vendor, own.filter(|_| own_only), own_only, turned) {
            let mut switches = turned.clone();
            switches.insert(name.clone(), value.clone());
            let there = replay(of.scenario, &switches, of.strict).await;
            if there.is_some_and(|here| says_the_same((of.run, seen), &here, of.scenario)) {
                found.push((name, value));
            }
        }
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// Every value but the default of the switches that are not turned yet.
fn candidates(
    vendor: Vendor,
    own: Option<&'static str>,
    own_only: bool,
    turned: &Switches,
) -> Vec<(String, String)> {
    let switches = vendor.contract().switches.iter();
    let wanted = switches.filter(|switch| !own_only || own == Some(switch.name));
    wanted
        .flat_map(|switch| {
            switch.values.iter().skip(1).map(move |value| (format!("{vendor}.{}", switch.name), value))
        })
        .filter(|(name, _)| !turned.contains_key(name))
        .map(|(name, value)| (name, (*value).to_owned()))
        .collect()
}

/// The switch that explains most: first those differences count that nothing else explains.
fn best(differences: &[Difference<'_>]) -> Option<(String, String)> {
    let mut votes: BTreeMap<&(String, String), (usize, usize)> = BTreeMap::new();
    for difference in differences {
        for choice in &difference.explained_by {
            let (alone, all) = votes.entry(choice).or_default();
            *alone += usize::from(difference.explained_by.len() == 1);
            *all += 1;
        }
    }
    let most = votes.values().max().copied()?;
    votes.iter().find(|(_, count)| **count == most).map(|(choice, _)| (*choice).clone())
}

/// A stub for each failure that no switch explains; one for each clause of ours and answer of theirs.
fn stubs(differences: &[Difference<'_>]) -> Vec<Stub> {
    let mut stubs: Vec<Stub> = Vec::new();
    for difference in differences.iter().filter(|difference| !difference.seen.agrees) {
        let Difference { of, seen, decided, .. } = difference;
        let stub = Stub::new(of.run, seen, of.scenario, decided.as_deref());
        if stubs.iter().all(|held| held.fault["match"] != stub.fault["match"]) {
            stubs.push(stub);
        }
    }
    stubs
}
