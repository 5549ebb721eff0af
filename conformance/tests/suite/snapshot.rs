//! `snapshot`, as the real program runs it around a client.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;

use crate::program::{Done, folder, program};

const NUMBER: &str = "%2B912271264217";

/// A client of Vobiz that is configured by variables alone; a line is a method, a path of the account, and a body, and
/// `{trunk}` in it is the trunk that was made last. `exit N` ends it.
#[test]
#[ignore = "the other tests run it as a command"]
fn client() {
    let variable =
        |name: &str| std::env::var_os(name).and_then(|value| value.into_string().ok()).expect("it is set");
    let base = variable("VOBIZ_BASE_URL");
    let (host, root) = base.trim_start_matches("http://").split_once('/').expect("host and path");
    let id = variable("VOBIZ_AUTH_ID");
    let mut trunk = String::new();
    for line in variable("CLIENT_SAYS").lines() {
        if let Some(code) = line.strip_prefix("exit ") {
            #[expect(clippy::exit, reason = "a command ends so")]
            std::process::exit(code.parse().expect("a code"));
        }
        let line = line.replace("{trunk}", &trunk);
        let mut parts = line.splitn(3, ' ');
        let mut part = || parts.next().unwrap_or("");
        let (method, path, body) = (part(), part(), part());
        let mut stream = TcpStream::connect(host).expect("the emulator listens");
        let head = format!(
            "{method} /{root}/api/v1/Account/{id}{path} HTTP/1.1\r\nhost: {host}\r\nx-auth-id: {id}\r\n\
             x-auth-token: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            variable("VOBIZ_AUTH_TOKEN"),
            body.len()
        );
        stream.write_all((head + body).as_bytes()).expect("it reads");
        let mut reply = String::new();
        stream.read_to_string(&mut reply).expect("it answers");
        if let Some((_, rest)) = reply.split_once(r#""trunk_id":""#) {
            trunk = rest.split('"').next().unwrap_or("").to_owned();
        }
    }
}

/// Runs the client under `snapshot` in a folder.
async fn snapshot(folder: &Path, flags: &[&str], says: &str, variables: &[(&str, &str)]) -> Done {
    let own = std::env::current_exe().expect("tests are a program");
    let own = own.to_str().expect("UTF-8");
    let mut words = vec!["snapshot", "--name", "client"];
    words.extend(flags);
    words.extend(["--", own, "snapshot::client", "--exact", "--ignored", "--nocapture"]);
    let variables: Vec<(&str, &str)> =
        [("CLIENT_SAYS", says)].into_iter().chain(variables.iter().copied()).collect();
    program(folder, &words, &variables).await
}

fn journey() -> String {
    format!(
        "GET /numbers\nPOST /trunks {{\"name\":\"a\"}}\n\
         POST /numbers/{NUMBER}/assign {{\"trunk_group_id\":\"{{trunk}}\"}}"
    )
}

fn stored(folder: &Path) -> Option<String> {
    std::fs::read_to_string(folder.join("snapshots/client.snap")).ok()
}

fn waits(folder: &Path) -> bool {
    folder.join("snapshots/client.snap.new").exists()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_first_waits_until_it_is_accepted_and_then_agrees() {
    let folder = folder("snapshot-first");
    let first = snapshot(&folder, &[], &journey(), &[]).await;
    assert_eq!((first.code, stored(&folder), waits(&folder)), (Some(1), None, true), "{}", first.log);
    assert!(first.log.contains("3 new, 0 changed, 0 missing, 0 as agreed"), "{}", first.log);
    let accepted = program(&folder, &["snapshot", "--accept", "--name", "client"], &[]).await;
    assert_eq!((accepted.code, accepted.out.as_str()), (Some(0), "accepted snapshots/client.snap\n"));
    assert!(!waits(&folder));
    let text = stored(&folder).expect("it was accepted");
    for part in [
        "---\nsource: testline-conformance snapshot\nexpression: client\n---\n### vobiz.list-account-phone-numbers.listed\n",
        "\n### vobiz.assign-number-to-trunk.assigned\nPOST /api/v1/Account/{account:1}/numbers/%2B{number:1}/assign\n",
        "\n  \"trunk_group_id\": \"{trunk:1}\"\n",
        "\nx-auth-token: ***\n",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let again = snapshot(&folder, &[], &journey(), &[]).await;
    assert_eq!(again.code, Some(0), "{}", again.log);
    assert!(again.log.contains("3 exchanges are as agreed in snapshots/client.snap"), "{}", again.log);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_new_changed_and_missing_is_shown_and_ends_with_1() {
    let folder = folder("snapshot-differs");
    assert_eq!(snapshot(&folder, &["--accept"], &journey(), &[]).await.code, Some(0));
    let agreed = stored(&folder);
    let other =
        journey().replace("GET /numbers\n", "GET /trunks\n").replace(r#""name":"a""#, r#""name":"b""#);
    let differs = snapshot(&folder, &[], &other, &[]).await;
    assert_eq!((differs.code, stored(&folder) == agreed, waits(&folder)), (Some(1), true, true));
    for part in [
        "missing vobiz.list-account-phone-numbers.listed\n  - GET /api/v1/Account/{account:1}/numbers\n",
        "new     vobiz.list-trunks.listed\n  + GET /api/v1/Account/{account:1}/trunks\n",
        "changed vobiz.create-trunk.created\n",
        "  -   \"name\": \"a\"\n  +   \"name\": \"b\"\n",
    ] {
        assert!(differs.log.contains(part), "{part}\n{}", differs.log);
    }
    let rejected = program(&folder, &["snapshot", "--reject"], &[]).await;
    assert_eq!((rejected.code, rejected.out.as_str()), (Some(0), "rejected snapshots/client.snap.new\n"));
    assert!(!waits(&folder) && stored(&folder) == agreed);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_goes_when_what_comes_is_as_agreed_again() {
    let folder = folder("snapshot-again");
    assert_eq!(snapshot(&folder, &["--accept"], "GET /trunks", &[]).await.code, Some(0));
    assert_eq!(snapshot(&folder, &[], "GET /numbers", &[]).await.code, Some(1));
    assert!(waits(&folder));
    assert_eq!(snapshot(&folder, &[], "GET /trunks", &[]).await.code, Some(0));
    assert!(!waits(&folder));
}

#[tokio::test(flavor = "multi_thread")]
async fn variables_of_insta_and_of_ci_say_what_is_written() {
    let folder = folder("snapshot-variables");
    for variables in [[("CI", "true")], [("INSTA_UPDATE", "no")]] {
        let done = snapshot(&folder, &[], "GET /trunks", &variables).await;
        assert_eq!((done.code, waits(&folder), stored(&folder)), (Some(1), false, None), "{}", done.log);
        assert!(done.log.contains("nothing is written"), "{}", done.log);
    }
    let done = snapshot(&folder, &[], "GET /trunks", &[("INSTA_UPDATE", "always"), ("CI", "true")]).await;
    assert_eq!((done.code, waits(&folder)), (Some(0), false));
    assert!(stored(&folder).is_some());
    let done = snapshot(&folder, &[], "GET /trunks", &[("INSTA_UPDATE", "perhaps")]).await;
    assert_eq!(done.code, Some(2));
    assert!(done.log.contains("INSTA_UPDATE is `perhaps`; it may be auto, "), "{}", done.log);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_fails_keeps_its_code_and_nothing_is_written() {
    let folder = folder("snapshot-fails");
    for flags in [&[][..], &["--accept"][..]] {
        let done = snapshot(&folder, flags, "GET /trunks\nexit 7", &[]).await;
        assert_eq!((done.code, waits(&folder), stored(&folder)), (Some(7), false, None), "{}", done.log);
        assert!(done.log.contains("1 new,") && done.log.contains("ended with 7"), "{}", done.log);
    }
    let done = snapshot(&folder, &["--deny-unread"], r#"POST /trunks {"name":"a","nmae":"b"}"#, &[]).await;
    assert_eq!((done.code, waits(&folder)), (Some(1), false), "{}", done.log);
    assert!(done.log.contains("--deny-unread: nothing read"), "{}", done.log);
    let words = ["snapshot", "--", "no-such-command-anywhere"];
    let done = program(&folder, &words, &[]).await;
    assert_eq!(done.code, Some(127), "{}", done.log);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_without_calls_is_told_what_it_may_lack() {
    let folder = folder("snapshot-silent");
    let done = snapshot(&folder, &["--accept"], "", &[]).await;
    assert_eq!((done.code, stored(&folder)), (Some(4), None), "{}", done.log);
    assert!(done.log.contains("the command made no calls"), "{}", done.log);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_client_draws_by_itself_can_be_redacted() {
    let folder = folder("snapshot-redacts");
    let says = |key: &str| format!("POST /trunks {{\"name\":\"run-{key}\"}}");
    let flags = ["--redact", "run=run-[0-9]+"];
    let accept = [&flags[..], &["--accept"]].concat();
    assert_eq!(snapshot(&folder, &accept, &says("17"), &[]).await.code, Some(0));
    assert_eq!(snapshot(&folder, &flags, &says("18"), &[]).await.code, Some(0));
    assert_eq!(snapshot(&folder, &[], &says("18"), &[]).await.code, Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_needs_somebody_who_answers() {
    let folder = folder("snapshot-asks");
    let done = snapshot(&folder, &["--review"], "GET /trunks", &[]).await;
    assert_eq!((done.code, waits(&folder)), (Some(2), false), "{}", done.log);
    assert!(!done.log.contains("seed 0"), "the command has not run: {}", done.log);
    let done = program(&folder, &["snapshot"], &[]).await;
    assert_eq!(done.code, Some(2));
    assert!(done.log.contains("--accept, --reject or --review"), "{}", done.log);
    let done = program(&folder, &["snapshot", "--accept", "--name", "nobody"], &[]).await;
    assert_eq!(done.code, Some(2));
    assert!(done.log.contains("no snapshot `nobody` waits in snapshots; there wait: none"), "{}", done.log);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_several_commands_have_met_adds_up() {
    let folder = folder("snapshot-coverage");
    for says in ["GET /trunks", "GET /numbers", "GET /trunks"] {
        let variables = [("TESTLINE_COVERAGE_DIR", "met"), ("INSTA_UPDATE", "always")];
        let done = snapshot(&folder, &[], says, &variables).await;
        assert_eq!(done.code, Some(0), "{}", done.log);
    }
    let done = program(&folder, &["coverage", "--merge", "met", "--vendor", "vobiz"], &[]).await;
    let on_emulator = |operation: &str| {
        let line = done.out.lines().find(|line| line.trim_start().starts_with(&format!("{operation} ")));
        line.and_then(|line| line.split_whitespace().nth(6)).map(str::to_owned)
    };
    let seen = ["list-trunks", "list-account-phone-numbers", "create-trunk", "total"].map(on_emulator);
    assert_eq!(seen, ["1", "1", "0", "2"].map(|count| Some(count.to_owned())), "{}", done.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn insta_reads_what_was_accepted() {
    let folder = folder("snapshot-insta");
    assert_eq!(snapshot(&folder, &["--accept"], &journey(), &[]).await.code, Some(0));
    let own = std::env::current_exe().expect("tests are a program");
    let reads = std::process::Command::new(own)
        .args(["snapshot::insta_reads", "--exact", "--ignored"])
        .env("SNAPSHOT_FOLDER", &folder)
        // It would also compare the head, where insta names the test that wrote and we name the command.
        .env_remove("INSTA_REQUIRE_FULL_MATCH")
        .env("INSTA_UPDATE", "no")
        .output()
        .expect("it starts");
    assert!(reads.status.success(), "{}", String::from_utf8_lossy(&reads.stdout));
}

/// insta, as somebody's test asks it about a file that `snapshot` wrote.
#[test]
#[ignore = "the test above runs it as a command, with insta's variables set"]
fn insta_reads() {
    let variable = std::env::var_os("SNAPSHOT_FOLDER").expect("it is set");
    let folder = Path::new(&variable);
    let text = stored(folder).expect("it was accepted");
    let (_, contents) = text.split_once("\n---\n").expect("a head and contents");
    insta::with_settings!({ snapshot_path => folder.join("snapshots"), prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("client", contents);
    });
}
