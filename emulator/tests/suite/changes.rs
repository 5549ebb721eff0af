//! A change at each vendor, which faults are tried on.

use std::sync::Arc;

use serde_json::{Value, json};
use testline_emulator::server::Options;
use testline_emulator::tenancy::{Found, Settings, Tenant};
use testline_emulator::world::clock::Clock;
use testline_emulator::{Timestamp, Vendor};

use crate::emulator::{Emulator, client, start_with};

/// A change of the first tenant in the default world, and a question whose answer shows it.
pub(crate) struct Case {
    pub(crate) vendor: Vendor,
    pub(crate) headers: &'static [(&'static str, &'static str)],
    pub(crate) operation: &'static str,
    pub(crate) change: (&'static str, &'static str, &'static str),
    question: (&'static str, &'static str),
    /// The status of the change, and of the same change made once more.
    pub(crate) statuses: (u16, u16),
}

pub(crate) const CASES: [Case; 5] = [
    Case {
        vendor: Vendor::Vobiz,
        headers: &[("x-auth-id", "MA_XXXXXX"), ("x-auth-token", "testline")],
        operation: "assign-number-to-trunk",
        change: (
            "POST",
            "/api/v1/Account/MA_XXXXXX/numbers/%2B912271264217/assign",
            r#"{"trunk_group_id":"aabbccdd-1234-5678-90ab-cdef12345678"}"#,
        ),
        question: ("GET", "/api/v1/Account/MA_XXXXXX/numbers"),
        statuses: (204, 400),
    },
    Case {
        vendor: Vendor::Unleashx,
        headers: &[("token", "YOUR_AUTH_TOKEN")],
        operation: "attach-phone-number",
        change: (
            "POST",
            "/api/agent/attach-phone-number",
            r#"{"agent_id":"agent_abc123xyz","provider":"san","numbers":["+918062810341"]}"#,
        ),
        // No operation of the vendor's shows the numbers of an agent.
        question: ("", ""),
        statuses: (200, 200),
    },
    Case {
        vendor: Vendor::Unleashx,
        headers: &[("token", "YOUR_AUTH_TOKEN")],
        operation: "create-voice-agent",
        change: ("POST", "/api/v1/global/create-agent", r#"{"agent_name":"Anna","prompt":"Say hello."}"#),
        question: ("GET", "/api/v1/global/agents/get"),
        statuses: (200, 200),
    },
    Case {
        vendor: Vendor::Dasha,
        headers: &[("authorization", "Bearer testline")],
        operation: "link-phone-number-to-agent",
        change: (
            "PUT",
            "/api/v1/sip-phone-numbers/3c90c3cc-0d44-4b50-8888-8dd25736052a/agent-link\
             ?agentId=9839c486-f904-4db4-9d66-228964d76580",
            "",
        ),
        question: ("GET", "/api/v1/sip-phone-numbers/3c90c3cc-0d44-4b50-8888-8dd25736052a"),
        statuses: (200, 200),
    },
    Case {
        vendor: Vendor::Trillet,
        headers: &[("x-api-key", "tk_testline"), ("x-workspace-id", "664a1b2c3d4e5f6a7b8c9d0e")],
        operation: "assign-phone-number-to-agent",
        change: ("POST", "/v1/api/agents/64f9b12a/bind/750cd920", r#"{"recordCalls":true}"#),
        question: ("GET", "/v1/api/twilio/phone-numbers/750cd920/config"),
        statuses: (200, 200),
    },
];

impl Case {
    async fn send(
        &self,
        emulator: &Emulator,
        (method, path, body): (&str, &str, &'static str),
    ) -> reqwest::Result<(u16, String)> {
        let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
        let mut request = client().request(method, format!("{}/{}{path}", emulator.url, self.vendor));
        for (name, value) in self.headers {
            request = request.header(*name, *value);
        }
        if !body.is_empty() {
            request = request.header("content-type", "application/json").body(body);
        }
        let reply = request.send().await?;
        Ok((reply.status().as_u16(), reply.text().await?))
    }

    pub(crate) async fn change(&self, emulator: &Emulator) -> reqwest::Result<(u16, String)> {
        self.send(emulator, self.change).await
    }

    /// What the vendor shows of what the change changes, or else what the world holds of it.
    pub(crate) async fn held(&self, emulator: &Emulator) -> String {
        if self.question.0.is_empty() {
            return state(emulator)["unleashx"]["numbers"].to_string();
        }
        let (method, path) = self.question;
        let (status, body) = self.send(emulator, (method, path, "")).await.expect("an answer");
        assert_eq!(status, 200, "{body}");
        body
    }

    pub(crate) fn arm(&self, emulator: &Emulator, action: &Value) {
        arm(emulator, json!({"match": {"operation": self.operation, "first": 1}, "action": action}));
    }
}

/// An emulator whose clock stands still, so that the same question gives the same answer.
pub(crate) async fn start() -> Emulator {
    let settings = Settings { clock: Some(Clock::at(Timestamp::UNIX_EPOCH)), ..Settings::default() };
    start_with(settings, Options::default()).await
}

pub(crate) fn arm(emulator: &Emulator, fault: Value) {
    let fault = serde_json::from_value(fault).expect("the form of a fault");
    default(emulator).lock().add_fault(fault).expect("a right fault");
}

fn default(emulator: &Emulator) -> Arc<Tenant> {
    match emulator.tenancy.get("default") {
        Found::World(tenant) => tenant,
        Found::Never(_) | Found::Gone(_) => panic!("the default world never goes"),
    }
}

pub(crate) fn state(emulator: &Emulator) -> Value {
    default(emulator).lock().export().to_json()
}

/// What faults did so far.
pub(crate) fn did(emulator: &Emulator) -> Vec<String> {
    let tenant = default(emulator);
    let world = tenant.lock();
    world.journal().iter().filter_map(|exchange| exchange.remarks().did.clone()).collect()
}
