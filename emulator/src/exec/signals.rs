//! Passes signals on to a command.

use rustix::process::{Pid, Signal, getpgrp, kill_process};
use rustix::termios::tcgetpgrp;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc;

/// The signals that a command may wait for.
const PASSED_ON: [Signal; 6] =
    [Signal::INT, Signal::TERM, Signal::HUP, Signal::QUIT, Signal::USR1, Signal::USR2];

/// The signals that arrive, from now on.
#[derive(Debug)]
pub(super) struct Signals(mpsc::UnboundedReceiver<Signal>);

impl Signals {
    /// Begins to listen; from here on no signal ends this program by itself.
    pub(super) fn new() -> std::io::Result<Self> {
        let (sender, receiver) = mpsc::unbounded_channel();
        for passed_on in PASSED_ON {
            let mut arriving = signal(SignalKind::from_raw(passed_on.as_raw()))?;
            let sender = sender.clone();
            tokio::spawn(async move {
                while arriving.recv().await.is_some() && sender.send(passed_on).is_ok() {}
            });
        }
        Ok(Self(receiver))
    }

    /// Passes signals on to a process for as long as this is awaited.
    pub(super) async fn pass_on(&mut self, to: Option<u32>) {
        let process = to.and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        while let Some(arrived) = self.0.recv().await {
            // What a terminal sends, the command has got already.
            let typed = matches!(arrived, Signal::INT | Signal::QUIT) && in_foreground();
            if let Some(process) = process.filter(|_| !typed) {
                let _ = kill_process(process, arrived);
            }
        }
        std::future::pending().await
    }
}

/// Whether this program, and with it its command, belongs to what a terminal's keys reach.
fn in_foreground() -> bool {
    tcgetpgrp(std::io::stdin()).is_ok_and(|group| group == getpgrp())
}
