//! Changes that are not what the answer says.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;
use testline_emulator::http::{HeaderValue, Headers, Reply, Request, StatusCode, header};
use testline_emulator::world::{Outcome, Snapshot};
use testline_emulator::{Timestamp, Vendor, World};

use super::mutation::Tamper;
use super::wrong::{other_record, other_reference, part};

/// One exchange that is tampered with.
pub(super) struct Exchange<'e> {
    pub(super) wall: Timestamp,
    pub(super) vendor: Vendor,
    pub(super) request: &'e Request,
    /// The world before it.
    pub(super) before: &'e World,
}

/// What a mutant remembers of each world: its state before the last accepted change.
#[derive(Debug, Default)]
pub(super) struct Memory(Mutex<BTreeMap<String, Snapshot>>);

impl Memory {
    /// Remembers what was before a change.
    pub(super) fn note(&self, before: &World) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.insert(before.name().to_owned(), before.snapshot());
    }

    fn of(&self, world: &World) -> Option<Snapshot> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(world.name()).cloned()
    }
}

impl Tamper {
    /// Makes wrong what an exchange did, after it was done; says whether that made a difference.
    pub(super) fn apply(
        &self,
        world: &mut World,
        outcome: &mut Outcome,
        exchange: &Exchange<'_>,
        memory: &Memory,
    ) -> bool {
        let &Exchange { wall, vendor, request, before } = exchange;
        match self {
            Self::Forgotten => {
                let old = before.snapshot();
                let differs = part(&old, vendor) != part(&world.snapshot(), vendor);
                if differs {
                    world.put_state(&old);
                    outcome.minted.clear();
                }
                differs
            }
            Self::Twice => {
                let once = timeless(part(&world.snapshot(), vendor));
                let again = world.apply(wall, vendor, request);
                outcome.minted.extend(again.minted);
                timeless(part(&world.snapshot(), vendor)) != once
            }
            Self::Stale => {
                let Some(old) = memory.of(world) else { return false };
                let mut past = before.clone();
                past.put_state(&old);
                let stale = past.apply(wall, vendor, request).reply;
                let differs = stale != outcome.reply;
                outcome.reply = stale;
                differs
            }
            Self::OtherRecord { table } => other_record(world, &before.snapshot(), vendor, table),
            Self::OtherReference { table, field } => {
                other_reference(world, &before.snapshot(), vendor, table, field)
            }
            Self::Success { status, content_type, body } => {
                outcome.reply = success(&outcome.reply, *status, content_type.as_deref(), body);
                true
            }
        }
    }
}

/// A state without times and numbers of exchanges, which tell when something was done and not what.
fn timeless(mut state: Value) -> Value {
    forget_times(&mut state);
    state
}

fn forget_times(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|key, _| !key.ends_with("exchange"));
            fields.values_mut().for_each(forget_times);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_times),
        Value::String(text) if text.parse::<Timestamp>().is_ok() => *value = Value::Null,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A success in the place of a refusal, of the same time.
fn success(refusal: &Reply, status: u16, content_type: Option<&str>, body: &str) -> Reply {
    let date = refusal.headers.iter().filter(|(name, _)| *name == header::DATE);
    let mut headers: Headers = date.map(|(name, value)| (name.clone(), value.clone())).collect();
    if let Some(value) = content_type.and_then(|text| HeaderValue::from_str(text).ok()) {
        headers.push(header::CONTENT_TYPE, value);
    }
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    Reply { status, headers, body: body.to_owned().into() }
}
