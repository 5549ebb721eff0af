//! The world that the model of UnleashX starts from, and the model itself.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};
use testline_emulator::Vendor;
use testline_emulator::http::Request;

use super::action::{Action, Ask, Caller, Fields, Twist};
use super::state::{Agent, PROVIDERS, State, Workspace};
use super::{agents, choose, expect, invariants};
use crate::model::action::{Expected, Model, text_at};
use crate::model::deed::Deed;
use crate::model::draw::Draw;
use crate::model::invariants::Invariant;
use crate::profile::Profile;

/// The reference model of UnleashX, with every switch at its default.
#[derive(Clone, Debug)]
pub struct Unleashx(State);

impl Model for Unleashx {
    type Action = Action;

    const VENDOR: Vendor = Vendor::Unleashx;
    const INVARIANTS: &'static [Invariant] = invariants::ALL;
    const LOOKS: usize = 4;

    fn given() -> Value {
        json!({})
    }

    fn keys() -> Value {
        let workspace = |name: &str| {
            json!({
                "token": format!("EXPLORE0_{name}_TOKEN"),
                "api_key": format!("EXPLORE0_{name}_KEY"),
                "login_token": format!("EXPLORE0_{name}_LOGIN"),
            })
        };
        json!({ "unleashx": { "workspaces": { "first": workspace("FIRST"), "second": workspace("SECOND") } } })
    }

    fn new(profile: &Profile) -> Self {
        let header = |set: &str, name: &str| {
            let held = profile.sets.get(set).into_iter().flat_map(|set| set.headers.iter());
            held.clone().find(|(held, _)| held.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
        };
        let workspace = |set: &str, name, email, providers| Workspace {
            tokens: header(set, "token").into_iter().collect(),
            api_key: header(&format!("{set}-api-key"), "authorization").unwrap_or_default(),
            login: header(&format!("{set}-login"), "token").unwrap_or_default(),
            email,
            name,
            providers,
        };
        let first = workspace("first", "My Workspace", "user@example.com", &PROVIDERS);
        let second = workspace("second", "Other Workspace", "other@example.com", &PROVIDERS[..1]);
        let agent = |workspace, slug: &str, id, name: &str, created: &str| {
            let fields: Fields = [("agent_name".to_owned(), json!(name))].into_iter().collect();
            let made = agents::made(workspace, &fields);
            Agent { slug: Some(slug.to_owned()), id: Some(id), created: created.parse().ok(), ..made }
        };
        let mut support = agent("first", "agent_abc123xyz", 123, "Support Agent", "2026-01-01T00:00:00Z");
        support.voice = Some(json!({"provider": "elevenlabs", "voice_id": "RXe6OFmxoC0nlSWpuCDy"}));
        let mut sales = agent("first", "agent_xyz789abc", 456, "Sales Agent", "2026-01-02T00:00:00Z");
        sales.description = "Calls back leads".to_owned();
        sales.speech_to_text = Some(json!({"provider": "deepgram"}));
        sales.calling_type = Some(1);
        let other = agent("second", "agent_other", 789, "Other Agent", "2026-01-04T00:00:00Z");
        Self(State {
            workspaces: BTreeMap::from([("first", first), ("second", second)]),
            agents: vec![support, sales, other],
            ..State::default()
        })
    }

    fn choose(&self, draw: &Draw) -> Action {
        choose::choose(&self.0, draw)
    }

    fn operation(action: &Action) -> &'static str {
        action.ask.operation()
    }

    fn request(&self, action: &Action) -> Request {
        action.request()
    }

    fn expect(&mut self, action: &Action, now: Timestamp) -> Expected {
        expect::expect(&mut self.0, action, now)
    }

    fn learn(&mut self, action: &Action, body: &Value) -> Result<(), String> {
        let Some(workspace) = action.caller.workspace() else { return Ok(()) };
        let fields = action.read();
        match &action.ask {
            Ask::Create(_) => {
                let slug = text_at(body, "/id")?;
                self.add(Agent { slug: Some(slug), ..agents::made(workspace, &fields) });
            }
            Ask::Upsert(_) if !fields.contains_key("agent_id") => {
                let id = body.pointer("/data/agent_id").and_then(Value::as_i64);
                let id = id.ok_or("the reply has no integer at /data/agent_id")?;
                self.add(Agent { id: Some(id), ..agents::made(workspace, &fields) });
            }
            Ask::Upsert(_) => self.0.named += 1,
            Ask::Get { .. } | Ask::GetByBody(_) => {
                self.0.learn_ids(workspace, body.pointer("/data/data").unwrap_or(&Value::Null));
            }
            Ask::GenerateToken => {
                let token = body.get("token").and_then(Value::as_str).unwrap_or_default();
                let hex = token.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
                if token.len() != 64 || !hex {
                    return Err("the token has not 64 hexadecimal digits".to_owned());
                }
                if let Some(held) = self.0.workspaces.get_mut(workspace) {
                    held.tokens.push(token.to_owned());
                }
            }
            Ask::Attach(_) | Ask::AttachSecond(_) | Ask::Delete { .. } | Ask::GetToken | Ask::Verify => {}
        }
        Ok(())
    }

    fn elapse(&mut self, _: Timestamp) {}

    fn look(&self, turn: usize) -> Action {
        let workspace = if turn.is_multiple_of(2) { "first" } else { "second" };
        let held = self.0.workspaces.get(workspace);
        let (caller, ask) = if turn % 4 < 2 {
            let token = held.and_then(|held| held.tokens.first()).cloned().unwrap_or_default();
            (Caller::Token { workspace, token }, Ask::Get { agent: None, kind: None })
        } else {
            let token = held.map(|held| held.login.clone()).unwrap_or_default();
            (Caller::Login { workspace, token }, Ask::GetToken)
        };
        Action { caller, twist: Twist::None, ask }
    }

    fn deed(&self, number: &str, deed: &Deed) -> Action {
        let first = self.0.workspaces.get("first");
        let token = first.and_then(|held| held.tokens.first()).cloned().unwrap_or_default();
        let ask = match deed {
            Deed::Take(agent) => {
                let fields = json!({ "agent_id": agent, "provider": "san", "numbers": [number] });
                Ask::Attach(fields.as_object().cloned().unwrap_or_default())
            }
            Deed::Free(_) | Deed::Read => Ask::Get { agent: None, kind: None },
        };
        Action { caller: Caller::Token { workspace: "first", token }, twist: Twist::None, ask }
    }

    fn hidden_from(&self, action: &Action) -> Vec<String> {
        let caller = action.caller.workspace();
        let mut hidden = Vec::new();
        for (workspace, held) in self.0.workspaces.iter().filter(|(name, _)| Some(**name) != caller) {
            hidden.extend([held.login.clone(), held.api_key.clone(), held.email.to_owned()]);
            hidden.extend(held.tokens.iter().cloned());
            hidden.extend(self.0.agents_of(workspace).map(|agent| agent.name.clone()));
        }
        hidden
    }
}

impl Unleashx {
    fn add(&mut self, agent: Agent) {
        self.0.agents.push(agent);
        self.0.named += 1;
    }
}
