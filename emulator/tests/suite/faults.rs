//! Faults in a world of their own: what strikes, what it leaves of the state, and what the journal says of it.

use proptest::prelude::*;
use serde_json::{Value, json};
use testline_emulator::faults::{Cut, Effect};
use testline_emulator::http::{HeaderName, Method, Request};
use testline_emulator::world::clock::Clock;
use testline_emulator::{Outcome, SignedDuration, Timestamp, Vendor, World, WorldFile};

const WALL: Timestamp = Timestamp::UNIX_EPOCH;

fn world(faults: &[Value]) -> World {
    let mut world = World::new(0, "default");
    for fault in faults {
        let fault = serde_json::from_value(fault.clone()).expect("the form of a fault");
        world.add_fault(fault).expect("a right fault");
    }
    world
}

/// A request of the first tenant of the default world.
fn request(vendor: Vendor, method: Method, target: &str, body: &'static str) -> Request {
    let headers: &[(&'static str, &str)] = match vendor {
        Vendor::Trillet => &[("x-api-key", "tk_testline"), ("x-workspace-id", "664a1b2c3d4e5f6a7b8c9d0e")],
        Vendor::Unleashx => &[("token", "YOUR_AUTH_TOKEN")],
        Vendor::Vobiz => &[("x-auth-id", "MA_XXXXXX"), ("x-auth-token", "testline")],
        Vendor::Dasha => &[("authorization", "Bearer testline")],
    };
    let mut request = Request::new(method, target);
    for (name, value) in headers {
        request = request.with_header(HeaderName::from_static(name), value);
    }
    if body.is_empty() { request } else { request.with_json(body) }
}

/// A listing of each vendor.
fn question(vendor: Vendor) -> Request {
    let path = match vendor {
        Vendor::Trillet => "/v1/api/agents",
        Vendor::Unleashx => "/api/v1/global/agents/get",
        Vendor::Vobiz => "/api/v1/Account/MA_XXXXXX/trunks",
        Vendor::Dasha => "/api/v1/sip-phone-numbers",
    };
    request(vendor, Method::GET, path, "")
}

fn assign() -> Request {
    let body = r#"{"trunk_group_id":"aabbccdd-1234-5678-90ab-cdef12345678"}"#;
    request(Vendor::Vobiz, Method::POST, "/api/v1/Account/MA_XXXXXX/numbers/%2B912271264217/assign", body)
}

fn summary(outcome: &Outcome) -> (u16, &'static str, Option<&str>, Option<&str>) {
    let status = outcome.reply.status.as_u16();
    (status, outcome.clause.id(), outcome.fault.as_deref(), outcome.did.as_deref())
}

#[test]
fn a_rate_limit_lets_so_many_pass_in_each_window_of_the_worlds_time() {
    for vendor in Vendor::ALL {
        let action = json!({"kind": "rate-limit", "requests": 2, "per": "PT1M"});
        let mut world = world(&[json!({"match": {"vendor": vendor.name()}, "action": action})]);
        world.set_clock(Clock::at(WALL));
        let mut statuses =
            || [0; 4].map(|_| world.apply(WALL, vendor, &question(vendor)).reply.status.as_u16());
        assert_eq!(statuses(), [200, 200, 429, 429], "{vendor}");
        let limited = world.apply(WALL, vendor, &question(vendor));
        let did = "rate-limit: 2 requests each PT1M had passed since 1970-01-01T00:00:00Z";
        assert_eq!(
            (limited.clause.id(), limited.did.as_deref()),
            (format!("{vendor}.any.rate-limited").as_str(), Some(did))
        );
        assert_eq!(limited.because, Some(format!("fault f1 ({did})")));
        world.advance_to(WALL + SignedDuration::from_secs(59)).expect("the clock is manual");
        assert_eq!(world.apply(WALL, vendor, &question(vendor)).reply.status, 429, "{vendor}");
        world.advance_to(WALL + SignedDuration::from_secs(60)).expect("the clock is manual");
        assert_eq!(world.apply(WALL, vendor, &question(vendor)).reply.status, 200, "{vendor}");
    }
}

#[test]
fn a_delay_is_a_value_that_the_shell_carries_out() {
    let delay = |by: &str| json!({"action": {"kind": "delay", "by": by}});
    let mut world = world(&[delay("PT2S"), delay("PT0.5S")]);
    let outcome = world.apply(WALL, Vendor::Vobiz, &assign());
    let effects =
        [Effect::Delay(SignedDuration::from_secs(2)), Effect::Delay(SignedDuration::from_millis(500))];
    assert_eq!(outcome.effects, effects);
    let did = "delay: the answer waited PT2S; delay: the answer waited PT0.5S";
    assert_eq!(summary(&outcome), (204, "vobiz.assign-number-to-trunk.assigned", Some("f1, f2"), Some(did)));
}

#[test]
fn a_cut_is_a_value_and_says_whether_the_change_is_made() {
    for (kind, cut, made, did) in [
        ("reset", Cut::Reset, false, "the connection was reset and nothing was changed"),
        ("empty", Cut::Empty, false, "the connection was closed without a byte and nothing was changed"),
        ("truncate", Cut::Truncate, true, "the answer was cut short after the change was made"),
        ("cut-after-commit", Cut::Empty, true, "the change was made and the answer was lost"),
    ] {
        let mut world = world(&[json!({"match": {"first": 1}, "action": {"kind": kind}})]);
        let outcome = world.apply(WALL, Vendor::Vobiz, &assign());
        assert_eq!(outcome.effects, [Effect::Cut(cut)], "{kind}");
        assert_eq!(outcome.did, Some(format!("{kind}: {did}")));
        let again = world.apply(WALL, Vendor::Vobiz, &assign());
        assert_eq!(again.reply.status, if made { 400 } else { 204 }, "{kind}");
        assert_eq!(again.effects, []);
    }
}

#[test]
fn a_clause_narrows_a_fault_to_the_exchanges_that_it_would_decide() {
    let matching = json!({"clause": "vobiz.assign-number-to-trunk.already-assigned"});
    let mut world = world(&[json!({"match": matching, "action": {"kind": "refuse", "status": 503}})]);
    let statuses = [0; 3].map(|_| world.apply(WALL, Vendor::Vobiz, &assign()).reply.status.as_u16());
    assert_eq!(statuses, [204, 503, 503]);
}

#[test]
fn faults_count_only_the_exchanges_that_they_match() {
    let matching = json!({"operation": "assign-number-to-trunk", "nth": 2});
    let mut world =
        world(&[json!({"match": matching, "action": {"kind": "refuse", "clause": "any.server-error"}})]);
    let mut send = |request: &Request| world.apply(WALL, Vendor::Vobiz, request).reply.status.as_u16();
    let other = question(Vendor::Vobiz);
    assert_eq!([&assign(), &other, &other, &assign(), &assign()].map(&mut send), [204, 200, 200, 500, 400]);
}

#[test]
fn forget_leaves_questions_and_refusals_as_they_are() {
    let mut world = world(&[json!({"action": {"kind": "forget"}})]);
    let listed = world.apply(WALL, Vendor::Vobiz, &question(Vendor::Vobiz));
    assert_eq!(summary(&listed), (200, "vobiz.list-trunks.listed", None, None));
    let refused = world.apply(WALL, Vendor::Vobiz, &Request::new(Method::GET, "/api/v1/auth/me"));
    assert_eq!(summary(&refused), (401, "vobiz.any.no-credentials", None, None));
}

#[test]
fn a_forgotten_token_is_not_minted() {
    let generate = request(Vendor::Unleashx, Method::POST, "/api/v1/global/generate-token", "{}");
    let generate = generate.with_header(HeaderName::from_static("token"), "LOGIN_TOKEN");
    let mint = |world: &mut World| {
        let mut request = generate.clone();
        request.headers =
            request.headers.into_iter().filter(|(_, value)| value != "YOUR_AUTH_TOKEN").collect();
        world.apply(WALL, Vendor::Unleashx, &request)
    };
    let outcome = mint(&mut world(&[]));
    assert_eq!((outcome.reply.status.as_u16(), outcome.minted.len()), (200, 1), "{}", outcome.clause.id());
    let outcome = mint(&mut world(&[json!({"action": {"kind": "forget"}})]));
    assert_eq!((outcome.reply.status.as_u16(), outcome.minted.len()), (200, 0));
}

#[test]
fn a_stub_answers_for_operations_paths_and_clauses_that_nobody_emulates() {
    let stub = json!({"kind": "reply", "status": 202, "headers": {"x-stub": "1"}, "json": {"b": 1, "a": [2]}, "reason": "why"});
    for (matching, method, target) in [
        (json!({"operation": "make-call"}), Method::POST, "/api/v1/Account/MA_XXXXXX/Call/"),
        (
            json!({"vendor": "vobiz", "method": "PATCH", "path": "/no/such/path"}),
            Method::PATCH,
            "/no/such/path?a=b",
        ),
        (json!({"clause": "testline.not-emulated"}), Method::POST, "/api/v1/Account/MA_XXXXXX/Call/"),
        (json!({"operation": "list-trunks"}), Method::GET, "/api/v1/Account/MA_XXXXXX/trunks"),
    ] {
        let mut world = world(&[json!({"match": matching, "action": stub})]);
        let before = world.export().to_json()["vobiz"].clone();
        // A stub needs no credentials.
        let outcome = world.apply(WALL, Vendor::Vobiz, &Request::new(method, target));
        assert_eq!(
            summary(&outcome),
            (202, "testline.stub", Some("f1"), Some("reply: a stub answered (why)")),
            "{matching}"
        );
        assert_eq!(outcome.reply.headers.get("x-stub").as_deref(), Some("1"));
        assert_eq!(outcome.reply.body, r#"{"b":1,"a":[2]}"#);
        assert_eq!(world.export().to_json()["vobiz"], before);
        let exchange = world.journal().iter().next().map(|exchange| exchange.to_json());
        let exchange = serde_json::to_value(exchange).expect("it serializes");
        assert_eq!(exchange["evidence"], "stub");
    }
}

#[test]
fn a_refusal_that_only_comes_after_a_change_keeps_the_change() {
    let matching = json!({"operation": "cancel-release"});
    let clause = "cancel-release.cancelled-refund-failed";
    let mut world = world(&[json!({"match": matching, "action": {"kind": "refuse", "clause": clause}})]);
    let number = "/vobiz/numbers/+912271264217/status";
    let pending = json!({"vobiz": {"numbers": {"+912271264217": {"status": "pending_release"}}}});
    world.patch(&pending, WALL).expect("a right patch");
    let path = "/api/v1/account/MA_XXXXXX/numbers/%2B912271264217/cancel-release";
    let outcome = world.apply(WALL, Vendor::Vobiz, &request(Vendor::Vobiz, Method::POST, path, ""));
    assert_eq!(outcome.clause.id(), "vobiz.cancel-release.cancelled-refund-failed", "{:?}", outcome.because);
    assert_ne!(world.export().to_json().pointer(number), Some(&json!("pending_release")));
    assert_eq!(outcome.fault.as_deref(), Some("f1"));
}

#[test]
fn a_world_file_may_bring_faults() {
    let text = "testline: 1\nextends: default\nfaults:\n- match: { operation: list-trunks, first: 1 }\n  action: { kind: empty }\n";
    let file = WorldFile::parse(text, "faults.yaml").expect("a right file");
    let mut world = World::import(0, "default", file, Timestamp::UNIX_EPOCH).expect("a right world");
    let listing = question(Vendor::Vobiz);
    assert_eq!(world.apply(WALL, Vendor::Vobiz, &listing).effects, [Effect::Cut(Cut::Empty)]);
    assert_eq!(world.apply(WALL, Vendor::Vobiz, &listing).effects, []);
    // What is exported reads back, and a reset arms the fault again.
    let again = WorldFile::parse(&world.export().to_yaml(), "the export").expect("an export is a world file");
    assert_eq!(again.faults, world.export().faults);
    drop(world.reset());
    assert_eq!(world.apply(WALL, Vendor::Vobiz, &listing).effects, [Effect::Cut(Cut::Empty)]);
    let wrong = text.replace("list-trunks", "list-trunk");
    let error = WorldFile::parse(&wrong, "faults.yaml").expect_err("no such operation").to_string();
    assert!(error.contains("faults[0]") && error.contains("did you mean list-trunks?"), "{error}");
}

#[test]
fn the_same_faults_and_requests_give_the_same_bytes() {
    let run = || {
        let refuse =
            json!({"match": {"nth": 2}, "action": {"kind": "refuse", "clause": "vobiz.any.rate-limited"}});
        let mut world = world(&[refuse, json!({"match": {"nth": 4}, "action": {"kind": "forget"}})]);
        world.set_clock(Clock::at(WALL));
        let create = |_| {
            let path = "/api/v1/Account/MA_XXXXXX/trunks";
            let request = request(Vendor::Vobiz, Method::POST, path, r#"{"name":"T"}"#);
            let outcome = world.apply(WALL, Vendor::Vobiz, &request);
            (outcome.reply, outcome.fault)
        };
        [0; 6].map(create)
    };
    assert_eq!(run(), run());
}

/// What a vendor holds after requests on a world with a fault for all of them.
fn held(vendor: Vendor, action: Option<&Value>, requests: &[Request]) -> Value {
    let faults: Vec<Value> = action.iter().map(|action| json!({"action": action})).collect();
    let mut world = world(&faults);
    world.set_clock(Clock::at(WALL));
    for request in requests {
        world.apply(WALL, vendor, request);
    }
    world.export().to_json()[vendor.name()].clone()
}

fn requests() -> impl Strategy<Value = (Vendor, Vec<Request>)> {
    let of = |vendor| (Just(vendor), proptest::collection::vec(crate::total::request(vendor), 1..8));
    prop_oneof![of(Vendor::Trillet), of(Vendor::Unleashx), of(Vendor::Vobiz), of(Vendor::Dasha)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_fault_keeps_every_change_or_none((vendor, requests) in requests()) {
        for kind in ["truncate", "cut-after-commit"] {
            prop_assert_eq!(held(vendor, Some(&json!({"kind": kind})), &requests), held(vendor, None, &requests));
        }
        let untouched = held(vendor, None, &[]);
        for action in [
            json!({"kind": "reset"}),
            json!({"kind": "empty"}),
            json!({"kind": "forget"}),
            json!({"kind": "refuse", "status": 503}),
            json!({"kind": "reply", "status": 200}),
        ] {
            prop_assert_eq!(&held(vendor, Some(&action), &requests), &untouched, "{}", action);
        }
    }
}
