//! Dasha's tables, what is derived from them, and the few ways in which they change together.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::derived::Derived;
use super::records::{Agent, Organization, PhoneNumber, SipCredentials};
use super::rules;
use crate::vendors::credentials::TenantCredential;
use crate::vendors::{CredentialSet, Profile};
use crate::world::ids::Ids;
use crate::world::table::Table;
use crate::world::text::Text;

/// Everything that Dasha remembers. Records are changed through `put_…` and `remove_…` only, which keep the indexes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct State {
    organizations: Table<Text, Organization>,
    sip_credentials: Table<Text, SipCredentials>,
    phone_numbers: Table<Text, PhoneNumber>,
    agents: Table<Text, Agent>,
    #[serde(skip)]
    derived: Derived,
}

impl State {
    /// The tenant's name of whoever has this token.
    pub(super) fn organization_by_token(&self, token: &str) -> Option<&Text> {
        self.derived.organization_by_token.get(token)
    }

    /// The `orgId` of a tenant.
    pub(super) fn organization_id(&self, name: &str) -> &str {
        self.organizations.get(name).map_or("", |organization| organization.id.as_str())
    }

    pub(super) fn credentials(&self, id: &str) -> Option<&SipCredentials> {
        self.sip_credentials.get(id)
    }

    pub(super) fn number(&self, id: &str) -> Option<&PhoneNumber> {
        self.phone_numbers.get(id)
    }

    pub(super) fn agent(&self, id: &str) -> Option<&Agent> {
        self.agents.get(id)
    }

    /// The credentials of an organisation, as they are listed.
    pub(super) fn credentials_of<'s>(
        &'s self,
        organization: &'s str,
    ) -> impl Iterator<Item = (&'s str, &'s SipCredentials)> {
        with_records(self.derived.credentials_by_organization.of(organization), &self.sip_credentials)
    }

    /// The numbers of an organisation, as they are listed.
    pub(super) fn numbers_of<'s>(
        &'s self,
        organization: &'s str,
    ) -> impl Iterator<Item = (&'s str, &'s PhoneNumber)> {
        with_records(self.derived.numbers_by_organization.of(organization), &self.phone_numbers)
    }

    /// The numbers on these credentials, as they are listed.
    pub(super) fn numbers_on<'s>(
        &'s self,
        credentials: &'s str,
    ) -> impl Iterator<Item = (&'s str, &'s PhoneNumber)> {
        with_records(self.derived.numbers_by_credentials.of(credentials), &self.phone_numbers)
    }

    /// The numbers of this text, in all organisations.
    pub(super) fn numbers_with_text<'s>(
        &'s self,
        text: &'s str,
    ) -> impl Iterator<Item = (&'s str, &'s PhoneNumber)> {
        with_records(self.derived.numbers_by_text.of(text), &self.phone_numbers)
    }

    /// The agents of an organisation, as they are listed.
    pub(super) fn agents_of<'s>(
        &'s self,
        organization: &'s str,
    ) -> impl Iterator<Item = (&'s str, &'s Agent)> {
        with_records(self.derived.agents_by_organization.of(organization), &self.agents)
    }

    /// The agents that call out with a number.
    pub(super) fn callers_with<'s>(&'s self, number: &'s str) -> impl Iterator<Item = (&'s str, &'s Agent)> {
        with_records(self.derived.agents_by_number.of(number), &self.agents)
    }

    /// Puts credentials in the place of any that have this id.
    pub(super) fn put_credentials(&mut self, id: &str, credentials: SipCredentials) {
        let id = self.sip_credentials.shared(id);
        self.remove_credentials(&id);
        self.derived.put_credentials(&id, &credentials);
        self.sip_credentials.insert(id, credentials);
    }

    /// Takes credentials out; their numbers are the caller's business.
    pub(super) fn remove_credentials(&mut self, id: &str) {
        if let Some((key, held)) = self.sip_credentials.entry(id) {
            self.derived.remove_credentials(key, held);
            self.sip_credentials.remove(id);
        }
    }

    /// Puts a number in the place of any that has this id.
    pub(super) fn put_number(&mut self, id: &str, number: PhoneNumber) {
        let id = self.phone_numbers.shared(id);
        match self.phone_numbers.get(&id) {
            Some(held) => self.derived.move_number(&id, held, &number),
            None => self.derived.put_number(&id, &number),
        }
        self.phone_numbers.insert(id, number);
    }

    fn remove_number(&mut self, id: &str) {
        if let Some((key, held)) = self.phone_numbers.entry(id) {
            self.derived.remove_number(key, held);
            self.phone_numbers.remove(id);
        }
    }

    /// Puts an agent in the place of any that has this id.
    pub(super) fn put_agent(&mut self, id: &str, agent: Agent) {
        let id = self.agents.shared(id);
        self.remove_agent(&id);
        self.derived.put_agent(&id, &agent);
        self.agents.insert(id, agent);
    }

    fn remove_agent(&mut self, id: &str) {
        if let Some((key, held)) = self.agents.entry(id) {
            self.derived.remove_agent(key, held);
            self.agents.remove(id);
        }
    }

    /// Deletes a number and takes it from every agent that calls out with it.
    pub(super) fn delete_number(&mut self, id: &str, now: Timestamp) {
        let callers: Vec<(String, Agent)> =
            self.callers_with(id).map(|(id, agent)| (id.to_owned(), agent.clone())).collect();
        for (agent_id, mut agent) in callers {
            rules::stop_calling_out(&mut agent, now);
            self.put_agent(&agent_id, agent);
        }
        self.remove_number(id);
    }

    /// Deletes an agent and takes it from the inbound calls of every number; says from how many.
    pub(super) fn delete_agent(&mut self, id: &str, now: Timestamp) -> usize {
        let numbers: Vec<(String, PhoneNumber)> =
            with_records(self.derived.numbers_by_agent.of(id), &self.phone_numbers)
                .map(|(id, number)| (id.to_owned(), number.clone()))
                .collect();
        let count = numbers.len();
        for (number_id, mut number) in numbers {
            rules::unlink(&mut number, now);
            self.put_number(&number_id, number);
        }
        self.remove_agent(id);
        count
    }

    /// Puts what was changed last among the other records, now that the state before is gone and shares them no more.
    pub(in crate::vendors) fn merge(&mut self) {
        self.organizations.merge();
        self.sip_credentials.merge();
        self.phone_numbers.merge();
        self.agents.merge();
        self.derived.merge();
    }

    /// Nothing of Dasha falls due by itself.
    pub(in crate::vendors) fn next_deadline(&self) -> Option<Timestamp> {
        None
    }

    pub(in crate::vendors) fn fall_due(&mut self, _now: Timestamp) -> Option<(Timestamp, String)> {
        None
    }

    pub(in crate::vendors) fn complete(&mut self, _ids: &mut Ids, _now: Timestamp) -> Result<(), String> {
        self.fill_in();
        super::check::check(&self.organizations, &self.sip_credentials, &self.phone_numbers, &self.agents)?;
        self.derived = Derived::default();
        self.index_tokens();
        for (id, held) in self.sip_credentials.iter() {
            self.derived.put_credentials(id, held);
        }
        for (id, number) in self.phone_numbers.iter() {
            self.derived.put_number(id, number);
        }
        for (id, agent) in self.agents.iter() {
            self.derived.put_agent(id, agent);
        }
        Ok(())
    }

    /// Gives times to numbers that have none.
    pub(in crate::vendors) fn fill_in_numbers(&mut self) {
        // Those that are complete stay the same records for all copies of them.
        let incomplete = self.phone_numbers.iter().filter(|(_, number)| number.last_update_time.is_none());
        for id in incomplete.map(|(id, _)| id.clone()).collect::<Vec<_>>() {
            let Some(number) = self.phone_numbers.get_mut(&id) else { continue };
            number.last_update_time.get_or_insert(number.created_time);
        }
    }

    /// Gives ids, keys and times to records that have none; ids and keys are a function of the record's key.
    fn fill_in(&mut self) {
        for name in keys(&self.organizations) {
            let Some(organization) = self.organizations.get_mut(&name) else { continue };
            let mut ids = Ids::new(0, &format!("dasha.organization.{name}"), 0);
            if organization.id.is_empty() {
                organization.id = ids.uuid().to_string().into();
            }
            if organization.token.is_empty() {
                organization.token = fresh_token(&mut ids).into();
            }
        }
        for id in keys(&self.sip_credentials) {
            let Some(credentials) = self.sip_credentials.get_mut(&id) else { continue };
            credentials.last_update_time.get_or_insert(credentials.created_time);
        }
        self.fill_in_numbers();
        for id in keys(&self.agents) {
            let Some(agent) = self.agents.get_mut(&id) else { continue };
            agent.last_update_time.get_or_insert(agent.created_time);
            if agent.inbound_sip_uri.is_empty() {
                agent.inbound_sip_uri =
                    fresh_sip_uri(&mut Ids::new(0, &format!("dasha.agent.{id}"), 0)).into();
            }
        }
    }

    fn index_tokens(&mut self) {
        self.derived.organization_by_token =
            self.organizations.iter().map(|(name, held)| (held.token.clone(), name.clone())).collect();
    }

    /// Keys are fresh in each world. Organisations keep their ids, since no path and no header carries one.
    pub(in crate::vendors) fn refresh_credentials(&mut self, ids: &mut Ids) {
        self.change_credentials(&mut |credential| credential.refresh(ids));
    }

    /// Lets every credential be changed and derives anew who has which.
    pub(in crate::vendors) fn change_credentials(&mut self, change: &mut dyn FnMut(TenantCredential<'_>)) {
        for name in keys(&self.organizations) {
            if let Some(organization) = self.organizations.get_mut(&name) {
                let text = &mut organization.token;
                change(TenantCredential {
                    tenant: &name,
                    field: "token",
                    text,
                    optional: false,
                    fresh: fresh_token,
                });
            }
        }
        self.index_tokens();
    }

    pub(in crate::vendors) fn profile(&self) -> Profile {
        let sets = self.organizations.iter().map(|(name, organization)| {
            let authorization = format!("Bearer {}", organization.token);
            let set = CredentialSet {
                headers: [("Authorization".to_owned(), authorization)].into(),
                ids: [("organization".to_owned(), organization.id.to_string())].into(),
            };
            (name.to_string(), set)
        });
        sets.collect()
    }

    pub(in crate::vendors) fn identifiers(&self) -> Vec<String> {
        self.organizations.values().map(|organization| organization.token.to_string()).collect()
    }
}

fn keys<V: Clone>(table: &Table<Text, V>) -> Vec<Text> {
    table.iter().map(|(key, _)| key.clone()).collect()
}

/// The ids of an index with their records.
fn with_records<'s, V: Clone>(
    ids: impl Iterator<Item = &'s str>,
    table: &'s Table<Text, V>,
) -> impl Iterator<Item = (&'s str, &'s V)> {
    ids.filter_map(|id| table.get(id).map(|record| (id, record)))
}

/// A key as a dashboard would hand it out.
fn fresh_token(ids: &mut Ids) -> String {
    ids.alphanumeric(32)
}

/// The address at which an agent takes calls; its uuid is not the agent's id.
pub(super) fn fresh_sip_uri(ids: &mut Ids) -> String {
    format!("sip:{}@sip.us.dasha.ai", ids.uuid())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const CREDENTIALS: &str = "00000000-0000-4000-8000-00000000000c";
    const NUMBER: &str = "00000000-0000-4000-8000-00000000000d";

    fn state(file: Value) -> Result<State, String> {
        let mut state: State = serde_json::from_value(file).map_err(|error| error.to_string())?;
        state.complete(&mut Ids::new(0, "default", 0), Timestamp::UNIX_EPOCH)?;
        Ok(state)
    }

    fn used() -> State {
        let file = json!({
            "organizations": {"first": {}},
            "sip_credentials": {CREDENTIALS: {"server": "sip.example.com"}},
            "phone_numbers": {NUMBER: {"phone_number": "+1", "credentials": CREDENTIALS, "inbound_agent": "a"}},
            "agents": {"a": {"outbound_number": NUMBER}, "b": {"outbound_number": NUMBER}},
        });
        state(file).expect("a right file")
    }

    #[test]
    fn a_record_needs_no_more_than_what_it_cannot_do_without() {
        let state = used();
        let (number, agent) =
            (state.number(NUMBER).expect("it was given"), state.agent("a").expect("it was given"));
        assert_eq!(number.last_update_time, Some(number.created_time));
        assert_eq!((agent.name.as_str(), agent.is_enabled), ("Agent", true));
        assert!(
            agent.inbound_sip_uri.starts_with("sip:") && agent.inbound_sip_uri.ends_with("@sip.us.dasha.ai")
        );
        assert_ne!(agent.inbound_sip_uri, state.agent("b").expect("it was given").inbound_sip_uri);
    }

    #[test]
    fn a_wrong_file_is_named_with_table_and_record() {
        let wrong = |file| state(file).expect_err("a wrong file");
        let first = json!({"first": {}});
        let error = wrong(json!({"organizations": first, "agents": {"a": {"organization": "third"}}}));
        assert_eq!(error, "agents.a.organization: no organisation is named `third`; there are: first");
        let error = wrong(json!({"organizations": first, "agents": {"a": {"outbound_number": NUMBER}}}));
        assert_eq!(error, format!("agents.a.outbound_number: there is no `{NUMBER}`"));
        let error = wrong(json!({"organizations": first, "sip_credentials": {"C": {"server": "s"}}}));
        assert_eq!(error, "sip_credentials.C: the key must be a lower-case uuid with hyphens");
        let error = wrong(json!({"organizations": {"first": {"token": "t"}, "second": {"token": "t"}}}));
        assert_eq!(error, "organizations.second.token: `first` has the same token");
        let foreign = json!({
            "organizations": {"first": {}, "second": {}},
            "sip_credentials": {CREDENTIALS: {"server": "s", "organization": "second"}},
            "phone_numbers": {NUMBER: {"phone_number": "+1", "credentials": CREDENTIALS}},
        });
        let error =
            format!("phone_numbers.{NUMBER}.credentials: `{CREDENTIALS}` is of the organisation `second`");
        assert_eq!(wrong(foreign), error);
    }

    #[test]
    fn what_is_deleted_is_found_by_nothing() {
        let mut state = used();
        assert_eq!(state.callers_with(NUMBER).count(), 2);
        assert_eq!(state.delete_agent("a", Timestamp::UNIX_EPOCH), 1);
        assert_eq!(state.number(NUMBER).and_then(|number| number.inbound_agent.clone()), None);
        state.delete_number(NUMBER, Timestamp::UNIX_EPOCH);
        assert_eq!(state.agent("b").and_then(|agent| agent.outbound_number.clone()), None);
        let found = [
            state.numbers_of("first").count(),
            state.numbers_on(CREDENTIALS).count(),
            state.numbers_with_text("+1").count(),
            state.callers_with(NUMBER).count(),
        ];
        assert_eq!(found, [0; 4]);
    }

    #[test]
    fn the_indexes_are_those_that_a_file_of_the_same_records_gets() {
        let mut state = used();
        let mut number = state.number(NUMBER).cloned().expect("it was given");
        number.phone_number = "+2".into();
        number.inbound_agent = Some("b".into());
        state.put_number(NUMBER, number);
        let mut agent = state.agent("a").cloned().expect("it was given");
        rules::stop_calling_out(&mut agent, Timestamp::UNIX_EPOCH);
        state.put_agent("a", agent);
        let mut again = state.clone();
        again.complete(&mut Ids::new(0, "default", 0), Timestamp::UNIX_EPOCH).expect("a right state");
        assert_eq!(again, state);
    }

    #[test]
    fn fresh_credentials_are_other_keys_of_the_same_organisations() {
        let mut state = used();
        let (id, before) = (state.organization_id("first").to_owned(), state.identifiers());
        state.refresh_credentials(&mut Ids::new(0, "w1", 0));
        let after = state.identifiers();
        assert_ne!(after, before);
        assert_eq!(state.organization_id("first"), id);
        assert_eq!(state.organization_by_token(&after[0]).map(Text::as_str), Some("first"));
        assert_eq!(state.organization_by_token(&before[0]), None);
        assert_eq!(state.profile()["first"].headers["Authorization"], format!("Bearer {}", after[0]));
    }
}
