//! API tokens: minting one, showing the newest, and saying that one is good.

use serde::Serialize;

use super::records::Token;
use super::refusals::{Refused, refused};
use super::state::{self, State};
use super::wire;
use crate::contract::unleashx::clauses;
use crate::vendors::answer::Accepted;
use crate::vendors::context::Context;

#[derive(Serialize)]
struct Generated<'a> {
    message: &'a str,
    token: &'a str,
}

/// Mints another API token of the workspace. It selects this world from now on; older ones stay valid.
pub(super) fn generate(state: &mut State, context: &mut Context<'_>, caller: &str) -> Accepted {
    let text = state::fresh_api_token(&mut context.ids);
    // Never older than what is there, so that the last one minted is the newest even where the clock stands behind it.
    let newest = state.newest_tokens_first(caller).next().map(|(_, token)| token.created_at);
    let created_at = newest.map_or(context.now, |newest| newest.max(context.now));
    let token = Token {
        workspace: caller.into(),
        created_at,
        expires_at: None,
        minted_in_exchange: Some(context.exchange),
    };
    state.put_token(text.clone().into(), token);
    let message = "API token generated successfully";
    let reply = wire::enveloped(context, 200, message, Generated { message, token: &text });
    context.minted.push(text);
    Accepted::new(clauses::GENERATE_TOKEN_GENERATED, reply)
}

#[derive(Serialize)]
struct Fetched<'a> {
    message: &'a str,
    data: FetchedData<'a>,
}

#[derive(Serialize)]
struct FetchedData<'a> {
    token: &'a str,
    email: &'a str,
    workspace_name: &'a str,
}

/// Shows the newest API token of the workspace that has not expired.
pub(super) fn get(state: &State, context: &Context<'_>, caller: &str) -> Result<Accepted, Refused> {
    let newest = state.newest_tokens_first(caller).find(|(_, token)| !token.expired(context.now));
    let (Some((token, _)), Some(workspace)) = (newest, state.workspaces.get(caller)) else {
        let fact = format!("every API token of the workspace {caller} has expired");
        return Err(refused(clauses::GET_TOKEN_NO_API_TOKEN, fact));
    };
    let message = "API token details fetched successfully";
    let data = FetchedData { token, email: &workspace.email, workspace_name: &workspace.name };
    let reply = wire::enveloped(context, 200, message, Fetched { message, data });
    Ok(Accepted::new(clauses::GET_TOKEN_FETCHED, reply))
}

#[derive(Serialize)]
struct Verified<'a> {
    message: &'a str,
}

/// Says that the API token is good; whoever gets here has sent one.
pub(super) fn verify(context: &Context<'_>) -> Accepted {
    let message = "Token verified successfully";
    let reply = wire::enveloped(context, 200, message, Verified { message });
    Accepted::new(clauses::VERIFY_TOKEN_VERIFIED, reply)
}
