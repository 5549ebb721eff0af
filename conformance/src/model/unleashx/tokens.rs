//! API tokens, minted with a login token.

use testline_emulator::contract::unleashx::clauses as c;

use super::state::State;
use crate::model::Claim;
use crate::model::action::Expected;

/// `POST /api/v1/global/generate-token`.
pub(super) fn generated() -> Expected {
    let body =
        Claim::Only(vec![("message", "API token generated successfully".into()), ("token", Claim::SomeText)]);
    Expected::new(c::GENERATE_TOKEN_GENERATED, body, "the login token is good")
}

/// `GET /api/v1/global/get-token`.
pub(super) fn fetched(state: &State, workspace: &'static str) -> Expected {
    let newest = state.workspaces.get(workspace).and_then(|held| Some((held.tokens.last()?, held)));
    let data = newest.map_or(Claim::Any, |(token, held)| {
        Claim::Only(vec![
            ("token", token.clone().into()),
            ("email", held.email.into()),
            ("workspace_name", held.name.into()),
        ])
    });
    let body =
        Claim::Only(vec![("message", "API token details fetched successfully".into()), ("data", data)]);
    Expected::new(c::GET_TOKEN_FETCHED, body, "the login token is good and the workspace has API tokens")
}

/// `POST /api/v1/global/verify`.
pub(super) fn verified() -> Expected {
    let body = Claim::Only(vec![("message", "Token verified successfully".into())]);
    Expected::new(c::VERIFY_TOKEN_VERIFIED, body, "the API token is good")
}
