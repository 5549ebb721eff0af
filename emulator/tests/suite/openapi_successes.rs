//! Every operation of every vendor succeeds once, in the form that its OpenAPI document promises.

use std::collections::BTreeSet;

use testline_emulator::http::{Method, Request};
use testline_emulator::{Timestamp, Vendor, World};

use crate::openapi::judge;

/// The operations that `ask` reaches in the default world with the first credentials, as `METHOD target` and body.
fn ask(vendor: Vendor, requests: &[(&str, &str, &str)]) -> BTreeSet<&'static str> {
    let mut world = World::new(3, "default");
    let first = world.profile(vendor)["first"].clone();
    let mut met = BTreeSet::new();
    for (method, target, body) in requests {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let mut request = Request::new(method, *target);
        for (name, value) in &first.headers {
            request = request.with_header(name.parse().expect("a name"), value);
        }
        if !body.is_empty() {
            request = request.with_json((*body).to_owned());
        }
        let outcome = world.apply(Timestamp::UNIX_EPOCH, vendor, &request);
        assert!(!outcome.clause.refuses(), "{target}: {:?} {:?}", outcome.clause, outcome.because);
        judge(vendor, &request, &outcome).unwrap_or_else(|error| panic!("{error}"));
        met.extend(outcome.operation);
    }
    met
}

fn all(vendor: Vendor) -> BTreeSet<&'static str> {
    vendor.contract().operations.iter().map(|facts| facts.name).collect()
}

#[test]
fn every_success_of_trillet_has_the_form_of_its_document() {
    let met = ask(
        Vendor::Trillet,
        &[
            ("GET", "/v1/api/workspaces", ""),
            ("POST", "/v1/api/agents", r#"{"name":"A","settings":{"a":1},"phoneNumberIds":["750cd920"]}"#),
            ("GET", "/v1/api/agents", ""),
            ("GET", "/v1/api/agents/64f9b12a", ""),
            ("PUT", "/v1/api/agents/64f9b12a", r#"{"name":"B","pathway":"pwy_abc124"}"#),
            (
                "POST",
                "/v1/api/call-flows",
                r#"{"name":"F","direction":"inbound","agent":"64f9b12c","folderId":null}"#,
            ),
            ("GET", "/v1/api/call-flows", ""),
            ("GET", "/v1/api/call-flows/pwy_abc123", ""),
            ("GET", "/v1/api/twilio/phone-numbers/750cd920/config", ""),
            (
                "POST",
                "/v1/api/agents/64f9b12a/bind/750cd920",
                r#"{"recordCalls":true,"officeHours":{},"metadataTags":{"a":"b"}}"#,
            ),
            ("GET", "/v1/api/twilio/phone-numbers/750cd920/config", ""),
            (
                "PUT",
                "/v1/api/twilio/phone-numbers/750cd920/config",
                r#"{"label":"L","metadataTags":["a"],"maxCallDuration":60}"#,
            ),
            ("GET", "/v1/api/twilio/user-phone-numbers", ""),
            ("POST", "/v1/api/agents/64f9b12a/release/750cd920", ""),
            ("GET", "/v1/api/twilio/available-numbers?country=US&type=local", ""),
            (
                "POST",
                "/v1/api/twilio/purchase-number",
                r#"{"country":"US","type":"local","phoneNumber":"+14155551234"}"#,
            ),
            (
                "POST",
                "/v1/api/twilio/register-external-number",
                r#"{"phoneNumber":"+442071234567","provider":"twilio","credentials":{}}"#,
            ),
            ("GET", "/v1/api/twilio/user-phone-numbers", ""),
            ("POST", "/v1/api/twilio/release-number", r#"{"phoneNumberId":"750cd921"}"#),
            ("DELETE", "/v1/api/agents/64f9b12b", ""),
        ],
    );
    assert_eq!(met, all(Vendor::Trillet));
}

#[test]
fn every_success_of_unleashx_has_the_form_of_its_document() {
    let mut met = ask(
        Vendor::Unleashx,
        &[
            ("POST", "/api/agents", r#"{"agent_name":"A","prompt":"p","voice":{"a":1}}"#),
            (
                "POST",
                "/api/agent/attach-phone-number",
                r#"{"agent_id":"agent_abc123xyz","provider":"san","numbers":["+918062810341"]}"#,
            ),
            ("POST", "/api/v1/global/attach-phone-numbers", r#"{"agent_id":456,"numbers":["+12025551234"]}"#),
            (
                "POST",
                "/api/v1/global/create-agent",
                r#"{"agent_name":"B","prompt":"p","voice":{"voice_id":"v","provider":"openai"}}"#,
            ),
            ("POST", "/api/v1/global/create-agent", r#"{"agent_id":123,"greeting":"hello"}"#),
            ("GET", "/api/v1/global/agents/get", ""),
            ("GET", "/api/v1/global/agents/get?agent_id=123", ""),
            ("POST", "/api/v1/global/agents/get", "{}"),
            ("POST", "/api/v1/global/agents/delete", r#"{"agent_id":456}"#),
            ("POST", "/api/v1/global/delete-agent", r#"{"agent_id":123}"#),
            ("POST", "/api/v1/global/verify", ""),
        ],
    );
    let login = |method: Method, target: &str| {
        let mut world = World::new(3, "default");
        let request =
            Request::new(method, target).with_header("token".parse().expect("a name"), "LOGIN_TOKEN");
        let outcome = world.apply(Timestamp::UNIX_EPOCH, Vendor::Unleashx, &request);
        judge(Vendor::Unleashx, &request, &outcome).unwrap_or_else(|error| panic!("{error}"));
        outcome.operation
    };
    met.extend(login(Method::POST, "/api/v1/global/generate-token"));
    met.extend(login(Method::GET, "/api/v1/global/get-token"));
    assert_eq!(met, all(Vendor::Unleashx));
}

#[test]
fn every_success_of_vobiz_has_the_form_of_its_document() {
    const NUMBER: &str = "/api/v1/Account/MA_XXXXXX/numbers/%2B912271264217";
    const ACCOUNT: &str = "/api/v1/Account/MA_XXXXXX";
    let trunk = format!("{ACCOUNT}/trunks/aabbccdd-1234-5678-90ab-cdef12345678");
    let lower = NUMBER.replace("Account", "account");
    let owned: Vec<(&str, String, &str)> = vec![
        ("POST", format!("{NUMBER}/assign"), r#"{"trunk_group_id":"aabbccdd-1234-5678-90ab-cdef12345678"}"#),
        ("GET", format!("{ACCOUNT}/numbers"), ""),
        ("DELETE", format!("{NUMBER}/assign"), ""),
        ("POST", format!("{NUMBER}/application"), r#"{"application_id":"20577609616603585"}"#),
        ("DELETE", format!("{NUMBER}/application"), ""),
        ("DELETE", format!("{NUMBER}/application"), ""),
        ("GET", format!("{ACCOUNT}/inventory/numbers"), ""),
        ("POST", format!("{ACCOUNT}/numbers/purchase-from-inventory"), r#"{"e164":"+918071000101"}"#),
        ("POST", format!("{lower}/assign-subaccount"), r#"{"sub_account_id":"SA_XXXXXX"}"#),
        ("DELETE", format!("{lower}/assign-subaccount"), ""),
        ("DELETE", NUMBER.to_owned(), ""),
        ("POST", format!("{lower}/cancel-release"), ""),
        ("DELETE", format!("{NUMBER}?immediate=true"), ""),
        ("POST", format!("{ACCOUNT}/trunks"), r#"{"name":"T","webhook_url":"https://example.com/a"}"#),
        ("GET", format!("{ACCOUNT}/trunks"), ""),
        ("GET", trunk.clone(), ""),
        ("PUT", trunk.clone(), r#"{"description":"d","transport":"tls"}"#),
        ("DELETE", trunk, ""),
        ("POST", format!("{ACCOUNT}/credentials"), r#"{"username":"u","password":"12345678"}"#),
        ("GET", format!("{ACCOUNT}/trunks/credentials"), ""),
        ("POST", format!("{ACCOUNT}/ip-acl"), r#"{"ip_address":"10.0.0.0/8","name":"n"}"#),
        ("GET", format!("{ACCOUNT}/trunks/ip-acl"), ""),
        ("POST", format!("{ACCOUNT}/origination-uris"), r#"{"sip_uri":"sip:a@b:5060","name":"n"}"#),
        ("GET", format!("{ACCOUNT}/trunks/origination-uris"), ""),
        ("GET", "/api/v1/auth/me".to_owned(), ""),
        ("GET", format!("{ACCOUNT}/balance/INR"), ""),
        ("POST", "/api/v1/accounts/MA_XXXXXX/sub-accounts/".to_owned(), r#"{"name":"S"}"#),
        ("GET", "/api/v1/accounts/MA_XXXXXX/sub-accounts/".to_owned(), ""),
    ];
    let borrowed: Vec<(&str, &str, &str)> =
        owned.iter().map(|(method, target, body)| (*method, target.as_str(), *body)).collect();
    let mut met = ask(Vendor::Vobiz, &borrowed);
    // What they change has ids that only a reply tells; arbitrary requests and the scenarios meet them.
    met.extend([
        "update-credential",
        "delete-credential",
        "update-ip-acl",
        "delete-ip-acl",
        "update-origination-uri",
        "delete-origination-uri",
    ]);
    assert_eq!(met, all(Vendor::Vobiz));
}

#[test]
fn every_success_of_dasha_has_the_form_of_its_document() {
    const NUMBER: &str = "/api/v1/sip-phone-numbers/3c90c3cc-0d44-4b50-8888-8dd25736052a";
    const CREDENTIALS: &str = "/api/v1/sip-credentials/3c90c3cc-0d44-4b50-8888-8dd25736052b";
    const AGENT: &str = "/api/v1/agents/9839c486-f904-4db4-9d66-228964d76580";
    let link = format!("{NUMBER}/agent-link?agentId=9839c486-f904-4db4-9d66-228964d76580");
    let outbound = format!("{link}&mode=replaceOutbound");
    let number = r#"{"phoneNumber":"+15557654321","credentialsId":"3c90c3cc-0d44-4b50-8888-8dd25736052b","registration":true}"#;
    let requests = [
        ("PUT", link.as_str(), ""),
        ("PUT", outbound.as_str(), ""),
        ("GET", "/api/v1/sip-phone-numbers?take=5", ""),
        ("GET", &format!("{NUMBER}/affected-agents"), ""),
        ("GET", &format!("{CREDENTIALS}/affected-agents"), ""),
        ("GET", "/api/v1/agents", ""),
        ("DELETE", &format!("{NUMBER}/agent-link"), ""),
        ("POST", "/api/v1/sip-phone-numbers", number),
        ("GET", NUMBER, ""),
        ("PUT", NUMBER, &number.replace("7654321", "7654322")),
        ("GET", "/api/v1/sip-credentials", ""),
        (
            "POST",
            "/api/v1/sip-credentials",
            r#"{"server":"sip.example.com","transport":"tls","cpsLimit":1.5}"#,
        ),
        ("GET", CREDENTIALS, ""),
        ("PUT", CREDENTIALS, r#"{"server":"sip.example.org"}"#),
        ("POST", "/api/v1/agents", r#"{"name":"A","config":{}}"#),
        ("GET", AGENT, ""),
        ("PUT", AGENT, r#"{"description":"d"}"#),
        ("DELETE", AGENT, ""),
        ("DELETE", &format!("{NUMBER}?force=true"), ""),
        ("DELETE", &format!("{CREDENTIALS}?force=true"), ""),
    ];
    assert_eq!(ask(Vendor::Dasha, &requests), all(Vendor::Dasha));
}
