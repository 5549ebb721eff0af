//! The requests that are measured, and the worlds that they meet.

use serde_json::{Map, Value, json};
use testline_emulator::http::{HeaderName, Method, Request, header};
use testline_emulator::{Timestamp, Vendor, World, WorldFile};

/// Requests of one kind, sent in turn; each is accepted every time.
#[derive(Clone, Debug)]
pub(crate) struct Load {
    /// Who answers.
    pub(crate) vendor: Vendor,
    /// What is sent.
    pub(crate) requests: Vec<Request>,
    /// What each answer's status is.
    pub(crate) status: u16,
}

/// The names of the loads.
pub(crate) const NAMES: [&str; 6] = ["cycle", "attach", "link", "bind", "list", "refusal"];

/// The time at which all of it happens.
pub(crate) const NOW: Timestamp = Timestamp::UNIX_EPOCH;

/// The load of this name; none where there is no such load.
pub(crate) fn load(name: &str) -> Option<Load> {
    let load = match name {
        "cycle" => cycle(),
        "attach" => attach(),
        "link" => link(),
        "bind" => bind(),
        "list" => list(),
        "refusal" => refusal(),
        _ => return None,
    };
    Some(load)
}

/// Assigns a number to a trunk and unassigns it.
fn cycle() -> Load {
    let path = "/api/v1/Account/MA_XXXXXX/numbers/%2B912271264217/assign";
    let body = r#"{"trunk_group_id":"aabbccdd-1234-5678-90ab-cdef12345678"}"#;
    let requests = vec![vobiz(Method::POST, path, body), vobiz(Method::DELETE, path, "")];
    Load { vendor: Vendor::Vobiz, requests, status: 204 }
}

/// Attaches a number to an agent, again and again.
fn attach() -> Load {
    let body = r#"{"agent_id":"agent_abc123xyz","numbers":["+918062810341"],"provider":"san"}"#;
    let request = sent(Method::POST, "/api/agent/attach-phone-number", &[("token", "YOUR_AUTH_TOKEN")], body);
    Load { vendor: Vendor::Unleashx, requests: vec![request], status: 200 }
}

/// Links a number to one agent and to another.
fn link() -> Load {
    let link = |agent: &str| {
        let path = "/api/v1/sip-phone-numbers/3c90c3cc-0d44-4b50-8888-8dd25736052a/agent-link";
        let target = format!("{path}?agentId=9839c486-f904-4db4-9d66-228964d765{agent}");
        sent(Method::PUT, &target, &[("authorization", "Bearer testline")], "")
    };
    Load { vendor: Vendor::Dasha, requests: vec![link("80"), link("81")], status: 200 }
}

/// Binds a number to an agent, again and again.
fn bind() -> Load {
    let headers = [("x-api-key", "tk_testline"), ("x-workspace-id", "664a1b2c3d4e5f6a7b8c9d0e")];
    let body = r#"{"recordCalls":true}"#;
    let request = sent(Method::POST, "/v1/api/agents/64f9b12a/bind/750cd920", &headers, body);
    Load { vendor: Vendor::Trillet, requests: vec![request], status: 200 }
}

/// Lists the first page of an account's numbers.
fn list() -> Load {
    let request = vobiz(Method::GET, "/api/v1/Account/MA_XXXXXX/numbers?page=1&per_page=25", "");
    Load { vendor: Vendor::Vobiz, requests: vec![request], status: 200 }
}

/// Assigns a number to a trunk that the account does not have.
fn refusal() -> Load {
    let path = "/api/v1/Account/MA_XXXXXX/numbers/%2B912271264217/assign";
    let body = r#"{"trunk_group_id":"00000000-0000-4000-8000-000000000000"}"#;
    Load { vendor: Vendor::Vobiz, requests: vec![vobiz(Method::POST, path, body)], status: 400 }
}

fn vobiz(method: Method, target: &str, body: &'static str) -> Request {
    sent(method, target, &[("x-auth-id", "MA_XXXXXX"), ("x-auth-token", "testline")], body)
}

/// A request with the headers that a client sends.
fn sent(method: Method, target: &str, credentials: &[(&'static str, &str)], body: &'static str) -> Request {
    let mut request = Request::new(method, target).with_header(header::HOST, "127.0.0.1:7464");
    for (name, value) in credentials {
        request = request.with_header(HeaderName::from_static(name), value);
    }
    if body.is_empty() {
        return request;
    }
    request.with_header(header::CONTENT_LENGTH, &body.len().to_string()).with_json(body)
}

/// The default world with so many numbers more at each vendor, of the first tenant.
pub(crate) fn world(numbers: usize) -> World {
    if numbers == 0 {
        return World::new(0, "default");
    }
    let e164 = |at: usize| format!("+9190{at:08}");
    let table = |key: &dyn Fn(usize) -> String, record: &dyn Fn(usize) -> Value| {
        (0..numbers).map(|at| (key(at), record(at))).collect::<Map<_, _>>()
    };
    let uuid = |at: usize| format!("00000000-0000-4000-8000-{at:012x}");
    let patch = json!({
        "testline": 1,
        "extends": "default",
        "vobiz": {"numbers": table(&e164, &|_| json!({"account": "first"}))},
        "unleashx": {"numbers": table(&e164, &|_| json!({"workspace": "first"}))},
        "trillet": {"numbers": table(&|at| format!("{at:08x}"), &|at| {
            json!({"workspace": "first", "phone_number": e164(at)})
        })},
        "dasha": {"phone_numbers": table(&uuid, &|at| {
            json!({"phone_number": e164(at), "credentials": "3c90c3cc-0d44-4b50-8888-8dd25736052b"})
        })},
    });
    let file = WorldFile::from_json(&patch).unwrap_or_else(|error| panic!("the world is right: {error}"));
    World::import(0, "default", file, Timestamp::UNIX_EPOCH)
        .unwrap_or_else(|error| panic!("the world is right: {error}"))
}
