//! What a snapshot holds: the exchanges of a command's clients, in the one text form, without what changes from run to
//! run.

use std::sync::Arc;

use testline_emulator::exchange;
use testline_emulator::http::{HeaderValue, Headers};
use testline_emulator::tenancy::{Found, Tenancy, Tenant};
use testline_emulator::world::journal::{Exchange, MAX_BODY};
use testline_emulator::{DEFAULT_WORLD, Vendor};

use super::layout::lay_out;
use super::references::{References, SECRET};
use crate::publish::names_a_secret;

/// What a snapshot holds, and how much of it there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Contents {
    /// The text.
    pub(super) text: String,
    /// How many exchanges stand in it.
    pub(super) exchanges: usize,
}

/// One exchange and the world in which it took place.
struct Entry {
    world: String,
    exchange: Exchange,
}

impl Entry {
    fn operation(&self) -> (&str, Vendor, &'static str) {
        (&self.world, self.exchange.vendor, self.exchange.operation.unwrap_or("any"))
    }
}

/// The exchanges of all worlds, the default one first, each world's in the order of its journal or, if they are wanted
/// so, by operation and then in that order. An error says that some are lost.
pub(super) fn contents(tenancy: &Tenancy, url: &str, by_operation: bool) -> Result<Contents, String> {
    let mut references = References::new(url);
    let mut entries = Vec::new();
    for tenant in worlds(tenancy) {
        let world = tenant.lock();
        for vendor in Vendor::ALL {
            for set in world.profile(vendor).values() {
                for (name, id) in &set.ids {
                    references.give(given(name), id);
                }
                set.headers.values().for_each(|credential| references.hide(credential));
            }
        }
        let journal = world.journal().iter();
        let first = entries.len();
        entries.extend(
            journal.map(|exchange| Entry { world: world.name().to_owned(), exchange: exchange.clone() }),
        );
        if let Some(oldest) = entries.get(first).filter(|oldest| oldest.exchange.n > 1) {
            return Err(format!(
                "the journal of the world `{}` has lost what came before exchange {}; give --journal N for a longer one",
                world.name(),
                oldest.exchange.n
            ));
        }
    }
    for entry in &entries {
        let (request, reply) = entry.exchange.told();
        references.request(&request);
        references.reply(&reply, entry.exchange.operation);
    }
    if by_operation {
        entries.sort_by(|one, other| one.operation().cmp(&other.operation()));
    }
    let texts: Vec<String> = entries.iter().map(|entry| text(entry, &mut references)).collect();
    Ok(Contents { text: texts.join("\n"), exchanges: entries.len() })
}

/// The worlds that there are, the default one first.
fn worlds(tenancy: &Tenancy) -> Vec<Arc<Tenant>> {
    let mut names = tenancy.names();
    names.sort_by_key(|name| name != DEFAULT_WORLD);
    let found = names.iter().filter_map(|name| match tenancy.get(name) {
        Found::World(tenant) => Some(tenant),
        Found::Never(_) | Found::Gone(_) => None,
    });
    found.collect()
}

/// What the id of a tenant is called.
fn given(name: &str) -> &'static str {
    match name {
        "auth_id" => "account",
        "workspace" => "workspace",
        "organization" => "organisation",
        _ => "tenant",
    }
}

/// One exchange in the one text form.
fn text(entry: &Entry, references: &mut References) -> String {
    let Entry { world, exchange } = entry;
    let (mut request, mut reply) = exchange.told();
    let mut notes = Vec::new();
    if world != DEFAULT_WORLD {
        notes.push(format!("world {world}"));
    }
    notes.extend(exchange.fault.iter().zip(&exchange.did).map(|(id, did)| format!("fault {id}, {did}")));
    if exchange.is_cut() {
        notes.push(format!("a body is cut after {MAX_BODY} bytes"));
    }
    let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join("; ")) };
    request.target = references.write(&without_secrets(&request.target));
    request.headers = headers(&request.headers, references);
    request.body = body(&request.body, references);
    reply.headers = headers(&reply.headers, references);
    reply.body = body(&reply.body, references);
    exchange::render(&format!("{}{notes}", exchange.clause.id()), &request, &reply)
}

fn headers(headers: &Headers, references: &mut References) -> Headers {
    let written = headers.iter().map(|(name, value)| {
        let text = value.to_str().ok().map(|text| references.write(text));
        let written = text.and_then(|text| HeaderValue::from_str(&text).ok());
        (name.clone(), written.unwrap_or_else(|| value.clone()))
    });
    written.collect()
}

fn body(body: &[u8], references: &mut References) -> bytes::Bytes {
    match std::str::from_utf8(body) {
        Ok(text) => {
            let laid_out = lay_out(text);
            references.write(laid_out.as_deref().unwrap_or(text)).into()
        }
        Err(_) => bytes::Bytes::copy_from_slice(body),
    }
}

/// A path whose query shows no secret.
fn without_secrets(target: &str) -> String {
    let Some((path, query)) = target.split_once('?') else { return target.to_owned() };
    let pairs = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, _)) if names_a_secret(name) => format!("{name}={SECRET}"),
        Some(_) | None => pair.to_owned(),
    });
    format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"))
}
