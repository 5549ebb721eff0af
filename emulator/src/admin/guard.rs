//! Who may use the admin API: a loopback peer that no web page sent, or whoever has the token.

use std::net::SocketAddr;

use axum::extract::Request;
use axum::http::{HeaderMap, header};

/// What the guard is told.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The token that lets anyone in who sends it as a Bearer.
    pub token: Option<String>,
    /// Host names, beside the loopback ones, under which a loopback peer may call.
    pub allowed_hosts: Vec<String>,
    /// The base of the URLs that worlds are told to use; without it, the request's own scheme and host.
    pub public_url: Option<String>,
}

/// The other end of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// Says why a request may not pass; none where it may.
pub(super) fn refusal(options: &Options, request: &Request) -> Option<(u16, String)> {
    let headers = request.headers();
    if let Some(token) = &options.token
        && bearer(headers).is_some_and(|sent| same(sent.as_bytes(), token.as_bytes()))
    {
        return None;
    }
    let host = request
        .uri()
        .authority()
        .map(|authority| authority.as_str())
        .or_else(|| headers.get(header::HOST).and_then(|host| host.to_str().ok()))
        .unwrap_or("");
    let from_here =
        request.extensions().get::<Peer>().is_some_and(|peer| peer.0.ip().to_canonical().is_loopback());
    let local_host = is_local(host, &options.allowed_hosts);
    let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    let foreign_page = origin.is_some_and(|origin| {
        let host = origin.split_once("://").map_or(origin, |(_, host)| host);
        !is_local(host, &options.allowed_hosts)
    });
    let why = if !from_here {
        "it comes from another address than loopback".to_owned()
    } else if !local_host {
        format!("its Host is `{host}`, which is not loopback (--allow-host NAME allows one)")
    } else if foreign_page {
        format!("it comes from a web page of `{}`", origin.unwrap_or(""))
    } else {
        return None;
    };
    Some(match &options.token {
        Some(_) => {
            (401, format!("the request needs the admin token as `Authorization: Bearer …`, since {why}"))
        }
        None => (
            403,
            format!(
                "the request is refused, since {why}; start the emulator with TESTLINE_ADMIN_TOKEN (--admin-token) \
                 set and send that token as `Authorization: Bearer …`"
            ),
        ),
    })
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// Compares without telling by its duration where two tokens differ.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

/// Whether a host, with or without a port, is a loopback one or an allowed one.
fn is_local(host: &str, allowed: &[String]) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(""),
        None => host.split(':').next().unwrap_or(""),
    };
    let loopback = name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
    loopback
        || name.eq_ignore_ascii_case("localhost")
        || allowed.iter().any(|host| host.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn refused(options: &Options, peer: &str, headers: &[(&str, &str)]) -> Option<u16> {
        let mut request = Request::builder().uri("/_testline/v1/worlds");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::empty()).expect("a request");
        request.extensions_mut().insert(Peer(peer.parse().expect("an address")));
        refusal(options, &request).map(|(status, _)| status)
    }

    #[test]
    fn a_local_client_needs_no_token() {
        let open = Options::default();
        assert_eq!(refused(&open, "127.0.0.1:9", &[("host", "127.0.0.1:7464")]), None);
        assert_eq!(
            refused(&open, "[::1]:9", &[("host", "localhost:7464"), ("origin", "http://localhost:3000")]),
            None
        );
    }

    #[test]
    fn a_web_page_a_rebound_name_and_another_machine_are_refused() {
        let open = Options::default();
        let local = ("host", "127.0.0.1:7464");
        assert_eq!(refused(&open, "127.0.0.1:9", &[local, ("origin", "https://evil.example")]), Some(403));
        assert_eq!(refused(&open, "127.0.0.1:9", &[local, ("origin", "null")]), Some(403));
        assert_eq!(refused(&open, "127.0.0.1:9", &[("host", "evil.example")]), Some(403));
        assert_eq!(refused(&open, "10.0.0.9:9", &[local]), Some(403));
    }

    #[test]
    fn the_token_passes_from_anywhere_and_a_wrong_one_does_not() {
        let options = Options { token: Some("t0ken".into()), ..Options::default() };
        let outside = ("host", "emulator:7464");
        assert_eq!(refused(&options, "10.0.0.9:9", &[outside, ("authorization", "Bearer t0ken")]), None);
        assert_eq!(refused(&options, "10.0.0.9:9", &[outside, ("authorization", "Bearer t0keN")]), Some(401));
        assert_eq!(refused(&options, "10.0.0.9:9", &[outside]), Some(401));
    }

    #[test]
    fn an_allowed_host_passes_for_a_local_peer_only() {
        let options = Options { allowed_hosts: vec!["emulator".into()], ..Options::default() };
        assert_eq!(refused(&options, "127.0.0.1:9", &[("host", "emulator:7464")]), None);
        assert_eq!(refused(&options, "10.0.0.9:9", &[("host", "emulator:7464")]), Some(403));
    }
}
