//! Every mutant that what was met allows.

use std::collections::BTreeSet;

use testline_emulator::contract::Clause;

use super::met::{Met, Shape};
use super::mutation::{KeyDeed, Mutation, Tamper, Wire};

/// The statuses among which each has its neighbours.
const STATUSES: [u16; 21] =
    [200, 201, 202, 204, 301, 400, 401, 402, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 501, 502, 503];

/// Every mutant, by clause, in the order of the ids.
pub fn catalogue(met: &Met) -> Vec<(Clause, Mutation)> {
    let mut all = Vec::new();
    for (clause, shape) in met.clauses() {
        let wires = wires(shape).into_iter().map(Mutation::Wire);
        let tampers = tampers(met, clause, shape).into_iter().map(Mutation::State);
        all.extend(wires.chain(tampers).map(|mutation| (clause, mutation)));
    }
    all
}

fn wires(shape: &Shape) -> BTreeSet<Wire> {
    let mut wires: BTreeSet<Wire> =
        shape.statuses.iter().flat_map(|status| neighbours(*status)).map(Wire::Status).collect();
    for place in &shape.places {
        if place.in_object().is_some() {
            wires.insert(Wire::Key { at: place.clone(), deed: KeyDeed::Dropped });
            wires.insert(Wire::Key { at: place.clone(), deed: KeyDeed::Renamed });
        }
        wires.insert(Wire::Key { at: place.clone(), deed: KeyDeed::Retyped });
    }
    wires.extend(shape.revaluable.iter().map(|at| Wire::Key { at: at.clone(), deed: KeyDeed::Revalued }));
    wires.extend(shape.objects.iter().cloned().map(Wire::KeyAdded));
    if shape.empty {
        wires.insert(Wire::BodyAdded);
    }
    if !shape.places.is_empty() || shape.text {
        wires.insert(Wire::BodyDropped);
    }
    if shape.text {
        wires.insert(Wire::TextChanged);
    }
    for name in &shape.headers {
        wires.insert(Wire::HeaderDropped(name.clone()));
        wires.insert(Wire::HeaderChanged(name.clone()));
    }
    wires
}

/// The statuses before and after one.
fn neighbours(status: u16) -> Vec<u16> {
    let lower = STATUSES.iter().rev().find(|other| **other < status);
    let higher = STATUSES.iter().find(|other| **other > status);
    lower.into_iter().chain(higher).copied().collect()
}

fn tampers(met: &Met, clause: Clause, shape: &Shape) -> Vec<Tamper> {
    let Some(vendor) = clause.facts().vendor else { return Vec::new() };
    if shape.statuses.iter().any(|status| *status >= 400) {
        let reply = shape.operation.and_then(|operation| met.success(vendor, operation));
        let success = reply.map_or(
            Tamper::Success {
                status: 200,
                content_type: Some("application/json".to_owned()),
                body: "{}".to_owned(),
            },
            |reply| Tamper::Success {
                status: reply.status.as_u16(),
                content_type: reply.headers.get("content-type").map(std::borrow::Cow::into_owned),
                body: String::from_utf8_lossy(&reply.body).into_owned(),
            },
        );
        return vec![success];
    }
    let facts = shape.operation.and_then(|name| vendor.contract().operation(name));
    if !facts.is_some_and(|facts| facts.changes) {
        // What has no body shows nothing that could be stale.
        return if facts.is_some() && !shape.places.is_empty() { vec![Tamper::Stale] } else { Vec::new() };
    }
    let changes = &shape.changes;
    let records = changes.records.iter().map(|table| Tamper::OtherRecord { table: table.clone() });
    let references = changes
        .references
        .iter()
        .map(|(table, field)| Tamper::OtherReference { table: table.clone(), field: field.clone() });
    [Tamper::Forgotten, Tamper::Twice].into_iter().chain(records).chain(references).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_has_one_neighbour_on_each_side() {
        assert_eq!(neighbours(204), [202, 301]);
        assert_eq!(neighbours(200), [201]);
        assert_eq!(neighbours(503), [502]);
        assert_eq!(neighbours(307), [301, 400]);
    }
}
