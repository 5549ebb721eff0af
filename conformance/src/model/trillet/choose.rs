//! From a draw to an action: what there is to choose from, the most ordinary first.

use super::action::{Action, Ask, Key, Space};
use super::pick::Chooser;
use super::state::State;
use super::twist::{ANYWHERE, OddMethod, Twist, WITH_BODY, WITH_ID};
use crate::model::draw::{Dice, Draw};

type Maker = fn(&mut Chooser<'_>) -> Ask;

/// What can be asked, each with how often it is.
const ASKS: &[(usize, Maker)] = &[
    (24, |c| c.assign()),
    (12, |c| c.unassign()),
    (5, |c| Ask::CreateAgent(c.agent_fields(true))),
    (4, |c| Ask::GetAgent(c.agent())),
    (3, |_| Ask::ListAgents),
    (6, |c| Ask::UpdateAgent { agent: c.agent(), fields: c.agent_fields(false) }),
    (4, |c| Ask::DeleteAgent(c.agent())),
    (6, |c| Ask::CreateFlow(c.flow_fields())),
    (3, |c| Ask::GetFlow(c.flow())),
    (2, |_| Ask::ListFlows),
    (5, |_| Ask::ListNumbers),
    (5, |c| Ask::GetConfig(c.number(true))),
    (7, |c| Ask::UpdateConfig { number: c.number(false), fields: c.config_fields() }),
    (5, |c| Ask::Search(c.search())),
    (6, |c| Ask::Purchase(c.purchase_fields())),
    (5, |c| Ask::Register(c.register_fields())),
    (5, |c| Ask::GiveBack(c.give_back_fields())),
    (3, |_| Ask::ListWorkspaces),
];

/// Whose key goes with whose workspace, each pair with how often it does; no key is allowed too.
const CALLERS: &[(usize, (Option<&str>, &str))] = &[
    (58, (Some("first"), "first")),
    (14, (Some("second"), "second")),
    (5, (Some("third"), "third")),
    (5, (Some("first"), "third")),
    (3, (Some("second"), "third")),
    (10, (None, "first")),
    (5, (None, "second")),
];

/// The action that a draw stands for.
pub(super) fn choose(state: &State, draw: &Draw) -> Action {
    let make = draw.dice(1).weighted(ASKS, |_| Ask::ListAgents);
    let (mut who, mut odd) = (draw.dice(2), draw.dice(6));
    let (key, space) = who.weighted(CALLERS, (Some("first"), "first"));
    let key = key.and_then(|key| state.workspace(key)).map_or(Key::Nobody, |held| {
        let (tenant, key) = (held.tenant, held.key.clone());
        if who.seldom(4) { Key::BesideBearer { tenant, key } } else { Key::Of { tenant, key } }
    });
    let space = state
        .workspace(space)
        .map_or(Space::Missing, |held| Space::Of { tenant: held.tenant, id: held.id.clone() });
    let is_odd = odd.seldom(14);
    let (key, space) = if is_odd { oddly_called(state, key, space, &mut odd) } else { (key, space) };
    let ask = make(&mut Chooser {
        state,
        tenant: State::tenant(&space),
        first: draw.dice(3),
        second: draw.dice(4),
        third: draw.dice(5),
    });
    let twist = if !is_odd && odd.seldom(16) { twisted(&ask, &mut odd) } else { Twist::None };
    Action { key, space, twist, ask }
}

/// A caller with something wrong, or at least unusual.
fn oddly_called(state: &State, key: Key, space: Space, odd: &mut Dice) -> (Key, Space) {
    let held = state.workspaces.first();
    let (own_key, own_id) =
        held.map_or((String::new(), String::new()), |held| (held.key.clone(), held.id.clone()));
    let foreign = |of: &Key| {
        let other = state
            .workspaces
            .iter()
            .find(|workspace| of.tenant().is_some_and(|tenant| !state.may_use(tenant, workspace)));
        other.map_or(Space::Unknown, |other| Space::Of { tenant: other.tenant, id: other.id.clone() })
    };
    match odd.below(12) {
        0 => {
            let space = foreign(&key);
            (key, space)
        }
        1 => (Key::Unknown, space),
        2 => (key, Space::Missing),
        3 => (key, Space::Blank),
        4 => (key, Space::Unknown),
        5 => (key, Space::Twice(own_id)),
        6 => (Key::Twice(own_key), space),
        7 => (Key::Blank, space),
        8 => (Key::BearerAlone, space),
        9 => (Key::Nobody, Space::Twice(own_id)),
        10 => (Key::Nobody, Space::Missing),
        _ => (Key::Nobody, Space::Unknown),
    }
}

/// Something odd that can be odd about this request.
fn twisted(ask: &Ask, odd: &mut Dice) -> Twist {
    let mut all: Vec<Twist> = ANYWHERE.to_vec();
    if ask.shares_its_path_with_get() {
        // It would be the other operation that answers.
        all.retain(|twist| *twist != Twist::Method(OddMethod::Head));
    }
    if ask.has_id() {
        all.extend(WITH_ID);
    }
    if ask.fields().is_some() {
        all.extend(WITH_BODY);
    }
    odd.of(&all).copied().unwrap_or(Twist::None)
}
