//! The binary: command line, runtime, signals.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use testline_conformance::cli::Cli;
use testline_conformance::exit::Exit;
use testline_conformance::runner::Stop;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    let stop = Stop::default();
    if !cli.runs_a_command() {
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
    cli.run(&mut std::io::stdout().lock(), &mut std::io::stderr(), &stop).await.into()
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
