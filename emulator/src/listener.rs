//! Where connections come from, and what is spoken on them: HTTP, HTTP inside TLS, or what a proxy is asked.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};

use crate::server::{Shell, connection};

/// A socket that takes connections, and what is spoken on them.
#[derive(Debug)]
pub struct Listener {
    socket: TcpListener,
    speaks: Speaks,
}

#[derive(Clone, Debug)]
enum Speaks {
    Http,
    #[cfg(feature = "tls")]
    Https(Arc<rustls::ServerConfig>),
    #[cfg(feature = "tls")]
    Proxy(Arc<crate::proxy::Proxy>),
}

/// A connection on which HTTP is spoken.
pub(crate) trait Wire: AsyncRead + AsyncWrite + Send + Unpin + 'static {
    /// The socket underneath.
    fn socket(&self) -> &TcpStream;

    /// Whether it is inside TLS.
    fn encrypted(&self) -> bool {
        false
    }
}

impl Wire for TcpStream {
    fn socket(&self) -> &TcpStream {
        self
    }
}

#[cfg(feature = "tls")]
impl<W: Wire> Wire for tokio_rustls::server::TlsStream<W> {
    fn socket(&self) -> &TcpStream {
        self.get_ref().0.socket()
    }

    fn encrypted(&self) -> bool {
        true
    }
}

impl Listener {
    /// HTTP as it is.
    pub const fn http(socket: TcpListener) -> Self {
        Self { socket, speaks: Speaks::Http }
    }

    /// HTTP inside TLS.
    #[cfg(feature = "tls")]
    pub const fn https(socket: TcpListener, tls: Arc<rustls::ServerConfig>) -> Self {
        Self { socket, speaks: Speaks::Https(tls) }
    }

    /// A proxy that answers for the vendors' hosts itself.
    #[cfg(feature = "tls")]
    pub fn proxy(socket: TcpListener, proxy: crate::proxy::Proxy) -> Self {
        Self { socket, speaks: Speaks::Proxy(Arc::new(proxy)) }
    }

    /// Where it listens.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    /// Takes connections until the server stops.
    pub(crate) async fn accept(
        self,
        shell: Arc<Shell>,
        places: Arc<Semaphore>,
        mut stopping: watch::Receiver<bool>,
    ) {
        loop {
            let place = tokio::select! {
                _ = stopping.changed() => return,
                place = Arc::clone(&places).acquire_owned() => match place {
                    Ok(place) => place,
                    Err(_) => return,
                },
            };
            let (stream, peer) = tokio::select! {
                _ = stopping.changed() => return,
                accepted = self.socket.accept() => match accepted {
                    Ok(accepted) => accepted,
                    // The peer is gone already, or descriptors ran out for a moment.
                    Err(_) => {
                        tokio::task::yield_now().await;
                        continue;
                    }
                },
            };
            let _ = stream.set_nodelay(true);
            let (shell, stopping, speaks) = (Arc::clone(&shell), stopping.clone(), self.speaks.clone());
            tokio::spawn(async move {
                match speaks {
                    Speaks::Http => connection(stream, peer, shell, stopping).await,
                    #[cfg(feature = "tls")]
                    Speaks::Https(tls) => crate::tls::connection(stream, peer, tls, shell, stopping).await,
                    #[cfg(feature = "tls")]
                    Speaks::Proxy(proxy) => {
                        crate::proxy::connection(stream, peer, proxy, shell, stopping).await
                    }
                }
                drop(place);
            });
        }
    }
}
