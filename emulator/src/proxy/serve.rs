//! What a proxy is asked: CONNECT, or a request in absolute form.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body as AdminBody;
use http_body_util::Either;
use hyper::body::Incoming;
use hyper::{Method, Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::watch;

use super::forward::forward;
use super::tunnel::Tunnel;
use super::whose::{Whose, whose};
use crate::log::Log;
use crate::problem;
use crate::response::Body;
use crate::server::{HEAD_TIMEOUT, Shell};
use crate::sever::Severed;

/// What a proxy says of itself to whoever takes it for an origin.
pub const WHAT_IT_IS: &str = "this is the emulator's proxy";

/// A proxy that answers for the vendors' hosts itself.
#[derive(Debug)]
pub struct Proxy {
    tls: Arc<rustls::ServerConfig>,
    others: bool,
    listeners: Vec<SocketAddr>,
    log: Log,
}

/// Why HTTP ends on a connection. The service gives it as an error, so that hyper stops and gives the connection back.
#[derive(Debug)]
enum Left {
    /// A fault cuts the answer.
    Severed(Severed),
    /// A tunnel begins.
    Tunnel(Tunnel),
}

impl std::fmt::Display for Left {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the connection is no longer HTTP")
    }
}

impl std::error::Error for Left {}

impl Proxy {
    /// A proxy that speaks for the vendors with this certificate. With `others`, what is no vendor's passes; the
    /// emulator's own listeners can always be reached. What is refused is told to `log`.
    pub const fn new(
        tls: Arc<rustls::ServerConfig>,
        others: bool,
        listeners: Vec<SocketAddr>,
        log: Log,
    ) -> Self {
        Self { tls, others, listeners, log }
    }

    pub(super) fn tls(&self) -> Arc<rustls::ServerConfig> {
        Arc::clone(&self.tls)
    }

    /// Answers one request, or says why HTTP ends with it.
    async fn answer(
        &self,
        request: Request<Incoming>,
        peer: SocketAddr,
        shell: &Shell,
    ) -> Result<Response<Body>, Left> {
        let Some(authority) = request.uri().authority().map(|authority| authority.as_str().to_owned()) else {
            let why = format!("{WHAT_IT_IS}: send CONNECT, or a target in absolute form");
            return Ok(told(400, &why));
        };
        let connect = request.method() == Method::CONNECT;
        let why = match whose(&authority, &self.listeners) {
            Whose::Vendors | Whose::Own if connect => return Err(Left::Tunnel(Tunnel::Here)),
            Whose::Vendors | Whose::Own => return shell.answer(request, peer).await.map_err(Left::Severed),
            Whose::Others if self.others && connect => return Err(Left::Tunnel(Tunnel::There(authority))),
            Whose::Others if self.others => {
                let answer = forward(request, &authority).await;
                return Ok(answer.map_or_else(|error| told(502, &error), |answer| answer.map(Either::Right)));
            }
            Whose::Others => "it is no vendor's; --proxy-others lets such hosts pass",
            Whose::InAVendorsDomain => "it is a vendor's and not emulated, so that it would be the real one",
        };
        let why = format!("the proxy refused {} {authority}: {why}", request.method());
        self.log.note(&why);
        Ok(told(403, &why))
    }
}

/// Speaks as a proxy does, and then through the tunnel that a CONNECT has asked for.
pub(crate) async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    proxy: Arc<Proxy>,
    shell: Arc<Shell>,
    mut stopping: watch::Receiver<bool>,
) {
    let service = {
        let (proxy, shell) = (Arc::clone(&proxy), Arc::clone(&shell));
        hyper::service::service_fn(move |request| {
            let (proxy, shell) = (Arc::clone(&proxy), Arc::clone(&shell));
            async move { proxy.answer(request, peer, &shell).await }
        })
    };
    let mut connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .auto_date_header(false)
        .serve_connection(TokioIo::new(stream), service);
    let ended = tokio::select! {
        ended = &mut connection => ended,
        _ = stopping.changed() => {
            std::pin::Pin::new(&mut connection).graceful_shutdown();
            (&mut connection).await
        }
    };
    let Err(error) = ended else { return };
    let Some(left) = std::error::Error::source(&error).and_then(|source| source.downcast_ref::<Left>())
    else {
        return;
    };
    let parts = connection.into_parts();
    match left {
        Left::Severed(severed) => severed.end(parts.io.into_inner()).await,
        Left::Tunnel(tunnel) => {
            tunnel.run(parts.io.into_inner(), parts.read_buf, peer, &proxy, shell, stopping).await;
        }
    }
}

/// An answer of the proxy's own.
fn told(status: u16, detail: &str) -> Response<Body> {
    let reply = problem::admin(status, detail);
    let mut response = Response::new(Either::Right(AdminBody::from(reply.body)));
    *response.status_mut() = reply.status;
    for (name, value) in reply.headers {
        response.headers_mut().append(name, value);
    }
    response
}
