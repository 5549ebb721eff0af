//! The world that the model of Trillet starts from, and the model itself.

use jiff::Timestamp;
use serde_json::{Value, json};
use testline_emulator::Vendor;
use testline_emulator::http::Request;

use super::action::{Action, Ask, Fields, Key, Search, Space};
use super::state::{State, Workspace};
use super::twist::Twist;
use super::{choose, expect, flows, invariants, numbers, world};
use crate::model::action::{Expected, Model, text_at};
use crate::model::deed::Deed;
use crate::model::draw::Draw;
use crate::model::invariants::Invariant;
use crate::profile::Profile;

/// The reference model of Trillet, with every switch at its default.
#[derive(Clone, Debug)]
pub struct Trillet(State);

impl Model for Trillet {
    type Action = Action;

    const VENDOR: Vendor = Vendor::Trillet;
    const INVARIANTS: &'static [Invariant] = invariants::ALL;
    const LOOKS: usize = 10;

    fn given() -> Value {
        world::given()
    }

    fn keys() -> Value {
        let workspace = |name: &str| json!({ "id": format!("EXPLORE0-{name}"), "api_key": format!("tk_EXPLORE0_{name}") });
        json!({ "trillet": { "workspaces": {
            "first": workspace("first"), "second": workspace("second"), "third": workspace("third"),
        } } })
    }

    fn new(profile: &Profile) -> Self {
        let header = |set: &str, name: &str| {
            let held = profile.sets.get(set).into_iter().flat_map(|set| set.headers.iter());
            held.clone().find(|(held, _)| held.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
        };
        let workspace = |tenant, name, initials, second| Workspace {
            tenant,
            id: header(tenant, "x-workspace-id").unwrap_or_default(),
            key: header(tenant, "x-api-key").unwrap_or_default(),
            name,
            initials,
            user: format!("user_{tenant}"),
            credits: if tenant == "second" { 0 } else { 1000 },
            team: if tenant == "third" { &["first"] } else { &[] },
            guests: if tenant == "third" { &["second"] } else { &[] },
            created: world::at(second),
        };
        Self(State {
            workspaces: vec![
                workspace("first", "Testline", "TL", 0),
                workspace("second", "Testline Two", "T2", 60),
                workspace("third", "Testline Three", "T3", 120),
            ],
            agents: world::agents(),
            flows: world::flows(),
            numbers: world::numbers(),
            for_sale: world::for_sale(),
            one_sided: false,
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
        if matches!(action.twist, Twist::Method(_)) {
            return Ok(());
        }
        let text = |pointer: &str| text_at(body, pointer);
        match &action.ask {
            Ask::CreateAgent(_) => {
                let id = hex(text("/_id")?)?;
                self.0.agents.last_mut().ok_or("no agent was made")?.id = id;
            }
            Ask::CreateFlow(fields) => {
                let id = hex(text("/_id")?)?;
                let made = self.0.flows.last_mut().ok_or("no call flow was made")?;
                made.id.clone_from(&id);
                let tenant = made.tenant;
                if let Some(agent) = fields.get("agent").and_then(Value::as_str) {
                    flows::link(&mut self.0, tenant, agent, &id);
                }
            }
            Ask::Purchase(_) => {
                let id = hex(text("/phoneNumber/_id")?)?;
                self.0.numbers.last_mut().ok_or("no number was bought")?.id = Some(id);
            }
            Ask::ListNumbers => {
                let positions = numbers::newest_first(&self.0, State::tenant(&action.space));
                for (at, position) in positions.into_iter().enumerate() {
                    let id = text(&format!("/{at}/_id"))?;
                    if let Some(number) = self.0.numbers.get_mut(position) {
                        number.id = Some(id);
                    }
                }
            }
            Ask::Assign { .. }
            | Ask::Unassign { .. }
            | Ask::GetAgent(_)
            | Ask::ListAgents
            | Ask::UpdateAgent { .. }
            | Ask::DeleteAgent(_)
            | Ask::GetFlow(_)
            | Ask::ListFlows
            | Ask::GetConfig(_)
            | Ask::UpdateConfig { .. }
            | Ask::Search(_)
            | Ask::Register(_)
            | Ask::GiveBack(_)
            | Ask::ListWorkspaces => {}
        }
        Ok(())
    }

    fn elapse(&mut self, _: Timestamp) {}

    fn look(&self, turn: usize) -> Action {
        let workspace = self.0.workspaces.get(turn / 3 % 3).or_else(|| self.0.workspaces.first());
        let (key, space) = workspace.map_or((Key::Nobody, Space::Missing), |held| {
            let tenant = held.tenant;
            (Key::Of { tenant, key: held.key.clone() }, Space::Of { tenant, id: held.id.clone() })
        });
        let ask = match turn % 10 {
            9 => Ask::Search(Search { country: Some("US"), kind: Some("local"), ..Search::default() }),
            turn => match turn % 3 {
                0 => Ask::ListNumbers,
                1 => Ask::ListAgents,
                _ => Ask::ListFlows,
            },
        };
        Action { key, space, twist: Twist::None, ask }
    }

    fn deed(&self, number: &str, deed: &Deed) -> Action {
        let (number, fields) = (number.to_owned(), Fields::new());
        let ask = match deed {
            Deed::Take(agent) => Ask::Assign { agent: agent.clone(), number, fields },
            Deed::Free(Some(agent)) => Ask::Unassign { agent: agent.clone(), number, fields },
            Deed::Free(None) | Deed::Read => Ask::GetConfig(number),
        };
        let first = self.0.workspaces.first();
        let (key, space) = first.map_or((Key::Nobody, Space::Missing), |held| {
            let tenant = held.tenant;
            (Key::Of { tenant, key: held.key.clone() }, Space::Of { tenant, id: held.id.clone() })
        });
        Action { key, space, twist: Twist::None, ask }
    }

    fn hidden_from(&self, action: &Action) -> Vec<String> {
        let mut hidden: Vec<String> =
            self.0.workspaces.iter().map(|workspace| workspace.key.clone()).collect();
        let key = action.key.tenant();
        for workspace in &self.0.workspaces {
            let is_open = match key {
                Some(key) => self.0.may_use(key, workspace),
                None => {
                    matches!(action.ask, Ask::ListWorkspaces)
                        || State::tenant(&action.space) == Some(workspace.tenant)
                }
            };
            if is_open {
                continue;
            }
            let tenant = workspace.tenant;
            hidden.push(workspace.id.clone());
            hidden.extend(self.0.agents.iter().filter(|it| it.tenant == tenant).map(|it| it.id.clone()));
            hidden.extend(self.0.flows.iter().filter(|it| it.tenant == tenant).map(|it| it.id.clone()));
            hidden.extend(
                self.0.numbers.iter().filter(|it| it.tenant == tenant).filter_map(|it| it.id.clone()),
            );
        }
        hidden.retain(|word| !word.is_empty());
        hidden
    }

    fn vouches(&self, invariant: &Invariant) -> bool {
        invariant.name != invariants::BOTH_SIDES || !self.0.one_sided
    }
}

/// An id as the vendor makes them up.
fn hex(id: String) -> Result<String, String> {
    let is_hex = id.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    if id.len() == 24 && is_hex { Ok(id) } else { Err(format!("the id {id} has not 24 hexadecimal digits")) }
}

#[cfg(test)]
mod tests {
    use serde_json::Map;
    use testline_emulator::http::Method;

    use super::*;

    fn ordinary(model: &Trillet, ask: Ask) -> Action {
        Action { ask, ..model.look(0) }
    }

    fn both_sides(model: &Trillet) -> bool {
        let is_it = |invariant: &&Invariant| invariant.name == invariants::BOTH_SIDES;
        model.vouches(Trillet::INVARIANTS.iter().find(is_it).expect("it is one of them"))
    }

    #[test]
    fn only_a_write_of_one_side_lets_the_sides_disagree() {
        let profile = Profile::of_default_world(Vendor::Trillet);
        let (agent, number) = ("64f9b12a".to_owned(), "750cd920".to_owned());
        let with = |key: &str, value: Value| Map::from_iter([(key.to_owned(), value)]);
        let asks = [
            (Ask::Assign { agent: agent.clone(), number: number.clone(), fields: Map::new() }, true),
            (Ask::UpdateAgent { agent: agent.clone(), fields: with("name", json!("x")) }, true),
            (Ask::UpdateConfig { number: number.clone(), fields: with("agentId", json!("nobody")) }, true),
            (
                Ask::UpdateConfig { number: number.clone(), fields: with("agentId", json!(agent.clone())) },
                false,
            ),
            (Ask::UpdateAgent { agent, fields: with("phoneNumberIds", json!([number])) }, false),
        ];
        for (ask, holds) in asks {
            let mut model = Trillet::new(&profile);
            let action = ordinary(&model, ask);
            model.expect(&action, world::at(1));
            assert_eq!(both_sides(&model), holds, "{action:?}");
        }
    }

    #[test]
    fn what_has_shrunk_is_the_documented_request_without_its_body() {
        let profile = Profile::of_default_world(Vendor::Trillet);
        let model = Trillet::new(&profile);
        let request = model.request(&model.choose(&Draw::first()));
        assert_eq!(request.method, Method::POST);
        assert_eq!(request.target, "/v1/api/agents/64f9b12a/bind/750cd920");
        assert_eq!(request.body, "{}");
        assert_eq!(request.headers.get("x-api-key").as_deref(), Some("tk_testline"));
    }
}
