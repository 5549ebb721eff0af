//! The shell: sockets, limits, worlds by prefix and by credential, and what is not HTTP.

use std::time::Duration;

use testline_emulator::server::Options;
use testline_emulator::tenancy::Settings;
use testline_emulator::{Timestamp, Vendor};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::emulator::{Emulator, client, start, start_with};

/// Sends bytes as they are and reads until the other end closes.
async fn raw(emulator: &Emulator, bytes: &[u8]) -> String {
    let mut stream =
        TcpStream::connect(emulator.url.trim_start_matches("http://")).await.expect("it listens");
    stream.write_all(bytes).await.expect("it reads");
    let mut answer = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut answer)).await;
    read.expect("it closes in time").expect("it can be read");
    String::from_utf8_lossy(&answer).into_owned()
}

/// A request that ends its connection.
fn closing(head: &str) -> Vec<u8> {
    format!("{head}\r\nhost: x\r\nconnection: close\r\n\r\n").into_bytes()
}

#[tokio::test]
async fn a_204_has_neither_content_type_nor_content_length() {
    let emulator = start().await;
    let body = r#"{"trunk_group_id":"aabbccdd-1234-5678-90ab-cdef12345678"}"#;
    let request = format!(
        "POST /api/v1/Account/MA_XXXXXX/numbers/%2B912271264217/assign HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
         X-Auth-ID: MA_XXXXXX\r\nX-Auth-Token: testline\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = raw(&emulator, request.as_bytes()).await.to_lowercase();
    assert!(answer.starts_with("http/1.1 204 "), "{answer}");
    assert!(!answer.contains("content-type") && !answer.contains("content-length"), "{answer}");
    assert!(answer.ends_with("\r\n\r\n"), "{answer}");
}

#[tokio::test]
async fn a_body_over_the_limit_gets_the_vendors_413_and_the_connection_closes() {
    let options = Options { max_body: 16, ..Options::default() };
    let emulator = start_with(Settings::default(), options).await;
    for head in ["content-length: 17", "transfer-encoding: chunked"] {
        let body = if head.starts_with("content") {
            "a".repeat(17)
        } else {
            format!("11\r\n{}\r\n0\r\n\r\n", "a".repeat(17))
        };
        let request = format!(
            "POST /api/v1/Account/MA_XXXXXX/trunks HTTP/1.1\r\nhost: x\r\nX-Auth-ID: MA_XXXXXX\r\n\
             X-Auth-Token: testline\r\n{head}\r\n\r\n{body}"
        );
        let answer = raw(&emulator, request.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
        assert!(
            answer.contains("vobiz.any.body-too-large") && answer.contains("connection: close"),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn who_sends_a_large_body_to_its_end_still_gets_the_413() {
    let emulator = start().await;
    let size = 16 * 1024 * 1024;
    let head = format!(
        "POST /api/v1/Account/MA_XXXXXX/trunks HTTP/1.1\r\nhost: x\r\nX-Auth-ID: MA_XXXXXX\r\n\
         X-Auth-Token: testline\r\ncontent-length: {size}\r\n"
    );
    let whole = [format!("{head}\r\n").into_bytes(), vec![b' '; size]].concat();
    let answer = raw(&emulator, &whole).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    // Who asks first sends nothing, and nothing is waited for.
    let asked = raw(&emulator, format!("{head}expect: 100-continue\r\n\r\n").as_bytes()).await;
    assert!(asked.starts_with("HTTP/1.1 413 "), "{asked}");
}

#[tokio::test]
async fn absolute_form_and_the_vendors_own_host_lead_to_the_vendor() {
    let emulator = start().await;
    let absolute = raw(&emulator, &closing("GET http://api.vobiz.ai/nothing HTTP/1.1")).await;
    assert!(absolute.contains("vobiz.any.no-such-route"), "{absolute}");
    let by_host = b"GET /nothing HTTP/1.1\r\nhost: blackbox.dasha.ai\r\nconnection: close\r\n\r\n";
    assert!(raw(&emulator, by_host).await.contains("dasha.any.no-such-route"));
}

#[tokio::test]
async fn http_1_0_is_answered() {
    let emulator = start().await;
    let answer = raw(&emulator, b"GET /vobiz/api/v1/auth/me HTTP/1.0\r\n\r\n").await;
    assert!(answer.contains(" 401 ") && answer.contains("missing X-Auth-ID header"), "{answer}");
}

#[tokio::test]
async fn what_is_no_http_gets_the_listeners_400() {
    let emulator = start().await;
    assert!(raw(&emulator, b"\x16\x03\x01 not http\r\n\r\n").await.starts_with("HTTP/1.1 400 "));
}

#[tokio::test]
async fn a_world_by_prefix_takes_only_its_own_credentials() {
    let emulator = start().await;
    let made =
        emulator.tenancy.create(Some("mine".into()), None, None, false, Timestamp::UNIX_EPOCH, |_| Ok(()));
    let (tenant, _) = made.map_err(|error| format!("{error:?}")).expect("there is room");
    let first = tenant.lock().profile(Vendor::Vobiz)["first"].clone();
    let own: Vec<(&str, &str)> =
        first.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let default = vec![("X-Auth-ID", "MA_XXXXXX"), ("X-Auth-Token", "testline")];
    for (path, headers, status, world) in [
        ("/w/mine/vobiz/api/v1/auth/me", &own, 200, "mine"),
        ("/api/v1/auth/me", &own, 200, "mine"),
        ("/w/mine/vobiz/api/v1/auth/me", &default, 401, "mine"),
        ("/w/default/vobiz/api/v1/auth/me", &own, 401, "default"),
        ("/api/v1/auth/me", &default, 200, "default"),
    ] {
        let mut request = client().get(format!("{}{path}", emulator.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let reply = request.send().await.expect("an answer");
        assert_eq!(
            (reply.status().as_u16(), reply.headers()["testline-world"].as_bytes()),
            (status, world.as_bytes()),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_world_that_never_was_is_404_and_one_that_is_gone_is_410() {
    let emulator = start().await;
    emulator
        .tenancy
        .create(Some("mine".into()), None, None, false, Timestamp::UNIX_EPOCH, |_| Ok(()))
        .map_err(|error| format!("{error:?}"))
        .expect("there is room");
    emulator.tenancy.delete("mine");
    for (world, status) in [("mine", 410), ("never", 404)] {
        let reply = client()
            .get(format!("{}/w/{world}/vobiz/api/v1/auth/me", emulator.url))
            .send()
            .await
            .expect("an answer");
        assert_eq!(reply.status(), status);
        assert_eq!(reply.headers()["content-type"], "application/problem+json");
        assert_eq!(reply.headers()["testline-clause"], "testline.no-world");
    }
}

#[tokio::test]
async fn bare_replies_carry_nothing_of_ours() {
    let options = Options { bare: true, ..Options::default() };
    let emulator = start_with(Settings::default(), options).await;
    let reply =
        client().get(format!("{}/vobiz/api/v1/auth/me", emulator.url)).send().await.expect("an answer");
    let ours = reply.headers().keys().filter(|name| name.as_str().starts_with("testline")).count();
    assert_eq!((reply.status().as_u16(), ours), (401, 0));
}

#[tokio::test]
async fn an_unknown_path_names_what_is_near() {
    let emulator = start().await;
    let reply = client()
        .post(format!("{}/Account/MA_X/numbers/%2B1/assign", emulator.url))
        .send()
        .await
        .expect("an answer");
    assert_eq!(reply.headers()["testline-clause"], "testline.no-route");
    let body = reply.text().await.expect("a body");
    assert!(body.contains("the prefix /api/v1 is missing"), "{body}");
}

#[tokio::test]
async fn what_is_documented_and_not_emulated_says_so_with_a_stub() {
    let emulator = start().await;
    let reply = client()
        .post(format!("{}/api/v1/Account/MA_XXXXXX/Call/", emulator.url))
        .send()
        .await
        .expect("an answer");
    assert_eq!(reply.status(), 501);
    let body: serde_json::Value = serde_json::from_str(&reply.text().await.expect("a body")).expect("JSON");
    assert_eq!(body["clause"], "testline.not-emulated");
    assert_eq!(body["stub"]["match"]["path"], "/api/v1/Account/MA_XXXXXX/Call/");
}

#[tokio::test]
async fn open_auth_gives_an_unknown_credential_a_world_of_its_own() {
    let settings = Settings { auth_open: true, ..Settings::default() };
    let emulator = start_with(settings, Options::default()).await;
    for (path, name, value) in [
        ("/dasha/api/v1/sip-phone-numbers", "authorization", "Bearer my-own-key"),
        ("/unleashx/api/v1/global/agents/get", "token", "my-own-token"),
    ] {
        let get = || client().get(format!("{}{path}", emulator.url)).header(name, value).send();
        let (first, again) = (get().await.expect("an answer"), get().await.expect("an answer"));
        assert_eq!(first.status(), 200, "{path}");
        assert_eq!(first.headers()["testline-world"], again.headers()["testline-world"]);
        assert_ne!(first.headers()["testline-world"], "default");
        let missing = client().get(format!("{}{path}", emulator.url)).send().await.expect("an answer");
        assert_eq!(missing.status(), 401);
    }
}
