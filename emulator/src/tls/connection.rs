//! Speaks TLS on a connection, and HTTP inside it.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::sync::watch;

use crate::listener::Wire;
use crate::server::{self, HEAD_TIMEOUT, Shell};

/// Speaks TLS, and HTTP inside it. A client that hangs up is told of on the console: it may not trust the authority.
pub(crate) async fn connection(
    wire: impl Wire,
    peer: SocketAddr,
    tls: Arc<rustls::ServerConfig>,
    shell: Arc<Shell>,
    stopping: watch::Receiver<bool>,
) {
    let accepted = tokio_rustls::TlsAcceptor::from(tls).accept(wire);
    match tokio::time::timeout(HEAD_TIMEOUT, accepted).await {
        Ok(Ok(wire)) => server::connection(wire, peer, shell, stopping).await,
        Ok(Err(error)) => shell.log().note(&format!(
            "a TLS client at {peer} hung up ({error}); it may not trust the emulator's certificate authority"
        )),
        Err(_) => {}
    }
}
