//! The shell: from a socket to a world and back. The only async file on the vendors' path; wall time enters here.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tower_service::Service as _;

use crate::admin;
use crate::contract::testline;
use crate::explain;
use crate::faults::Effect;
use crate::http::{Headers, Reply, Request, header};
use crate::listener::{Listener, Wire};
use crate::log::{Line, Log};
use crate::problem;
use crate::sever::Severed;
use crate::tally::Tally;
use crate::tenancy::{Found, Owner, Tenancy, owner_of};
use crate::vendors::Vendor;
use crate::world::Outcome;
use crate::world::clock::http_date;

/// How long the head of a request may take to arrive.
pub(crate) const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// How long its body may take.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);
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
    let shell = Arc::new(Shell { tenancy, options, admin, stopping: stopping.clone() });
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
            Some(router) if admin_path => Ok(admin_answer(router.clone(), request, peer).await),
            _ => self.vendor_answer(request).await,
        }
    }

    async fn vendor_answer(
        &self,
        request: hyper::Request<Incoming>,
    ) -> Result<hyper::Response<Body>, Severed> {
        let started = instant();
        let (parts, body) = request.into_parts();
        let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
        let host = parts
            .uri
            .authority()
            .map(|authority| authority.as_str())
            .or_else(|| parts.headers.get(header::HOST).and_then(|host| host.to_str().ok()));
        let owner = owner_of(target, host);
        let (body, over_limit) = match self.read(body).await {
            Ok(read) => read,
            Err(reply) => return Ok(self.send(reply, None, wall(), true)),
        };
        let request = Request {
            method: parts.method,
            target: owner.target.clone(),
            headers: headers(parts.headers),
            body,
            over_limit,
        };
        let now = wall();
        let (outcome, world) = self.dispatch(&owner, &request, now);
        self.options.log.line(&Line::new(now, &owner, &request, &outcome, started.elapsed()));
        if let Some(tally) = &self.options.tally {
            tally.count(&owner, &request, &outcome);
        }
        let said = (!self.options.bare).then(|| said(&outcome, world.as_deref()));
        for effect in outcome.effects {
            match effect {
                // A server that stops waits no longer.
                Effect::Delay(by) => {
                    let _ = tokio::time::timeout(by.unsigned_abs(), self.stopping.clone().changed()).await;
                }
                Effect::Cut(cut) => return Err(Severed::new(cut, &outcome.reply, &said.unwrap_or_default())),
            }
        }
        Ok(self.send(outcome.reply, said, now, over_limit))
    }

    /// Finds the world and lets it answer.
    fn dispatch(&self, owner: &Owner, request: &Request, now: Timestamp) -> (Outcome, Option<String>) {
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
                    Some(name),
                );
            }
            Found::Gone(name) => {
                let detail =
                    format!("the world `{name}` is gone: it was deleted, or pushed out while it was idle");
                return (
                    own(testline::NO_WORLD, problem::own(testline::NO_WORLD, 410, &detail), detail),
                    Some(name),
                );
            }
        };
        let name = tenant.name().to_string();
        match tenant.apply(now, vendor, request) {
            Ok(outcome) => {
                self.tenancy.mint(&name, vendor, &outcome.minted);
                (outcome, Some(name))
            }
            Err(reply) => {
                (own(testline::BUG, reply, "the request made the emulator panic".to_owned()), Some(name))
            }
        }
    }

    /// Reads a body within limit and time; says whether it was over the limit.
    async fn read(&self, body: Incoming) -> Result<(Bytes, bool), Reply> {
        use hyper::body::Body as _;
        let limit = self.options.max_body;
        if body.size_hint().lower() > limit as u64 {
            return Ok((Bytes::new(), true));
        }
        match tokio::time::timeout(BODY_TIMEOUT, Limited::new(body, limit).collect()).await {
            Ok(Ok(collected)) => Ok((collected.to_bytes(), false)),
            Ok(Err(error)) if error.is::<LengthLimitError>() => Ok((Bytes::new(), true)),
            Ok(Err(_)) => Err(problem::admin(400, "the body ended before it was whole")),
            Err(_) => Err(problem::admin(408, "the body did not arrive in time")),
        }
    }

    /// Writes a reply, with what the emulator says of it.
    fn send(
        &self,
        reply: Reply,
        said: Option<Headers>,
        now: Timestamp,
        close: bool,
    ) -> hyper::Response<Body> {
        let mut response = hyper::Response::new(Body::new(Full::new(reply.body)));
        *response.status_mut() = reply.status;
        let headers = response.headers_mut();
        for (name, value) in reply.headers.into_iter().chain(said.unwrap_or_default()) {
            headers.append(name, value);
        }
        if !headers.contains_key(header::DATE)
            && let Ok(date) = http_date(now).parse()
        {
            headers.insert(header::DATE, date);
        }
        if close {
            headers.insert(header::CONNECTION, crate::http::HeaderValue::from_static("close"));
        }
        response
    }
}

/// The `testline-*` headers of an outcome.
fn said(outcome: &Outcome, world: Option<&str>) -> Headers {
    const LONGEST: usize = 256;
    let name = crate::http::HeaderName::from_static;
    let mut headers = Headers::new();
    headers.push_text(name("testline-clause"), outcome.clause.id());
    if outcome.clause.facts().vendor.is_some() || outcome.clause == testline::STUB {
        headers.push_text(name("testline-evidence"), outcome.clause.evidence_word());
    }
    if let Some(world) = world {
        headers.push_text(name("testline-world"), world);
    }
    if let Some(because) = &outcome.because {
        let short: String = because.chars().take(LONGEST).collect();
        headers.push_text(name("testline-because"), &short);
    }
    headers
}

async fn admin_answer(
    mut router: axum::Router,
    request: hyper::Request<Incoming>,
    peer: SocketAddr,
) -> hyper::Response<Body> {
    let mut request = request.map(Body::new);
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
    let mut last = None;
    map.into_iter()
        .filter_map(|(name, value)| {
            // A repeated name comes without it.
            last = name.or(last.take());
            last.clone().map(|name| (name, value))
        })
        .collect()
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

/// Completes on Ctrl-C or SIGTERM. Both are listened for from this call on, not only once somebody waits, so that a
/// signal that comes right after the start is not the end of the process. Must be called inside a runtime.
#[cfg(feature = "cli")]
pub(crate) fn stopped() -> impl Future<Output = ()> {
    #[cfg(unix)]
    let signals = {
        use tokio::signal::unix::{SignalKind, signal};
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    };
    async move {
        #[cfg(unix)]
        if let (Ok(mut interrupted), Ok(mut terminated)) = signals {
            tokio::select! {
                _ = interrupted.recv() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
        let _ = tokio::signal::ctrl_c().await;
    }
}
