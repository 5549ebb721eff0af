//! The world that the model of Trillet starts from, and the model itself.

use jiff::Timestamp;
use serde_json::{Value, json};
use testline_emulator::Vendor;
use testline_emulator::http::Request;

use super::action::{Action, Ask, Fields, Key, Search, Space};
use super::state::{Agent, Flow, Number, Offer, State, Status, Workspace};
use super::twist::Twist;
use super::{agents, choose, expect, flows, invariants, numbers};
use crate::model::action::{Expected, Model};
use crate::model::deed::Deed;
use crate::model::draw::Draw;
use crate::model::invariants::Invariant;
use crate::profile::Profile;

/// The reference model of Trillet, with every switch at its default.
#[derive(Clone, Debug)]
pub struct Trillet(State);

/// Id, tenant, name, call flow, and second of 2026-01-01 at which it was made.
type Given<T> = (&'static str, &'static str, &'static str, T, u32);

const AGENTS: [Given<Option<&str>>; 4] = [
    ("64f9b12a", "first", "Support Agent", Some("pwy_abc123"), 1),
    ("64f9b12b", "first", "Inbound Agent", Some("pwy_abc124"), 2),
    ("64f9b12c", "first", "Agent Without Call Flow", None, 3),
    ("64f9b12d", "second", "Other Agent", Some("pwy_abc125"), 61),
];
/// Agents that stand beside those of the default world.
const MORE_AGENTS: [Given<Option<&str>>; 2] = [
    ("64f9b12e", "second", "Other Night Agent", Some("pwy_abc125"), 70),
    ("64f9b12f", "third", "Third Agent", Some("pwy_abc126"), 121),
];
/// Direction and description after the name; the agent stands in the same place as in `AGENTS`.
const FLOWS: [Given<(&str, &str, &str)>; 3] = [
    (
        "pwy_abc123",
        "first",
        "Customer Support Flow",
        ("bidirectional", "Handles support calls", "64f9b12a"),
        4,
    ),
    ("pwy_abc124", "first", "Inbound Flow", ("inbound", "Handles inbound calls", "64f9b12b"), 5),
    (
        "pwy_abc125",
        "second",
        "Other Flow",
        ("bidirectional", "Handles the calls of the other workspace", "64f9b12d"),
        62,
    ),
];
/// A call flow that stands beside them.
const MORE_FLOWS: [Given<(&str, &str, &str)>; 1] =
    [("pwy_abc126", "third", "Third Flow", ("outbound", "Calls back", "64f9b12f"), 122)];
const NUMBERS: [Given<Status>; 3] = [
    ("750cd920", "first", "+12345678901", Status::Active, 6),
    ("750cd921", "first", "+12345678902", Status::Active, 7),
    ("750cd922", "second", "+12345678903", Status::Active, 63),
];
/// Numbers that stand beside those of the default world.
const MORE_NUMBERS: [Given<Status>; 4] = [
    ("750cd923", "first", "+12345678904", Status::Pending, 8),
    ("750cd924", "first", "+12345678905", Status::Released, 9),
    ("750cd925", "second", "+12345678906", Status::Active, 64),
    ("750cd926", "third", "+12345678907", Status::Active, 123),
];
const PROMPT: &str = "Keep the conversation short and friendly.";

const SAN_FRANCISCO: Option<(&str, &str)> = Some(("San Francisco", "CA"));
const FOR_SALE: [(&str, Offer); 3] = [
    ("+14155551234", local("(415) 555-1234")),
    ("+14155551235", local("(415) 555-1235")),
    ("+14155551236", local("(415) 555-1236")),
];
/// What is for sale besides; nobody can pay the first.
const MORE_FOR_SALE: [(&str, Offer); 3] = [
    (
        "+18005551234",
        Offer {
            country: "US",
            kind: "tollFree",
            friendly: "(800) 555-1234",
            place: None,
            area: Some("800"),
            price: 5000,
        },
    ),
    (
        "+61255501234",
        Offer {
            country: "AU",
            kind: "local",
            friendly: "Sydney 1",
            place: Some(("Sydney", "NSW")),
            area: None,
            price: 1,
        },
    ),
    (
        "+61455501235",
        Offer { country: "AU", kind: "mobile", friendly: "Mobile 1", place: None, area: None, price: 2 },
    ),
];

const fn local(friendly: &'static str) -> Offer {
    Offer { country: "US", kind: "local", friendly, place: SAN_FRANCISCO, area: Some("415"), price: 1 }
}

/// So many seconds after the start of 2026.
fn at(second: u32) -> Timestamp {
    let start = "2026-01-01T00:00:00Z".parse().unwrap_or(Timestamp::UNIX_EPOCH);
    start.checked_add(jiff::SignedDuration::from_secs(second.into())).unwrap_or(start)
}

fn agent(&(id, tenant, name, flow, second): &Given<Option<&'static str>>) -> Agent {
    let mut agent = agents::blank(tenant, name, at(second));
    agent
        .written
        .insert("ttsModel".to_owned(), json!({"provider": "openai", "voiceId": "alloy", "language": "en"}));
    agent.written.insert("settings".to_owned(), json!({"speed": 0.7, "volume": 1, "temperature": 0.7}));
    Agent { id: id.to_owned(), flow: flow.map(str::to_owned), ..agent }
}

fn flow(&(id, tenant, name, (direction, description, agent), second): &Given<(&str, &str, &str)>) -> Flow {
    let mut flow = flows::blank(tenant, at(second));
    for (key, value) in [
        ("name", name),
        ("direction", direction),
        ("description", description),
        ("agent", agent),
        ("prompt", PROMPT),
    ] {
        flow.written.insert(key.to_owned(), json!(value));
    }
    Flow { id: id.to_owned(), ..flow }
}

fn number(&(id, tenant, e164, status, second): &Given<Status>) -> Number {
    let offer = Offer { friendly: "", place: None, area: None, ..local("") };
    let made = super::shop::new(tenant, e164, Some(offer), at(second));
    Number { id: Some(id.to_owned()), status, ..made }
}

impl Model for Trillet {
    type Action = Action;

    const VENDOR: Vendor = Vendor::Trillet;
    const INVARIANTS: &'static [Invariant] = invariants::ALL;
    const LOOKS: usize = 10;

    fn given() -> Value {
        let by_id = |records: Vec<(&str, Value)>| {
            records.into_iter().map(|(id, record)| (id.to_owned(), record)).collect::<serde_json::Map<_, _>>()
        };
        let agents = MORE_AGENTS.iter().map(|given| {
            let &(id, tenant, name, flow, second) = given;
            let written = agent(given).written;
            let record = json!({
                "workspace": tenant, "name": name, "pathway": flow, "tts_model": written["ttsModel"],
                "settings": written["settings"], "created_at": at(second).to_string(),
            });
            (id, record)
        });
        let flows = MORE_FLOWS.iter().map(|(id, tenant, name, (direction, description, agent), second)| {
            let record = json!({
                "workspace": tenant, "name": name, "direction": direction, "description": description,
                "agent": agent, "prompt": PROMPT, "created_at": at(*second).to_string(),
            });
            (*id, record)
        });
        let numbers = MORE_NUMBERS.iter().map(|(id, tenant, e164, status, second)| {
            let record = json!({
                "workspace": tenant, "phone_number": e164, "status": status.text(), "monthly_price": 1,
                "created_at": at(*second).to_string(),
            });
            (*id, record)
        });
        let for_sale = MORE_FOR_SALE.iter().map(|(e164, offer)| {
            let mut record = json!({
                "country": offer.country, "type": offer.kind, "friendly_name": offer.friendly,
                "monthly_price": offer.price,
            });
            if let Some((locality, region)) = offer.place {
                record["locality"] = json!(locality);
                record["region"] = json!(region);
            }
            (*e164, record)
        });
        json!({ "trillet": {
            "workspaces": {
                "second": { "credits": 0 },
                "third": {
                    "name": "Testline Three", "initials": "T3", "team": ["first"], "guests": ["second"],
                    "created_at": at(120).to_string(),
                },
            },
            "agents": by_id(agents.collect()),
            "call_flows": by_id(flows.collect()),
            "numbers": by_id(numbers.collect()),
            "for_sale": by_id(for_sale.collect()),
        } })
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
            created: at(second),
        };
        let more = |given: [(&str, Offer); 3]| given.map(|(e164, offer)| (e164.to_owned(), offer));
        Self(State {
            workspaces: vec![
                workspace("first", "Testline", "TL", 0),
                workspace("second", "Testline Two", "T2", 60),
                workspace("third", "Testline Three", "T3", 120),
            ],
            agents: AGENTS.iter().chain(&MORE_AGENTS).map(agent).collect(),
            flows: FLOWS.iter().chain(&MORE_FLOWS).map(flow).collect(),
            numbers: NUMBERS.iter().chain(&MORE_NUMBERS).map(number).collect(),
            for_sale: more(FOR_SALE).into_iter().chain(more(MORE_FOR_SALE)).collect(),
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
        if matches!(action.twist, Twist::Head | Twist::Options) {
            return Ok(());
        }
        let text = |pointer: &str| {
            let found = body.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty());
            found.map(str::to_owned).ok_or_else(|| format!("the reply has no text at {pointer}"))
        };
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
            _ => {}
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
