//! Where there are no signals, a Ctrl-C reaches the command by itself; this program only has to outlive it.

/// Keeps Ctrl-C from ending this program before its command has ended.
#[derive(Debug)]
pub(super) struct Signals;

impl Signals {
    /// Begins to listen.
    pub(super) fn new() -> std::io::Result<Self> {
        Ok(Self)
    }

    /// Passes nothing on.
    pub(super) async fn pass_on(&mut self, _to: Option<u32>) {
        while tokio::signal::ctrl_c().await.is_ok() {}
        std::future::pending().await
    }
}
