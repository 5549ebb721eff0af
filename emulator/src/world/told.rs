//! An exchange as the text form of a journal tells it: with the headers that a vendor reads or writes, and no others.

use super::journal::Exchange;
use crate::http::{HeaderName, HeaderValue, Headers, Reply, Request};

/// What some vendor reads of a request.
const READ: [&str; 8] = [
    "api_access_token",
    "authorization",
    "content-type",
    "token",
    "x-api-key",
    "x-auth-id",
    "x-auth-token",
    "x-workspace-id",
];

/// What HTTP itself, and no vendor, writes to a reply, or what is another at every run.
const NOT_WRITTEN: [&str; 4] = ["connection", "content-length", "date", "transfer-encoding"];

impl Exchange {
    /// The exchange without the headers that no vendor reads or writes, secrets hidden.
    pub fn told(&self) -> (Request, Reply) {
        let (request, reply) = (self.request(), self.reply());
        (
            Request { headers: read(&request.headers), ..request },
            Reply { headers: written(&reply.headers), ..reply },
        )
    }
}

/// The headers of a request that a vendor reads, by name: clients send them in an order of their own.
fn read(headers: &Headers) -> Headers {
    let mut read: Vec<(HeaderName, HeaderValue)> = fields(headers, |name| READ.contains(&name)).collect();
    read.sort_by(|(one, _), (other, _)| one.as_str().cmp(other.as_str()));
    read.into_iter().collect()
}

/// The headers of a reply that the vendor writes, in its order.
fn written(headers: &Headers) -> Headers {
    fields(headers, |name| !NOT_WRITTEN.contains(&name)).collect()
}

fn fields(
    headers: &Headers,
    wanted: impl Fn(&str) -> bool,
) -> impl Iterator<Item = (HeaderName, HeaderValue)> {
    headers
        .iter()
        .filter(move |(name, _)| wanted(name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
}
