//! An answer that a fault cuts, carried out on the connection itself.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::faults::{Cut, truncate};
use crate::http::Reply;
use crate::listener::Wire;

/// How long a connection that is closed on purpose may still be read from.
const LINGER: std::time::Duration = std::time::Duration::from_secs(1);

/// An answer that is cut. The service gives it as an error, so that hyper stops and gives the connection back.
#[derive(Debug)]
pub(crate) enum Severed {
    /// The connection is reset.
    Reset,
    /// The connection is closed after these bytes.
    After(Vec<u8>),
}

impl Severed {
    /// What is left of a reply.
    pub(crate) fn new(cut: Cut, reply: &Reply) -> Self {
        match cut {
            Cut::Reset => Self::Reset,
            Cut::Empty => Self::After(Vec::new()),
            Cut::Truncate => Self::After(truncate::bytes(reply)),
        }
    }

    /// What an error of hyper's was caused by, if that was an answer to be cut.
    pub(crate) fn of(error: &hyper::Error) -> Option<&Self> {
        std::error::Error::source(error)?.downcast_ref()
    }

    /// Ends a connection so.
    pub(crate) async fn end(&self, mut wire: impl Wire) {
        match self {
            // A socket that is dropped with no time to linger sends a reset.
            Self::Reset => {
                let _ = wire.socket().set_zero_linger();
            }
            Self::After(bytes) => {
                let _ = wire.write_all(bytes).await;
                let _ = wire.shutdown().await;
                // What is still unread would turn the close into a reset.
                let rest = async { while matches!(wire.read(&mut [0; 1024]).await, Ok(1..)) {} };
                let _ = tokio::time::timeout(LINGER, rest).await;
            }
        }
    }
}

impl std::fmt::Display for Severed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a fault cuts the answer")
    }
}

impl std::error::Error for Severed {}
