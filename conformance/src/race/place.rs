//! A world of an emulator in which a race is run, and its journal.

use serde::Deserialize;
use serde_json::{Value, json};
use testline_emulator::http::{HeaderName, Method, Request};
use testline_emulator::world::clock::Clock;
use testline_emulator::{SignedDuration, Timestamp, Vendor, World};

use super::plan::TAG;
use crate::profile::Profile;
use crate::target::Client;

/// The time at which the worlds of races stand still: 2026-11-24T08:50:19Z.
pub(super) const STANDS_AT: Timestamp = Timestamp::constant(1_795_510_219, 0);

/// How many exchanges are read at once.
const PAGE: usize = 2_000;

/// A world at an emulator's URL.
#[derive(Clone, Debug)]
pub(super) struct Arena {
    client: Client,
    root: String,
    token: Option<String>,
    name: String,
    pub(super) vendor: Vendor,
    seed: u64,
    given: Value,
}

/// A page of the journal: number and operation of each exchange; none for what no client of the race sent.
pub(super) type Page = Vec<(u64, Option<u64>)>;

#[derive(Deserialize)]
struct Journal {
    exchanges: Vec<Exchange>,
}

#[derive(Deserialize)]
struct Exchange {
    n: u64,
    request: Sent,
}

#[derive(Deserialize)]
struct Sent {
    headers: Vec<(String, String)>,
}

impl Arena {
    /// Makes the world anew, with this laid over it. An error follows "failed to".
    pub(super) async fn open(
        root: &str,
        token: Option<String>,
        vendor: Vendor,
        seed: u64,
        given: Value,
    ) -> Result<Self, String> {
        let root = root.trim_end_matches('/').to_owned();
        let client = Client::new(&root, None)?;
        let arena = Self { client, root, token, name: format!("race-{vendor}"), vendor, seed, given };
        let clock = Clock::Manual { at: STANDS_AT, step: SignedDuration::ZERO };
        arena.call(Method::PUT, "", Some(&json!({ "seed": seed, "clock": clock }))).await?;
        arena.call(Method::PATCH, "/state", Some(&arena.given)).await?;
        let theirs = arena.call(Method::GET, "/state", None).await?;
        if theirs != arena.twin()?.export().to_json() {
            return Err(format!(
                "race at {}: its new worlds do not start like the default one; start it without --world and --dialect",
                arena.root
            ));
        }
        Ok(arena)
    }

    /// A world in process that starts as this one did: the same seed and name, and so the same ids and credentials.
    fn twin(&self) -> Result<World, String> {
        let mut world = World::new(self.seed, &self.name);
        world.set_clock(Clock::Manual { at: STANDS_AT, step: SignedDuration::ZERO });
        world.patch(&self.given, STANDS_AT)?;
        world.settle();
        Ok(world)
    }

    /// How clients reach it.
    pub(super) fn profile(&self) -> Result<Profile, String> {
        Ok(Profile::of_world(self.vendor, self.twin()?.profile(self.vendor)))
    }

    /// Where the vendor is.
    pub(super) fn base(&self) -> String {
        format!("{}/w/{}/{}", self.root, self.name, self.vendor)
    }

    /// The next exchanges after one of the journal.
    pub(super) async fn journal(&self, after: u64) -> Result<Page, String> {
        let route = format!("/journal?after={after}&limit={PAGE}");
        let page: Journal = serde_json::from_value(self.call(Method::GET, &route, None).await?)
            .map_err(|error| format!("read the journal of {}: {error}", self.root))?;
        let tag = |exchange: &Exchange| {
            let mut headers = exchange.request.headers.iter();
            headers.find(|(name, _)| name == TAG.as_str()).and_then(|(_, value)| value.parse().ok())
        };
        Ok(page.exchanges.iter().map(|exchange| (exchange.n, tag(exchange))).collect())
    }

    async fn call(&self, method: Method, route: &str, body: Option<&Value>) -> Result<Value, String> {
        let target = format!("/_testline/v1/worlds/{}{route}", self.name);
        let mut request = Request::new(method.clone(), target.as_str());
        if let Some(body) = body {
            request = request.with_json(body.to_string());
        }
        if let Some(token) = &self.token {
            request =
                request.with_header(HeaderName::from_static("authorization"), &format!("Bearer {token}"));
        }
        let reply = self.client.send(&self.root, &request).await.map_err(|error| error.to_string())?.reply;
        let text = String::from_utf8_lossy(&reply.body);
        if !reply.status.is_success() {
            return Err(format!("call {method} {}{target}: {} {text}", self.root, reply.status.as_u16()));
        }
        if text.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_str(&text).map_err(|error| format!("read {}{target}: {error}", self.root))
    }
}
