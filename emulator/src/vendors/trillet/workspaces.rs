//! The workspaces that a key opens.

use serde::Serialize;
use serde_json::Value;

use super::auth::Caller;
use super::records::Workspace;
use super::state::State;
use super::wire;
use crate::contract::trillet::clauses;
use crate::vendors::answer::Accepted;
use crate::world::text::Text;

/// A workspace.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown<'w> {
    #[serde(rename = "_id")]
    id: &'w str,
    name: &'w str,
    initials: &'w str,
    team_members: &'w [Value],
    created_at: String,
    updated_at: String,
}

/// A workspace as the list shows it.
fn shown(workspace: &Workspace) -> Shown<'_> {
    Shown {
        id: &workspace.id,
        name: &workspace.name,
        initials: &workspace.initials,
        team_members: &workspace.team_members,
        created_at: wire::millis(workspace.created_at),
        updated_at: wire::updated(workspace.updated_at, workspace.created_at),
    }
}

/// Lists the workspaces of the key: its own, then those of its teams, then those where it is a guest, each oldest
/// first. Without a key every workspace of the world (`trillet.list-workspaces.listed-without-key`).
pub(super) fn list(state: &State, caller: &Caller) -> Accepted {
    let (clause, mut found): (_, Vec<(u8, &Workspace)>) = match &caller.tenant {
        None => {
            let all = state.workspaces.values().map(|workspace| (0, workspace));
            (clauses::LIST_WORKSPACES_LISTED_WITHOUT_KEY, all.collect())
        }
        Some(tenant) => {
            let ranked = state
                .workspaces
                .iter()
                .filter_map(|(name, workspace)| rank(tenant, name, workspace).map(|rank| (rank, workspace)));
            (clauses::LIST_WORKSPACES_LISTED, ranked.collect())
        }
    };
    found.sort_by_key(|(rank, workspace)| (*rank, workspace.created_at));
    let all: Vec<Shown<'_>> = found.into_iter().map(|(_, workspace)| shown(workspace)).collect();
    wire::ok(clause, &all)
}

/// How near a workspace is to a tenant: owned, of a team, of a guest, or not at all.
fn rank(tenant: &str, name: &str, workspace: &Workspace) -> Option<u8> {
    let among = |members: &[Text]| members.iter().any(|member| member == tenant);
    if tenant == name {
        Some(0)
    } else if among(&workspace.team) {
        Some(1)
    } else if among(&workspace.guests) {
        Some(2)
    } else {
        None
    }
}
