//! TLS as a client speaks it, up to the certificate and no further.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore};

use super::place::{Place, address};
use super::probe::connect;

/// How long the other end may be silent.
const WAIT: Duration = Duration::from_secs(3);

/// Where TLS is spoken, as clients reach it.
#[derive(Clone, Debug)]
pub(super) enum Way {
    /// At this place itself.
    Direct(Place),
    /// Under this host, through this proxy.
    Through(Place, &'static str),
}

impl Way {
    /// The connection on which TLS begins, and the name that the certificate must have.
    fn open(&self) -> Result<(TcpStream, String), String> {
        let (place, host) = match self {
            Self::Direct(place) => (place, place.host.clone()),
            Self::Through(proxy, host) => (proxy, (*host).to_owned()),
        };
        let mut stream = connect(place).map_err(|error| error.to_string())?;
        let _ = stream.set_read_timeout(Some(WAIT));
        if let Self::Through(_, host) = self {
            tunnel(&mut stream, host).map_err(|error| format!("the proxy opens no tunnel: {error}"))?;
        }
        Ok((stream, host))
    }

    /// Shakes hands as a client does that trusts these roots and nobody else; an error says what is not accepted.
    pub(super) fn accepts(&self, roots: &[CertificateDer<'_>]) -> Result<(), String> {
        let (mut stream, host) = self.open()?;
        let mut store = RootCertStore::empty();
        store.add_parsable_certificates(roots.iter().map(|root| root.clone().into_owned()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .with_root_certificates(store)
            .with_no_client_auth();
        let name = address(&host).map_or_else(
            || ServerName::try_from(host.clone()).map_err(|error| error.to_string()),
            |address| Ok(ServerName::from(address)),
        )?;
        let mut client = ClientConnection::new(Arc::new(config), name).map_err(|error| error.to_string())?;
        while client.is_handshaking() {
            client.complete_io(&mut stream).map_err(|error| error.to_string())?;
        }
        Ok(())
    }
}

/// Whether TLS is spoken at a place, whoever it is.
pub(super) fn speaks(place: &Place) -> bool {
    Way::Direct(place.clone()).accepts(&[]).is_err_and(|error| error.contains("invalid peer certificate"))
}

/// The certificates of a file; an error where it cannot be read or holds none.
pub(super) fn certificates(path: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    let text = std::fs::read(path).map_err(|error| error.to_string())?;
    let certificates: Vec<CertificateDer<'static>> =
        CertificateDer::pem_slice_iter(&text).filter_map(Result::ok).collect();
    if certificates.is_empty() { Err("there is no certificate in it".to_owned()) } else { Ok(certificates) }
}

/// Asks a proxy for a tunnel and reads the head of its answer.
fn tunnel(stream: &mut TcpStream, host: &str) -> std::io::Result<()> {
    stream.write_all(format!("CONNECT {host}:443 HTTP/1.1\r\nhost: {host}:443\r\n\r\n").as_bytes())?;
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    match head.get(9..12) {
        Some(b"200") => Ok(()),
        _ => Err(std::io::Error::other(String::from_utf8_lossy(&head).lines().next().unwrap_or_default())),
    }
}
