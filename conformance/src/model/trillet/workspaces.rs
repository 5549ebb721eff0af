//! The workspaces of a key.

use testline_emulator::contract::trillet::clauses as c;

use super::replies::millis;
use super::state::{State, Workspace};
use crate::model::Claim;
use crate::model::action::Expected;

/// `GET /v1/api/workspaces`.
pub(super) fn list(state: &State, key: Option<&str>) -> Expected {
    let Some(key) = key else {
        let all = Claim::List(state.workspaces.iter().map(object).collect());
        return Expected::new(c::LIST_WORKSPACES_LISTED_WITHOUT_KEY, all, "there is no key");
    };
    let owned = state.workspaces.iter().filter(|workspace| workspace.tenant == key);
    let team = state.workspaces.iter().filter(|workspace| workspace.team.contains(&key));
    let guest = state.workspaces.iter().filter(|workspace| workspace.guests.contains(&key));
    let body = Claim::List(owned.chain(team).chain(guest).map(object).collect());
    Expected::new(c::LIST_WORKSPACES_LISTED, body, "the key is somebody's")
}

/// A workspace as it is shown. None ever changes.
fn object(workspace: &Workspace) -> Claim {
    Claim::Only(vec![
        ("_id", workspace.id.clone().into()),
        ("name", workspace.name.into()),
        ("initials", workspace.initials.into()),
        ("teamMembers", Claim::List(Vec::new())),
        ("createdAt", millis(workspace.created)),
        ("updatedAt", millis(workspace.created)),
    ])
}
