//! Exploring what is not in process: worlds of an emulator at a URL, a live vendor, and whatever answers like one.

use clap::Parser as _;
use testline_conformance::cli::Cli;
use testline_conformance::exit::Exit;
use testline_conformance::runner::Stop;
use testline_emulator::{Vendor, server};

use crate::live::VOBIZ;
use crate::live_standin::StandIn;
use crate::targets::start;

/// Runs a command; gives the exit code, the report and the log.
async fn command(words: &[&str]) -> (Exit, String, String) {
    let cli =
        Cli::try_parse_from(std::iter::once(&"testline-conformance").chain(words)).expect("right words");
    let (mut out, mut log) = (Vec::new(), Vec::new());
    let exit = cli.run(&mut out, &mut log, &Stop::default()).await;
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (exit, text(out), text(log))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emulator_at_a_url_agrees_and_is_left_without_worlds() {
    let emulator = start(server::Options::default()).await;
    for vendor in ["trillet", "unleashx", "vobiz", "dasha"] {
        let words =
            ["explore", "--target", &emulator.url, "--vendor", vendor, "--cases", "4", "--steps", "25"];
        let (exit, out, log) = command(&words).await;
        assert_eq!((exit, log.as_str()), (Exit::Agrees, ""), "{out}");
        assert!(out.contains("no disagreement"), "{out}");
    }
    assert_eq!(emulator.tenancy.names(), ["default"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_emulator_as_the_oracle_an_emulator_at_a_url_agrees() {
    let emulator = start(server::Options::default()).await;
    let url = emulator.url.clone();
    let words = ["explore", "--target", &url, "--oracle", "emulator", "--cases", "4", "--steps", "25"];
    let (exit, out, log) = command(&words).await;
    assert_eq!((exit, log.as_str()), (Exit::Agrees, ""), "{out}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_vendor_is_only_read() {
    let live = StandIn::start("explored", &[]).await;
    let target = live.target(Vendor::Vobiz, VOBIZ, "");
    let before = live.exact_state(Vendor::Vobiz);
    let words = ["explore", "--target", &target, "--vendor", "vobiz", "--cases", "12", "--steps", "20"];
    let ended = live.run(Vendor::Vobiz, &words).await;
    assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.log);
    assert!(ended.out.contains("no disagreement"), "{}", ended.out);
    assert_eq!(live.exact_state(Vendor::Vobiz), before);
    assert_eq!(live.ledger_count(), 0);
}
