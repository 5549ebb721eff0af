//! The thread on which an emulator of a test answers.

use std::io::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use crate::coverage_file::CoverageFile;
use crate::listener::Listener;
use crate::server::{self, Options};
use crate::tenancy::Tenancy;

/// A socket on a free port of this machine, bound but not yet answering.
#[derive(Debug)]
pub(super) struct Bound {
    socket: TcpListener,
    /// Where it is.
    pub(super) address: SocketAddr,
}

impl Bound {
    /// Binds one; connections that come before anybody answers wait.
    pub(super) fn new() -> Result<Self, String> {
        let failed = |error: std::io::Error| format!("failed to listen on a free port: {error}");
        let socket = TcpListener::bind("127.0.0.1:0").map_err(failed)?;
        socket.set_nonblocking(true).map_err(failed)?;
        let address = socket.local_addr().map_err(failed)?;
        Ok(Self { socket, address })
    }
}

/// A thread that answers until this is dropped.
#[derive(Debug)]
pub(super) struct Running {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    tenancy: Arc<Tenancy>,
    coverage_dir: Option<PathBuf>,
}

/// What turns a socket into a listener, on the thread.
pub(super) type Speak = Box<dyn FnOnce(tokio::net::TcpListener) -> Listener + Send>;

impl Running {
    /// Starts to answer on these sockets; the first is the one whose address worlds are told to use.
    pub(super) fn start(
        sockets: Vec<(Bound, Speak)>,
        tenancy: Arc<Tenancy>,
        options: Options,
        coverage_dir: Option<PathBuf>,
    ) -> Result<Self, String> {
        let failed = |error: std::io::Error| format!("failed to start an emulator: {error}");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let listeners = {
            let _inside = runtime.enter();
            let listener =
                |(bound, speak): (Bound, Speak)| tokio::net::TcpListener::from_std(bound.socket).map(speak);
            sockets.into_iter().map(listener).collect::<Result<Vec<_>, _>>().map_err(failed)?
        };
        let (stop, stopped) = oneshot::channel::<()>();
        let served = Arc::clone(&tenancy);
        let answer = move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = server::run_all(listeners, served, options, std::future::pending()) => {}
                    // A test that ends waits for nobody: what is open is closed with the runtime.
                    _ = stopped => {}
                }
            });
            runtime.shutdown_background();
        };
        let thread =
            std::thread::Builder::new().name("testline-emulator".to_owned()).spawn(answer).map_err(failed)?;
        Ok(Self { stop: Some(stop), thread: Some(thread), tenancy, coverage_dir })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
        if let Some(folder) = &self.coverage_dir {
            let written = CoverageFile::new(self.tenancy.coverage()).write(folder, std::process::id());
            if let Err(error) = written {
                let _ = writeln!(std::io::stderr(), "testline-emulator: {error}");
            }
        }
    }
}
