//! UnleashX's tables, what is derived from them, and the few ways in which they change together.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::checks;
use super::records::{Agent, AgentStatus, Number, NumberStatus, START, Token, Workspace};
use super::rules;
use super::token_index::TokenIndex;
use crate::vendors::credentials::TenantCredential;
use crate::vendors::{CredentialSet, Profile};
use crate::world::ids::Ids;
use crate::world::table::Table;
use crate::world::text::Text;

/// Everything that UnleashX remembers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct State {
    pub(super) workspaces: Table<Text, Workspace>,
    pub(super) tokens: Table<Text, Token>,
    pub(super) agents: Table<Text, Agent>,
    pub(super) numbers: Table<Text, Number>,
    #[serde(skip)]
    token_index: TokenIndex,
    /// The text id of each integer id.
    #[serde(skip)]
    by_id: Table<u64, Text>,
    /// Which numbers each agent holds: (text id, number).
    #[serde(skip)]
    held: Table<(Text, Text), ()>,
}

impl State {
    /// The API token of this text.
    pub(super) fn api_token(&self, text: &str) -> Option<&Token> {
        self.token_index.api(text)
    }

    /// The workspace of a login token, with its tenant's name.
    pub(super) fn login_token(&self, text: &str) -> Option<(&Text, &Workspace)> {
        let name = self.token_index.login(text)?;
        self.workspaces.get(name).map(|workspace| (name, workspace))
    }

    /// The API tokens of a workspace with their texts, the newest first.
    pub(super) fn newest_tokens_first(&self, workspace: &str) -> impl Iterator<Item = (&str, &Token)> {
        self.token_index.newest_first(workspace)
    }

    /// Adds an API token that was minted.
    pub(super) fn put_token(&mut self, text: Text, token: Token) {
        self.token_index.put(&text, token.clone());
        self.tokens.insert(text, token);
    }

    /// The agent of an integer id, with its text id.
    pub(super) fn agent_by_id(&self, id: u64) -> Option<(&str, &Agent)> {
        let text_id = self.by_id.get(&id)?;
        self.agents.get(text_id.as_str()).map(|agent| (text_id.as_str(), agent))
    }

    /// The agent of a text id, with the text id as the state holds it.
    pub(super) fn agent_by_text_id(&self, text_id: &str) -> Option<(&str, &Agent)> {
        self.agents.get(text_id).and_then(|agent| self.agent_by_id(agent.id))
    }

    /// The agents of a workspace that are not deleted, in the order of their integer ids.
    pub(super) fn live_agents<'s>(
        &'s self,
        workspace: &'s str,
    ) -> impl Iterator<Item = (&'s Text, &'s Agent)> {
        self.by_id
            .values()
            .filter_map(|text_id| self.agents.get(text_id.as_str()).map(|agent| (text_id, agent)))
            .filter(move |(_, agent)| agent.workspace == workspace && agent.status == AgentStatus::Live)
    }

    /// Adds an agent or replaces the one of the same text id.
    pub(super) fn put_agent(&mut self, text_id: Text, agent: Agent) {
        self.by_id.insert(agent.id, text_id.clone());
        self.agents.insert(text_id, agent);
    }

    /// A text id that no agent has: `agent_` and nine lower-case letters or digits.
    pub(super) fn fresh_text_id(&self, ids: &mut Ids) -> String {
        loop {
            let text_id = format!("agent_{}", ids.alphanumeric(9));
            if !self.agents.contains(text_id.as_str()) {
                return text_id;
            }
        }
    }

    /// An integer id that no agent has; it fits a signed integer of 32 bits.
    pub(super) fn fresh_id(&self, ids: &mut Ids) -> u64 {
        loop {
            let id = 1_000_000 + ids.bits() % 900_000_000;
            if !self.by_id.contains(&id) {
                return id;
            }
        }
    }

    /// Adds a number or replaces its record.
    pub(super) fn put_number(&mut self, e164: Text, number: Number) {
        let before = self.numbers.get(e164.as_str()).and_then(|before| before.agent.as_ref());
        if before != number.agent.as_ref() {
            if let Some(agent) = before {
                self.held.remove(&(agent.clone(), e164.clone()));
            }
            if let Some(agent) = &number.agent {
                self.held.insert((agent.clone(), e164.clone()), ());
            }
        }
        self.numbers.insert(e164, number);
    }

    /// Takes every number off an agent; they stay in the inventory.
    pub(super) fn free_numbers_of(&mut self, text_id: &str) {
        let first = (Text::from(text_id), Text::default());
        let held = self.held.from(&first).take_while(|((agent, _), ())| agent == text_id);
        for e164 in held.map(|((_, e164), ())| e164.clone()).collect::<Vec<_>>() {
            if let Some(mut number) = self.numbers.get(&e164).cloned() {
                rules::take_off(&mut number);
                self.put_number(e164, number);
            }
        }
    }

    /// Puts what was changed last among the other records, now that the state before is gone and shares them no more.
    pub(in crate::vendors) fn merge(&mut self) {
        self.workspaces.merge();
        self.tokens.merge();
        self.agents.merge();
        self.numbers.merge();
    }

    /// Nothing of UnleashX falls due by itself: expiry is judged where a token is read.
    pub(in crate::vendors) fn next_deadline(&self) -> Option<Timestamp> {
        None
    }

    pub(in crate::vendors) fn fall_due(&mut self, _now: Timestamp) -> Option<(Timestamp, String)> {
        None
    }

    pub(in crate::vendors) fn complete(&mut self, ids: &mut Ids, _now: Timestamp) -> Result<(), String> {
        // One draw from the world's ids, whatever is missing, so that each filling is a function of world and record.
        let world = ids.bits();
        self.fill_in_workspaces(world);
        checks::check(self)?;
        self.fill_in_agents(world)?;
        self.fill_in_numbers()?;
        self.token_index = TokenIndex::of(&self.workspaces, &self.tokens)?;
        Ok(())
    }

    fn fill_in_workspaces(&mut self, world: u64) {
        for (id, name) in (1..).zip(keys(&self.workspaces)) {
            let Some(workspace) = self.workspaces.get_mut(&name) else { continue };
            workspace.id.get_or_insert(id);
            let mut ids = Ids::new(world, &format!("unleashx.workspace.{name}"), 0);
            let fresh = [fresh_api_token(&mut ids), fresh_api_token(&mut ids), fresh_login_token(&mut ids)];
            let fields = [&mut workspace.token, &mut workspace.api_key, &mut workspace.login_token];
            for (field, fresh) in fields.into_iter().zip(fresh) {
                if field.is_empty() {
                    *field = fresh.into();
                }
            }
        }
    }

    /// Gives agents their integer ids and derives the index of them.
    fn fill_in_agents(&mut self, world: u64) -> Result<(), String> {
        self.by_id = Table::new();
        for (text_id, agent) in self.agents.iter().filter(|(_, agent)| agent.id != 0) {
            if let Some(other) = self.by_id.get(&agent.id) {
                return Err(format!("agents.{text_id}.id: {other} has the id {} too", agent.id));
            }
            self.by_id.insert(agent.id, text_id.clone());
        }
        for text_id in keys(&self.agents) {
            let Some(mut agent) = self.agents.get(&text_id).cloned() else { continue };
            agent.updated_on.get_or_insert(agent.created_on);
            if agent.id == 0 {
                agent.id = self.fresh_id(&mut Ids::new(world, &format!("unleashx.agent.{text_id}"), 0));
            }
            self.put_agent(text_id, agent);
        }
        Ok(())
    }

    /// Gives numbers what follows from their agents and derives who holds which. A deleted agent holds none.
    fn fill_in_numbers(&mut self) -> Result<(), String> {
        self.held = Table::new();
        for e164 in keys(&self.numbers) {
            let Some(mut number) = self.numbers.get(&e164).cloned() else { continue };
            let agent = match &number.agent {
                None => None,
                Some(text_id) => {
                    let agent = self.agents.get(text_id);
                    Some(
                        agent
                            .ok_or_else(|| format!("numbers.{e164}.agent: there is no agent `{text_id}`"))?,
                    )
                }
            };
            match agent.map(|agent| agent.status) {
                Some(AgentStatus::Live) => {
                    number.status.get_or_insert(NumberStatus::Active);
                    number.attached_at.get_or_insert(START);
                }
                Some(AgentStatus::Deleted) => rules::take_off(&mut number),
                None => {
                    number.status.get_or_insert(NumberStatus::Inactive);
                }
            }
            if let Some(agent) = &number.agent {
                self.held.insert((agent.clone(), e164.clone()), ());
            }
            // One that is complete stays the same record for all copies of it.
            if self.numbers.get(&e164) != Some(&number) {
                self.numbers.insert(e164, number);
            }
        }
        Ok(())
    }

    pub(in crate::vendors) fn refresh_credentials(&mut self, ids: &mut Ids) {
        let minted = std::mem::take(&mut self.tokens);
        self.change_credentials(&mut |credential| credential.refresh(ids));
        for token in minted.values() {
            self.put_token(fresh_api_token(ids).into(), token.clone());
        }
    }

    /// Takes out every token that was minted.
    pub(in crate::vendors) fn forget_minted(&mut self) {
        self.tokens = Table::new();
    }

    /// Lets every credential be changed and derives anew who has which.
    pub(in crate::vendors) fn change_credentials(&mut self, change: &mut dyn FnMut(TenantCredential<'_>)) {
        for name in keys(&self.workspaces) {
            let Some(workspace) = self.workspaces.get_mut(&name) else { continue };
            let mut change = |field, text, fresh| {
                change(TenantCredential { tenant: &name, field, text, optional: false, fresh });
            };
            change("token", &mut workspace.token, fresh_api_token);
            change("api_key", &mut workspace.api_key, fresh_api_token);
            change("login_token", &mut workspace.login_token, fresh_login_token);
        }
        // Tokens that are alike, as those that are taken out are, have no index; `complete` refuses such a state.
        self.token_index = TokenIndex::of(&self.workspaces, &self.tokens).unwrap_or_default();
    }

    pub(in crate::vendors) fn profile(&self) -> Profile {
        let set = |header: &str, value: &str| CredentialSet {
            headers: [(header.to_owned(), value.to_owned())].into(),
            ids: [].into(),
        };
        let sets = self.workspaces.iter().flat_map(|(name, workspace)| {
            [
                (name.to_string(), set("token", &workspace.token)),
                (format!("{name}-api-key"), set("authorization", &workspace.api_key)),
                (format!("{name}-login"), set("token", &workspace.login_token)),
            ]
        });
        sets.collect()
    }

    pub(in crate::vendors) fn identifiers(&self) -> Vec<String> {
        self.token_index.texts().map(Text::to_string).collect()
    }
}

/// An API token as the vendor makes them: 64 hexadecimal digits.
pub(super) fn fresh_api_token(ids: &mut Ids) -> String {
    ids.hex(64)
}

/// Something of the form of a login token, which is a JWT.
fn fresh_login_token(ids: &mut Ids) -> String {
    format!("eyJ{}.eyJ{}.{}", ids.alphanumeric(17), ids.alphanumeric(24), ids.alphanumeric(32))
}

fn keys<V: Clone>(table: &Table<Text, V>) -> Vec<Text> {
    table.iter().map(|(key, _)| key.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(yaml: &str) -> Result<State, String> {
        let mut state: State = serde_saphyr::from_str(yaml).map_err(|error| error.to_string())?;
        state.complete(&mut Ids::new(0, "default", 0), Timestamp::UNIX_EPOCH).map(|()| state)
    }

    #[test]
    fn what_is_left_out_is_filled_in() {
        let state = state("{ workspaces: { first: {} }, agents: { a: {}, b: { id: 7 } }, numbers: { '+12': { agent: a } } }")
            .expect("a right file");
        let workspace = state.workspaces.get("first").expect("it is in the file");
        assert_eq!((workspace.id, workspace.token.len(), workspace.providers.len()), (Some(1), 64, 8));
        let agent = state.agents.get("a").expect("it is in the file");
        assert_ne!(agent.id, 0);
        assert_eq!((agent.name("a"), state.agent_by_id(7).map(|(text_id, _)| text_id)), ("a", Some("b")));
        let number = state.numbers.get("+12").expect("it is in the file");
        assert_eq!((number.status, number.attached_at), (Some(NumberStatus::Active), Some(START)));
    }

    #[test]
    fn a_wrong_file_is_named_with_table_and_record() {
        let wrong = |yaml: &str| state(yaml).expect_err("a wrong file");
        assert!(wrong("{ agents: { a: {} } }").starts_with("agents.a.workspace"));
        assert!(
            wrong("{ workspaces: { first: {} }, numbers: { '+12': { agent: a } } }")
                .starts_with("numbers.+12.agent")
        );
        assert!(wrong("{ workspaces: { first: {} }, numbers: { '12': {} } }").starts_with("numbers.12"));
        assert!(
            wrong("{ workspaces: { first: {} }, agents: { a: { id: 1 }, b: { id: 1 } } }")
                .starts_with("agents.b.id")
        );
        assert!(
            wrong("{ workspaces: { first: { token: x, api_key: x } } }")
                .starts_with("workspaces.first.api_key")
        );
        assert!(wrong("{ workspaces: { first: {} }, agents: { a: { status: 1 } } }").contains("status"));
    }

    #[test]
    fn a_deleted_agent_holds_no_number() {
        let state = state(
            "{ workspaces: { first: {} }, agents: { a: { status: 2 } }, numbers: { '+12': { agent: a } } }",
        )
        .expect("a right file");
        assert_eq!(state.numbers.get("+12").and_then(|number| number.agent.clone()), None);
    }

    #[test]
    fn the_newest_token_of_a_workspace_comes_first() {
        let state = state(
            "{ workspaces: { first: { token: old, api_key: new, api_key_created_at: 2026-01-02T00:00:00Z }, second: {} },
               tokens: { a: { workspace: first, created_at: 2026-01-03T00:00:00Z, minted_in_exchange: 1 },
                         b: { workspace: first, created_at: 2026-01-03T00:00:00Z, minted_in_exchange: 2 } } }",
        )
        .expect("a right file");
        let texts: Vec<&str> = state.newest_tokens_first("first").map(|(text, _)| text).collect();
        assert_eq!(texts, ["b", "a", "new", "old"]);
    }

    #[test]
    fn fresh_credentials_replace_every_token() {
        let mut state = state("{ workspaces: { first: { token: t, api_key: k, login_token: l } }, tokens: { m: { workspace: first } } }")
            .expect("a right file");
        assert_eq!(state.identifiers(), ["k", "m", "t", "l"]);
        state.refresh_credentials(&mut Ids::new(0, "w1", 0));
        assert_eq!(state.identifiers().len(), 4);
        assert!(state.identifiers().iter().all(|id| !["k", "m", "t", "l"].contains(&id.as_str())));
        assert!(state.profile().keys().eq(["first", "first-api-key", "first-login"]));
    }
}
