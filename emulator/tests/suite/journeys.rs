//! For each vendor: assign, read back, conflict or re-link, release. The exchanges are snapshots, byte for byte.

use testline_emulator::http::{HeaderName, Method, Request};
use testline_emulator::world::clock::Clock;
use testline_emulator::{SignedDuration, Timestamp, Vendor, World, exchange};

/// One journey: a world with a manual clock, and the text of what was said.
struct Journey {
    world: World,
    vendor: Vendor,
    headers: Vec<(&'static str, &'static str)>,
    wall: Timestamp,
    text: String,
}

impl Journey {
    fn new(vendor: Vendor, headers: &[(&'static str, &'static str)], wall: Timestamp) -> Self {
        let mut world = World::new(7, "default");
        let at = "2026-01-24T10:30:19Z".parse().expect("a time");
        world.set_clock(Clock::Manual { at, step: SignedDuration::from_secs(1) });
        Self { world, vendor, headers: headers.to_vec(), wall, text: String::new() }
    }

    fn send(&mut self, method: Method, target: &str, body: &'static str) {
        let mut request = Request::new(method, target);
        for (name, value) in &self.headers {
            request = request.with_header(HeaderName::from_static(name), value);
        }
        if !body.is_empty() {
            request = request.with_json(body);
        }
        let outcome = self.world.apply(self.wall, self.vendor, &request);
        let because = outcome.because.map(|because| format!(" ({because})")).unwrap_or_default();
        let heading = format!("{} {}{because}", outcome.n, outcome.clause.id());
        self.text.push_str(&exchange::render(&heading, &request, &outcome.reply));
        self.text.push('\n');
    }

    /// Notes what the state holds at a place, for what no operation shows.
    fn note(&mut self, pointer: &str) {
        let state = self.world.export().to_json();
        let held = state.pointer(pointer).map_or("nothing".to_owned(), ToString::to_string);
        self.text.push_str(&format!("# state {pointer}: {held}\n\n"));
    }
}

fn vobiz(wall: Timestamp) -> String {
    let mut journey =
        Journey::new(Vendor::Vobiz, &[("x-auth-id", "MA_XXXXXX"), ("x-auth-token", "testline")], wall);
    let number = "/api/v1/Account/MA_XXXXXX/numbers/%2B912271264217";
    let body = r#"{"trunk_group_id":"aabbccdd-1234-5678-90ab-cdef12345678"}"#;
    journey.send(Method::POST, &format!("{number}/assign"), body);
    journey.send(Method::GET, "/api/v1/Account/MA_XXXXXX/numbers?search=%2B9122", "");
    journey.send(Method::POST, &format!("{number}/assign"), body);
    journey.send(Method::DELETE, &format!("{number}/assign"), "");
    journey.send(Method::GET, "/api/v1/Account/MA_XXXXXX/numbers?search=%2B9122", "");
    journey.text
}

fn unleashx(wall: Timestamp) -> String {
    let mut journey = Journey::new(Vendor::Unleashx, &[("token", "YOUR_AUTH_TOKEN")], wall);
    let attach = "/api/agent/attach-phone-number";
    journey.send(
        Method::POST,
        attach,
        r#"{"agent_id":"agent_xyz789abc","provider":"san","numbers":["+918062810341"]}"#,
    );
    journey.note("/unleashx/numbers/+918062810341/agent");
    journey.send(
        Method::POST,
        attach,
        r#"{"agent_id":"agent_abc123xyz","provider":"san","numbers":["+918062810341"]}"#,
    );
    journey.send(Method::POST, "/api/v1/global/agents/delete", r#"{"agent_id":456}"#);
    journey.send(
        Method::POST,
        attach,
        r#"{"agent_id":"agent_abc123xyz","provider":"san","numbers":["+918062810341"]}"#,
    );
    journey.note("/unleashx/numbers/+918062810341/agent");
    journey.text
}

fn dasha(wall: Timestamp) -> String {
    let mut journey = Journey::new(Vendor::Dasha, &[("authorization", "Bearer testline")], wall);
    let number = "/api/v1/sip-phone-numbers/3c90c3cc-0d44-4b50-8888-8dd25736052a";
    let agent = "9839c486-f904-4db4-9d66-228964d7658";
    journey.send(Method::PUT, &format!("{number}/agent-link?agentId={agent}0"), "");
    journey.send(Method::GET, number, "");
    journey.send(Method::PUT, &format!("{number}/agent-link?agentId={agent}1"), "");
    journey.send(Method::GET, &format!("{number}/affected-agents"), "");
    journey.send(Method::DELETE, &format!("{number}/agent-link"), "");
    journey.text
}

fn trillet(wall: Timestamp) -> String {
    let headers = [("x-api-key", "tk_testline"), ("x-workspace-id", "664a1b2c3d4e5f6a7b8c9d0e")];
    let mut journey = Journey::new(Vendor::Trillet, &headers, wall);
    let body = r#"{"recordCalls":true,"officeHours":{"monday":["09:00-17:00"],"tuesday":[]},"metadataTags":{"department":"support","priority":"high"}}"#;
    journey.send(Method::POST, "/v1/api/agents/64f9b12a/bind/750cd920", body);
    journey.send(Method::GET, "/v1/api/twilio/phone-numbers/750cd920/config", "");
    journey.send(Method::POST, "/v1/api/agents/64f9b12b/bind/750cd920", "{}");
    journey.send(Method::POST, "/v1/api/agents/64f9b12b/release/750cd920", "");
    journey.text
}

const WALL: Timestamp = Timestamp::UNIX_EPOCH;

#[test]
fn a_vobiz_number_goes_on_a_trunk_and_off() {
    insta::assert_snapshot!("vobiz_journey", vobiz(WALL));
}

#[test]
fn an_unleashx_number_is_attached_and_freed_with_its_agent() {
    insta::assert_snapshot!("unleashx_journey", unleashx(WALL));
}

#[test]
fn a_dasha_number_is_linked_and_relinked_and_unlinked() {
    insta::assert_snapshot!("dasha_journey", dasha(WALL));
}

#[test]
fn a_trillet_number_is_bound_and_moved_and_released() {
    insta::assert_snapshot!("trillet_journey", trillet(WALL));
}

#[test]
fn the_same_journey_gives_the_same_bytes_at_another_time() {
    let other: Timestamp = "2031-05-05T05:05:05.123456789Z".parse().expect("a time");
    for journey in [vobiz, unleashx, dasha, trillet] {
        assert_eq!(journey(WALL), journey(WALL));
        assert_eq!(journey(WALL), journey(other));
    }
}
