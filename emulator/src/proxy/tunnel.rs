//! What a CONNECT leads to: the emulator itself, or somebody else's host.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::{Buf as _, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::watch;

use super::serve::Proxy;
use super::whose::split;
use crate::listener::Wire;
use crate::problem;
use crate::server::{self, Shell};
use crate::tls;

/// How a TLS record of a handshake begins.
const HANDSHAKE: u8 = 0x16;
/// The answer to a CONNECT whose tunnel is open.
const OPEN: &[u8] = b"HTTP/1.1 200 Connection established\r\n\r\n";

/// A tunnel that a CONNECT has asked for.
#[derive(Debug)]
pub(super) enum Tunnel {
    /// To the emulator, as if it were the vendor.
    Here,
    /// To this host, which is nobody's here.
    There(String),
}

impl Tunnel {
    /// Opens the tunnel and carries bytes until one end closes or the server stops. `early` is what the client has sent
    /// already.
    pub(super) async fn run(
        &self,
        mut client: TcpStream,
        early: Bytes,
        peer: SocketAddr,
        proxy: &Proxy,
        shell: Arc<Shell>,
        mut stopping: watch::Receiver<bool>,
    ) {
        match self {
            Self::Here => {
                if client.write_all(OPEN).await.is_err() {
                    return;
                }
                let client = Early { bytes: early, wire: client };
                // A client may speak plain HTTP through a tunnel too.
                match client.first_byte().await {
                    Some(HANDSHAKE) => tls::connection(client, peer, proxy.tls(), shell, stopping).await,
                    Some(_) => server::connection(client, peer, shell, stopping).await,
                    None => {}
                }
            }
            Self::There(authority) => {
                let (host, port) = split(authority);
                let mut there = match TcpStream::connect((host, port.unwrap_or(443))).await {
                    Ok(there) => there,
                    Err(error) => {
                        let _ = client
                            .write_all(closed(&format!("failed to reach {authority}: {error}")).as_bytes())
                            .await;
                        return;
                    }
                };
                if client.write_all(OPEN).await.is_err() {
                    return;
                }
                let mut client = Early { bytes: early, wire: client };
                tokio::select! {
                    _ = tokio::io::copy_bidirectional(&mut client, &mut there) => {}
                    _ = stopping.changed() => {}
                }
            }
        }
    }
}

/// The answer to a CONNECT that comes to nothing.
fn closed(detail: &str) -> String {
    let reply = problem::admin(502, detail);
    let body = String::from_utf8_lossy(&reply.body);
    format!(
        "HTTP/1.1 502 Bad Gateway\r\ncontent-type: {}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        problem::CONTENT_TYPE,
        body.len()
    )
}

/// A client's connection whose first bytes have been read already.
#[derive(Debug)]
struct Early {
    bytes: Bytes,
    wire: TcpStream,
}

impl Early {
    /// The first byte that the client sends, without taking it.
    async fn first_byte(&self) -> Option<u8> {
        if let Some(first) = self.bytes.first() {
            return Some(*first);
        }
        let mut first = [0];
        let peeked = tokio::time::timeout(server::HEAD_TIMEOUT, self.wire.peek(&mut first)).await;
        matches!(peeked, Ok(Ok(1))).then_some(first[0])
    }
}

impl Wire for Early {
    fn socket(&self) -> &TcpStream {
        &self.wire
    }
}

impl AsyncRead for Early {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.bytes.is_empty() {
            return Pin::new(&mut self.wire).poll_read(cx, buf);
        }
        let length = self.bytes.len().min(buf.remaining());
        buf.put_slice(&self.bytes[..length]);
        self.bytes.advance(length);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Early {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.wire).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.wire).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.wire).poll_shutdown(cx)
    }
}
