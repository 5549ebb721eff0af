//! A vendor that differs in three things: the report names them and nothing else, grades them by how they are known,
//! and what would make the emulator behave so is written down and read back.

use serde_json::Value;
use testline_conformance::profile::Profile;
use testline_emulator::Vendor;
use testline_emulator::switches::Switches;

use crate::live::{UNLEASHX, VOBIZ, pretty_assert};
use crate::live_standin::{StandIn, ended};
use crate::program::{folder, program};
use crate::proxy::{Passing, Proxy};

/// What the vendors do that the emulator does not do by itself.
const TURNED: [(&str, &str); 3] =
    [("vobiz.raw-plus", "accepted"), ("vobiz.webhook-url", "any"), ("unleashx.error-timestamp", "present")];

/// A target file whose variables begin with the vendor's name, and those variables.
fn target(live: &StandIn, vendor: Vendor, resources: &str) -> (String, Vec<(String, String)>) {
    let path = live.target(vendor, resources, "");
    let prefix = vendor.name().to_uppercase();
    let text = std::fs::read_to_string(&path).expect("it was written");
    std::fs::write(&path, text.replace("env: ", &format!("env: {prefix}_"))).expect("the folder is there");
    let profile = Profile::of_default_world(vendor);
    let value = |set: &str, header: &str| profile.sets[set].headers[header].clone();
    let headers = match vendor {
        Vendor::Vobiz => [("first", "X-Auth-ID", "X-Auth-Token"), ("second", "X-Auth-ID", "X-Auth-Token")],
        Vendor::Unleashx | Vendor::Trillet | Vendor::Dasha => {
            [("first", "token", "token"), ("second", "token", "token")]
        }
    };
    let mut variables = Vec::new();
    for (set, id, token) in headers {
        let id = if vendor == Vendor::Unleashx {
            value(&format!("{set}-api-key"), "authorization")
        } else {
            value(set, id)
        };
        variables.push((format!("{prefix}_{}_ID", set.to_uppercase()), id));
        variables.push((format!("{prefix}_{}_TOKEN", set.to_uppercase()), value(set, token)));
    }
    if vendor == Vendor::Vobiz {
        let sub = |header: &str| value("sub-account", header);
        variables.push(("VOBIZ_SUB_ID".to_owned(), sub("X-Auth-ID")));
        variables.push(("VOBIZ_SUB_TOKEN".to_owned(), sub("X-Auth-Token")));
    }
    (path, variables)
}

#[tokio::test(flavor = "multi_thread")]
async fn three_switches_are_told_graded_and_written_down() {
    let live = StandIn::start("three", &TURNED).await;
    let (vobiz, mut variables) = target(&live, Vendor::Vobiz, VOBIZ);
    let (unleashx, more) = target(&live, Vendor::Unleashx, UNLEASHX);
    variables.extend(more);
    let before = (live.state(Vendor::Vobiz), live.state(Vendor::Unleashx));
    let (events, dialect) = (live.folder.join("events.jsonl"), live.folder.join("dialect.yaml"));
    let report = format!("json={}", events.display());
    let dialect_file = dialect.display().to_string();
    let words = [
        "run",
        "--target",
        &vobiz,
        "--target",
        &unleashx,
        "--vendor",
        "vobiz,unleashx",
        "--allow-changes",
        "--report",
        &report,
        "--write-dialect",
        &dialect_file,
    ];
    let mut command = live.program(Vendor::Vobiz, &words);
    command.envs(variables);
    let done = ended(command).await;
    assert_eq!(done.code, Some(1), "{}\n{}", done.out, done.log);
    pretty_assert(&before.0, &live.state(Vendor::Vobiz));
    pretty_assert(&before.1, &live.state(Vendor::Unleashx));

    // The report names what differs, each as its evidence has it, and nothing else.
    let text = std::fs::read_to_string(&events).expect("the report is written");
    let mut wrong: Vec<(String, String)> = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("a line is JSON"))
        .filter(|event| event["failure"].is_object())
        .map(|event| {
            let text = |value: &Value| value.as_str().expect("a text").to_owned();
            (text(&event["failure"]["clause"]), text(&event["end"]))
        })
        .collect();
    wrong.sort();
    wrong.dedup();
    let told = |clause: &str, end: &str| (clause.to_owned(), end.to_owned());
    assert_eq!(
        wrong,
        [
            // Its condition is documented and its body inferred, and only the body is another.
            told("unleashx.attach-phone-number.numbers-missing", "differs"),
            told("vobiz.attach-number.raw-plus", "disagrees"),
            told("vobiz.create-trunk.webhook-url-private", "disagrees"),
        ],
        "{}",
        done.out
    );

    // What is written turns just those switches, and the emulator reads it.
    let text = std::fs::read_to_string(&dialect).expect("the dialect is written");
    let read =
        Switches::read(&["@dialect.yaml".to_owned()], |_| Ok(text.clone())).expect("the emulator reads it");
    let mut turned = read.turned.clone();
    turned.sort();
    let mut wanted = TURNED.map(|(name, value)| (name.to_owned(), value.to_owned()));
    wanted.sort();
    assert_eq!(turned, wanted, "{text}");
    assert!(read.stubs.is_empty(), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_switch_gives_is_a_stub_with_its_reason() {
    let folder = folder("stubbed");
    let refused = "This number is already assigned to a trunk.";
    let lie = move |passing: &mut Passing<'_>| {
        if passing.answer.body.contains(refused) {
            passing.answer.status = 409;
            passing.answer.replace(refused, "+912271264217 is taken");
        }
    };
    let proxy = Proxy::start(&[], Box::new(lie)).await;
    let target = format!("{}/{{vendor}}", proxy.url);
    let filter = "vobiz/assign-number-to-trunk/a-number-that-is-on-a-trunk";
    let done =
        program(&folder, &["run", filter, "--target", &target, "--write-dialect", "d.yaml"], &[]).await;
    assert_eq!(done.code, Some(1), "{done:?}");
    let text = std::fs::read_to_string(folder.join("d.yaml")).expect("it is written");
    let read = Switches::read(&["@d.yaml".to_owned()], |_| Ok(text.clone())).expect("the emulator reads it");
    assert!(read.turned.is_empty() && read.stubs.len() == 1, "{text}");
    let stub: Value = serde_json::to_value(&read.stubs[0]).expect("a fault is JSON");
    assert_eq!(stub["match"]["clause"], "vobiz.assign-number-to-trunk.already-assigned");
    assert_eq!(stub["action"]["status"], 409);
    assert_eq!(stub["action"]["json"]["message"], "+912271264217 is taken");
    let reason = stub["action"]["reason"].as_str().expect("a stub has a reason");
    assert!(reason.starts_with("status: expected 400, came 409"), "{reason}");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_differs_nothing_is_written_down() {
    let folder = folder("alike");
    let words = ["run", "--operation", "attach-number", "--write-dialect", "d.yaml"];
    assert_eq!(program(&folder, &words, &[]).await.code, Some(0));
    let text = std::fs::read_to_string(folder.join("d.yaml")).expect("it is written");
    let read = Switches::read(&["@d.yaml".to_owned()], |_| Ok(text.clone())).expect("the emulator reads it");
    assert_eq!(read, Switches::default(), "{text}");
}
