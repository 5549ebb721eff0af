//! Trillet's tables, what is derived from them, and the few ways in which they change together.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::completion::{fresh_api_key, fresh_workspace_id};
use super::records::{Agent, CallFlow, ForSale, NumberStatus, PhoneNumber, Trunk, Workspace};
use super::rules::{self, Binding};
use crate::vendors::credentials::TenantCredential;
use crate::vendors::{CredentialSet, Profile};
use crate::world::ids::Ids;
use crate::world::table::Table;
use crate::world::text::Text;

/// Everything that Trillet remembers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct State {
    pub(super) workspaces: Table<Text, Workspace>,
    pub(super) agents: Table<Text, Agent>,
    pub(super) call_flows: Table<Text, CallFlow>,
    pub(super) numbers: Table<Text, PhoneNumber>,
    pub(super) for_sale: Table<Text, ForSale>,
    /// Keyed by the number's id.
    pub(super) trunks: Table<Text, Trunk>,
    /// The tenant's name of each workspace id.
    #[serde(skip)]
    by_workspace_id: Table<Text, Text>,
    /// The tenant's name of each key.
    #[serde(skip)]
    by_api_key: Table<Text, Text>,
    /// Each number with each agent that lists it.
    #[serde(skip)]
    listed: Table<(Text, Text), ()>,
    /// Each E.164 text with each id that has it.
    #[serde(skip)]
    by_phone_number: Table<(Text, Text), ()>,
}

impl State {
    /// The tenant whose workspace has this id.
    pub(super) fn tenant_of_workspace(&self, id: &str) -> Option<&Text> {
        self.by_workspace_id.get(id)
    }

    /// The tenant who has this key.
    pub(super) fn tenant_of_key(&self, key: &str) -> Option<&Text> {
        self.by_api_key.get(key)
    }

    /// Whether a tenant's key opens a workspace: its own, or one whose team or guests it is among.
    pub(super) fn may_use(&self, tenant: &str, workspace: &str) -> bool {
        let invited = |workspace: &Workspace| {
            workspace.team.iter().chain(&workspace.guests).any(|member| member == tenant)
        };
        tenant == workspace || self.workspaces.get(workspace).is_some_and(invited)
    }

    /// The id of a tenant's workspace.
    pub(super) fn workspace_id(&self, tenant: &str) -> &str {
        self.workspaces.get(tenant).map_or("", |workspace| workspace.id.as_str())
    }

    /// The user who owns a tenant's workspace.
    pub(super) fn user_id(&self, tenant: &str) -> &str {
        self.workspaces.get(tenant).map_or("", |workspace| workspace.user_id.as_str())
    }

    /// Adds an agent, or puts one in the place of that with its id.
    pub(super) fn put_agent(&mut self, id: &str, agent: Agent) {
        self.forget_list(id);
        for number in &agent.phone_number_ids {
            self.listed.insert((number.clone(), id.into()), ());
        }
        self.agents.insert(id.into(), agent);
    }

    /// Takes an agent out and frees the numbers that it has.
    pub(super) fn remove_agent(&mut self, id: &str, now: Timestamp) {
        for number in self.numbers_of_agent(id) {
            self.unbind(&number, now);
        }
        self.forget_list(id);
        self.agents.remove(id);
    }

    /// The ids of the numbers that name this agent.
    pub(super) fn numbers_of_agent(&self, id: &str) -> Vec<Text> {
        let named = self.numbers.iter().filter(|(_, number)| number.agent.as_deref() == Some(id));
        named.map(|(id, _)| id.clone()).collect()
    }

    /// Adds a number.
    pub(super) fn put_number(&mut self, id: &str, number: PhoneNumber) {
        self.by_phone_number.insert((number.phone_number.clone(), id.into()), ());
        self.numbers.insert(id.into(), number);
    }

    /// The numbers with this E.164 text that are not released, in any workspace.
    pub(super) fn holders(&self, phone_number: &str) -> Vec<&PhoneNumber> {
        let from = (Text::from(phone_number), Text::default());
        self.by_phone_number
            .from(&from)
            .map(|(key, ())| key)
            .take_while(|(held, _)| held == phone_number)
            .filter_map(|(_, id)| self.numbers.get(id))
            .filter(|number| number.status != NumberStatus::Released)
            .collect()
    }

    /// Gives a number to an agent, takes it from every other, and points its trunk there; a trunk keeps its id.
    pub(super) fn bind(
        &mut self,
        number_id: &str,
        agent_id: &str,
        binding: Binding,
        ids: &mut Ids,
        exchange: u64,
        now: Timestamp,
    ) {
        self.take_from_agents(number_id, Some(agent_id), now);
        if let Some(agent) = self.agents.get_mut(agent_id) {
            rules::list(agent, number_id, now);
        }
        let listing = (Text::from(number_id), Text::from(agent_id));
        if !self.listed.contains(&listing) {
            self.listed.insert(listing, ());
        }
        let recording = rules::recording(binding.record_calls);
        let Some(number) = self.numbers.get_mut(number_id) else { return };
        rules::bind(number, agent_id, binding, exchange, now);
        let trunk_sid = match self.trunks.get(number_id) {
            Some(trunk) => trunk.trunk_sid.clone(),
            None => format!("TK{}", ids.hex(32)).into(),
        };
        let termination_url = number.trunk_termination_url.clone();
        let trunk = Trunk { trunk_sid, termination_url, recording, agent: agent_id.into() };
        self.trunks.insert(number_id.into(), trunk);
    }

    /// Takes a number from its agent and from every list, and removes its trunk.
    pub(super) fn unbind(&mut self, number_id: &str, now: Timestamp) {
        self.take_from_agents(number_id, None, now);
        self.trunks.remove(number_id);
        if let Some(number) = self.numbers.get_mut(number_id) {
            rules::unbind(number, now);
        }
    }

    /// Takes a number from the list of every agent but one.
    fn take_from_agents(&mut self, number_id: &str, keep: Option<&str>, now: Timestamp) {
        let from = (Text::from(number_id), Text::default());
        let listing =
            self.listed.from(&from).map(|(key, ())| key).take_while(|(number, _)| number == number_id);
        let others: Vec<(Text, Text)> =
            listing.filter(|(_, agent)| Some(agent.as_str()) != keep).cloned().collect();
        for key in others {
            if let Some(agent) = self.agents.get_mut(key.1.as_str()) {
                agent.phone_number_ids.retain(|id| id != number_id);
                agent.updated_at = Some(now);
            }
            self.listed.remove(&key);
        }
    }

    /// Forgets which numbers an agent lists.
    fn forget_list(&mut self, agent_id: &str) {
        let Some(agent) = self.agents.get(agent_id) else { return };
        for number in &agent.phone_number_ids {
            self.listed.remove(&(number.clone(), agent_id.into()));
        }
    }

    /// Puts what was changed last among the other records, now that the state before is gone and shares them no more.
    pub(in crate::vendors) fn merge(&mut self) {
        self.workspaces.merge();
        self.agents.merge();
        self.call_flows.merge();
        self.numbers.merge();
        self.for_sale.merge();
        self.trunks.merge();
    }

    /// Nothing falls due at Trillet.
    pub(in crate::vendors) const fn next_deadline(&self) -> Option<Timestamp> {
        None
    }

    /// Nothing falls due at Trillet.
    pub(in crate::vendors) fn fall_due(&mut self, _now: Timestamp) -> Option<(Timestamp, String)> {
        None
    }

    pub(in crate::vendors) fn complete(&mut self, _ids: &mut Ids, _now: Timestamp) -> Result<(), String> {
        self.fill_in();
        self.check()?;
        self.index_tenants();
        self.listed = Table::new();
        for (id, agent) in self.agents.iter() {
            for number in &agent.phone_number_ids {
                self.listed.insert((number.clone(), id.clone()), ());
            }
        }
        self.by_phone_number =
            self.numbers.iter().map(|(id, number)| ((number.phone_number.clone(), id.clone()), ())).collect();
        Ok(())
    }

    fn index_tenants(&mut self) {
        let of = |key: fn(&Workspace) -> &Text| {
            self.workspaces.iter().map(|(name, workspace)| (key(workspace).clone(), name.clone())).collect()
        };
        let (by_workspace_id, by_api_key) =
            (of(|workspace| &workspace.id), of(|workspace| &workspace.api_key));
        self.by_workspace_id = by_workspace_id;
        self.by_api_key = by_api_key;
    }

    pub(in crate::vendors) fn refresh_credentials(&mut self, ids: &mut Ids) {
        self.change_credentials(&mut |credential| credential.refresh(ids));
    }

    /// Lets every credential be changed and derives anew who has which.
    pub(in crate::vendors) fn change_credentials(&mut self, change: &mut dyn FnMut(TenantCredential<'_>)) {
        for name in self.workspaces.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>() {
            let Some(workspace) = self.workspaces.get_mut(&name) else { continue };
            let mut change = |field, text, fresh| {
                change(TenantCredential { tenant: &name, field, text, optional: false, fresh });
            };
            change("id", &mut workspace.id, fresh_workspace_id);
            change("api_key", &mut workspace.api_key, fresh_api_key);
        }
        self.index_tenants();
    }

    pub(in crate::vendors) fn profile(&self) -> Profile {
        let sets = self.workspaces.iter().map(|(name, workspace)| {
            let set = CredentialSet {
                headers: [("x-api-key", &workspace.api_key), ("x-workspace-id", &workspace.id)]
                    .map(|(name, value)| (name.to_owned(), value.to_string()))
                    .into(),
                ids: [("workspace".to_owned(), workspace.id.to_string())].into(),
            };
            (name.to_string(), set)
        });
        sets.collect()
    }

    pub(in crate::vendors) fn identifiers(&self) -> Vec<String> {
        let both = |workspace: &Workspace| [workspace.api_key.to_string(), workspace.id.to_string()];
        self.workspaces.values().flat_map(both).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn default_state() -> State {
        crate::world::World::new(0, "default").export().state.trillet
    }

    #[test]
    fn what_is_derived_is_what_a_fresh_start_derives() {
        let (mut state, mut ids, now) = (default_state(), Ids::new(0, "default", 1), Timestamp::UNIX_EPOCH);
        let bind = |state: &mut State, number: &str, agent: &str, ids: &mut Ids| {
            let binding = Binding { pathway: "pwy_abc123".into(), ..Binding::default() };
            state.bind(number, agent, binding, ids, 1, now);
        };
        bind(&mut state, "750cd920", "64f9b12a", &mut ids);
        bind(&mut state, "750cd921", "64f9b12a", &mut ids);
        bind(&mut state, "750cd920", "64f9b12b", &mut ids);
        state.unbind("750cd921", now);
        state.remove_agent("64f9b12c", now);
        let number = PhoneNumber::new("first", "user_first", "+442071234567", now);
        state.put_number("n", PhoneNumber { is_external: true, ..number });
        let mut fresh = state.clone();
        fresh.complete(&mut ids, now).expect("every record refers to what is there");
        assert_eq!(state, fresh);
        assert_eq!(state.agents.get("64f9b12b").map(|agent| agent.phone_number_ids.len()), Some(1));
        assert_eq!(state.trunks.len(), 1);
    }

    #[test]
    fn a_removed_agent_leaves_its_numbers_free() {
        let (mut state, mut ids, now) = (default_state(), Ids::new(0, "default", 1), Timestamp::UNIX_EPOCH);
        let binding = Binding { pathway: "pwy_abc123".into(), ..Binding::default() };
        state.bind("750cd920", "64f9b12a", binding, &mut ids, 1, now);
        state.remove_agent("64f9b12a", now);
        assert_eq!(state.numbers.get("750cd920").and_then(|number| number.agent.as_ref()), None);
        assert!(state.trunks.get("750cd920").is_none());
    }

    #[test]
    fn fresh_credentials_replace_the_old_ones() {
        let mut state = default_state();
        state.refresh_credentials(&mut Ids::new(0, "w1", 0));
        assert_eq!(state.tenant_of_key("tk_testline"), None);
        for (tenant, set) in state.profile() {
            assert_eq!(
                state.tenant_of_key(&set.headers["x-api-key"]).map(Text::as_str),
                Some(tenant.as_str())
            );
            assert_eq!(
                state.tenant_of_workspace(&set.ids["workspace"]).map(Text::as_str),
                Some(tenant.as_str())
            );
        }
    }

    #[test]
    fn a_key_opens_the_workspaces_that_invite_its_tenant() {
        let mut state = default_state();
        assert!(!state.may_use("second", "first"));
        if let Some(workspace) = state.workspaces.get_mut("first") {
            workspace.guests.push("second".into());
        }
        assert!(state.may_use("second", "first") && !state.may_use("first", "second"));
    }
}
