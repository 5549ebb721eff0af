//! Passes a request in absolute form on to a host that is nobody's here.

use axum::body::Body;
use hyper::body::Incoming;
use hyper::header;
use hyper::http::uri::PathAndQuery;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use super::whose::split;

/// Headers that are the proxy's business only.
const HOP: [&str; 4] = ["proxy-connection", "proxy-authorization", "connection", "keep-alive"];

/// Sends the request on and gives the host's answer; an error says what went wrong.
pub(super) async fn forward(
    mut request: hyper::Request<Incoming>,
    authority: &str,
) -> Result<hyper::Response<Body>, String> {
    let failed = |error: &dyn std::fmt::Display| format!("failed to reach {authority}: {error}");
    let (host, port) = split(authority);
    let stream = TcpStream::connect((host, port.unwrap_or(80))).await.map_err(|error| failed(&error))?;
    let (mut sender, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|error| failed(&error))?;
    tokio::spawn(connection);
    let target = request.uri().path_and_query().cloned().unwrap_or_else(|| PathAndQuery::from_static("/"));
    *request.uri_mut() = hyper::Uri::from(target);
    let headers = request.headers_mut();
    for name in HOP {
        headers.remove(name);
    }
    if let Ok(host) = authority.parse() {
        headers.insert(header::HOST, host);
    }
    let response = sender.send_request(request).await.map_err(|error| failed(&error))?;
    Ok(response.map(Body::new))
}
