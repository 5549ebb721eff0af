//! What each vendor's clients ask of each other's numbers.

use serde_json::{Value, json};
use testline_emulator::Vendor;
use testline_emulator::http::{HeaderName, Method, Request};

use super::history::{Deed, Operation};
use super::random::Random;
use super::register::{Did, State};
use crate::profile::Profile;

/// After so many operations UnleashX's clients go on to the next number, since that vendor frees none.
const ON_ONE_NUMBER: u64 = 60;

/// Numbers, who may hold them, and how they are asked for.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    vendor: Vendor,
    headers: Vec<(String, String)>,
    account: String,
    numbers: Vec<String>,
    holders: Vec<String>,
}

/// A request before it is sent.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) number: String,
    pub(super) deed: Deed,
    pub(super) request: Request,
}

impl Plan {
    /// What is done at a world with this profile.
    pub(super) fn new(vendor: Vendor, profile: &Profile) -> Result<Self, String> {
        let set = profile.sets.get("first").ok_or("find the credentials of the first tenant")?;
        let named = |names: &[&str]| -> Vec<String> {
            let text = |name: &&str| profile.names.get(*name).and_then(Value::as_str).map(str::to_owned);
            names.iter().filter_map(text).collect()
        };
        let (numbers, holders) = match vendor {
            Vendor::Trillet => (named(&["number", "number_2"]), named(&["agent", "agent_2"])),
            Vendor::Unleashx => (Vec::new(), named(&["agent", "agent_2"])),
            Vendor::Vobiz => (named(&["number", "number_2"]), named(&["trunk", "trunk_2"])),
            Vendor::Dasha => (named(&["number"]), named(&["agent", "agent_2"])),
        };
        Ok(Self {
            vendor,
            headers: set.headers.iter().map(|(name, value)| (name.clone(), value.clone())).collect(),
            account: set.ids.get("auth_id").cloned().unwrap_or_default(),
            numbers,
            holders,
        })
    }

    /// What a client asks as the so-many-th of all.
    pub(super) fn ask(&self, id: u64, random: &mut Random) -> Asked {
        let holder = self.holders[random.below(self.holders.len())].clone();
        let number = match self.vendor {
            Vendor::Unleashx => format!("+1202{:07}", 5_550_000 + id / ON_ONE_NUMBER),
            Vendor::Trillet | Vendor::Vobiz | Vendor::Dasha => {
                self.numbers[random.below(self.numbers.len())].clone()
            }
        };
        let deed = match (self.vendor, random.below(5)) {
            (Vendor::Unleashx, _) | (_, 0 | 1) => Deed::Take(holder),
            (Vendor::Trillet, 2 | 3) => Deed::Free(Some(holder)),
            (_, 2) => Deed::Free(None),
            _ => Deed::Read,
        };
        let request = self.request(id, &number, &deed);
        Asked { number, deed, request }
    }

    /// A question for each number that can be asked where it is.
    pub(super) fn questions(&self) -> impl Iterator<Item = Asked> {
        self.numbers.iter().map(|number| Asked {
            number: number.clone(),
            deed: Deed::Read,
            request: self.request(0, number, &Deed::Read),
        })
    }

    fn request(&self, id: u64, number: &str, deed: &Deed) -> Request {
        let path = number.replace('+', "%2B");
        let account = &self.account;
        let (method, target, body) = match (self.vendor, deed) {
            (Vendor::Trillet, Deed::Take(agent)) => {
                (Method::POST, format!("/v1/api/agents/{agent}/bind/{number}"), Some(json!({})))
            }
            (Vendor::Trillet, Deed::Free(agent)) => {
                let agent = agent.as_deref().unwrap_or_default();
                (Method::POST, format!("/v1/api/agents/{agent}/release/{number}"), Some(json!({})))
            }
            (Vendor::Trillet, Deed::Read) => {
                (Method::GET, format!("/v1/api/twilio/phone-numbers/{number}/config"), None)
            }
            (Vendor::Unleashx, deed) => {
                let agent = if let Deed::Take(agent) = deed { agent.as_str() } else { "" };
                let body = json!({"agent_id": agent, "provider": "san", "numbers": [number]});
                (Method::POST, "/api/agent/attach-phone-number".to_owned(), Some(body))
            }
            (Vendor::Vobiz, Deed::Take(trunk)) => {
                let target = format!("/api/v1/Account/{account}/numbers/{path}/assign");
                (Method::POST, target, Some(json!({ "trunk_group_id": trunk })))
            }
            (Vendor::Vobiz, Deed::Free(_)) => {
                (Method::DELETE, format!("/api/v1/Account/{account}/numbers/{path}/assign"), None)
            }
            (Vendor::Vobiz, Deed::Read) => (Method::GET, format!("/api/v1/Account/{account}/numbers"), None),
            (Vendor::Dasha, Deed::Take(agent)) => {
                (Method::PUT, format!("/api/v1/sip-phone-numbers/{number}/agent-link?agentId={agent}"), None)
            }
            (Vendor::Dasha, Deed::Free(_)) => {
                (Method::DELETE, format!("/api/v1/sip-phone-numbers/{number}/agent-link"), None)
            }
            (Vendor::Dasha, Deed::Read) => (Method::GET, format!("/api/v1/sip-phone-numbers/{number}"), None),
        };
        let mut request = Request::new(method, target).with_header(TAG, &id.to_string());
        for (name, value) in &self.headers {
            if let Ok(name) = HeaderName::from_bytes(name.as_bytes()) {
                request = request.with_header(name, value);
            }
        }
        match body {
            Some(body) => request.with_json(body.to_string()),
            None => request,
        }
    }
}

/// The header that carries an operation's id, by which it is found in a journal.
pub(super) const TAG: HeaderName = HeaderName::from_static("x-race-operation");

/// An operation as the model of one number sees it. An error says that the reply is none that the model knows.
pub(super) fn did(vendor: Vendor, operation: &Operation) -> Result<Did, String> {
    let accepted = operation.accepted();
    if operation.reply.status.is_server_error() {
        return Err(format!("operation {} came to {}", operation.id, operation.reply.status));
    }
    Ok(match &operation.deed {
        Deed::Take(holder) => Did::Take { holder: holder.clone(), accepted },
        Deed::Free(holder) => Did::Free { holder: holder.clone(), accepted },
        Deed::Read => {
            let body: Value = serde_json::from_slice(&operation.reply.body)
                .map_err(|error| format!("operation {} came to no JSON: {error}", operation.id))?;
            Did::Read(holder(vendor, &operation.number, &body))
        }
    })
}

/// Who holds a number, as a reply to a question says.
fn holder(vendor: Vendor, number: &str, body: &Value) -> State {
    let value = match vendor {
        Vendor::Trillet => body.get("agentId"),
        Vendor::Dasha => body.get("incomingCallsAgentId"),
        Vendor::Vobiz => {
            let mut items = body.get("items").and_then(Value::as_array).into_iter().flatten();
            items
                .find(|item| item.get("e164").and_then(Value::as_str) == Some(number))
                .and_then(|item| item.get("trunk_group_id"))
        }
        Vendor::Unleashx => None,
    };
    value.and_then(Value::as_str).map(str::to_owned)
}
