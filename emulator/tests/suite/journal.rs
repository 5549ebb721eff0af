//! The journal that explains: unread fields, near misses and stubs.

use serde_json::{Value, json};
use testline_emulator::http::{HeaderName, Method, Request};
use testline_emulator::{Outcome, Timestamp, Vendor, World, exchange};

use crate::emulator::{client, start};

/// Lets a world answer the first tenant of the default world.
fn apply(world: &mut World, vendor: Vendor, request: Request) -> Outcome {
    let headers: &[(&'static str, &str)] = match vendor {
        Vendor::Trillet => &[("x-api-key", "tk_testline"), ("x-workspace-id", "664a1b2c3d4e5f6a7b8c9d0e")],
        Vendor::Unleashx => &[("token", "YOUR_AUTH_TOKEN")],
        Vendor::Vobiz => &[("x-auth-id", "MA_XXXXXX"), ("x-auth-token", "testline")],
        Vendor::Dasha => &[("authorization", "Bearer testline")],
    };
    let request = headers
        .iter()
        .fold(request, |request, (name, value)| request.with_header(HeaderName::from_static(name), value));
    world.apply(Timestamp::UNIX_EPOCH, vendor, &request)
}

/// The last exchange as the admin API gives it.
pub(crate) fn last(world: &World) -> Value {
    let exchange = world.journal().iter().next_back().expect("an exchange");
    serde_json::to_value(exchange.to_json()).expect("it serializes")
}

/// A request with a slip, what it gets, and what is told.
struct Slip(Vendor, Method, &'static str, &'static str, u16, &'static [&'static str]);

const SLIPS: [Slip; 7] = [
    Slip(
        Vendor::Vobiz,
        Method::POST,
        "/api/v1/Account/MA_XXXXXX/numbers/%2B912271264217/assign",
        r#"{"trunk_id":"x","colour":1}"#,
        400,
        &["trunk_id (did you mean trunk_group_id?)"],
    ),
    Slip(
        Vendor::Vobiz,
        Method::GET,
        "/api/v1/Account/MA_XXXXXX/numbers?serch=1&colour=2",
        "",
        200,
        &["?serch (did you mean ?search?)", "?colour"],
    ),
    Slip(
        Vendor::Unleashx,
        Method::POST,
        "/api/agent/attach-phone-number",
        r#"{"agentId":"agent_abc123xyz","provider":"san","numbers":["+918062810341"]}"#,
        400,
        &["agentId (did you mean agent_id?)"],
    ),
    Slip(
        Vendor::Unleashx,
        Method::POST,
        "/api/agent/attach-phone-number",
        r#"{"agent_id":"agent_abc123xyz","provider":"san","phone_number":"+918062810341"}"#,
        400,
        &["phone_number (did you mean numbers?)"],
    ),
    Slip(
        Vendor::Dasha,
        Method::PUT,
        "/api/v1/sip-phone-numbers/3c90c3cc-0d44-4b50-8888-8dd25736052a/agent-link?agent_id=9839c486-f904-4db4-9d66-228964d76580",
        "",
        400,
        &["?agent_id (did you mean ?agentId?)"],
    ),
    Slip(
        Vendor::Dasha,
        Method::PUT,
        "/api/v1/sip-phone-numbers/3c90c3cc-0d44-4b50-8888-8dd25736052a/agent-link",
        r#"{"agentId":"9839c486-f904-4db4-9d66-228964d76580"}"#,
        400,
        &["agentId (the body is not read; did you mean ?agentId?)"],
    ),
    Slip(
        Vendor::Trillet,
        Method::POST,
        "/v1/api/agents/64f9b12a/bind/750cd920",
        r#"{"recordCall":true,"officeHours":{},"colour":1}"#,
        200,
        &["recordCall (did you mean recordCalls?)", "colour"],
    ),
];

#[test]
fn a_slip_in_a_field_is_told_with_what_was_likely_meant() {
    for Slip(vendor, method, target, body, status, unread) in SLIPS {
        let mut world = World::new(0, "default");
        let request = Request::new(method, target);
        let request = if body.is_empty() { request } else { request.with_json(body) };
        let outcome = apply(&mut world, vendor, request);
        assert_eq!(
            (outcome.reply.status.as_u16(), outcome.unread),
            (status, unread.iter().map(ToString::to_string).collect()),
            "{target}"
        );
        assert_eq!(last(&world)["unread"], json!(unread));
    }
}

/// The requests that the vendors' own pages print, each group on a world of its own.
fn documented() -> Vec<(Vendor, String, Vec<Request>)> {
    let mut documented = Vec::new();
    for vendor in Vendor::ALL {
        let folder = format!("{}/../fixtures/{vendor}", env!("CARGO_MANIFEST_DIR"));
        for entry in std::fs::read_dir(folder).expect("the vendor has fixtures") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|extension| extension == "http") {
                let text = std::fs::read_to_string(&path).expect("a text");
                let parts = exchange::parse(&text).expect("exchanges");
                let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                documented.push((vendor, name, parts.into_iter().map(|part| part.request).collect()));
            }
        }
    }
    documented
}

#[test]
fn what_the_vendors_pages_send_is_read_but_for_the_one_slip_of_a_page() {
    for (vendor, name, requests) in documented() {
        let mut world = World::new(0, "default");
        let unread: Vec<String> = requests
            .iter()
            .flat_map(|request| world.apply(Timestamp::UNIX_EPOCH, vendor, request).unread)
            .collect();
        let slip = vendor == Vendor::Unleashx && name.starts_with("javascript-attach-phone");
        let expected: &[&str] = if slip { &["phone_number (did you mean numbers?)"] } else { &[] };
        assert_eq!(unread, expected, "{vendor} {name}");
    }
}

#[test]
fn a_body_without_the_vendors_media_type_is_told_to_be_unread() {
    let mut world = World::new(0, "default");
    let mut request = Request::new(Method::POST, "/api/agent/attach-phone-number");
    request.body = r#"{"agent_id":"agent_abc123xyz"}"#.into();
    let outcome = apply(&mut world, Vendor::Unleashx, request);
    assert_eq!(outcome.clause.id(), "unleashx.attach-phone-number.agent-id-missing");
    assert_eq!(outcome.unread, ["agent_id (the body is not read)"]);
}

#[test]
fn what_is_refused_before_it_is_looked_at_is_not_told_to_be_unread() {
    let mut world = World::new(0, "default");
    let request = Request::new(Method::GET, "/api/v1/Account/MA_XXXXXX/numbers?search=1");
    assert_eq!(world.apply(Timestamp::UNIX_EPOCH, Vendor::Vobiz, &request).unread, [""; 0]);
}

#[test]
fn a_path_that_misses_is_told_what_is_near_and_why_it_missed() {
    for (vendor, method, path, route, why) in [
        (
            Vendor::Vobiz,
            Method::POST,
            "/Account/MA_XXXXXX/numbers/%2B912271264217/assign",
            "POST /api/v1/Account/{auth_id}/numbers/{phone_number}/assign (vobiz assign-number-to-trunk)",
            "the prefix /api/v1 is missing",
        ),
        (
            Vendor::Vobiz,
            Method::PUT,
            "/api/v1/Account/MA_XXXXXX/numbers/+912271264217/assign",
            "DELETE /api/v1/Account/{auth_id}/numbers/{phone_number}/assign (vobiz unassign-number-from-trunk)",
            "`+912271264217` begins with a raw +; send %2B; its method is DELETE",
        ),
        (
            Vendor::Unleashx,
            Method::POST,
            "/api/agents/attach-phone-number",
            "POST /api/agent/attach-phone-number (unleashx attach-phone-number)",
            "`agents` stands where `agent` is expected",
        ),
        (
            Vendor::Dasha,
            Method::PUT,
            "/api/v1/sip-phone-number/x/agent-link",
            "PUT /api/v1/sip-phone-numbers/{id}/agent-link (dasha link-phone-number-to-agent)",
            "`sip-phone-number` stands where `sip-phone-numbers` is expected",
        ),
        (
            Vendor::Trillet,
            Method::PUT,
            "/v1/api/agents/64f9b12a/bind/750cd920",
            "POST /v1/api/agents/{agentId}/bind/{phoneNumberId} (trillet assign-phone-number-to-agent)",
            "its method is POST",
        ),
    ] {
        let mut world = World::new(0, "default");
        let outcome = world.apply(Timestamp::UNIX_EPOCH, vendor, &Request::new(method, path));
        assert_eq!(outcome.near.first(), Some(&(route.to_owned(), why.to_owned())), "{path}");
        let because = outcome.because.expect("a deciding fact");
        assert!(because.ends_with(&format!("; near is {route}: {why}")), "{because}");
        assert_eq!(last(&world)["near"][0], json!({"route": route, "why": why}));
    }
}

#[tokio::test]
async fn the_stub_of_a_501_makes_each_operation_answer_that_is_not_emulated() {
    let emulator = start().await;
    for vendor in Vendor::ALL {
        for (facts, (method, template)) in
            vendor.contract().not_emulated.iter().map(|facts| (facts, facts.routes[0]))
        {
            let filled: Vec<&str> =
                template.split('/').map(|part| if part.starts_with('{') { "x" } else { part }).collect();
            let call = || {
                let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
                client().request(method, format!("{}/{vendor}{}", emulator.url, filled.join("/"))).send()
            };
            let refused = call().await.expect("an answer");
            assert_eq!(refused.status(), 501, "{vendor} {}", facts.name);
            let problem: Value = serde_json::from_str(&refused.text().await.expect("a body")).expect("JSON");
            let arm = client().post(format!("{}/_testline/v1/worlds/default/faults", emulator.url));
            let armed = arm.body(problem["stub"].to_string()).send().await.expect("an answer");
            assert_eq!(armed.status(), 201, "{}", armed.text().await.unwrap_or_default());
            let stubbed = call().await.expect("an answer");
            let header = |name: &str| stubbed.headers().get(name).map(|value| value.as_bytes().to_vec());
            assert_eq!(header("testline-clause").as_deref(), Some(b"testline.stub".as_slice()));
            assert_eq!(header("testline-evidence").as_deref(), Some(b"stub".as_slice()));
            assert_eq!(
                (stubbed.status().as_u16(), stubbed.text().await.expect("a body")),
                (200, "{}".to_owned())
            );
        }
    }
    let filters = "vendor=vobiz&clause=testline.stub&operation=make-call";
    let journal = client().get(format!("{}/_testline/v1/worlds/default/journal?{filters}", emulator.url));
    let journal = journal.send().await.expect("an answer").text().await.expect("a body");
    let journal: Value = serde_json::from_str(&journal).expect("JSON");
    let exchange = &journal["exchanges"][0];
    assert_eq!(
        (&exchange["evidence"], &exchange["did"]),
        (&json!("stub"), &json!("reply: a stub answered (not emulated)"))
    );
    assert!(exchange["fault"].is_string(), "{exchange}");
}
