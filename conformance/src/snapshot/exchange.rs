//! One exchange as it stands in a snapshot: without secrets and what changes from run to run.

use bytes::Bytes;
use testline_emulator::DEFAULT_WORLD;
use testline_emulator::exchange::render;
use testline_emulator::http::{HeaderValue, Headers};
use testline_emulator::world::journal::{Exchange, MAX_BODY};

use super::layout::lay_out;
use super::references::{References, SECRET};
use crate::publish::names_a_secret;

/// An exchange of a world in the one text form.
pub(super) fn text(world: &str, exchange: &Exchange, references: &mut References) -> String {
    let (mut request, mut reply) = exchange.told();
    let mut notes = Vec::new();
    if world != DEFAULT_WORLD {
        notes.push(format!("world {world}"));
    }
    let remarks = exchange.remarks();
    notes.extend(remarks.fault.iter().zip(&remarks.did).map(|(id, did)| format!("fault {id}, {did}")));
    if exchange.is_cut() {
        notes.push(format!("a body is cut after {MAX_BODY} bytes"));
    }
    let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join("; ")) };
    request.target = references.write(&without_secrets(&request.target));
    request.headers = headers(&request.headers, references);
    request.body = body(&request.body, references);
    reply.headers = headers(&reply.headers, references);
    reply.body = body(&reply.body, references);
    render(&format!("{}{notes}", exchange.clause.id()), &request, &reply)
}

fn headers(headers: &Headers, references: &mut References) -> Headers {
    let written = headers.iter().map(|(name, value)| {
        let text = value.to_str().ok().map(|text| references.write(text));
        let written = text.and_then(|text| HeaderValue::from_str(&text).ok());
        (name.clone(), written.unwrap_or_else(|| value.clone()))
    });
    written.collect()
}

fn body(body: &[u8], references: &mut References) -> Bytes {
    match std::str::from_utf8(body) {
        Ok(text) => {
            let laid_out = lay_out(text);
            references.write(laid_out.as_deref().unwrap_or(text)).into()
        }
        Err(_) => Bytes::copy_from_slice(body),
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
