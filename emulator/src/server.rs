//! The shell: from a socket to a world and back. The only async file on the vendors' path; wall time enters here.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body as AdminBody;
use http_body_util::Either;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tower_service::Service as _;

use crate::admin;
use crate::body;
use crate::console::Console;
use crate::contract::testline;
use crate::explain;
use crate::faults::Effect;
use crate::http::{HeaderValue, Headers, Request, header, header_value};
use crate::listener::{Listener, Wire};
use crate::log::{Line, Log};
use crate::problem;
use crate::response::{Body, response, say};
use crate::sever::Severed;
use crate::tally::Tally;
use crate::tenancy::{Found, Owner, Tenancy, owner_of};
use crate::vendors::Vendor;
use crate::world::Outcome;
use crate::world::clock::http_date;

/// How long the head of a request may take to arrive.
pub(crate) const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// How many connections there may be at once; a further one waits.
const MAX_CONNECTIONS: usize = 4096;
/// How long open requests have to finish when the server stops.
const GRACE: Duration = Duration::from_secs(10);

/// How the shell behaves.
#[derive(Clone, Debug)]
pub struct Options {
    /// The longest body that is read, in bytes.
    pub max_body: usize,
    /// Whether the `testline-*` headers are left out.
    pub bare: bool,
    /// The admin API; none where it is switched off.
    pub admin: Option<admin::Options>,
    /// Where requests are logged.
    pub log: Log,
    /// What counts requests, for whoever wants to know of them afterwards.
    pub tally: Option<Arc<Tally>>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            max_body: 1024 * 1024,
            bare: false,
            admin: Some(admin::Options::default()),
            log: Log::Off,
            tally: None,
        }
    }
}

/// What every connection shares.
pub(crate) struct Shell {
    tenancy: Arc<Tenancy>,
    options: Options,
    admin: Option<axum::Router>,
    /// None where requests are not logged.
    console: Option<Console>,
    stopping: watch::Receiver<bool>,
}

/// Serves until `shutdown` completes; then open requests finish.
pub async fn run(
    listener: TcpListener,
    tenancy: Arc<Tenancy>,
    options: Options,
    shutdown: impl Future<Output = ()>,
) -> std::io::Result<()> {
    run_all(vec![Listener::http(listener)], tenancy, options, shutdown).await
}

/// Serves on several listeners until `shutdown` completes; then open requests finish. The first is the one whose
/// address worlds are told to use.
pub async fn run_all(
    listeners: Vec<Listener>,
    tenancy: Arc<Tenancy>,
    options: Options,
    shutdown: impl Future<Output = ()>,
) -> std::io::Result<()> {
    let Some(first) = listeners.first() else { return Ok(()) };
    let local = first.address()?;
    let admin = options.admin.clone().map(|admin| admin::router(Arc::clone(&tenancy), admin, local));
    let (stop, stopping) = watch::channel(false);
    let console = options.log.has_lines().then(Console::standard_error);
    let shell = Arc::new(Shell { tenancy, options, admin, console, stopping: stopping.clone() });
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut accepting = JoinSet::new();
    for listener in listeners {
        accepting.spawn(listener.accept(Arc::clone(&shell), Arc::clone(&places), stopping.clone()));
    }
    shutdown.await;
    let _ = stop.send(true);
    while accepting.join_next().await.is_some() {}
    let all = u32::try_from(MAX_CONNECTIONS).unwrap_or(u32::MAX);
    let _ = tokio::time::timeout(GRACE, places.acquire_many(all)).await;
    if let Some(console) = &shell.console {
        console.flush();
    }
    Ok(())
}

/// Speaks HTTP.
pub(crate) async fn connection(
    wire: impl Wire,
    peer: SocketAddr,
    shell: Arc<Shell>,
    mut stopping: watch::Receiver<bool>,
) {
    let encrypted = wire.encrypted();
    let service = hyper::service::service_fn(move |mut request: hyper::Request<Incoming>| {
        let shell = Arc::clone(&shell);
        if encrypted {
            request.extensions_mut().insert(admin::Encrypted);
        }
        async move { shell.answer(request, peer).await }
    });
    let mut connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .auto_date_header(false)
        .serve_connection(TokioIo::new(wire), service);
    let ended = tokio::select! {
        biased;
        ended = &mut connection => ended,
        _ = stopping.changed() => {
            std::pin::Pin::new(&mut connection).graceful_shutdown();
            (&mut connection).await
        }
    };
    if let Some(severed) = ended.as_ref().err().and_then(Severed::of) {
        severed.end(connection.into_parts().io.into_inner()).await;
    }
}

impl Shell {
    /// Where requests are logged.
    #[cfg(feature = "tls")]
    pub(crate) const fn log(&self) -> Log {
        self.options.log
    }

    /// Answers one request, whole or as a fault cuts it.
    pub(crate) async fn answer(
        &self,
        request: hyper::Request<Incoming>,
        peer: SocketAddr,
    ) -> Result<hyper::Response<Body>, Severed> {
        let admin_path = request.uri().path().starts_with("/_testline");
        match &self.admin {
            Some(router) if admin_path => {
                Ok(admin_answer(router.clone(), request, peer).await.map(Either::Right))
            }
            _ => self.vendor_answer(request).await,
        }
    }

    async fn vendor_answer(
        &self,
        request: hyper::Request<Incoming>,
    ) -> Result<hyper::Response<Body>, Severed> {
        let started = self.console.is_some().then(instant);
        let (parts, body) = request.into_parts();
        let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
        let host = parts
            .uri
            .authority()
            .map(|authority| authority.as_str())
            .or_else(|| parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()));
        let mut owner = owner_of(target, host);
        let waits = body::waits_to_be_asked(&parts.headers);
        let (body, over_limit) = match body::read(body, self.options.max_body, waits).await {
            Ok(read) => read,
            Err(reply) => return Ok(response(reply, wall(), true)),
        };
        let request = Request {
            method: parts.method,
            target: std::mem::take(&mut owner.target),
            headers: headers(parts.headers),
            body,
            over_limit,
        };
        let now = wall();
        let (mut outcome, world) = self.dispatch(&owner, &request, now);
        if let Some((console, started)) = self.console.as_ref().zip(started) {
            let line = Line::new(now, &owner, &request, &outcome, started.elapsed());
            console.take(&self.options.log.line(&line));
        }
        if let Some(tally) = &self.options.tally {
            tally.count(&owner, &request, &outcome);
        }
        if !self.options.bare {
            say(&mut outcome, world);
        }
        for effect in outcome.effects {
            match effect {
                // A server that stops waits no longer.
                Effect::Delay(by) => {
                    let _ = tokio::time::timeout(by.unsigned_abs(), self.stopping.clone().changed()).await;
                }
                Effect::Cut(cut) => return Err(Severed::new(cut, &outcome.reply)),
            }
        }
        Ok(response(outcome.reply, now, over_limit))
    }

    /// Finds the world and lets it answer; gives its name too.
    fn dispatch(&self, owner: &Owner, request: &Request, now: Timestamp) -> (Outcome, Option<HeaderValue>) {
        let own = |clause, reply, because| Outcome { because: Some(because), ..Outcome::own(clause, reply) };
        let Some(vendor) = owner.vendor else {
            let near = explain::near_misses(request.method.as_str(), request.path(), None);
            let detail = format!(
                "{} belongs to no vendor: put /{{vendor}} before it ({}), or use a vendor's own paths",
                request.path(),
                Vendor::names()
            );
            return (own(testline::NO_ROUTE, problem::no_route(&detail, near), detail), None);
        };
        let tenant = match self.tenancy.world_of(vendor, owner.world.as_deref(), request, now) {
            Found::World(tenant) => tenant,
            Found::Never(name) => {
                let detail = format!("there is no world `{name}`; POST /_testline/v1/worlds makes one");
                return (
                    own(testline::NO_WORLD, problem::own(testline::NO_WORLD, 404, &detail), detail),
                    Some(header_value(&name)),
                );
            }
            Found::Gone(name) => {
                let detail =
                    format!("the world `{name}` is gone: it was deleted, or pushed out while it was idle");
                return (
                    own(testline::NO_WORLD, problem::own(testline::NO_WORLD, 410, &detail), detail),
                    Some(header_value(&name)),
                );
            }
        };
        let outcome = tenant.apply(now, vendor, request).unwrap_or_else(|reply| {
            own(testline::BUG, reply, "the request made the emulator panic".to_owned())
        });
        self.tenancy.mint(tenant.name(), vendor, &outcome.minted);
        (outcome, Some(tenant.header().clone()))
    }
}

async fn admin_answer(
    mut router: axum::Router,
    request: hyper::Request<Incoming>,
    peer: SocketAddr,
) -> hyper::Response<AdminBody> {
    let mut request = request.map(AdminBody::new);
    request.extensions_mut().insert(admin::Peer(peer));
    let mut response = match router.call(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    if let Ok(date) = http_date(wall()).parse() {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

fn headers(map: hyper::HeaderMap) -> Headers {
    let mut headers = Headers::with_room(map.len());
    for (name, value) in map {
        // A repeated name comes without it.
        if let Some(name) = name.or_else(|| headers.last().cloned()) {
            headers.push(name, value);
        }
    }
    headers
}

/// The wall's time.
#[expect(clippy::disallowed_methods, reason = "the shell is where wall time enters")]
pub(crate) fn wall() -> Timestamp {
    Timestamp::now()
}

#[expect(clippy::disallowed_methods, reason = "durations go to the console only, never into a journal")]
fn instant() -> Instant {
    Instant::now()
}

/// A seed that nobody has chosen.
#[cfg(feature = "cli")]
pub(crate) fn random_seed() -> u64 {
    // The hasher's keys come from the operating system; no other randomness is in the build.
    use std::hash::{BuildHasher as _, RandomState};
    RandomState::new().hash_one(std::process::id())
}
