//! What the model of Trillet remembers.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use super::action::{Fields, Space};

/// Who has what.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    /// The tenants, oldest first.
    pub(super) workspaces: Vec<Workspace>,
    /// In the order in which they came to be.
    pub(super) agents: Vec<Agent>,
    pub(super) flows: Vec<Flow>,
    pub(super) numbers: Vec<Number>,
    /// What can be bought, by E.164.
    pub(super) for_sale: BTreeMap<String, Offer>,
    /// Whether a write of an agent or of a config may have set one side of a binding and left the other.
    pub(super) one_sided: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Workspace {
    /// Its name in the world.
    pub(super) tenant: &'static str,
    pub(super) id: String,
    pub(super) key: String,
    pub(super) name: &'static str,
    pub(super) initials: &'static str,
    pub(super) user: String,
    pub(super) credits: u32,
    /// Tenants whose keys may use it, as members of its team and as guests.
    pub(super) team: &'static [&'static str],
    pub(super) guests: &'static [&'static str],
    pub(super) created: Timestamp,
}

#[derive(Clone, Debug)]
pub(super) struct Agent {
    pub(super) tenant: &'static str,
    /// Empty until a reply shows it.
    pub(super) id: String,
    /// The fields that are written, by their names on the wire.
    pub(super) written: Fields,
    pub(super) numbers: Vec<String>,
    pub(super) flow: Option<String>,
    pub(super) created: Timestamp,
    /// None where no source says whether it moved.
    pub(super) updated: Option<Timestamp>,
}

#[derive(Clone, Debug)]
pub(super) struct Flow {
    pub(super) tenant: &'static str,
    /// Empty until a reply shows it.
    pub(super) id: String,
    /// The fields, by their names on the wire.
    pub(super) written: Fields,
    pub(super) created: Timestamp,
}

#[derive(Clone, Debug)]
pub(super) struct Number {
    pub(super) tenant: &'static str,
    /// None until a reply shows it; registering one shows none.
    pub(super) id: Option<String>,
    pub(super) e164: String,
    pub(super) status: Status,
    /// Country, type and price; none where the number is external.
    pub(super) offer: Option<Offer>,
    pub(super) agent: Option<String>,
    pub(super) flow: Option<String>,
    pub(super) recorded: bool,
    pub(super) public: bool,
    pub(super) hours: Option<Value>,
    pub(super) tags: Option<Value>,
    /// Settings that only the config knows, by their names on the wire.
    pub(super) settings: Fields,
    pub(super) created: Timestamp,
    /// None where no source says whether it moved.
    pub(super) updated: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Active,
    Pending,
    Released,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Offer {
    pub(super) country: &'static str,
    pub(super) kind: &'static str,
    pub(super) friendly: &'static str,
    /// Locality and region.
    pub(super) place: Option<(&'static str, &'static str)>,
    pub(super) area: Option<&'static str>,
    pub(super) price: u32,
}

impl Status {
    pub(super) const fn text(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Pending => "pending",
            Self::Released => "released",
        }
    }
}

impl Number {
    /// Takes it from its agent: agent, call flow, hours and recording are gone, its tags stay.
    pub(super) fn free(&mut self) {
        (self.agent, self.flow, self.hours) = (None, None, None);
        (self.recorded, self.public) = (false, false);
        self.updated = None;
    }
}

impl State {
    /// The workspace of a tenant.
    pub(super) fn workspace(&self, tenant: &str) -> Option<&Workspace> {
        self.workspaces.iter().find(|workspace| workspace.tenant == tenant)
    }

    /// The tenant whose workspace a header names; none where nobody has it.
    pub(super) const fn tenant(space: &Space) -> Option<&'static str> {
        match space {
            Space::Of { tenant, .. } => Some(tenant),
            Space::Missing | Space::Blank | Space::Unknown | Space::Twice(_) => None,
        }
    }

    /// Whether a tenant's key may use a workspace.
    pub(super) fn may_use(&self, key: &str, workspace: &Workspace) -> bool {
        workspace.tenant == key || workspace.team.contains(&key) || workspace.guests.contains(&key)
    }

    /// The position of an agent of a workspace.
    pub(super) fn agent(&self, tenant: Option<&str>, id: &str) -> Option<usize> {
        self.agents.iter().position(|agent| Some(agent.tenant) == tenant && agent.id == id)
    }

    /// The position of a call flow of a workspace.
    pub(super) fn flow(&self, tenant: Option<&str>, id: &str) -> Option<usize> {
        self.flows.iter().position(|flow| Some(flow.tenant) == tenant && flow.id == id)
    }

    /// The position of a number that a workspace has or had.
    pub(super) fn number(&self, tenant: Option<&str>, id: &str) -> Option<usize> {
        self.numbers
            .iter()
            .position(|number| Some(number.tenant) == tenant && number.id.as_deref() == Some(id))
    }

    /// The direction of the call flow of an agent.
    pub(super) fn direction(&self, tenant: &str, agent: &str) -> Option<Value> {
        let agent = self.agents.get(self.agent(Some(tenant), agent)?)?;
        let flow = self.flows.get(self.flow(Some(tenant), agent.flow.as_deref()?)?)?;
        flow.written.get("direction").cloned()
    }

    /// Takes a number from the lists of all agents of a workspace but one.
    pub(super) fn unlist(&mut self, tenant: &str, number: &str, but: Option<usize>) {
        for (at, agent) in self.agents.iter_mut().enumerate() {
            if agent.tenant == tenant && Some(at) != but && agent.numbers.iter().any(|id| id == number) {
                agent.numbers.retain(|id| id != number);
                agent.updated = None;
            }
        }
    }
}
