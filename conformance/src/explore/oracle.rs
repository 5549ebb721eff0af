//! `--oracle emulator`: the emulator in process is the model, and any endpoint is held against it.

use super::case::{Disagreement, End, Event, Sent, Tally, What};
use super::ground::{Ground, InProcess};
use super::same::Names;
use super::step::{self, Step};
use crate::model::action::only_reads;
use crate::model::{Body, Draw, Expected, Model};
use crate::profile::Profile;

/// A ground that is two: each request goes to the emulator and, in the other's words, to the target.
#[derive(Debug)]
pub struct Pair<'g, G> {
    /// The emulator in process.
    pub oracle: InProcess,
    /// The target.
    pub target: &'g mut G,
    /// Whether only what reads is asked.
    pub reads_only: bool,
}

/// Plays a case on both and compares every two replies. The reference model only chooses.
pub(super) fn play<M: Model, G: Ground>(
    pair: &mut Pair<'_, G>,
    draws: &[Draw],
    tally: &mut Tally,
    tell: &mut dyn FnMut(Event),
) -> Result<(), End> {
    let profile = pair.oracle.begin()?;
    let mut names = named(&profile, &pair.target.begin()?);
    let mut model = M::new(&profile);
    for draw in draws {
        let step = if pair.target.is_mine() { step::of(draw) } else { Step::Ask };
        if let Step::Wait(by) = step {
            pair.oracle.advance(by)?;
            pair.target.advance(by)?;
            tell(Event { what: What::Waited(by) });
            continue;
        }
        model.elapse(pair.oracle.now());
        let action = model.choose(draw);
        if pair.reads_only && !only_reads(M::VENDOR, M::operation(&action)) {
            continue;
        }
        let request = model.request(&action);
        let theirs = names.request(&request);
        let guess = model.expect(&action, pair.oracle.now());
        let Some(ours) = pair.oracle.send(&request, None)? else { continue };
        let Some(answer) = pair.target.send(&theirs, None)? else { continue };
        tally.steps += 1;
        let clause = ours
            .clause
            .as_deref()
            .and_then(|id| testline_emulator::contract::Clause::find(id, Some(M::VENDOR)))
            .unwrap_or(guess.clause);
        *tally.met.entry(clause.id()).or_default() += 1;
        if guess.accepts() && !clause.refuses() {
            let body = serde_json::from_slice(&ours.reply.body).unwrap_or_default();
            // What the model cannot learn it does not ask for.
            let _ = model.learn(&action, &body);
        }
        let wrong = names.differ(&ours.reply, &answer.reply);
        let why = "the emulator in process answers so";
        let expected = Expected { clause, body: Body::Any, why: why.into() };
        let sent = Sent { request: theirs, expected, fault: None, answer: Some(answer), look: false };
        tell(Event { what: What::Sent(Box::new(sent)) });
        if let Some(wrong) = wrong {
            return Err(End::Disagrees(Box::new(Disagreement { wrong, invariant: None })));
        }
    }
    Ok(())
}

/// What the two sides call their tenants.
fn named(ours: &Profile, theirs: &Profile) -> Names {
    let mut names = Names::default();
    for (set, held) in &ours.sets {
        let Some(other) = theirs.sets.get(set) else { continue };
        for (header, value) in &held.headers {
            let bare = |value: &str| value.strip_prefix("Bearer ").unwrap_or(value).to_owned();
            if let Some(other) = other.headers.get(header) {
                names.pair(&bare(value), &bare(other));
            }
        }
        for (id, value) in &held.ids {
            if let Some(other) = other.ids.get(id) {
                names.pair(value, other);
            }
        }
    }
    names
}
