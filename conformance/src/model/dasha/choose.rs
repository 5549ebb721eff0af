//! From a draw to an action: what there is to choose from, the most ordinary first.

use super::action::{Action, Ask, Caller, Twist};
use super::pick::Chooser;
use super::state::State;
use crate::model::draw::{Dice, Draw};

type Maker = fn(&mut Chooser<'_>) -> Ask;

/// What can be asked, each with how often it is.
const ASKS: &[(usize, Maker)] = &[
    (20, |c| Ask::Link { number: c.number(), agent: c.agent_parameter(), mode: c.mode() }),
    (9, |c| Ask::Unlink { number: c.number(), agent: c.agent_parameter(), mode: c.mode() }),
    (6, |c| c.list_numbers()),
    (7, |c| Ask::CreateNumber(c.number_members())),
    (3, |c| Ask::GetNumber(c.number())),
    (6, |c| Ask::UpdateNumber(c.number(), c.number_members())),
    (5, |c| Ask::DeleteNumber(c.number(), c.force())),
    (4, |c| Ask::NumberAgents(c.number())),
    (2, |c| c.list_credentials()),
    (3, |c| Ask::CreateCredential(c.credential_members())),
    (2, |c| Ask::GetCredential(c.credential())),
    (3, |c| Ask::UpdateCredential(c.credential(), c.credential_members())),
    (3, |c| Ask::DeleteCredential(c.credential(), c.force())),
    (3, |c| Ask::CredentialAgents(c.credential())),
    (3, |c| c.list_agents()),
    (5, |c| Ask::CreateAgent(c.agent_members(true))),
    (3, |c| Ask::GetAgent(c.agent())),
    (7, |c| Ask::UpdateAgent(c.agent(), c.agent_members(false))),
    (4, |c| Ask::DeleteAgent(c.agent())),
];

/// The action that a draw stands for.
pub(super) fn choose(state: &State, draw: &Draw) -> Action {
    let make = draw.dice(1).weighted(ASKS, |_| Ask::ListAgents { skip: None, take: None });
    let mut who = draw.dice(2);
    let mut all: Vec<&String> = vec![&state.first];
    all.extend(state.organizations.keys().filter(|id| **id != state.first));
    let organization = if who.seldom(35) { who.of(&all).copied() } else { all.first().copied() };
    let organization = organization.cloned().unwrap_or_default();
    let key = state.organizations.get(&organization).map_or(String::new(), |held| held.token.clone());
    let mut chooser = Chooser {
        state,
        organization: organization.clone(),
        first: draw.dice(3),
        second: draw.dice(4),
        third: draw.dice(5),
    };
    let ask = make(&mut chooser);
    let mut odd = draw.dice(6);
    let (caller, twist) =
        if odd.seldom(12) { oddity(&mut odd, key) } else { (Caller::Key(key), Twist::None) };
    Action { caller, organization, twist, ask }
}

/// Something unusual about who asks or how.
fn oddity(odd: &mut Dice, key: String) -> (Caller, Twist) {
    let twists = [
        Twist::None,
        Twist::Slash,
        Twist::Capitals,
        Twist::Deeper,
        Twist::Patch,
        Twist::PlainText,
        Twist::NoType,
        Twist::Malformed,
        Twist::NoBody,
        Twist::NullBody,
        Twist::NotAnObject,
        Twist::Head,
        Twist::Options,
    ];
    match odd.below(20) {
        1 => (Caller::SmallScheme(key), Twist::None),
        2 => (Caller::Nobody, Twist::None),
        3 => (Caller::OtherScheme(key), Twist::None),
        4 => (Caller::NoToken, Twist::None),
        5 => (Caller::Unknown, Twist::None),
        6 => (Caller::Twice(key), Twist::None),
        twist => (Caller::Key(key), twists.get(twist.saturating_sub(7)).copied().unwrap_or(Twist::None)),
    }
}
