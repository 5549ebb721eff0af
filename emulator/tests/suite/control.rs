//! Every operation of the admin API with good and bad input, as snapshots of exchanges.

use reqwest::header::{ACCEPT, CONTENT_TYPE, HOST};
use testline_emulator::admin;
use testline_emulator::server::Options;
use testline_emulator::tenancy::Settings;

use crate::admin_document;
use crate::emulator::{Emulator, client, start_with};

/// How many lines of a body a snapshot shows.
const LINES: usize = 40;

/// An emulator and the text of what was said to its admin API.
struct Control {
    emulator: Emulator,
    text: String,
}

impl Control {
    async fn start() -> Self {
        let public_url = Some("http://emulator.test".to_owned());
        let admin = admin::Options { public_url, ..admin::Options::default() };
        let options = Options { admin: Some(admin), ..Options::default() };
        Self { emulator: start_with(Settings::default(), options).await, text: String::new() }
    }

    /// Sends a request with a JSON body.
    async fn ask(&mut self, method: &str, path: &str, body: &str) -> String {
        self.send(method, path, "application/json", body).await
    }

    /// Sends a request of a media type, which it asks for too, and writes down what was said. Gives the body.
    async fn send(&mut self, method: &str, path: &str, media_type: &str, body: &str) -> String {
        let url = format!("{}/_testline{path}", self.emulator.url);
        let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
        let request = client().request(method.clone(), url).header(ACCEPT, media_type);
        let request = request.header(CONTENT_TYPE, media_type).body(body.to_owned());
        let reply = request.send().await.expect("an answer");
        let kind = reply.headers().get(CONTENT_TYPE).map_or("", |kind| kind.to_str().expect("text"));
        let (kind, status) = (kind.to_owned(), reply.status());
        let head = format!("{status} {kind}");
        let given = reply.text().await.expect("a body");
        let whole = format!("/_testline{path}");
        admin_document::judge(method.as_str(), &whole, (media_type, body), status.as_u16(), (&kind, &given))
            .unwrap_or_else(|error| panic!("{error}"));
        self.text.push_str(&format!("### {method} {path}\n"));
        for part in [&shown(body), &format!("--- {head}"), &shown(&given)] {
            if !part.is_empty() {
                self.text.push_str(part.trim_end());
                self.text.push('\n');
            }
        }
        self.text.push('\n');
        given
    }

    /// Says something to Vobiz in a world, with the credentials of the default one.
    async fn vobiz(&self, world: &str, method: &str, target: &str, body: &str) -> u16 {
        let url = format!("{}/w/{world}/vobiz{target}", self.emulator.url);
        let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
        let request = client().request(method, url).header(HOST, "emulator.test").body(body.to_owned());
        let request = request.header("x-auth-id", "MA_XXXXXX").header("x-auth-token", "testline");
        request.send().await.expect("an answer").status().as_u16()
    }
}

/// A body, cut where it is long.
fn shown(body: &str) -> String {
    let lines: Vec<&str> = body.lines().collect();
    match lines.get(..LINES) {
        Some(first) if lines.len() > LINES => format!("{}\n…", first.join("\n")),
        _ => body.to_owned(),
    }
}

const NUMBER: &str = "/api/v1/Account/MA_XXXXXX/numbers/%2B912271264217";

/// A state that a page can show.
const SMALL: &str = r#"{"testline":1,"clock":{"at":"2026-01-24T10:30:19Z","step":"PT1S"},
 "vobiz":{"accounts":{"first":{"auth_id":"MA_SMALL","auth_token":"small"}},
          "numbers":{"+912271264217":{"account":"first","status":"pending_release"}}}}"#;

#[tokio::test]
async fn worlds_are_made_shown_copied_reset_and_deleted() {
    let mut control = Control::start().await;
    control
        .ask(
            "POST",
            "/v1/worlds",
            r#"{"name":"a","clock":"2026-01-24T10:30:19Z","dialect":{"unleashx.conflict":"400"}}"#,
        )
        .await;
    control.ask("GET", "/v1/worlds/a", "").await;
    control.ask("PUT", "/v1/worlds/a", "").await;
    control.ask("POST", "/v1/worlds/a/fork", r#"{"name":"b"}"#).await;
    control.ask("POST", "/v1/worlds/a/fork", "").await;
    control.ask("POST", "/v1/worlds", r#"{"name":"c","from":"a","seed":7}"#).await;
    let inline = r#"{"name":"d","world":{"testline":1,"extends":"default","vobiz":{"trunks":{"t":{"account":"first","name":"T"}}}}}"#;
    control.ask("POST", "/v1/worlds", inline).await;
    control.ask("GET", "/v1/worlds/d/state", "").await;
    control.ask("GET", "/v1/worlds", "").await;
    control.ask("POST", "/v1/worlds/a/reset", "").await;
    control.ask("DELETE", "/v1/worlds/a", "").await;
    control.ask("GET", "/v1/worlds/a", "").await;
    insta::assert_snapshot!("admin_worlds", control.text);
}

#[tokio::test]
async fn wrong_words_about_worlds_are_refused() {
    let mut control = Control::start().await;
    for (method, path, body) in [
        ("POST", "/v1/worlds", r#"{"name":"default"}"#),
        ("POST", "/v1/worlds", r#"{"name":"No"}"#),
        ("POST", "/v1/worlds", r#"{"nam":"a"}"#),
        ("POST", "/v1/worlds", "{"),
        ("POST", "/v1/worlds", r#"{"from":"nobody"}"#),
        ("POST", "/v1/worlds", r#"{"from":"default","world":{"testline":1}}"#),
        ("POST", "/v1/worlds", r#"{"world":{"testline":2}}"#),
        ("POST", "/v1/worlds", r#"{"world":{"testline":1,"extends":"other"}}"#),
        (
            "POST",
            "/v1/worlds",
            r#"{"world":{"testline":1,"extends":"default","vobiz":{"numbers":{"+911":{"account":"fourth"}}}}}"#,
        ),
        ("PUT", "/v1/worlds/a", r#"{"name":"b"}"#),
        ("POST", "/v1/worlds/nobody/fork", ""),
        ("POST", "/v1/worlds/default/fork", r#"{"name":"default"}"#),
        ("POST", "/v1/worlds/nobody/reset", ""),
        ("DELETE", "/v1/worlds/nobody", ""),
        ("DELETE", "/v1/worlds/default", ""),
    ] {
        control.ask(method, path, body).await;
    }
    insta::assert_snapshot!("admin_worlds_refused", control.text);
}

#[tokio::test]
async fn a_state_is_replaced_patched_and_shown_as_json_and_as_yaml() {
    let mut control = Control::start().await;
    control.ask("POST", "/v1/worlds", r#"{"name":"a"}"#).await;
    control.text.clear();
    control.ask("PUT", "/v1/worlds/a/state", SMALL).await;
    let yaml = control.send("GET", "/v1/worlds/a/state", "application/yaml", "").await;
    control.ask("PATCH", "/v1/worlds/a/state", r#"{"vobiz":{"numbers":{"+912271264217":null}}}"#).await;
    control.ask("GET", "/v1/worlds/a/state", "").await;
    control.send("PUT", "/v1/worlds/a/state", "application/yaml", &yaml).await;
    control
        .send(
            "PATCH",
            "/v1/worlds/a/state",
            "application/yaml",
            "vobiz: { accounts: { first: { name: Renamed } } }",
        )
        .await;
    insta::assert_snapshot!("admin_state", control.text);
}

#[tokio::test]
async fn a_wrong_state_is_refused_with_its_place() {
    let mut control = Control::start().await;
    control.ask("POST", "/v1/worlds", r#"{"name":"a"}"#).await;
    control.text.clear();
    let json = "application/json";
    for (method, media_type, body) in [
        ("PUT", json, ""),
        ("PUT", json, "{}"),
        ("PUT", json, r#"{"testline":1,"vobitz":{}}"#),
        ("PUT", json, r#"{"testline":1,"vobiz":{"numbers":{"+911":{"account":"first"}}}}"#),
        ("PUT", json, r#"{"testline":1,"dialect":{"unleashx.conflict":"418"}}"#),
        ("PUT", json, r#"{"testline":1,"faults":[{"action":{"kind":"refuse","status":200}}]}"#),
        ("PUT", json, r#"{"testline":1,"vobiz":{"accounts":{"first":{"auth_id":"MA_XXXXXX"}}}}"#),
        ("PUT", "application/yaml", "testline: 1\nvobitz: {}\n"),
        ("PATCH", json, "[]"),
        ("PATCH", json, r#"{"extends":"default"}"#),
        ("PATCH", json, r#"{"dasha":{"organizations":{"first":{"token":"testline"}}}}"#),
        ("PATCH", json, r#"{"trillet":{"agents":{"64f9b12a":{"pathway":"nowhere"}}}}"#),
        ("PATCH", "application/yaml", "{"),
    ] {
        control.send(method, "/v1/worlds/a/state", media_type, body).await;
    }
    control.ask("GET", "/v1/worlds/nobody/state", "").await;
    insta::assert_snapshot!("admin_state_refused", control.text);
}

#[tokio::test]
async fn a_clock_is_shown_set_and_moved() {
    let mut control = Control::start().await;
    control.ask("GET", "/v1/worlds/default/clock", "").await;
    control.ask("POST", "/v1/worlds/default/clock/advance", r#"{"by":"PT24H"}"#).await;
    control.ask("PUT", "/v1/worlds/default/clock", r#"{"at":"2026-01-24T10:30:19Z","step":"PT1S"}"#).await;
    control.vobiz("default", "DELETE", NUMBER, "").await;
    control.ask("GET", "/v1/worlds/default/clock", "").await;
    control.ask("POST", "/v1/worlds/default/clock/advance", r#"{"by":"P46D"}"#).await;
    control.ask("POST", "/v1/worlds/default/clock/advance", r#"{"to":"2027-01-01T00:00:00Z"}"#).await;
    for (method, path, body) in [
        ("POST", "/advance", r#"{"to":"2026-01-01T00:00:00Z"}"#),
        ("POST", "/advance", r#"{"by":"P1M"}"#),
        ("POST", "/advance", r#"{"by":"PT1H","to":"2027-01-01T00:00:00Z"}"#),
        ("POST", "/advance", r#"{"by":"soon"}"#),
        ("POST", "/advance", "{}"),
        ("PUT", "", r#""noon""#),
        ("PUT", "", r#"{"at":"2026-01-24T10:30:19Z","step":"-PT1S"}"#),
        ("PUT", "", r#"{"at":"2026-01-24T10:30:19Z","stop":"PT1S"}"#),
    ] {
        control.ask(method, &format!("/v1/worlds/default/clock{path}"), body).await;
    }
    control.ask("PUT", "/v1/worlds/default/clock", r#""real""#).await;
    control.ask("GET", "/v1/worlds/nobody/clock", "").await;
    insta::assert_snapshot!("admin_clock", control.text);
}

#[tokio::test]
async fn a_journal_is_shown_filtered_and_emptied() {
    let mut control = Control::start().await;
    control.ask("PUT", "/v1/worlds/default/clock", r#"{"at":"2026-01-24T10:30:19Z","step":"PT1S"}"#).await;
    control.text.clear();
    control.vobiz("default", "GET", "/api/v1/Account/MA_XXXXXX/balance/INR", "").await;
    control.vobiz("default", "DELETE", &format!("{NUMBER}/assign"), "").await;
    control.ask("GET", "/v1/worlds/default/journal", "").await;
    control.ask("GET", "/v1/worlds/default/journal?status=404&limit=1&format=http", "").await;
    control.ask("GET", "/v1/worlds/default/journal?after=2", "").await;
    control.ask("GET", "/v1/worlds/default/journal?statuss=404", "").await;
    control.ask("GET", "/v1/worlds/default/journal?status=many", "").await;
    control.ask("GET", "/v1/worlds/default/journal?format=xml", "").await;
    control.ask("DELETE", "/v1/worlds/default/journal", "").await;
    control.ask("GET", "/v1/worlds/default/journal", "").await;
    control.ask("DELETE", "/v1/worlds/nobody/journal", "").await;
    insta::assert_snapshot!("admin_journal", control.text);
}

#[tokio::test]
async fn faults_are_added_listed_and_taken_away() {
    let mut control = Control::start().await;
    let faults = "/v1/worlds/default/faults";
    control
        .ask(
            "POST",
            faults,
            r#"{"match":{"vendor":"vobiz","first":1},"action":{"kind":"refuse","status":503}}"#,
        )
        .await;
    control.ask("POST", faults, r#"{"action":{"kind":"refuse","clause":"dasha.any.forbidden"}}"#).await;
    control.ask("GET", faults, "").await;
    control.ask("DELETE", &format!("{faults}/f1"), "").await;
    control.ask("DELETE", &format!("{faults}/f1"), "").await;
    control.ask("DELETE", faults, "").await;
    control.ask("GET", faults, "").await;
    control.ask("POST", faults, r#"{"action":{"kind":"explode"}}"#).await;
    control
        .ask("POST", faults, r#"{"match":{"operatoin":"x"},"action":{"kind":"refuse","status":500}}"#)
        .await;
    control.ask("GET", "/v1/worlds/nobody/faults", "").await;
    control.ask("DELETE", "/v1/worlds/nobody/faults", "").await;
    insta::assert_snapshot!("admin_faults", control.text);
}

#[tokio::test]
async fn coverage_tells_what_was_met_from_what_never_was() {
    let mut control = Control::start().await;
    let coverage = "/v1/worlds/default/coverage";
    let assign = r#"{"trunk_group_id":"aabbccdd-1234-5678-90ab-cdef12345678"}"#;
    for _ in 0..2 {
        control.vobiz("default", "POST", &format!("{NUMBER}/assign"), assign).await;
    }
    control.ask("GET", &format!("{coverage}?vendor=vobiz&operation=assign-number-to-trunk"), "").await;
    control.ask("DELETE", "/v1/worlds/default/journal", "").await;
    control.ask("POST", "/v1/worlds/default/reset", "").await;
    control.ask("GET", &format!("{coverage}?vendor=vobiz&operation=list-trunks"), "").await;
    control.ask("GET", &format!("{coverage}?vendor=twilio"), "").await;
    control.ask("GET", &format!("{coverage}?operation=assign"), "").await;
    control.ask("GET", &format!("{coverage}?clause=x"), "").await;
    insta::assert_snapshot!("admin_coverage", control.text);
}

#[tokio::test]
async fn operations_contracts_and_health_are_shown() {
    let mut control = Control::start().await;
    control.ask("GET", "/health", "").await;
    control.ask("GET", "/v1/operations", "").await;
    control.ask("GET", "/v1/contracts/unleashx", "").await;
    control.ask("GET", "/v1/contracts/twilio", "").await;
    control.ask("GET", "/v1/openapi.json", "").await;
    control.ask("GET", "/v1/openapi/dasha.json", "").await;
    control.ask("GET", "/v1/openapi/twilio.json", "").await;
    control.ask("GET", "/v1/nothing", "").await;
    control.ask("PATCH", "/v1/worlds", "").await;
    insta::assert_snapshot!("admin_contracts", control.text);
}
