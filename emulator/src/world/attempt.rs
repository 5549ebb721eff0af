//! A request tried on a copy of the state, and what faults make of it before anything is kept.

use jiff::Timestamp;

use super::ids::Ids;
use super::snapshot::Now;
use crate::contract::testline;
use crate::explain;
use crate::faults::deed::{Deed, Seen, What};
use crate::faults::{Effect, Refuse};
use crate::http::{Method, Request};
use crate::vendors::answer::Answer;
use crate::vendors::context::Context;
use crate::vendors::{Changed, Vendor};

/// Who asks what, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'r> {
    pub(super) vendor: Vendor,
    pub(super) request: &'r Request,
    pub(super) at: Timestamp,
    /// The number of the exchange.
    pub(super) n: u64,
    pub(super) ids: &'r Ids,
}

/// What would come of a request.
#[derive(Debug)]
pub(super) struct Attempt {
    pub(super) answer: Answer,
    pub(super) minted: Vec<String>,
    pub(super) effects: Vec<Effect>,
    /// The faults that altered it, and what each did.
    faults: Vec<(String, String)>,
    /// The changed state, as long as it is to be kept.
    pub(super) changed: Option<Changed>,
    demand_met: bool,
}

impl Attempt {
    /// Lets the vendor answer, and refuse where a fault demands it.
    pub(super) fn new(now: &Now, asked: Asked<'_>, demanded: Option<Refuse>) -> Self {
        let mut context = Context::new(asked.at, asked.n, asked.ids.clone(), &now.dialect, demanded);
        let (answer, changed) = now.state.attempt(asked.vendor, &mut context, asked.request);
        let demand_met = context.demand_met();
        let changed = answer.accepted.then_some(changed);
        Self { answer, minted: context.minted, effects: Vec::new(), faults: Vec::new(), changed, demand_met }
    }

    /// The attempt as faults see it.
    pub(super) fn seen<'a>(&self, asked: Asked<'a>) -> Seen<'a> {
        let contract = asked.vendor.contract();
        let facts = self.answer.operation.and_then(|name| contract.operation(name));
        Seen {
            at: asked.at,
            vendor: asked.vendor,
            request: asked.request,
            operation: self.answer.operation,
            clause: self.answer.clause,
            changes: self.answer.accepted && facts.is_some_and(|facts| facts.changes),
        }
    }

    /// Does what a fault says. `again` tries the request once more, with what a fault demands of the vendor.
    pub(super) fn strike(
        &mut self,
        id: String,
        deed: Deed,
        request: &Request,
        again: impl Fn(Refuse) -> Self,
    ) {
        let Deed { what, did } = deed;
        match what {
            What::Delay(by) => self.effects.push(Effect::Delay(by)),
            What::Refuse(refuse) => {
                let refused = again(refuse);
                if !refused.demand_met {
                    // The vendor refuses for another reason before it gets so far.
                    return;
                }
                // What only a failing vendor says may come after a change.
                (self.answer, self.changed, self.minted) = (refused.answer, refused.changed, refused.minted);
                self.answer.because = (!self.answer.accepted).then(|| format!("fault {id} ({did})"));
            }
            What::Answer(reply) => {
                let refuses = reply.status.as_u16() >= 400;
                let reply = if request.method == Method::HEAD { reply.without_body() } else { reply };
                self.answer = Answer {
                    clause: testline::STUB,
                    operation: self.answer.operation,
                    reply,
                    because: refuses.then(|| format!("fault {id} ({did})")),
                    accepted: !refuses,
                    unread: Vec::new(),
                };
                self.forget();
            }
            What::Cut { cut, keeps } => {
                self.effects.push(Effect::Cut(cut));
                if !keeps {
                    self.forget();
                }
            }
            What::Forget => self.forget(),
        }
        self.faults.push((id, did));
    }

    fn forget(&mut self) {
        self.changed = None;
        self.minted.clear();
    }

    /// The ids of the faults that altered it, and what they did; none where none did.
    pub(super) fn altered(&self) -> (Option<String>, Option<String>) {
        if self.faults.is_empty() {
            return (None, None);
        }
        let joined = |texts: Vec<&str>, separator: &str| Some(texts.join(separator));
        let ids = self.faults.iter().map(|(id, _)| id.as_str()).collect();
        let did = self.faults.iter().map(|(_, did)| did.as_str()).collect();
        (joined(ids, ", "), joined(did, "; "))
    }

    /// What was sent and read by nothing. Of a refusal only slips are told, since the operation may not have come to the
    /// others; and nothing where it was refused before it got to its operation.
    pub(super) fn unread(&self) -> Vec<String> {
        let answer = &self.answer;
        if !answer.accepted && answer.clause.facts().operation == "any" {
            return Vec::new();
        }
        let told = answer.unread.iter().filter(|unread| answer.accepted || unread.is_slip());
        told.map(ToString::to_string).collect()
    }

    /// Says more of a request that missed: the operations near to its path.
    pub(super) fn explain(&mut self, asked: Asked<'_>) -> Vec<(String, String)> {
        let answer = &mut self.answer;
        let by_any = !answer.accepted && answer.clause.facts().operation == "any";
        // A path that is broken, and no more, says so by itself.
        if !by_any || answer.operation.is_some() || answer.clause.facts().name == "broken-path" {
            return Vec::new();
        }
        let request = asked.request;
        let near = explain::near_misses(request.method.as_str(), request.path(), Some(asked.vendor));
        if let (Some(because), Some((route, why))) = (&mut answer.because, near.first()) {
            because.push_str(&format!("; near is {route}: {why}"));
        }
        near
    }
}
