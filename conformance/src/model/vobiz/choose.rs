//! From a draw to an action: what there is to choose from, the most ordinary first.

use super::action::{Action, Ask, Caller, Twist};
use super::pick::Chooser;
use super::state::State;
use crate::model::draw::{Dice, Draw};

type Maker = fn(&mut Chooser<'_>) -> Ask;

/// What can be asked, each with how often it is.
const ASKS: &[(usize, Maker)] = &[
    (16, |c| Ask::Assign { number: c.number(), trunk: c.trunk_field() }),
    (9, |c| Ask::Unassign { number: c.number() }),
    (9, |c| c.list_numbers()),
    (3, |c| c.list_inventory()),
    (6, |c| Ask::Purchase { e164: c.for_sale() }),
    (6, |c| c.unrent()),
    (4, |c| Ask::CancelRelease { number: c.releasing() }),
    (4, |c| Ask::AssignSubaccount { number: c.number(), sub: c.sub_field() }),
    (4, |c| Ask::UnassignSubaccount { number: c.number(), force: c.third.seldom(15) }),
    (6, |c| Ask::Attach { number: c.number(), application: c.application_field() }),
    (4, |c| Ask::Detach { number: c.number() }),
    (4, |c| Ask::CreateTrunk { name: c.name(), fields: c.trunk_fields() }),
    (4, |c| c.update_trunk()),
    (3, |c| Ask::RetrieveTrunk { trunk: c.trunk() }),
    (3, |c| Ask::DeleteTrunk { trunk: c.trunk() }),
    (3, |_| Ask::ListTrunks),
    (3, |c| Ask::List(c.kind())),
    (4, |c| c.create()),
    (2, |c| c.update()),
    (3, |c| c.delete()),
    (1, |_| Ask::Me),
    (4, |c| Ask::Balance { currency: if c.first.seldom(5) { "EUR" } else { "INR" } }),
    (1, |c| c.create_subaccount()),
    (2, |_| Ask::ListSubaccounts),
];

/// The action that a draw stands for.
pub(super) fn choose(state: &State, draw: &Draw) -> Action {
    let make = draw.dice(1).weighted(ASKS, |_| Ask::Me);
    let mut who = draw.dice(2);
    let account = who.weighted(&[(64, 0), (14, 1), (14, 2), (8, 3)], 0);
    let mains = state.accounts.iter().filter(|(_, account)| account.parent.is_none() && account.active);
    let mains: Vec<&String> = mains.map(|(id, _)| id).collect();
    let first = state.first.clone();
    let account = match account {
        0 => first.clone(),
        1 => mains.iter().find(|id| ***id != first).map_or(first.clone(), |id| (*id).clone()),
        2 => state.sub.clone(),
        _ => {
            let all: Vec<&String> = state.accounts.keys().collect();
            who.of(&all).map_or(first.clone(), |id| (*id).clone())
        }
    };
    let mut chooser =
        Chooser { state, account, first: draw.dice(3), second: draw.dice(4), third: draw.dice(5) };
    let mut ask = make(&mut chooser);
    if state.parent(&chooser.account).is_some() && only_for_parents(&ask) {
        // What these give to a sub-account is said nowhere.
        chooser.account = state.payer(&chooser.account);
        ask = make(&mut Chooser {
            first: draw.dice(3),
            second: draw.dice(4),
            third: draw.dice(5),
            account: chooser.account.clone(),
            state,
        });
    }
    let id = chooser.account.clone();
    let token = state.accounts.get(&id).map_or(String::new(), |account| account.token.clone());
    let mut odd = draw.dice(6);
    let (caller, account, twist) = if odd.seldom(12) {
        oddity(state, &mut odd, id, token)
    } else {
        (Caller::Account { id: id.clone(), token }, id, Twist::None)
    };
    Action { caller, account, twist, ask }
}

const fn only_for_parents(ask: &Ask) -> bool {
    matches!(
        ask,
        Ask::AssignSubaccount { .. }
            | Ask::UnassignSubaccount { .. }
            | Ask::CreateSubaccount { .. }
            | Ask::ListSubaccounts
            | Ask::Balance { .. }
    )
}

/// Something wrong, or at least unusual, about who asks or how.
fn oddity(state: &State, odd: &mut Dice, id: String, token: String) -> (Caller, String, Twist) {
    let right = Caller::Account { id: id.clone(), token: token.clone() };
    match odd.weighted(
        &[
            (20, 0),
            (3, 1),
            (3, 2),
            (4, 3),
            (2, 4),
            (2, 5),
            (4, 6),
            (3, 7),
            (2, 8),
            (2, 9),
            (3, 10),
            (2, 11),
            (2, 12),
            (1, 13),
            (1, 14),
            (1, 15),
            (1, 16),
        ],
        0,
    ) {
        1 => (Caller::Nobody, id, Twist::None),
        2 => (Caller::NoToken { id: id.clone() }, id, Twist::None),
        3 => (Caller::WrongToken { id: id.clone() }, id, Twist::None),
        4 => (Caller::Unknown, id, Twist::None),
        5 => (Caller::Basic { id: id.clone(), token }, id, Twist::None),
        6 => {
            let others: Vec<&String> = state.accounts.keys().filter(|other| **other != id).collect();
            let other = odd.of(&others).map_or(id, |other| (*other).clone());
            (right, other, Twist::None)
        }
        7 => (right, id, Twist::OtherCase),
        8 => (right, id, Twist::Slash),
        9 => (right, id, Twist::Patch),
        10 => (right, id, Twist::Malformed),
        11 => (right, id, Twist::NotAnObject),
        12 => (right, id, Twist::NoBody),
        13 => (Caller::Bearer, id, Twist::None),
        14 => (right, id, Twist::Head),
        15 => (right, id, Twist::Options),
        16 => (right, id, Twist::BrokenPath),
        _ => (right, id, Twist::None),
    }
}
