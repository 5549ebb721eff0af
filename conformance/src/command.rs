//! Carries a command out as a program does: runtime, standard streams and signals.

use std::io::Write as _;
use std::process::ExitCode;

use crate::cli::Command;
use crate::exit::Exit;
use crate::runner::Stop;

/// Runs one command to its end, or to a second Ctrl-C.
pub fn run(command: Command) -> ExitCode {
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(until_stopped(command)).into(),
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "failed to start the runtime: {error}");
            Exit::Usage.into()
        }
    }
}

async fn until_stopped(command: Command) -> Exit {
    let stop = Stop::default();
    if !command.runs_a_command() {
        let asked = stop.clone();
        tokio::spawn(async move {
            // The first signal lets cleanups finish, the second does not wait for them.
            if tokio::signal::ctrl_c().await.is_ok() {
                asked.ask();
                let _ = tokio::signal::ctrl_c().await;
                at_once();
            }
        });
    }
    command.run(&mut std::io::stdout().lock(), &mut std::io::stderr(), &stop).await
}

#[expect(clippy::exit, reason = "a second Ctrl-C stops at once, whatever still runs")]
fn at_once() {
    // Where nothing can be said any more, nothing is said.
    let _ = writeln!(
        std::io::stderr(),
        "stopped at once; what a live target still has to get back stands in its ledger: testline-conformance cleanup"
    );
    std::process::exit(i32::from(Exit::Stopped.code()));
}
