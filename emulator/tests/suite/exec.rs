//! `exec` and `env`, as the real binary runs them.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Output, Stdio};

use testline_emulator::Emulator;

/// The binary, without the variables of whoever runs the tests.
fn emulator() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_testline-emulator"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("TESTLINE_") {
            command.env_remove(name);
        }
    }
    command
}

fn exec(flags: &[&str], command: &[&str]) -> Output {
    emulator()
        .arg("exec")
        .args(["--seed", "7"])
        .args(flags)
        .arg("--")
        .args(command)
        .output()
        .expect("the binary runs")
}

/// Runs [`client`] under `exec`: this very program, told to say these lines.
fn exec_client(flags: &[&str], lines: &str) -> Output {
    let own = std::env::current_exe().expect("tests are a program");
    let mut command = emulator();
    command.arg("exec").args(flags).arg("--").arg(own);
    command.args(["exec::client", "--exact", "--ignored", "--nocapture"]).env("CLIENT_SAYS", lines);
    command.output().expect("the binary runs")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A client of Vobiz that is configured by variables alone; a line is a method, a path of the account, and a body.
#[test]
#[ignore = "the other tests run it as a command"]
fn client() {
    let variable = |name: &str| std::env::var_os(name).and_then(|value| value.into_string().ok());
    let says = variable("CLIENT_SAYS").expect("a test says what to say");
    let base = variable("CLIENT_BASE_URL").or_else(|| variable("VOBIZ_BASE_URL")).expect("exec sets it");
    let id = variable("VOBIZ_AUTH_ID").expect("exec sets it");
    for line in says.lines() {
        let mut parts = line.splitn(3, ' ');
        let (method, path, body) =
            (parts.next().unwrap_or(""), parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
        let request = reqwest::blocking::Client::new()
            .request(method, format!("{base}/api/v1/Account/{id}{path}"))
            .header("X-Auth-ID", &id)
            .header("X-Auth-Token", variable("VOBIZ_AUTH_TOKEN").expect("exec sets it"))
            .body(body.to_owned());
        println!("client saw {}", request.send().expect("the emulator answers").status().as_u16());
    }
}

#[test]
fn a_command_gets_the_variables_that_clients_read() {
    let output = exec(&["--env", "API={vobiz.base_url}/api/v1", "--env", "VOBIZ_AUTH_ID=mine"], &["env"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let variables: BTreeMap<&str, &str> = text.lines().filter_map(|line| line.split_once('=')).collect();
    let url = variables["TESTLINE_URL"];
    assert!(url.starts_with("http://127.0.0.1:") && !url.ends_with(":7464"), "{url}");
    assert_eq!(variables["DASHA_BASE_URL"], format!("{url}/dasha"));
    assert_eq!(variables["API"], format!("{url}/vobiz/api/v1"));
    assert_eq!(variables["VOBIZ_AUTH_ID"], "mine");
    assert_eq!(variables["TRILLET_WORKSPACE_ID"], "664a1b2c3d4e5f6a7b8c9d0e");
}

#[test]
fn it_exits_as_its_command_did() {
    for (command, code) in [
        (["sh", "-c", "exit 0"], 0),
        (["sh", "-c", "exit 7"], 7),
        (["sh", "-c", "kill -TERM $$"], 128 + 15),
        (["sh", "-c", "kill -KILL $$"], 128 + 9),
    ] {
        assert_eq!(exec(&[], &command).status.code(), Some(code), "{command:?}");
    }
    let output = exec(&[], &["no-such-command-anywhere"]);
    assert_eq!(output.status.code(), Some(127));
    assert!(
        stderr(&output).contains("there is no command `no-such-command-anywhere`"),
        "{}",
        stderr(&output)
    );
    assert_eq!(exec(&[], &["/"]).status.code(), Some(126));
}

#[test]
fn its_output_is_its_commands_alone() {
    let output = exec(&[], &["sh", "-c", "echo out; echo err >&2"]);
    assert_eq!(String::from_utf8_lossy(&output.stdout), "out\n");
    assert!(stderr(&output).contains("err\n") && stderr(&output).contains("· seed 7"), "{}", stderr(&output));
}

#[test]
fn signals_are_passed_on() {
    for (name, code) in [("TERM", 9), ("INT", 10), ("USR1", 11)] {
        let script = format!("trap 'exit {code}' {name}; echo ready; read line");
        let mut command = emulator();
        command
            .args(["exec", "--", "sh", "-c", &script])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut running = command.spawn().expect("the binary runs");
        // The command waits for a line that never comes.
        let input = running.stdin.take().expect("it is piped");
        let mut ready = String::new();
        let out = running.stdout.take().expect("it is piped");
        BufReader::new(out).read_line(&mut ready).expect("the command speaks");
        assert_eq!(ready, "ready\n");
        let sent = Command::new("kill").args([&format!("-{name}"), &running.id().to_string()]).status();
        assert!(sent.expect("there is a kill").success());
        assert_eq!(running.wait().expect("it ends").code(), Some(code), "{name}");
        drop(input);
    }
}

#[test]
fn a_client_that_is_configured_by_variables_reaches_it() {
    let output = exec_client(&["--require-calls", "1"], "GET /trunks");
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(String::from_utf8_lossy(&output.stdout).contains("client saw 200"));
}

#[test]
fn coverage_says_what_was_met_and_what_never() {
    let body = r#"{"trunk_group_id":"aabbccdd-1234-5678-90ab-cdef12345678"}"#;
    let assign = format!("POST /numbers/%2B912271264217/assign {body}");
    let output =
        exec_client(&["--coverage"], &format!("{assign}\n{assign}\nDELETE /numbers/%2B912271264217/assign"));
    let told = stderr(&output);
    let (_, told) =
        told.split_once("what the command's clients have met\n").expect("the coverage is printed");
    assert!(told.starts_with("Vobiz: 3 of "), "{told}");
    assert!(told.contains("  assign-number-to-trunk\n    met    204 assigned ×1 (documented)\n"), "{told}");
    assert!(told.contains("    met    400 already-assigned ×1 (documented)\n"), "{told}");
    let never = told.lines().find(|line| line.contains("never")).expect("something was never met");
    assert!(never.contains("404 number-not-found") && never.ends_with("(documented)"), "{told}");
    assert!(!told.contains("list-trunks"), "what was not called is not listed: {told}");
}

#[test]
fn what_is_denied_fails_a_command_that_was_content() {
    for (flag, says, told) in [
        (
            "--deny-unemulated",
            "POST /Call/ {}",
            "POST /api/v1/Account/MA_XXXXXX/Call/ (testline.not-emulated)",
        ),
        ("--deny-unread", r#"POST /trunks {"name":"a","nam":"b"}"#, "vobiz.create-trunk: nam"),
        ("--require-calls=2", "GET /trunks", "--require-calls 2: there were 1"),
    ] {
        let output = exec_client(&[flag], says);
        assert_eq!(output.status.code(), Some(1), "{flag}");
        assert!(stderr(&output).contains(told), "{flag}: {}", stderr(&output));
        assert!(exec_client(&[], says).status.success(), "{flag} is not given");
    }
    let failed = exec(&["--require-calls", "1"], &["sh", "-c", "exit 7"]);
    assert_eq!(failed.status.code(), Some(7), "a command that has failed keeps its own code");
}

#[test]
fn no_live_leads_a_client_with_a_fixed_host_here() {
    let script = r#"for name in HTTP_PROXY HTTPS_PROXY http_proxy https_proxy NO_PROXY no_proxy REQUESTS_CA_BUNDLE \
        SSL_CERT_FILE CURL_CA_BUNDLE NODE_EXTRA_CA_CERTS NODE_USE_ENV_PROXY; do eval "echo $name=\$$name"; done
        grep -c BEGIN "$SSL_CERT_FILE""#;
    let output = exec(&["--no-live"], &["sh", "-c", script]);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let variables: BTreeMap<&str, &str> = text.lines().filter_map(|line| line.split_once('=')).collect();
    let proxy = variables["HTTPS_PROXY"];
    assert!(proxy.starts_with("http://127.0.0.1:"), "{text}");
    assert!(
        ["HTTP_PROXY", "http_proxy", "https_proxy"].iter().all(|name| variables[*name] == proxy),
        "{text}"
    );
    assert_eq!((variables["NO_PROXY"], variables["NODE_USE_ENV_PROXY"]), ("127.0.0.1,localhost,::1", "1"));
    let bundle = variables["SSL_CERT_FILE"];
    assert!(
        ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"]
            .iter()
            .all(|name| variables[*name] == bundle)
    );
    let certificates: usize = text.lines().last().and_then(|line| line.parse().ok()).expect("a number");
    assert!(certificates >= 1, "the system's roots, if it has any, and ours");
    assert!(!std::path::Path::new(bundle).exists(), "the file goes with the command");

    let flags = ["--no-live", "--env", "CLIENT_BASE_URL=http://api.vobiz.ai", "--require-calls", "1"];
    let output = exec_client(&flags, "GET /trunks");
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(String::from_utf8_lossy(&output.stdout).contains("client saw 200"));

    let flags = ["--no-live", "--env", "CLIENT_BASE_URL=http://docs.vobiz.ai"];
    let output = exec_client(&flags, "GET /trunks");
    assert!(String::from_utf8_lossy(&output.stdout).contains("client saw 403"));
    assert!(stderr(&output).contains("the proxy refused GET docs.vobiz.ai"), "{}", stderr(&output));
}

#[test]
fn env_prints_what_exec_sets_for_an_emulator_that_runs() {
    let running = Emulator::start_blocking();
    let url = running.root_url();
    let env = |arguments: &[&str]| {
        let output =
            emulator().arg("env").args(arguments).args(["--url", &url]).output().expect("the binary runs");
        assert!(output.status.success(), "{}", stderr(&output));
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let all: BTreeMap<String, String> = serde_json::from_str(&env(&["--format", "json"])).expect("JSON");
    assert_eq!(all, running.default_world().variables().into_iter().collect());
    insta::assert_snapshot!(env(&["vobiz"]).replace(&url, "URL"), @r"
    export VOBIZ_BASE_URL='URL/vobiz'
    export VOBIZ_AUTH_ID='MA_XXXXXX'
    export VOBIZ_AUTH_TOKEN='testline'
    ");
    assert_eq!(
        env(&["dasha", "--format", "dotenv", "--env", "X={dasha.api_key}"]).lines().last(),
        Some("X=testline")
    );
    assert!(env(&["--format", "github"]).lines().all(|line| line.contains('=') && !line.contains(' ')));
}

#[test]
fn env_says_where_no_emulator_is() {
    let url = {
        let gone = Emulator::start_blocking();
        gone.root_url()
    };
    let output = emulator().args(["env", "--url", &url]).output().expect("the binary runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains(&format!("no emulator answers at {url}")), "{}", stderr(&output));
}

#[test]
fn a_wrong_template_is_told_before_the_command_runs() {
    let output = exec(&["--env", "A={vobiz.url}"], &["sh", "-c", "echo ran"]);
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), b"".as_slice()));
    assert!(stderr(&output).contains("there is no {vobiz.url}; there are: admin_url"), "{}", stderr(&output));
}
