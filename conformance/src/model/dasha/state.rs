//! What the model of Dasha remembers.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value};

/// Who has what.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    /// By id.
    pub(super) organizations: BTreeMap<String, Organization>,
    /// The organisation that most requests come from.
    pub(super) first: String,
    /// SIP credentials by id.
    pub(super) credentials: BTreeMap<String, Credential>,
    /// Numbers by the id of their record.
    pub(super) numbers: BTreeMap<String, Number>,
    /// Agents by id.
    pub(super) agents: BTreeMap<String, Agent>,
}

#[derive(Clone, Debug)]
pub(super) struct Organization {
    pub(super) token: String,
}

#[derive(Clone, Debug)]
pub(super) struct Credential {
    pub(super) organization: String,
    /// Whether a provider manages it.
    pub(super) provided: bool,
    /// The members that a body sets, as they show.
    pub(super) members: Map<String, Value>,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
}

#[derive(Clone, Debug)]
pub(super) struct Number {
    pub(super) organization: String,
    /// The text of the number, compared byte for byte.
    pub(super) text: String,
    pub(super) credentials: String,
    pub(super) display_name: Value,
    pub(super) description: Value,
    pub(super) registration: bool,
    /// When `registration` last changed.
    pub(super) flipped: Timestamp,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
    /// The agent that answers inbound calls.
    pub(super) inbound: Option<String>,
}

#[derive(Clone, Debug)]
pub(super) struct Agent {
    pub(super) organization: String,
    pub(super) name: String,
    pub(super) config: Map<String, Value>,
    pub(super) enabled: bool,
    pub(super) description: Value,
    pub(super) additional_data: Value,
    pub(super) created: Timestamp,
    /// When it last changed; none where no page says whether it did.
    pub(super) updated: Option<Timestamp>,
    /// The record of the number that it calls out with.
    pub(super) outbound: Option<String>,
}

impl State {
    /// A number of an organisation.
    pub(super) fn number(&self, organization: &str, id: &str) -> Option<&Number> {
        self.numbers.get(id).filter(|number| number.organization == organization)
    }

    /// An agent of an organisation.
    pub(super) fn agent(&self, organization: &str, id: &str) -> Option<&Agent> {
        self.agents.get(id).filter(|agent| agent.organization == organization)
    }

    /// Credentials of an organisation.
    pub(super) fn credential(&self, organization: &str, id: &str) -> Option<&Credential> {
        self.credentials.get(id).filter(|credential| credential.organization == organization)
    }

    /// The record that holds a number's text for inbound calls, other than this one.
    pub(super) fn holder(&self, text: &str, but: &str) -> Option<&Number> {
        let holds = |(id, number): &(&String, &Number)| {
            id.as_str() != but && number.text == text && number.inbound.is_some()
        };
        self.numbers.iter().find(holds).map(|(_, number)| number)
    }

    /// Whether any agent uses a number, for inbound or outbound calls.
    pub(super) fn is_used(&self, id: &str) -> bool {
        self.numbers.get(id).is_some_and(|number| number.inbound.is_some())
            || self.agents.values().any(|agent| agent.outbound.as_deref() == Some(id))
    }

    /// Deletes a number; agents that called out with it lose it, and were changed then.
    pub(super) fn delete_number(&mut self, id: &str, changed: Option<Timestamp>) {
        self.numbers.remove(id);
        for agent in self.agents.values_mut().filter(|agent| agent.outbound.as_deref() == Some(id)) {
            agent.lose_outbound();
            agent.updated = changed;
        }
    }

    /// What an agent shows as its config: an outbound number stands in it as it is now.
    pub(super) fn config(&self, agent: &Agent) -> Map<String, Value> {
        let mut config = agent.config.clone();
        if let Some(number) = agent.outbound.as_ref().and_then(|id| self.numbers.get(id)) {
            config.insert("outboundSipConfig".to_owned(), outbound(number));
        }
        config
    }
}

impl Agent {
    /// Takes the outbound number away.
    pub(super) fn lose_outbound(&mut self) {
        self.outbound = None;
        self.config.insert("outboundSipConfig".to_owned(), Value::Null);
    }
}

/// The outbound number of an agent, as its config shows it.
fn outbound(number: &Number) -> Value {
    serde_json::json!({
        "type": "v2", "phoneNumber": number.text, "credentialsId": number.credentials,
        "displayName": number.display_name,
    })
}
