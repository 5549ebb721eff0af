//! The shell: from a socket to a world and back. The only async file on the vendors' path; wall time enters here.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use jiff::Timestamp;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower_service::Service as _;

use crate::admin;
use crate::contract::testline;
use crate::explain;
use crate::http::{Headers, Reply, Request, header};
use crate::log::{Line, Log};
use crate::problem;
use crate::tenancy::{Found, Owner, Tenancy, owner_of};
use crate::vendors::Vendor;
use crate::world::Outcome;
use crate::world::clock::http_date;

/// How long the head of a request may take to arrive.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
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
}

impl Default for Options {
    fn default() -> Self {
        Self { max_body: 1024 * 1024, bare: false, admin: Some(admin::Options::default()), log: Log::Off }
    }
}

/// What every connection shares.
struct Shell {
    tenancy: Arc<Tenancy>,
    options: Options,
    admin: Option<axum::Router>,
}

/// Serves until `shutdown` completes; then open requests finish.
pub async fn run(
    listener: TcpListener,
    tenancy: Arc<Tenancy>,
    options: Options,
    shutdown: impl Future<Output = ()>,
) -> std::io::Result<()> {
    let local = listener.local_addr()?;
    let admin = options.admin.clone().map(|admin| admin::router(Arc::clone(&tenancy), admin, local));
    let shell = Arc::new(Shell { tenancy, options, admin });
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let (stop, stopping) = watch::channel(false);
    tokio::pin!(shutdown);
    loop {
        let place = tokio::select! {
            () = &mut shutdown => break,
            place = Arc::clone(&places).acquire_owned() => match place {
                Ok(place) => place,
                Err(_) => break,
            },
        };
        let (stream, peer) = tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                // The peer is gone already, or descriptors ran out for a moment.
                Err(_) => {
                    tokio::task::yield_now().await;
                    continue;
                }
            },
        };
        let (shell, stopping) = (Arc::clone(&shell), stopping.clone());
        tokio::spawn(async move {
            connection(stream, peer, shell, stopping).await;
            drop(place);
        });
    }
    drop(listener);
    let _ = stop.send(true);
    let all = u32::try_from(MAX_CONNECTIONS).unwrap_or(u32::MAX);
    let _ = tokio::time::timeout(GRACE, places.acquire_many(all)).await;
    Ok(())
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    shell: Arc<Shell>,
    mut stopping: watch::Receiver<bool>,
) {
    let _ = stream.set_nodelay(true);
    let service = hyper::service::service_fn(move |request| {
        let shell = Arc::clone(&shell);
        async move { Ok::<_, Infallible>(shell.answer(request, peer).await) }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .auto_date_header(false)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stopping.changed() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

impl Shell {
    async fn answer(&self, request: hyper::Request<Incoming>, peer: SocketAddr) -> hyper::Response<Body> {
        let admin_path = request.uri().path().starts_with("/_testline");
        match &self.admin {
            Some(router) if admin_path => admin_answer(router.clone(), request, peer).await,
            _ => self.vendor_answer(request).await,
        }
    }

    async fn vendor_answer(&self, request: hyper::Request<Incoming>) -> hyper::Response<Body> {
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
            Err(reply) => return self.send(reply, None, wall(), true),
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
        let outcome = match outcome {
            Ok(outcome) => outcome,
            Err((clause, reply)) => Outcome::own(clause, reply),
        };
        let said = (!self.options.bare).then(|| said(&outcome, world.as_deref()));
        self.send(outcome.reply, said, now, over_limit)
    }

    /// Finds the world and lets it answer.
    fn dispatch(
        &self,
        owner: &Owner,
        request: &Request,
        now: Timestamp,
    ) -> (Result<Outcome, (crate::contract::Clause, Reply)>, Option<String>) {
        let Some(vendor) = owner.vendor else {
            let near = explain::near_misses(request.method.as_str(), request.path(), None);
            let detail = format!(
                "{} belongs to no vendor: put /{{vendor}} before it ({}), or use a vendor's own paths",
                request.path(),
                Vendor::names()
            );
            return (Err((testline::NO_ROUTE, problem::no_route(&detail, near))), None);
        };
        let tenant = match self.tenancy.world_of(vendor, owner.world.as_deref(), request, now) {
            Found::World(tenant) => tenant,
            Found::Never(name) => {
                let detail = format!("there is no world `{name}`; POST /_testline/v1/worlds makes one");
                return (
                    Err((testline::NO_WORLD, problem::own(testline::NO_WORLD, 404, &detail))),
                    Some(name),
                );
            }
            Found::Gone(name) => {
                let detail =
                    format!("the world `{name}` is gone: it was deleted, or pushed out while it was idle");
                return (
                    Err((testline::NO_WORLD, problem::own(testline::NO_WORLD, 410, &detail))),
                    Some(name),
                );
            }
        };
        let name = tenant.lock().name().to_owned();
        match tenant.apply(now, vendor, request) {
            Ok(outcome) => {
                self.tenancy.mint(&name, vendor, &outcome.minted);
                (Ok(outcome), Some(name))
            }
            Err(reply) => (Err((testline::BUG, reply)), Some(name)),
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
    if outcome.clause.facts().vendor.is_some() {
        headers.push_text(name("testline-evidence"), outcome.clause.evidence().as_str());
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
pub(crate) fn random_seed() -> u64 {
    // The hasher's keys come from the operating system; no other randomness is in the build.
    use std::hash::{BuildHasher as _, RandomState};
    RandomState::new().hash_one(std::process::id())
}

/// Completes on Ctrl-C or SIGTERM.
pub(crate) async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
