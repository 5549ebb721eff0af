//! The same requests twice, over sockets: every byte of every answer is the same.

use std::collections::{BTreeMap, BTreeSet};

use testline_emulator::server::Options;
use testline_emulator::tenancy::Settings;
use testline_emulator::world::clock::Clock;
use testline_emulator::{SignedDuration, Vendor};

use crate::emulator::start_with;
use crate::raw;

const REQUESTS: usize = 500;

/// Method, path and body; `#` stands for the number of the request.
type Said = (&'static str, &'static str, &'static str);

const TRILLET: &[Said] = &[
    ("POST", "/v1/api/agents", r##"{"name":"Agent #","settings":{"b":1,"a":[2]}}"##),
    ("POST", "/v1/api/agents/64f9b12a/bind/750cd920", r#"{"recordCalls":true}"#),
    ("GET", "/v1/api/agents", ""),
    ("POST", "/v1/api/agents/64f9b12a/release/750cd920", r#"{"confirmation":true}"#),
    ("GET", "/v1/api/twilio/user-phone-numbers", ""),
    ("POST", "/v1/api/agents/nobody/bind/750cd920", "{}"),
    ("OPTIONS", "/v1/api/agents", ""),
];
const UNLEASHX: &[Said] = &[
    (
        "POST",
        "/api/agents",
        r#"{"agent_name":"Agent #","prompt":"p","voice":{"provider":"elevenlabs","voice_id":"v"}}"#,
    ),
    (
        "POST",
        "/api/agent/attach-phone-number",
        r#"{"agent_id":"agent_abc123xyz","provider":"san","numbers":["+918062810341"]}"#,
    ),
    (
        "POST",
        "/api/agent/attach-phone-number",
        r#"{"agent_id":"agent_xyz789abc","provider":"san","numbers":["+918062810341"]}"#,
    ),
    ("POST", "/api/v1/global/agents/get", "{}"),
    ("GET", "/api/v1/global/verify", ""),
    ("POST", "/api/agents", "{"),
];
const VOBIZ: &[Said] = &[
    ("POST", "/api/v1/Account/MA_XXXXXX/trunks", r#"{"name":"Trunk #"}"#),
    (
        "POST",
        "/api/v1/Account/MA_XXXXXX/numbers/%2B912271264217/assign",
        r#"{"trunk_group_id":"aabbccdd-1234-5678-90ab-cdef12345678"}"#,
    ),
    (
        "POST",
        "/api/v1/Account/MA_XXXXXX/numbers/%2B912271264217/assign",
        r#"{"trunk_group_id":"aabbccdd-1234-5678-90ab-cdef12345678"}"#,
    ),
    ("DELETE", "/api/v1/Account/MA_XXXXXX/numbers/%2B912271264217/assign", ""),
    ("GET", "/api/v1/Account/MA_XXXXXX/trunks", ""),
    ("PUT", "/api/v1/Account/MA_XXXXXX/trunks", "{}"),
    ("HEAD", "/api/v1/auth/me", ""),
];
const DASHA: &[Said] = &[
    (
        "PUT",
        "/api/v1/sip-phone-numbers/3c90c3cc-0d44-4b50-8888-8dd25736052a/agent-link?agentId=9839c486-f904-4db4-9d66-228964d76580",
        "",
    ),
    ("GET", "/api/v1/sip-phone-numbers", ""),
    ("DELETE", "/api/v1/sip-phone-numbers/3c90c3cc-0d44-4b50-8888-8dd25736052a/agent-link", ""),
    (
        "POST",
        "/api/v1/sip-phone-numbers",
        r#"{"phoneNumber":"+1555#","credentialsId":"3c90c3cc-0d44-4b50-8888-8dd25736052b"}"#,
    ),
    ("GET", "/api/v1/agents?take=1&skip=#", ""),
    ("GET", "/api/v1/nothing", ""),
];

/// The credentials of the default world; every seventeenth request comes without.
fn headers(vendor: Vendor, n: usize) -> &'static [(&'static str, &'static str)] {
    if n.is_multiple_of(17) {
        return &[];
    }
    match vendor {
        Vendor::Trillet => &[("x-api-key", "tk_testline"), ("x-workspace-id", "664a1b2c3d4e5f6a7b8c9d0e")],
        Vendor::Unleashx => &[("token", "YOUR_AUTH_TOKEN"), ("authorization", "YOUR_API_KEY")],
        Vendor::Vobiz => &[("x-auth-id", "MA_XXXXXX"), ("x-auth-token", "testline")],
        Vendor::Dasha => &[("authorization", "Bearer testline")],
    }
}

/// Starts an emulator of this seed and says everything to it; gives the answers, byte for byte.
async fn run(seed: u64) -> Vec<(Vendor, Vec<u8>)> {
    let at = "2026-01-24T10:30:19Z".parse().expect("a time");
    let clock = Clock::Manual { at, step: SignedDuration::from_secs(1) };
    let settings = Settings { seed, clock: Some(clock), ..Settings::default() };
    let emulator = start_with(settings, Options::default()).await;
    let mut answers = Vec::new();
    for n in 0..REQUESTS {
        let vendor = Vendor::ALL[n % Vendor::ALL.len()];
        let said = match vendor {
            Vendor::Trillet => TRILLET,
            Vendor::Unleashx => UNLEASHX,
            Vendor::Vobiz => VOBIZ,
            Vendor::Dasha => DASHA,
        };
        let (method, path, body) = said[n / Vendor::ALL.len() % said.len()];
        let target = format!("/{vendor}{}", path.replace('#', &n.to_string()));
        let body = body.replace('#', &format!("{n:04}"));
        answers.push((vendor, raw::send(&emulator.url, method, &target, headers(vendor, n), &body).await));
    }
    answers
}

#[tokio::test]
async fn two_runs_with_one_seed_and_a_manual_clock_are_the_same_to_the_byte() {
    let (first, second) = (run(7).await, run(7).await);
    for (n, ((vendor, first), (_, second))) in first.iter().zip(&second).enumerate() {
        assert_eq!(
            String::from_utf8_lossy(first),
            String::from_utf8_lossy(second),
            "request {n}, which is to {vendor}"
        );
    }
    assert_eq!(first, second);
    // What is compared is worth it: each vendor has made something, refused something and given a date.
    let mut statuses: BTreeMap<Vendor, BTreeSet<u16>> = BTreeMap::new();
    for (vendor, answer) in &first {
        statuses.entry(*vendor).or_default().insert(raw::status(answer));
        assert!(String::from_utf8_lossy(answer).contains("\r\ndate: Sat, 24 Jan 2026 "));
    }
    for (vendor, statuses) in &statuses {
        let (good, bad): (Vec<u16>, Vec<u16>) = statuses.iter().partition(|status| **status < 400);
        assert!(!good.is_empty() && bad.len() >= 2, "{vendor}: {statuses:?}");
    }
    assert_eq!(first.len(), REQUESTS);
}

#[tokio::test]
async fn another_seed_gives_other_ids() {
    let (first, second) = (run(7).await, run(8).await);
    let differ: BTreeSet<Vendor> = first
        .iter()
        .zip(&second)
        .filter(|(first, second)| first != second)
        .map(|(first, _)| first.0)
        .collect();
    assert_eq!(differ.len(), Vendor::ALL.len(), "{differ:?}");
}
