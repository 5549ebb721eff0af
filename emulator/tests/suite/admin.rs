//! The admin API over a socket: good and bad input.

use serde_json::{Value, json};

use crate::emulator::{Emulator, client, start};

/// Sends a request to the admin API; gives status and JSON (null where there is none).
async fn call(emulator: &Emulator, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
    let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
    let mut request = client().request(method, format!("{}/_testline{path}", emulator.url));
    if let Some(body) = body {
        request = request.body(body.to_string());
    }
    let reply = request.send().await.expect("an answer");
    let status = reply.status().as_u16();
    let kind = reply.headers().get("content-type").map(|kind| kind.as_bytes().to_vec());
    let text = reply.text().await.expect("a body");
    if status >= 400 {
        assert_eq!(kind.as_deref(), Some(b"application/problem+json".as_slice()), "{text}");
    }
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

#[tokio::test]
async fn health_says_that_it_is_well() {
    let emulator = start().await;
    assert_eq!(call(&emulator, "GET", "/health", None).await.1["status"], "ok");
}

#[tokio::test]
async fn operations_and_contracts_list_every_clause() {
    let emulator = start().await;
    let (_, all) = call(&emulator, "GET", "/v1/operations", None).await;
    assert_eq!(all["operations"].as_array().map(Vec::len), Some(18 + 9 + 32 + 19));
    let (_, vobiz) = call(&emulator, "GET", "/v1/contracts/vobiz", None).await;
    assert_eq!(vobiz["operations"][0]["clauses"][0]["id"], "vobiz.assign-number-to-trunk.assigned");
    let (status, error) = call(&emulator, "GET", "/v1/contracts/twilio", None).await;
    assert_eq!(
        (status, error["detail"].as_str()),
        (404, Some("`twilio` is no vendor; there are: trillet, unleashx, vobiz, dasha"))
    );
}

#[tokio::test]
async fn a_world_is_made_replaced_shown_reset_and_deleted() {
    let emulator = start().await;
    let (status, made) = call(&emulator, "POST", "/v1/worlds", Some(json!({"name": "a"}))).await;
    assert_eq!((status, made["world"].as_str()), (201, Some("a")));
    assert_eq!(made["base_urls"]["vobiz"], format!("{}/w/a/vobiz", emulator.url));
    let id = made["credentials"]["vobiz"]["first"]["ids"]["auth_id"].as_str().expect("an id");
    assert_eq!(made["credentials"]["vobiz"]["first"]["headers"]["X-Auth-ID"], id);
    assert_eq!(call(&emulator, "POST", "/v1/worlds", Some(json!({"name": "a"}))).await.0, 409);
    assert_eq!(call(&emulator, "PUT", "/v1/worlds/a", None).await.0, 200);
    assert_eq!(call(&emulator, "PUT", "/v1/worlds/b", None).await.0, 201);
    assert_eq!(call(&emulator, "GET", "/v1/worlds", None).await.1, json!({"worlds": ["a", "b", "default"]}));
    assert_eq!(call(&emulator, "GET", "/v1/worlds/a", None).await.1["credentials"], made["credentials"]);
    assert_eq!(call(&emulator, "POST", "/v1/worlds/a/reset", None).await.0, 204);
    assert_eq!(call(&emulator, "DELETE", "/v1/worlds/a", None).await.0, 204);
    assert_eq!(call(&emulator, "GET", "/v1/worlds/a", None).await.0, 410);
    assert_eq!(call(&emulator, "GET", "/v1/worlds/never", None).await.0, 404);
    assert_eq!(call(&emulator, "DELETE", "/v1/worlds/default", None).await.0, 409);
}

#[tokio::test]
async fn bad_input_is_told_what_is_allowed() {
    let emulator = start().await;
    for (method, path, body, status, says) in [
        ("POST", "/v1/worlds", Some(json!({"nam": "a"})), 400, "expected one of `name`"),
        ("POST", "/v1/worlds", Some(json!({"name": "A"})), 400, "a-z, 0-9 and -"),
        ("POST", "/v1/worlds", Some(json!({"dialect": {"vobiz.x": "1"}})), 400, "vobiz has no switch `x`"),
        ("POST", "/v1/worlds", Some(json!({"clock": "noon"})), 400, "RFC 3339"),
        ("POST", "/v1/worlds", Some(json!({"world": {"testline": 1, "vobitz": {}}})), 400, "vobitz"),
        ("GET", "/v1/worlds/default/journal?statuss=200", None, 400, "there is no parameter `statuss`"),
        ("GET", "/v1/worlds/default/journal?status=two", None, 400, "whole number"),
        ("POST", "/v1/worlds/default/faults", Some(json!({"action": {"kind": "explode"}})), 400, "explode"),
        (
            "POST",
            "/v1/worlds/default/faults",
            Some(json!({"action": {"kind": "refuse", "clause": "vobiz.x.y"}})),
            400,
            "is no clause",
        ),
        ("PATCH", "/v1/worlds", None, 405, "has no PATCH"),
        ("GET", "/v1/nothing", None, 404, "there is no"),
    ] {
        let (given, problem) = call(&emulator, method, path, body).await;
        let detail = problem["detail"].as_str().unwrap_or("");
        assert!(given == status && detail.contains(says), "{method} {path}: {given} {detail}");
    }
}

#[tokio::test]
async fn a_refuse_fault_strikes_and_is_named_in_the_journal() {
    let emulator = start().await;
    let fault = json!({
        "match": {"vendor": "vobiz", "operation": "list-trunks", "first": 1},
        "action": {"kind": "refuse", "clause": "any.server-error"}
    });
    let (status, made) = call(&emulator, "POST", "/v1/worlds/default/faults", Some(fault)).await;
    assert_eq!((status, made["id"].as_str()), (201, Some("f1")));
    let list = || {
        let request = client().get(format!("{}/vobiz/api/v1/Account/MA_XXXXXX/trunks", emulator.url));
        request.header("X-Auth-ID", "MA_XXXXXX").header("X-Auth-Token", "testline").send()
    };
    assert_eq!(list().await.expect("an answer").status(), 500);
    assert_eq!(list().await.expect("an answer").status(), 200);
    let (_, journal) = call(&emulator, "GET", "/v1/worlds/default/journal?vendor=vobiz", None).await;
    let exchanges = journal["exchanges"].as_array().expect("exchanges");
    assert_eq!(exchanges[0]["fault"], "f1");
    assert_eq!(exchanges[1]["fault"], Value::Null);
    assert_eq!(
        exchanges[0]["request"]["headers"]
            .as_array()
            .expect("headers")
            .iter()
            .find(|field| field[0] == "x-auth-token"),
        Some(&json!(["x-auth-token", "***"]))
    );
    assert_eq!(call(&emulator, "DELETE", "/v1/worlds/default/faults/f1", None).await.0, 204);
    assert_eq!(call(&emulator, "DELETE", "/v1/worlds/default/faults/f1", None).await.0, 404);
    assert_eq!(call(&emulator, "DELETE", "/v1/worlds/default/journal", None).await.0, 204);
    assert_eq!(call(&emulator, "GET", "/v1/worlds/default/journal", None).await.1, json!({"exchanges": []}));
}
