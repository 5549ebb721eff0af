//! The same scenarios by URL: through the admin API with a world for each, and against a black box.

use std::sync::Arc;

use testline_conformance::runner::{End, Run, Stop, Suite, Summary};
use testline_conformance::scenario::Scenario;
use testline_conformance::target::{Options, Place, Spec};
use testline_emulator::server;
use testline_emulator::tenancy::{Found, Settings, Tenancy};
use testline_emulator::{DEFAULT_WORLD, Timestamp};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::scenarios::scenarios;

/// An emulator on a free port; it stops when it is dropped.
pub(crate) struct Emulator {
    pub(crate) url: String,
    pub(crate) tenancy: Arc<Tenancy>,
    _stop: oneshot::Sender<()>,
}

pub(crate) async fn start(options: server::Options) -> Emulator {
    let tenancy = Arc::new(
        Tenancy::new(Settings::default(), Timestamp::UNIX_EPOCH).expect("the default settings are right"),
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    let (stop, stopped) = oneshot::channel();
    let shutdown = async {
        let _ = stopped.await;
    };
    tokio::spawn(server::run(listener, Arc::clone(&tenancy), options, shutdown));
    Emulator { url, tenancy, _stop: stop }
}

async fn run(url: &str, scenarios: Vec<Scenario>) -> Summary {
    run_in(&Spec::Url(url.to_owned()), scenarios).await
}

async fn run_in(spec: &Spec, scenarios: Vec<Scenario>) -> Summary {
    let place = Place::find(spec, &Options::default()).await.expect("it is there");
    let scenarios = scenarios.into_iter().map(Arc::new).collect();
    Suite { scenarios, jobs: 4, max_failures: None }.run(&place, &Stop::default(), |_| {}).await
}

/// What went wrong, one line each.
fn wrong(summary: &Summary) -> Vec<String> {
    let wrong = summary.runs.iter().filter_map(|run| match &run.end {
        End::Agreed | End::Skipped(_) => None,
        End::Failed(failure) => Some(format!("{}: {}", run.id, failure.mismatches.join("; "))),
        End::Broken(message) => Some(format!("{}: failed to {message}", run.id)),
        End::Stopped => Some(format!("{}: stopped", run.id)),
    });
    let left =
        summary.runs.iter().flat_map(|run| run.leftovers.iter().map(|left| format!("{}: {left}", run.id)));
    wrong.chain(left).collect()
}

fn agreed(summary: &Summary) -> usize {
    summary.runs.iter().filter(|run| matches!(run.end, End::Agreed)).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn by_url_every_scenario_has_a_world_and_leaves_none() {
    let emulator = start(server::Options::default()).await;
    let summary = run(&emulator.url, scenarios()).await;
    let wrong = wrong(&summary);
    assert!(wrong.is_empty(), "{} scenarios fail by URL:\n{}", wrong.len(), wrong.join("\n"));
    assert!(agreed(&summary) * 2 > summary.runs.len(), "only {} agreed", agreed(&summary));
    assert_eq!(emulator.tenancy.names(), ["default"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_black_box_is_asked_only_what_is_fair() {
    let emulator = start(server::Options { admin: None, bare: true, ..server::Options::default() }).await;
    let before = emulator.tenancy.names();
    let in_process = run_in(&Spec::InProcess, scenarios()).await;
    let summary = run(&format!("{}/{{vendor}}", emulator.url), scenarios()).await;
    let wrong = wrong(&summary);
    assert!(wrong.is_empty(), "{} scenarios fail against a black box:\n{}", wrong.len(), wrong.join("\n"));
    let gone = |run: &&Run| matches!(&run.end, End::Skipped(reason) if reason.contains("has used it up"));
    let gone: Vec<&str> = summary.runs.iter().filter(gone).map(|run| run.id.as_str()).collect();
    assert!(agreed(&summary) > 600 && gone.len() < 10, "{} agreed; gone: {gone:?}", agreed(&summary));
    assert_eq!(agreed(&in_process), in_process.runs.len());
    assert_eq!(emulator.tenancy.names(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_answer_that_never_comes_ends_its_own_scenario_only() {
    let emulator = start(server::Options { admin: None, bare: true, ..server::Options::default() }).await;
    let fault = serde_json::json!({
        "match": { "vendor": "vobiz", "operation": "create-trunk", "nth": 1 },
        "action": { "kind": "empty" },
    });
    let Found::World(default) = emulator.tenancy.get(DEFAULT_WORLD) else { panic!("there is one") };
    let fault = serde_json::from_value(fault).expect("it is a fault");
    default.lock().add_fault(fault).expect("it can be met");
    let of = |scenario: &Scenario| scenario.id.starts_with("vobiz/create-trunk/");
    let summary =
        run(&format!("{}/{{vendor}}", emulator.url), scenarios().into_iter().filter(of).collect()).await;
    let broken = summary.runs.iter().filter(|run| matches!(run.end, End::Broken(_))).count();
    assert_eq!((broken, summary.stopped), (1, false), "{:?}", wrong(&summary));
    assert!(agreed(&summary) > 0);
}

#[tokio::test]
async fn a_target_that_is_not_there_is_said_so() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    drop(listener);
    let error = Place::find(&Spec::Url(url.clone()), &Options::default()).await.expect_err("nobody listens");
    let message = error.to_string();
    assert!(message.starts_with(&format!("reach {url}: ")) && message.contains("is it running"), "{message}");
}
