//! The journal's order as the witness of a race: it must hold every operation once, respect what came after what, and
//! a world to which the same is said in this order must answer the same. Linear in the operations.

use std::collections::BTreeMap;

use testline_emulator::{Timestamp, Vendor, World};

use super::history::Operation;

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

/// Checks operations against the order of their ids in the journal; `world` is one that starts as the target's did.
pub fn witness(order: &[u64], operations: &[Operation], vendor: Vendor, mut world: World) -> Witnessed {
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
        let outcome = world.apply(Timestamp::UNIX_EPOCH, vendor, &operation.request);
        let told = &operation.reply;
        let clause = operation.clause.as_deref().unwrap_or(outcome.clause.id());
        if outcome.reply.status != told.status
            || outcome.reply.body != told.body
            || outcome.clause.id() != clause
        {
            let why = format!(
                "in the journal's order the reply is {} {} ({})",
                outcome.reply.status.as_u16(),
                String::from_utf8_lossy(&outcome.reply.body),
                outcome.clause.id()
            );
            let before = accepted.get(operation.number.as_str()).copied();
            return Witnessed::FitsNot(why, before.into_iter().chain([operation.id]).collect());
        }
        if operation.accepted() && operation.deed != super::history::Deed::Read {
            accepted.insert(&operation.number, operation.id);
        }
    }
    Witnessed::Fits
}

#[cfg(test)]
mod tests {
    use testline_emulator::http::{HeaderName, Method, Request};

    use super::*;
    use crate::race::Deed;

    /// What a world tells clients that ask one after the other, each for one number of Vobiz.
    fn told() -> (Vec<Operation>, World) {
        let world = World::new(0, "default");
        let mut target = world.clone();
        let path = "/api/v1/Account/MA_XXXXXX/numbers/%2B912271264217/assign";
        let trunk = r#"{"trunk_group_id":"aabbccdd-1234-5678-90ab-cdef12345678"}"#;
        let calls = [
            (Deed::Take("t".into()), Request::new(Method::POST, path).with_json(trunk)),
            (Deed::Take("t".into()), Request::new(Method::POST, path).with_json(trunk)),
            (Deed::Free(None), Request::new(Method::DELETE, path)),
        ];
        let mut operations = Vec::new();
        for (id, (deed, request)) in (1..).zip(calls) {
            let request = request
                .with_header(HeaderName::from_static("x-auth-id"), "MA_XXXXXX")
                .with_header(HeaderName::from_static("x-auth-token"), "testline");
            let outcome = target.apply(Timestamp::UNIX_EPOCH, Vendor::Vobiz, &request);
            operations.push(Operation {
                id,
                client: 0,
                number: "n".to_owned(),
                deed,
                start: id * 10,
                end: id * 10 + 5,
                request,
                reply: outcome.reply,
                clause: Some(outcome.clause.id().to_owned()),
            });
        }
        (operations, world)
    }

    #[test]
    fn an_order_that_gives_the_same_replies_fits() {
        let (operations, world) = told();
        assert_eq!(witness(&[1, 2, 3], &operations, Vendor::Vobiz, world), Witnessed::Fits);
    }

    #[test]
    fn a_gap_decides_nothing() {
        let (operations, world) = told();
        assert!(matches!(witness(&[1, 3], &operations, Vendor::Vobiz, world), Witnessed::Undecided(_)));
    }

    #[test]
    fn an_order_against_time_does_not_fit() {
        let (operations, world) = told();
        let found = witness(&[1, 3, 2], &operations, Vendor::Vobiz, world);
        assert!(matches!(found, Witnessed::FitsNot(_, shown) if shown == [2, 3]));
    }

    #[test]
    fn two_winners_are_shown_with_the_one_before() {
        let (mut operations, world) = told();
        let (reply, clause) = (operations[0].reply.clone(), operations[0].clause.clone());
        (operations[1].reply, operations[1].clause) = (reply, clause);
        let found = witness(&[1, 2, 3], &operations, Vendor::Vobiz, world);
        assert!(matches!(&found, Witnessed::FitsNot(why, shown) if shown == &[1, 2] && why.contains("400")));
    }
}
