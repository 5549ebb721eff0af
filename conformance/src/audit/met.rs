//! What an unchanged run has met: which clauses, and of each what its answers look like and what they change.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use testline_emulator::Vendor;
use testline_emulator::contract::Clause;
use testline_emulator::http::Reply;

use super::place::Place;
use super::wrong::Changes;

/// What a run has met, by the ids of the clauses.
#[derive(Clone, Debug, Default)]
pub struct Met {
    shapes: BTreeMap<&'static str, (Clause, Shape)>,
    /// The first success of each operation of each vendor.
    successes: BTreeMap<(Vendor, &'static str), Reply>,
}

/// What the answers of one clause look like.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    /// How often it was met.
    pub times: u64,
    /// The operation that was reached, if one was.
    pub operation: Option<&'static str>,
    /// The statuses.
    pub statuses: BTreeSet<u16>,
    /// The headers that the vendor writes.
    pub headers: BTreeSet<String>,
    /// The places of JSON bodies.
    pub places: BTreeSet<Place>,
    /// Those of them that hold an object.
    pub objects: BTreeSet<Place>,
    /// Those that ever hold a value which another of its type can replace.
    pub revaluable: BTreeSet<Place>,
    /// Whether there was an answer without a body.
    pub empty: bool,
    /// Whether there was a body that is no JSON.
    pub text: bool,
    /// What it changes in the state.
    pub changes: Changes,
}

impl Met {
    /// Adds an exchange.
    pub(super) fn add(
        &mut self,
        vendor: Vendor,
        clause: Clause,
        operation: Option<&'static str>,
        reply: &Reply,
        changes: Changes,
    ) {
        let (_, shape) = self.shapes.entry(clause.id()).or_insert_with(|| (clause, Shape::default()));
        shape.add(operation, reply, changes);
        if let (Some(operation), true) = (operation, reply.status.is_success()) {
            self.successes.entry((vendor, operation)).or_insert_with(|| reply.clone());
        }
    }

    /// Adds everything that another has met.
    pub(super) fn merge(&mut self, other: Self) {
        for (id, (clause, shape)) in other.shapes {
            let (_, held) = self.shapes.entry(id).or_insert_with(|| (clause, Shape::default()));
            held.merge(shape);
        }
        for (operation, reply) in other.successes {
            self.successes.entry(operation).or_insert(reply);
        }
    }

    /// The clauses of vendors, each with the shape of its answers.
    pub fn clauses(&self) -> impl Iterator<Item = (Clause, &Shape)> {
        self.shapes
            .values()
            .filter(|(clause, _)| clause.facts().vendor.is_some())
            .map(|(clause, shape)| (*clause, shape))
    }

    /// Whether a clause was met.
    pub fn has(&self, clause: Clause) -> bool {
        self.shapes.contains_key(clause.id())
    }

    /// A success of an operation.
    pub(super) fn success(&self, vendor: Vendor, operation: &'static str) -> Option<&Reply> {
        self.successes.get(&(vendor, operation))
    }
}

impl Shape {
    fn add(&mut self, operation: Option<&'static str>, reply: &Reply, changes: Changes) {
        self.times += 1;
        self.operation = self.operation.or(operation);
        self.statuses.insert(reply.status.as_u16());
        self.headers.extend(reply.headers.iter().map(|(name, _)| name.as_str().to_owned()));
        self.changes.merge(changes);
        if reply.body.is_empty() {
            self.empty = true;
            return;
        }
        let Ok(mut document) = serde_json::from_slice::<Value>(&reply.body) else {
            self.text = true;
            return;
        };
        for place in Place::all(&document) {
            let (mut object, mut revaluable) = (false, false);
            place.visit(&mut document, &mut |value| {
                object |= value.is_object();
                revaluable |= !value.is_object() && !value.is_null();
            });
            if object {
                self.objects.insert(place.clone());
            }
            if revaluable {
                self.revaluable.insert(place.clone());
            }
            self.places.insert(place);
        }
    }

    fn merge(&mut self, other: Self) {
        let Self { times, operation, statuses, headers, places, objects, revaluable, empty, text, changes } =
            other;
        self.times += times;
        self.operation = self.operation.or(operation);
        self.statuses.extend(statuses);
        self.headers.extend(headers);
        self.places.extend(places);
        self.objects.extend(objects);
        self.revaluable.extend(revaluable);
        self.empty |= empty;
        self.text |= text;
        self.changes.merge(changes);
    }
}
