//! What a world file may leave out, and whether its records refer to records that are there.

use super::records::{self, Agent, ForSale, PhoneNumber, Workspace};
use super::rules;
use super::state::State;
use crate::world::ids::Ids;
use crate::world::text::Text;

impl State {
    /// Fills in what a world file may leave out and what depends on other fields.
    pub(super) fn fill_in(&mut self) {
        let each = |(name, workspace): (&Text, &Workspace)| {
            (name.clone(), filled_workspace(name, workspace.clone()))
        };
        self.workspaces = self.workspaces.iter().map(each).collect();
        let agents = self.agents.iter().filter(|(_, agent)| agent.user_id.is_empty());
        let agents: Vec<(Text, Agent)> = agents
            .map(|(id, agent)| {
                (id.clone(), Agent { user_id: self.user_of(&agent.workspace), ..agent.clone() })
            })
            .collect();
        for (id, agent) in agents {
            self.agents.insert(id, agent);
        }
        self.fill_in_numbers();
        let each = |(e164, sale): (&Text, &ForSale)| (e164.clone(), filled_for_sale(e164, sale.clone()));
        self.for_sale = self.for_sale.iter().map(each).collect();
    }

    /// Fills in what numbers may leave out, as far as their workspaces are told. Those that are complete stay the same
    /// records for all copies of them.
    pub(in crate::vendors) fn fill_in_numbers(&mut self) {
        let incomplete = self.numbers.iter().filter(|(_, number)| {
            number.trunk_termination_url.is_empty()
                || number.user_id.is_empty()
                || !number.is_external
                    && (number.sid.is_none() || number.country.is_none() || number.kind.is_none())
        });
        for id in incomplete.map(|(id, _)| id.clone()).collect::<Vec<_>>() {
            let Some(number) = self.numbers.get(&id) else { continue };
            let filled = filled_number(&id, number.clone(), self.user_of(&number.workspace));
            self.numbers.insert(id, filled);
        }
    }

    /// The user who owns a tenant's workspace, which may not be filled in yet.
    fn user_of(&self, tenant: &str) -> Text {
        let workspace = self.workspaces.get(tenant);
        workspace.map_or_else(Text::default, |workspace| match workspace.user_id.as_str() {
            "" => default_user(tenant),
            _ => workspace.user_id.clone(),
        })
    }

    /// Checks that every record refers to records that are there.
    pub(super) fn check(&self) -> Result<(), String> {
        for (key, workspace) in self.workspaces.iter() {
            for (field, tenants) in [("team", &workspace.team), ("guests", &workspace.guests)] {
                for tenant in tenants {
                    self.check_tenant(&format!("workspaces.{key}.{field}"), tenant)?;
                }
            }
        }
        for (key, agent) in self.agents.iter() {
            self.check_tenant(&format!("agents.{key}.workspace"), &agent.workspace)?;
            if let Some(id) = &agent.pathway {
                self.check_call_flow(&format!("agents.{key}.pathway"), id, &agent.workspace)?;
            }
            for id in &agent.phone_number_ids {
                if self.numbers.get(id).is_none_or(|number| number.workspace != agent.workspace) {
                    let workspace = &agent.workspace;
                    return Err(format!("agents.{key}.phone_number_ids: `{workspace}` has no number `{id}`"));
                }
            }
        }
        for (key, call_flow) in self.call_flows.iter() {
            self.check_tenant(&format!("call_flows.{key}.workspace"), &call_flow.workspace)?;
        }
        for (key, number) in self.numbers.iter() {
            self.check_tenant(&format!("numbers.{key}.workspace"), &number.workspace)?;
            if let Some(id) = &number.pathway {
                self.check_call_flow(&format!("numbers.{key}.pathway"), id, &number.workspace)?;
            }
            if let Some(id) = &number.agent {
                self.check_agent(&format!("numbers.{key}.agent"), id, &number.workspace)?;
            }
        }
        for (key, trunk) in self.trunks.iter() {
            let Some(number) = self.numbers.get(key) else {
                return Err(format!("trunks.{key}: there is no number `{key}`"));
            };
            self.check_agent(&format!("trunks.{key}.agent"), &trunk.agent, &number.workspace)?;
        }
        Ok(())
    }

    fn check_tenant(&self, at: &str, name: &str) -> Result<(), String> {
        if self.workspaces.contains(name) {
            return Ok(());
        }
        let names: Vec<&str> = self.workspaces.iter().map(|(name, _)| name.as_str()).collect();
        Err(format!("{at}: no workspace is named `{name}`; there are: {}", names.join(", ")))
    }

    fn check_agent(&self, at: &str, id: &str, workspace: &str) -> Result<(), String> {
        match self.agents.get(id) {
            Some(agent) if agent.workspace == workspace => Ok(()),
            Some(_) | None => Err(format!("{at}: `{workspace}` has no agent `{id}`")),
        }
    }

    fn check_call_flow(&self, at: &str, id: &str, workspace: &str) -> Result<(), String> {
        match self.call_flows.get(id) {
            Some(call_flow) if call_flow.workspace == workspace => Ok(()),
            Some(_) | None => Err(format!("{at}: `{workspace}` has no call flow `{id}`")),
        }
    }
}

fn default_user(tenant: &str) -> Text {
    format!("user_{tenant}").into()
}

fn filled_workspace(tenant: &str, mut workspace: Workspace) -> Workspace {
    if workspace.name.is_empty() {
        workspace.name = tenant.into();
    }
    if workspace.initials.is_empty() {
        workspace.initials = workspace.name.chars().take(1).flat_map(char::to_uppercase).collect();
    }
    if workspace.user_id.is_empty() {
        workspace.user_id = default_user(tenant);
    }
    let mut ids = Ids::new(0, &format!("trillet.tenant.{tenant}"), 0);
    let fresh = [fresh_workspace_id(&mut ids), fresh_api_key(&mut ids)];
    for (field, fresh) in [&mut workspace.id, &mut workspace.api_key].into_iter().zip(fresh) {
        if field.is_empty() {
            *field = fresh.into();
        }
    }
    workspace
}

/// A workspace's id as the vendor makes them: 24 hexadecimal digits.
pub(super) fn fresh_workspace_id(ids: &mut Ids) -> String {
    ids.hex(24)
}

/// A key of the form that the vendor hands out.
pub(super) fn fresh_api_key(ids: &mut Ids) -> String {
    format!("tk_{}", ids.alphanumeric(32))
}

/// A number with what its id, its text and its owner say of it; one of the user's own carrier has no more than given.
fn filled_number(id: &str, mut number: PhoneNumber, user_id: Text) -> PhoneNumber {
    if number.trunk_termination_url.is_empty() {
        number.trunk_termination_url = rules::termination_url(&number.phone_number).into();
    }
    if number.user_id.is_empty() {
        number.user_id = user_id;
    }
    if !number.is_external {
        let sid = || Text::from(format!("PN{}", Ids::new(0, &format!("trillet.number.{id}"), 0).hex(32)));
        number.sid.get_or_insert_with(sid);
        number.country.get_or_insert_with(records::united_states);
        number.kind.get_or_insert_with(records::local);
    }
    number
}

fn filled_for_sale(e164: &str, mut sale: ForSale) -> ForSale {
    if sale.friendly_name.is_empty() {
        sale.friendly_name = rules::friendly_name(e164).into();
    }
    sale.area_code = sale.area_code.or_else(|| rules::area_code(e164).map(Text::from));
    sale
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn state(text: &str) -> Result<State, String> {
        let mut state: State = serde_json::from_str(text).map_err(|error| error.to_string())?;
        state.complete(&mut Ids::new(0, "default", 0), Timestamp::UNIX_EPOCH)?;
        Ok(state)
    }

    #[test]
    fn a_record_needs_no_more_than_its_workspace_and_its_name() {
        let state = state(
            r#"{"workspaces":{"first":{"id":"w","api_key":"k"}},
                "agents":{"a":{"workspace":"first","name":"A"}},
                "numbers":{"n":{"workspace":"first","phone_number":"+14155551234"},
                           "x":{"workspace":"first","phone_number":"+14155551235","is_external":true}},
                "for_sale":{"+14155551236":{}}}"#,
        )
        .expect("a whole state");
        let workspace = state.workspaces.get("first").expect("it was given");
        assert_eq!((workspace.name.as_str(), workspace.initials.as_str()), ("first", "F"));
        assert_eq!(state.agents.get("a").map(|agent| agent.user_id.as_str()), Some("user_first"));
        let number = state.numbers.get("n").expect("it was given");
        assert_eq!((number.country.as_deref(), number.kind.as_deref()), (Some("US"), Some("local")));
        assert_eq!(number.trunk_termination_url, "14155551234.pstn.twilio.com");
        let external = state.numbers.get("x").expect("it was given");
        assert_eq!((&external.sid, &external.country, &external.kind), (&None, &None, &None));
        let sale = state.for_sale.get("+14155551236").expect("it was given");
        assert_eq!((sale.friendly_name.as_str(), sale.area_code.as_deref()), ("(415) 555-1236", Some("415")));
    }

    #[test]
    fn a_reference_that_leads_nowhere_is_named() {
        let error = state(
            r#"{"workspaces":{"first":{"id":"w","api_key":"k"}},
                "agents":{"a":{"workspace":"first","name":"A","pathway":"p"}}}"#,
        );
        assert_eq!(error, Err("agents.a.pathway: `first` has no call flow `p`".to_owned()));
    }
}
