//! An emulator on a free port, for tests that need a socket.

use std::sync::Arc;

use testline_emulator::Timestamp;
use testline_emulator::server::{self, Options};
use testline_emulator::tenancy::{Settings, Tenancy};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// A running emulator; it stops when it is dropped.
pub(crate) struct Emulator {
    /// `http://127.0.0.1:PORT`
    pub url: String,
    /// Its worlds.
    pub tenancy: Arc<Tenancy>,
    _stop: oneshot::Sender<()>,
}

/// Starts one with the default settings.
pub(crate) async fn start() -> Emulator {
    start_with(Settings::default(), Options::default()).await
}

/// Starts one.
pub(crate) async fn start_with(settings: Settings, options: Options) -> Emulator {
    let tenancy = Arc::new(Tenancy::new(settings, Timestamp::UNIX_EPOCH).expect("the settings are right"));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let (stop, stopped) = oneshot::channel();
    let shutdown = async {
        let _ = stopped.await;
    };
    tokio::spawn(server::run(listener, Arc::clone(&tenancy), options, shutdown));
    Emulator { url, tenancy, _stop: stop }
}

/// A client that keeps its connections to itself.
pub(crate) fn client() -> reqwest::Client {
    reqwest::Client::builder().build().expect("a client without TLS")
}
