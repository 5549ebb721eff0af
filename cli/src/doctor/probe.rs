//! What answers at a place.

use std::net::{TcpStream, ToSocketAddrs as _};
use std::time::Duration;

use testline_emulator::ask::ask;
use testline_emulator::proxy;

use super::place::Place;

/// How long somebody may take to accept a connection.
const WAIT: Duration = Duration::from_secs(3);

/// Who answers at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum There {
    /// Nobody, and why.
    Nobody(String),
    /// An emulator of this version.
    Emulator(String),
    /// An emulator whose admin API is off.
    WithoutAdmin,
    /// The proxy of an emulator.
    Proxy,
    /// Something else, and what is known of it.
    Else(String),
}

/// Asks who is there, by a question that changes nothing. A vendor's own host must not be asked.
pub(super) fn probe(place: &Place) -> There {
    if let Err(error) = connect(place) {
        return There::Nobody(error.to_string());
    }
    let (status, body) = match ask(&format!("http://{}", place.authority()), "/_testline/health", None) {
        Ok(answer) => answer,
        Err(_) => return There::Else("it speaks no HTTP".to_owned()),
    };
    let body = String::from_utf8_lossy(&body);
    if status == 200
        && let Some(version) = version(&body)
    {
        There::Emulator(version.to_owned())
    } else if body.contains(proxy::WHAT_IT_IS) {
        There::Proxy
    } else if body.contains("testline.no-route") {
        There::WithoutAdmin
    } else {
        There::Else(format!("it answers {status}"))
    }
}

/// Opens a connection to the first address that takes one.
pub(super) fn connect(place: &Place) -> std::io::Result<TcpStream> {
    let mut failed = std::io::Error::other("no such host");
    for address in place.authority().to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, WAIT) {
            Ok(stream) => return Ok(stream),
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

/// The version in what an emulator says of its health.
fn version(body: &str) -> Option<&str> {
    body.split_once("\"version\"")?.1.split('"').nth(1)
}
