//! What each vendor's clients ask of each other's numbers.

use serde_json::Value;
use testline_emulator::Vendor;
use testline_emulator::http::{HeaderName, Request};

use super::history::Operation;
use super::random::Random;
use super::register::{Did, State};
use crate::model::{Deed, Model};
use crate::profile::Profile;

/// After so many operations UnleashX's clients go on to the next number, since that vendor frees none.
const ON_ONE_NUMBER: u64 = 60;

/// Numbers, who may hold them, and the model that says how they are asked for.
#[derive(Clone, Debug)]
pub(super) struct Plan<M> {
    model: M,
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

impl<M: Model> Plan<M> {
    /// What is done at a world with this profile.
    pub(super) fn new(profile: &Profile) -> Self {
        let named = |names: &[&str]| -> Vec<String> {
            let text = |name: &&str| profile.names.get(*name).and_then(Value::as_str).map(str::to_owned);
            names.iter().filter_map(text).collect()
        };
        let (numbers, holders) = match M::VENDOR {
            Vendor::Trillet => (named(&["number", "number_2"]), named(&["agent", "agent_2"])),
            Vendor::Unleashx => (Vec::new(), named(&["agent", "agent_2"])),
            Vendor::Vobiz => (named(&["number", "number_2"]), named(&["trunk", "trunk_2"])),
            Vendor::Dasha => (named(&["number"]), named(&["agent", "agent_2"])),
        };
        Self { model: M::new(profile), numbers, holders }
    }

    /// The model of the world as the race begins.
    pub(super) fn model(&self) -> M {
        self.model.clone()
    }

    /// What a client asks as the so-many-th of all.
    pub(super) fn ask(&self, id: u64, random: &mut Random) -> Asked {
        let holder = self.holders[random.below(self.holders.len())].clone();
        let number = match M::VENDOR {
            Vendor::Unleashx => format!("+1202{:07}", 5_550_000 + id / ON_ONE_NUMBER),
            Vendor::Trillet | Vendor::Vobiz | Vendor::Dasha => {
                self.numbers[random.below(self.numbers.len())].clone()
            }
        };
        let deed = match (M::VENDOR, random.below(5)) {
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
        self.model.request(&self.model.deed(number, deed)).with_header(TAG, &id.to_string())
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
