//! The world that the model starts from: the default one, and what is laid over it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::state::{Agent, Flow, Number, Offer, Status};
use super::{agents, flows, shop};

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
pub(super) fn at(second: u32) -> Timestamp {
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
    let made = shop::new(tenant, e164, Some(offer), at(second));
    Number { id: Some(id.to_owned()), status, ..made }
}

/// What is laid over the default world: a third workspace, and more of everything.
pub(super) fn given() -> Value {
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

/// The agents of that world.
pub(super) fn agents() -> Vec<Agent> {
    AGENTS.iter().chain(&MORE_AGENTS).map(agent).collect()
}

/// Its call flows.
pub(super) fn flows() -> Vec<Flow> {
    FLOWS.iter().chain(&MORE_FLOWS).map(flow).collect()
}

/// Its numbers.
pub(super) fn numbers() -> Vec<Number> {
    NUMBERS.iter().chain(&MORE_NUMBERS).map(number).collect()
}

/// What it has for sale.
pub(super) fn for_sale() -> BTreeMap<String, Offer> {
    FOR_SALE.iter().chain(&MORE_FOR_SALE).map(|(e164, offer)| ((*e164).to_owned(), offer.clone())).collect()
}
