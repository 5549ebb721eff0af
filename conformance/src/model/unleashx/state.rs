//! What the model of UnleashX remembers.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

/// Providers in the order of the page's table.
pub(super) const PROVIDERS: [&str; 8] =
    ["san", "ozonetell", "twilio", "exotel", "telnyx", "vonage", "plivo", "bandwidth"];

/// Who has what.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    /// The two workspaces by their names in the world.
    pub(super) workspaces: BTreeMap<&'static str, Workspace>,
    /// In the order in which they came to be. Neither of the two ids of an agent is known before a reply shows it.
    pub(super) agents: Vec<Agent>,
    /// The position of the agent that a number is on, by E.164.
    pub(super) numbers: BTreeMap<String, usize>,
    /// How many names were given, so that each agent has one of its own.
    pub(super) named: usize,
}

#[derive(Clone, Debug)]
pub(super) struct Workspace {
    /// API tokens, the newest last.
    pub(super) tokens: Vec<String>,
    /// The API token that goes in `authorization`.
    pub(super) api_key: String,
    pub(super) login: String,
    pub(super) email: &'static str,
    pub(super) name: &'static str,
    /// Those that it has configured.
    pub(super) providers: &'static [&'static str],
}

#[derive(Clone, Debug)]
pub(super) struct Agent {
    pub(super) workspace: &'static str,
    /// The text id of the first generation.
    pub(super) slug: Option<String>,
    /// The integer id of the second generation.
    pub(super) id: Option<i64>,
    pub(super) name: String,
    pub(super) description: String,
    pub(super) voice: Option<Value>,
    pub(super) speech_to_text: Option<Value>,
    pub(super) calling_type: Option<i64>,
    /// When it was created; none where nothing says.
    pub(super) created: Option<Timestamp>,
    pub(super) deleted: bool,
}

impl State {
    /// The agent of a workspace that a text id of the first generation names.
    pub(super) fn by_slug(&self, workspace: &str, slug: &str) -> Option<usize> {
        self.live(workspace, |agent| agent.slug.as_deref() == Some(slug))
    }

    /// The agent of a workspace that an integer id of the second generation names.
    pub(super) fn by_id(&self, workspace: &str, id: i64) -> Option<usize> {
        self.live(workspace, |agent| agent.id == Some(id))
    }

    fn live(&self, workspace: &str, is_it: impl Fn(&Agent) -> bool) -> Option<usize> {
        self.agents.iter().position(|agent| agent.workspace == workspace && !agent.deleted && is_it(agent))
    }

    /// The live agents of a workspace.
    pub(super) fn agents_of<'s>(&'s self, workspace: &'s str) -> impl Iterator<Item = &'s Agent> {
        self.agents.iter().filter(move |agent| agent.workspace == workspace && !agent.deleted)
    }

    /// Deletes an agent; its numbers are free again.
    pub(super) fn delete(&mut self, at: usize) {
        if let Some(agent) = self.agents.get_mut(at) {
            agent.deleted = true;
        }
        self.numbers.retain(|_, holder| *holder != at);
    }

    /// Takes the integer ids that a reply shows beside names that no other agent has.
    pub(super) fn learn_ids(&mut self, workspace: &str, shown: &Value) {
        let items = shown.as_array().map_or(std::slice::from_ref(shown), Vec::as_slice);
        for item in items {
            let (Some(id), Some(name)) = (
                item.get("agent_id").and_then(Value::as_i64),
                item.get("agent_name").and_then(Value::as_str),
            ) else {
                continue;
            };
            let unknown =
                |agent: &&mut Agent| agent.workspace == workspace && agent.name == name && agent.id.is_none();
            if let Some(agent) = self.agents.iter_mut().find(unknown) {
                agent.id = Some(id);
            }
        }
    }
}
