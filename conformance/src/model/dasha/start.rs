//! The world that the model of Dasha starts from, and the model itself.

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use testline_emulator::Vendor;
use testline_emulator::http::Request;

use super::action::{Action, Ask, Caller, Id, Listing, Twist};
use super::state::{Agent, Organization, State};
use super::{agents, choose, credentials, expect, invariants, numbers};
use crate::model::action::{Expected, Model, text_at};
use crate::model::deed::Deed;
use crate::model::draw::Draw;
use crate::model::invariants::Invariant;
use crate::profile::Profile;

/// The reference model of Dasha, with every switch at its default.
#[derive(Clone, Debug)]
pub struct Dasha(State);

/// Credentials that stand beside those of the default world: id, tenant, and whether a provider manages them.
const MORE_CREDENTIALS: [(&str, &str, bool); 3] = [
    ("3c90c3cc-0d44-4b50-8888-8dd25736053a", "first", false),
    ("3c90c3cc-0d44-4b50-8888-8dd25736053b", "first", true),
    ("3c90c3cc-0d44-4b50-8888-8dd25736053c", "second", false),
];
/// Numbers that stand beside those of the default world: id, tenant, text and credentials.
const MORE_NUMBERS: [(&str, &str, &str, &str); 3] = [
    ("3c90c3cc-0d44-4b50-8888-8dd25736054a", "first", "+15550000001", "3c90c3cc-0d44-4b50-8888-8dd25736052b"),
    ("3c90c3cc-0d44-4b50-8888-8dd25736054b", "first", "+15551234567", "3c90c3cc-0d44-4b50-8888-8dd25736053a"),
    (
        "3c90c3cc-0d44-4b50-8888-8dd25736054c",
        "second",
        "+15550000001",
        "3c90c3cc-0d44-4b50-8888-8dd25736053c",
    ),
];
/// An agent that stands beside those of the default world, for the second tenant.
const MORE_AGENT: &str = "9839c486-f904-4db4-9d66-228964d76583";
/// When they were made.
const MADE: &str = "2026-02-01T00:00:00Z";

impl Model for Dasha {
    type Action = Action;

    const VENDOR: Vendor = Vendor::Dasha;
    const INVARIANTS: &'static [Invariant] = invariants::ALL;
    const LOOKS: usize = 6;

    fn given() -> Value {
        let credentials = MORE_CREDENTIALS.map(|(id, organization, provided)| {
            let source = if provided { "provider" } else { "manual" };
            let credential = json!({
                "organization": organization, "server": "sip.example.org", "source": source, "created_time": MADE,
                "last_update_time": MADE,
            });
            (id.to_owned(), credential)
        });
        let numbers = MORE_NUMBERS.map(|(id, organization, text, credentials)| {
            let number = json!({
                "organization": organization, "phone_number": text, "credentials": credentials,
                "created_time": MADE, "last_update_time": MADE,
            });
            (id.to_owned(), number)
        });
        let agent = json!({
            "organization": "second", "name": "Night", "config": { "version": "v1" }, "created_time": MADE,
            "last_update_time": MADE,
        });
        json!({ "dasha": {
            "sip_credentials": credentials.into_iter().collect::<Map<_, _>>(),
            "phone_numbers": numbers.into_iter().collect::<Map<_, _>>(),
            "agents": { MORE_AGENT: agent },
        } })
    }

    fn keys() -> Value {
        json!({ "dasha": { "organizations": {
            "first": { "token": "EXPLORE0-first" },
            "second": { "token": "EXPLORE0-second" },
        } } })
    }

    fn new(profile: &Profile) -> Self {
        let mut state = State::default();
        let mut ids = std::collections::BTreeMap::new();
        for (set, name) in [("first", "organization"), ("second", "other_organization")] {
            let token = profile.sets.get(set).and_then(|set| set.headers.values().next());
            let token = token.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default().to_owned();
            let id = profile.names.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            ids.insert(set, id.clone());
            state.organizations.insert(id, Organization { token });
        }
        state.first = ids["first"].clone();
        let time = |text: &str| text.parse::<Timestamp>().unwrap_or_default();
        let credential = |members: &Value, organization: &str, at: &str, provided: bool| {
            let members = ["server", "authUser", "authPassword"]
                .into_iter()
                .filter_map(|key| members.get(key).map(|value| (key, value.clone())))
                .collect();
            let made = credentials::made(&ids[organization], &members, time(at));
            super::state::Credential { provided, ..made }
        };
        let first = json!({ "server": "sip.example.com", "authUser": "user1", "authPassword": "secret" });
        let second = json!({ "server": "sip.example.net", "authUser": "user2", "authPassword": "secret-2" });
        let held = &mut state.credentials;
        held.insert(
            "3c90c3cc-0d44-4b50-8888-8dd25736052b".to_owned(),
            credential(&first, "first", "2023-11-07T05:31:56Z", false),
        );
        held.insert(
            "3c90c3cc-0d44-4b50-8888-8dd25736052d".to_owned(),
            credential(&second, "second", "2026-01-01T00:00:00Z", false),
        );
        for (id, organization, provided) in MORE_CREDENTIALS {
            held.insert(
                id.to_owned(),
                credential(&json!({ "server": "sip.example.org" }), organization, MADE, provided),
            );
        }
        let mut number = |id: &str, organization: &str, text: &str, on: &str, at: &str| {
            let members = vec![("phoneNumber", json!(text)), ("credentialsId", json!(on))];
            state.numbers.insert(id.to_owned(), numbers::made(&ids[organization], &members, time(at)));
        };
        number(
            "3c90c3cc-0d44-4b50-8888-8dd25736052a",
            "first",
            "+15551234567",
            "3c90c3cc-0d44-4b50-8888-8dd25736052b",
            "2023-11-07T05:31:56Z",
        );
        number(
            "3c90c3cc-0d44-4b50-8888-8dd25736052c",
            "second",
            "+15551234567",
            "3c90c3cc-0d44-4b50-8888-8dd25736052d",
            "2026-01-01T00:00:00Z",
        );
        for (id, organization, text, on) in MORE_NUMBERS {
            number(id, organization, text, on, MADE);
        }
        let config = |voice: &str, prompt: &str| {
            json!({
                "primaryLanguage": "en-US",
                "ttsConfig": { "voiceId": voice, "vendor": "ElevenLabs" },
                "llmConfig": { "model": "gpt-4.1", "vendor": "openai", "prompt": prompt },
                "version": "v1",
            })
        };
        let mut agent = |id: &str, organization: &str, name: &str, config: Value, at: &str| {
            let members = vec![("name", json!(name)), ("config", config)];
            let made: Agent = agents::made(&ids[organization], &members, time(at));
            state.agents.insert(id.to_owned(), made);
        };
        let (start, later) = ("2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z");
        agent(
            "9839c486-f904-4db4-9d66-228964d76580",
            "first",
            "Support",
            config("voice-1", "You answer support calls."),
            start,
        );
        agent(
            "9839c486-f904-4db4-9d66-228964d76581",
            "first",
            "Sales",
            config("voice-2", "You answer sales calls."),
            later,
        );
        agent(
            "9839c486-f904-4db4-9d66-228964d76582",
            "second",
            "Reception",
            config("voice-3", "You answer calls at the reception."),
            start,
        );
        agent(MORE_AGENT, "second", "Night", json!({ "version": "v1" }), MADE);
        Self(state)
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
        let text = |pointer: &str| text_at(body, pointer);
        let organization = &action.organization;
        // That it is the time of the exchange was claimed already.
        let made = || text("/createdTime")?.parse::<Timestamp>().map_err(|error| error.to_string());
        if let Ask::CreateNumber(members) = &action.ask {
            self.0.numbers.insert(text("/id")?, numbers::made(organization, members, made()?));
        } else if let Ask::CreateCredential(members) = &action.ask {
            self.0.credentials.insert(text("/id")?, credentials::made(organization, members, made()?));
        } else if let Ask::CreateAgent(members) = &action.ask {
            self.0.agents.insert(text("/agentId")?, agents::made(organization, members, made()?));
        }
        Ok(())
    }

    fn elapse(&mut self, _now: Timestamp) {}

    fn look(&self, turn: usize) -> Action {
        let all: Vec<(&String, &Organization)> = self.0.organizations.iter().collect();
        let (organization, token) = all
            .get(turn / 3 % all.len().max(1))
            .map_or_else(Default::default, |(id, held)| ((*id).clone(), held.token.clone()));
        let ask = match turn % 3 {
            0 => Ask::ListNumbers(Listing { take: Some("1000"), ..Listing::default() }),
            1 => Ask::ListAgents { skip: None, take: Some("1000") },
            _ => Ask::ListCredentials { skip: None, take: Some("1000") },
        };
        Action { caller: Caller::Key(token), organization, twist: Twist::None, ask }
    }

    fn deed(&self, number: &str, deed: &Deed) -> Action {
        let number = Id::Plain(number.to_owned());
        let ask = match deed {
            Deed::Take(agent) => Ask::Link { number, agent: Some(agent.clone()), mode: None },
            Deed::Free(agent) => Ask::Unlink { number, agent: agent.clone(), mode: None },
            Deed::Read => Ask::GetNumber(number),
        };
        let organization = self.0.first.clone();
        let token = self.0.organizations.get(&organization).map_or(String::new(), |held| held.token.clone());
        Action { caller: Caller::Key(token), organization, twist: Twist::None, ask }
    }

    fn hidden_from(&self, action: &Action) -> Vec<String> {
        let strange = |organization: &String| *organization != action.organization;
        let mut hidden = Vec::new();
        for (id, held) in self.0.organizations.iter().filter(|(id, _)| strange(id)) {
            hidden.extend([id.clone(), held.token.clone()]);
        }
        let numbers = self.0.numbers.iter().filter(|(_, held)| strange(&held.organization));
        hidden.extend(numbers.map(|(id, _)| id.clone()));
        let credentials = self.0.credentials.iter().filter(|(_, held)| strange(&held.organization));
        hidden.extend(credentials.map(|(id, _)| id.clone()));
        let agents = self.0.agents.iter().filter(|(_, held)| strange(&held.organization));
        hidden.extend(agents.map(|(id, _)| id.clone()));
        hidden
    }
}
