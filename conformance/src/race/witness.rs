//! The journal's order as the witness of a race: it must hold every operation once, respect what came after what, and
//! the reference model to which the same is said in this order must expect the same. Linear in the operations.

use std::collections::BTreeMap;

use serde_json::Value;

use super::history::Operation;
use super::place::STANDS_AT;
use crate::explore::{Answer, judge};
use crate::model::{Deed, Model};

/// What the witness says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Witnessed {
    /// The order fits everything that clients saw.
    Fits,
    /// It does not: why, and which operations show it.
    FitsNot(String, Vec<u64>),
    /// The journal does not say.
    Undecided(String),
}

/// Checks operations against the order of their ids in the journal; `model` is one of the world as the race began.
pub fn witness<M: Model>(order: &[u64], operations: &[Operation], mut model: M) -> Witnessed {
    let by_id: BTreeMap<u64, &Operation> =
        operations.iter().map(|operation| (operation.id, operation)).collect();
    if order.len() != operations.len() {
        return Witnessed::Undecided(format!(
            "the journal holds {} of {} operations",
            order.len(),
            operations.len()
        ));
    }
    // The one that began last of those that took effect so far.
    let mut latest: Option<&Operation> = None;
    let mut accepted: BTreeMap<&str, u64> = BTreeMap::new();
    for id in order {
        let Some(operation) = by_id.get(id) else {
            return Witnessed::Undecided(format!("the journal holds operation {id}, which nobody sent"));
        };
        if let Some(before) = latest.filter(|before| operation.end < before.start) {
            let why = "the journal has the second before the first, which had ended when the second began";
            return Witnessed::FitsNot(why.to_owned(), vec![operation.id, before.id]);
        }
        if latest.is_none_or(|before| before.start < operation.start) {
            latest = Some(operation);
        }
        if let Err(why) = replay(&mut model, operation) {
            let before = accepted.get(operation.number.as_str()).copied();
            return Witnessed::FitsNot(why, before.into_iter().chain([operation.id]).collect());
        }
        if operation.accepted() && operation.deed != Deed::Read {
            accepted.insert(&operation.number, operation.id);
        }
    }
    Witnessed::Fits
}

/// Says the same to the model; an error says what it expected instead, and why.
fn replay<M: Model>(model: &mut M, operation: &Operation) -> Result<(), String> {
    let action = model.deed(&operation.number, &operation.deed);
    let expected = model.expect(&action, STANDS_AT);
    let json: Option<Value> = serde_json::from_slice(&operation.reply.body).ok();
    let answer = Answer { reply: operation.reply.clone(), clause: operation.clause.clone(), because: None };
    if let Some(wrong) = judge::answer(&expected, &answer, json.as_ref()) {
        return Err(format!(
            "in the journal's order the model expects {} {}, because {}; it got: {wrong}",
            expected.clause.status(),
            expected.clause.id(),
            expected.why
        ));
    }
    if expected.accepts() { model.learn(&action, &json.unwrap_or_default()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use testline_emulator::{Vendor, World};

    use super::*;
    use crate::model::vobiz::Vobiz;
    use crate::profile::Profile;

    /// What a world tells clients that ask one after the other, each for one number of Vobiz.
    fn told() -> (Vec<Operation>, Vobiz) {
        let mut world = World::new(0, "default");
        world.patch(&Vobiz::given(), STANDS_AT).expect("it fits the default world");
        let model = Vobiz::new(&Profile::of_world(Vendor::Vobiz, world.profile(Vendor::Vobiz)));
        let number = "+912271264217";
        let trunk = || Deed::Take("aabbccdd-1234-5678-90ab-cdef12345678".to_owned());
        let mut operations = Vec::new();
        for (id, deed) in (1..).zip([trunk(), trunk(), Deed::Free(None)]) {
            let request = model.request(&model.deed(number, &deed));
            let outcome = world.apply(STANDS_AT, Vendor::Vobiz, &request);
            operations.push(Operation {
                id,
                client: 0,
                number: number.to_owned(),
                deed,
                start: id * 10,
                end: id * 10 + 5,
                request,
                reply: outcome.reply,
                clause: Some(outcome.clause.id().to_owned()),
            });
        }
        (operations, model)
    }

    #[test]
    fn an_order_that_gives_the_same_replies_fits() {
        let (operations, model) = told();
        assert_eq!(witness(&[1, 2, 3], &operations, model), Witnessed::Fits);
    }

    #[test]
    fn a_gap_decides_nothing() {
        let (operations, model) = told();
        assert!(matches!(witness(&[1, 3], &operations, model), Witnessed::Undecided(_)));
    }

    #[test]
    fn an_order_against_time_does_not_fit() {
        let (operations, model) = told();
        let found = witness(&[1, 3, 2], &operations, model);
        assert!(matches!(found, Witnessed::FitsNot(_, shown) if shown == [2, 3]));
    }

    #[test]
    fn two_winners_are_shown_with_the_one_before() {
        let (mut operations, model) = told();
        let (reply, clause) = (operations[0].reply.clone(), operations[0].clause.clone());
        (operations[1].reply, operations[1].clause) = (reply, clause);
        let found = witness(&[1, 2, 3], &operations, model);
        assert!(matches!(&found, Witnessed::FitsNot(why, shown) if shown == &[1, 2] && why.contains("400")));
    }
}
