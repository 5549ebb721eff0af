//! The emulator inside a test, as a test's author uses it.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use reqwest::blocking::{Client, Response};
use testline_emulator::world::clock::Clock;
use testline_emulator::{Emulator, Vendor, WorldHandle, json};

const TRUNK: &str = "aabbccdd-1234-5678-90ab-cdef12345678";
const NUMBER: &str = "+912271264217";

/// Puts a Vobiz number on a trunk.
fn assign(world: &WorldHandle, number: &str, trunk: &str) -> Response {
    let credentials = world.credentials(Vendor::Vobiz);
    let account = format!("{}/api/v1/Account/{}", world.url(Vendor::Vobiz), credentials.ids["auth_id"]);
    let url = format!("{account}/numbers/{}/assign", number.replace('+', "%2B"));
    let mut request = Client::new().post(url).body(json!({"trunk_group_id": trunk}).to_string());
    for (name, value) in &credentials.headers {
        request = request.header(name, value);
    }
    request.header("content-type", "application/json").send().expect("the emulator answers")
}

/// What a closure panics with.
fn panic_of(run: impl FnOnce()) -> String {
    let caught = catch_unwind(AssertUnwindSafe(run)).expect_err("it panics");
    caught.downcast_ref::<String>().cloned().unwrap_or_default()
}

#[test]
fn it_works_with_a_blocking_client() {
    let emulator = Emulator::start_blocking();
    assert_eq!(assign(emulator.default_world(), NUMBER, TRUNK).status(), 204);
    assert_eq!(assign(emulator.default_world(), NUMBER, TRUNK).status(), 400);
}

#[tokio::test]
async fn it_works_under_a_runtime_with_one_thread_that_is_blocked() {
    let emulator = Emulator::start().await;
    let address = emulator.root_url().replace("http://", "");
    // The runtime's only thread waits here, and the emulator answers all the same.
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream
        .write_all(b"GET /vobiz/api/v1/auth/me HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        .expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
}

#[test]
fn it_stops_when_it_is_dropped_also_with_a_connection_open() {
    let emulator = Emulator::start_blocking();
    let address = emulator.root_url().replace("http://", "");
    let mut open = TcpStream::connect(&address).expect("it listens");
    open.write_all(b"GET /half").expect("it reads");
    drop(emulator);
    assert!(TcpStream::connect(&address).is_err(), "nobody listens any more");
    assert!(matches!(open.read(&mut [0; 16]), Ok(0) | Err(_)), "the open connection is closed");
}

#[test]
fn emulators_do_not_know_of_each_other() {
    std::thread::scope(|scope| {
        for _ in 0..24 {
            scope.spawn(|| {
                let emulator = Emulator::start_blocking();
                assert_eq!(assign(emulator.default_world(), NUMBER, TRUNK).status(), 204);
                emulator.journal().assert_count("vobiz.assign-number-to-trunk.assigned", 1);
            });
        }
    });
}

#[test]
fn worlds_of_one_emulator_do_not_know_of_each_other() {
    let emulator = Emulator::start_blocking();
    let (one, other) = (emulator.world("one"), emulator.world("other"));
    assert_eq!(assign(&one, NUMBER, TRUNK).status(), 204);
    assert_eq!(assign(&other, NUMBER, TRUNK).status(), 204);
    assert_eq!((one.journal().len(), other.journal().len(), emulator.journal().len()), (1, 1, 0));
    assert_eq!(emulator.world("one").journal().len(), 1, "the same name is the same world");
    assert_ne!(one.credentials(Vendor::Vobiz), other.credentials(Vendor::Vobiz));
}

#[test]
fn a_journal_reads_the_same_whoever_the_client_is() {
    let journal = |say: &dyn Fn(&Emulator)| {
        let emulator = Emulator::start_blocking();
        say(&emulator);
        emulator.journal().to_string()
    };
    let by_reqwest = journal(&|emulator| {
        assign(emulator.default_world(), NUMBER, TRUNK);
    });
    let by_hand = journal(&|emulator| {
        let body = format!(r#"{{"trunk_group_id":"{TRUNK}"}}"#);
        let mut stream = TcpStream::connect(emulator.root_url().replace("http://", "")).expect("it listens");
        let request = format!(
            "POST /api/v1/Account/MA_XXXXXX/numbers/%2B912271264217/assign HTTP/1.1\r\nHost: elsewhere\r\n\
             Content-Type: application/json\r\nTraceparent: 00-abc\r\nX-Auth-Token: testline\r\nX-Auth-ID: MA_XXXXXX\r\n\
             User-Agent: another\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).expect("it reads");
        stream.read_to_end(&mut Vec::new()).expect("it answers");
    });
    assert_eq!(by_reqwest, by_hand);
    insta::assert_snapshot!(by_reqwest, @r#"
    ### 1 vobiz.assign-number-to-trunk.assigned
    POST /api/v1/Account/MA_XXXXXX/numbers/%2B912271264217/assign
    content-type: application/json
    x-auth-id: MA_XXXXXX
    x-auth-token: ***

    {"trunk_group_id":"aabbccdd-1234-5678-90ab-cdef12345678"}

    HTTP/1.1 204 No Content
    server: Vobiz API Gateway
    "#);
}

#[test]
fn a_client_that_does_several_things_at_once_is_compared_by_operation() {
    let run = || {
        let emulator = Emulator::start_blocking();
        let me = || Client::new().get(format!("{}/api/v1/auth/me", emulator.url(Vendor::Vobiz))).send();
        std::thread::scope(|scope| {
            scope.spawn(|| assign(emulator.default_world(), NUMBER, TRUNK));
            scope.spawn(|| me().expect("the emulator answers"));
        });
        emulator.journal().by_operation()
    };
    let by_operation = run();
    assert_eq!(by_operation.to_string(), run().to_string());
    assert_eq!(
        by_operation.iter().map(|(name, view)| (name, view.len())).collect::<Vec<_>>(),
        [("vobiz.assign-number-to-trunk", 1), ("vobiz.retrieve-account", 1)]
    );
    assert!(by_operation.get("vobiz.list-trunks").is_empty());
}

#[test]
fn an_assertion_that_fails_prints_the_journal() {
    let emulator = Emulator::start_blocking();
    assign(emulator.default_world(), NUMBER, TRUNK);
    let journal = emulator.journal();
    journal.assert_met("vobiz.assign-number-to-trunk.assigned");
    journal.assert_never("vobiz.assign-number-to-trunk.already-assigned");
    let told = panic_of(|| journal.assert_met("vobiz.assign-number-to-trunk.already-assigned"));
    assert!(
        told.starts_with(
            "vobiz.assign-number-to-trunk.already-assigned was never met; the journal has one exchange:"
        ),
        "{told}"
    );
    assert!(told.contains("POST /api/v1/Account/MA_XXXXXX/numbers/%2B912271264217/assign"), "{told}");
    let told = panic_of(|| journal.assert_never("vobiz.assign-number-to-trunk.assigned"));
    assert!(told.contains("was met once"), "{told}");
    let told = panic_of(|| journal.assert_count("vobiz.assign-number-to-trunk.assigned", 2));
    assert!(told.contains("was met once, not 2 times"), "{told}");
    let told = panic_of(|| journal.assert_met("vobiz.assign-number-to-trunk.asigned"));
    assert!(told.contains("is no clause; near it are: vobiz.assign-number-to-trunk.assigned"), "{told}");
}

#[test]
fn a_field_that_nothing_read_is_told() {
    let emulator = Emulator::start_blocking();
    let credentials = emulator.credentials(Vendor::Vobiz);
    let url = format!("{}/api/v1/Account/MA_XXXXXX/trunks", emulator.url(Vendor::Vobiz));
    let mut request = Client::new().post(url).body(r#"{"name":"Line","nam":"x"}"#);
    for (name, value) in &credentials.headers {
        request = request.header(name, value);
    }
    request.send().expect("the emulator answers");
    let told = panic_of(|| emulator.journal().assert_all_read());
    assert!(told.starts_with("nothing read nam"), "{told}");
}

#[test]
fn time_moves_only_when_it_is_told_to() {
    let emulator = Emulator::start_blocking();
    let world = emulator.world("time");
    assert_eq!(world.now().to_string(), "2026-01-24T10:30:19Z");
    assign(&world, NUMBER, TRUNK);
    assert_eq!(world.now().to_string(), "2026-01-24T10:30:20Z");
    assert_eq!(emulator.default_world().now().to_string(), "2026-01-24T10:30:19Z");
    let released = json!({"status": "pending_release", "release_ends_at": "2026-01-25T10:30:19Z"});
    world.patch(json!({"vobiz": {"numbers": {NUMBER: released}}}));
    let fired = world.advance(Duration::from_secs(24 * 60 * 60));
    assert_eq!(
        fired.iter().map(|fired| fired.what.as_str()).collect::<Vec<_>>(),
        ["+912271264217 left its account"]
    );
}

#[test]
fn a_real_clock_cannot_be_moved() {
    let emulator = Emulator::builder().clock(Clock::Real).start_blocking();
    let told = panic_of(|| {
        emulator.advance(Duration::from_secs(1));
    });
    assert!(told.contains("only a manual clock can be moved"), "{told}");
}

#[test]
fn a_fault_strikes_one_world() {
    let emulator = Emulator::start_blocking();
    let id = emulator.fault(json!({
        "match": {"vendor": "vobiz", "operation": "assign-number-to-trunk"},
        "action": {"kind": "refuse", "clause": "any.server-error"},
    }));
    assert_eq!(assign(emulator.default_world(), NUMBER, TRUNK).status(), 500);
    assert_eq!(assign(&emulator.world("other"), NUMBER, TRUNK).status(), 204);
    assert_eq!(emulator.journal().last().and_then(|exchange| exchange.remarks().fault.clone()), Some(id));
    emulator.default_world().clear_faults();
    assert_eq!(assign(emulator.default_world(), NUMBER, TRUNK).status(), 204);
    let told = panic_of(|| {
        emulator.fault(json!({"action": {"kind": "explode"}}));
    });
    assert!(told.contains("the fault is wrong") && told.contains("explode"), "{told}");
}

#[test]
fn what_is_wrong_with_the_settings_is_told_at_the_start() {
    let wrong = |builder: testline_emulator::EmulatorBuilder| builder.try_start().expect_err("it is wrong");
    assert!(
        wrong(Emulator::builder().dialect("vobiz.raw-plus", "maybe")).contains("it takes: 404, accepted")
    );
    assert!(wrong(Emulator::builder().world_file("no-such.yaml")).contains("failed to read no-such.yaml"));
}

#[test]
fn the_given_numbers_are_met_by_requests() {
    let emulator = Emulator::start_blocking();
    let world = emulator.world("given");
    let get = |vendor: Vendor, path: &str| {
        let mut request = Client::new().get(format!("{}{path}", world.url(vendor)));
        for (name, value) in &world.credentials(vendor).headers {
            request = request.header(name, value);
        }
        request.send().expect("the emulator answers").text().expect("a body")
    };

    world.vobiz_trunk("eeeeccdd-1234-5678-90ab-cdef12345678");
    world.vobiz_number("+918071000009").on_trunk("eeeeccdd-1234-5678-90ab-cdef12345678");
    world.vobiz_number("+918071000008").of("second");
    assert_eq!(assign(&world, "+918071000009", TRUNK).status(), 400);
    assert_eq!(assign(&world, "+918071000008", TRUNK).status(), 404);
    world.vobiz_balance(5);
    let account = &world.credentials(Vendor::Vobiz).ids["auth_id"];
    assert!(get(Vendor::Vobiz, &format!("/api/v1/Account/{account}/balance/INR")).contains(":5"));

    world.unleashx_number("+918062810341").on_agent("agent_other");
    world.unleashx_providers(&["twilio"]);
    let attach = Client::new()
        .post(format!("{}/api/agent/attach-phone-number", world.url(Vendor::Unleashx)))
        .header("token", &world.credentials(Vendor::Unleashx).headers["token"])
        .body(r#"{"agent_id":"agent_abc123xyz","provider":"san","numbers":["+918062810341"]}"#)
        .header("content-type", "application/json")
        .send();
    assert_eq!(attach.expect("the emulator answers").status(), 400);
    world.journal().assert_met("unleashx.attach-phone-number.provider-not-configured");

    let agent = "9839c486-f904-4db4-9d66-228964d76580";
    let number = "5f0c1d6e-0d44-4b50-8888-8dd257360001";
    world.dasha_number(number, "+15557654321").linked_to(agent);
    let shown = get(Vendor::Dasha, &format!("/api/v1/sip-phone-numbers/{number}"));
    assert!(shown.contains(&format!("\"incomingCallsAgentId\":\"{agent}\"")), "{shown}");

    world.trillet_number("750cd929", "+12345678909").bound_to("64f9b12a");
    world.trillet_number("750cd920", "+12345678901").bound_to("64f9b12b").bound_to("64f9b12a");
    let state = world.state();
    assert_eq!(state["trillet"]["agents"]["64f9b12a"]["phone_number_ids"], json!(["750cd929", "750cd920"]));
    assert_eq!(state["trillet"]["trunks"]["750cd920"]["agent"], "64f9b12a");
    let shown = get(Vendor::Trillet, "/v1/api/twilio/phone-numbers/750cd920/config");
    assert!(shown.contains("64f9b12a"), "{shown}");
}

#[test]
fn an_emulator_leaves_what_was_met_when_it_is_dropped() {
    let folder = std::env::temp_dir().join(format!("testline-harness-coverage-{}", std::process::id()));
    for _ in 0..2 {
        let emulator = Emulator::builder().coverage_dir(&folder).start_blocking();
        assign(&emulator.world("one"), NUMBER, TRUNK);
    }
    let mut files = 0;
    for entry in std::fs::read_dir(&folder).expect("it is there") {
        let text = std::fs::read_to_string(entry.expect("an entry").path()).expect("it can be read");
        assert!(text.contains("\"vobiz.assign-number-to-trunk.assigned\": 1"), "{text}");
        files += 1;
    }
    assert_eq!(files, 2, "emulators of one process do not overwrite each other");
    std::fs::remove_dir_all(&folder).expect("it can be removed");
}

#[test]
fn the_variables_of_a_world_are_those_that_exec_sets() {
    let emulator = Emulator::start_blocking();
    let world = emulator.world("child");
    let variables = world.variables();
    let value = |name: &str| variables.iter().find(|(held, _)| held == name).map(|(_, value)| value.as_str());
    assert_eq!(value("VOBIZ_BASE_URL"), Some(format!("{}/w/child/vobiz", emulator.root_url()).as_str()));
    assert_eq!(value("VOBIZ_AUTH_ID"), Some(world.credentials(Vendor::Vobiz).ids["auth_id"].as_str()));
    assert_eq!(value("TESTLINE_WORLD_NAME"), Some("child"));
}
