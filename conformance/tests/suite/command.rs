//! The command line as a user meets it: what is printed, and the exit code.

use std::path::PathBuf;

use clap::Parser as _;
use testline_conformance::cli::Cli;
use testline_conformance::exit::Exit;
use testline_conformance::runner::Stop;

/// Runs a command; gives the exit code, the report and the log.
async fn command(words: &[&str]) -> (Exit, String, String) {
    let cli =
        Cli::try_parse_from(std::iter::once(&"testline-conformance").chain(words)).expect("right words");
    let (mut out, mut log) = (Vec::new(), Vec::new());
    let exit = cli.run(&mut out, &mut log, &Stop::default()).await;
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (exit, text(out), text(log))
}

/// A folder with one scenario of Vobiz.
fn folder(name: &str, text: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(folder.join("vobiz")).expect("a folder for tests");
    std::fs::write(folder.join("vobiz/own.yaml"), text).expect("a folder for tests");
    folder.display().to_string()
}

const OWN: &str = "claim: Own\nclauses: [any.no-credentials]\nreason: For a test.\nsteps:\n  \
    - { request: \"GET /api/v1/Account/{{auth_id}}/numbers\", auth: none, expect: { status: 401, clause: any.no-credentials } }\n";

#[tokio::test(flavor = "multi_thread")]
async fn what_agrees_is_counted_and_ends_with_0() {
    let (exit, out, log) = command(&["run", "--operation", "assign-number-to-trunk"]).await;
    assert_eq!((exit, log.as_str()), (Exit::Agrees, ""), "{out}");
    assert!(out.lines().any(|line| line.starts_with("vobiz ")), "{out}");
    assert!(out.contains("requests at emulator in "), "{out}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_adds_scenarios() {
    let folder = folder("adds", OWN);
    let (exit, out, _) = command(&["run", "--scenarios", &folder, "vobiz/own"]).await;
    assert_eq!(exit, Exit::Agrees, "{out}");
    assert!(out.contains("ran 1 scenarios, 1 clauses, 1 requests"), "{out}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_disagrees_is_shown_with_its_place_and_ends_with_1() {
    let folder = folder("disagrees", &OWN.replace("status: 401", "status: 403"));
    let (exit, out, _) = command(&["run", "--scenarios", &folder, "vobiz/own"]).await;
    assert_eq!(exit, Exit::Disagrees, "{out}");
    for part in [
        "disagrees vobiz/own",
        "own.yaml:5, step 1",
        "status: expected 403, came 401",
        "- HTTP/1.1 403",
        "+ HTTP/1.1 401",
    ] {
        assert!(out.contains(part), "{part}\n{out}");
    }
    let (exit, ..) = command(&["run", "--scenarios", &folder, "--fail-on", "inferred", "vobiz/own"]).await;
    assert_eq!(exit, Exit::Agrees);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_file_is_told_before_anything_runs() {
    let folder = folder("wrong", &OWN.replace("reason:", "raeson:"));
    let (exit, out, log) = command(&["run", "--scenarios", &folder]).await;
    assert_eq!((exit, out.as_str()), (Exit::Usage, ""));
    assert!(
        log.starts_with("failed to read ") && log.contains("own.yaml:3:1: ") && log.contains(" 3 | raeson:"),
        "{log}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_to_run_ends_with_4() {
    let (exit, _, log) = command(&["run", "there is no such claim"]).await;
    assert_eq!(exit, Exit::NothingRan);
    assert!(log.contains("--list"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_operation_or_clause_ends_with_2() {
    for words in [["run", "--operation", "assign-numbr"], ["run", "--clause", "any.nothing"]] {
        let (exit, _, log) = command(&words).await;
        assert_eq!(exit, Exit::Usage, "{log}");
        assert!(log.contains(words[2]), "{log}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreachable_target_ends_with_3_and_one_line() {
    let (exit, out, log) = command(&["run", "--target", "http://127.0.0.1:1", "vobiz"]).await;
    assert_eq!((exit, out.as_str()), (Exit::Unreachable, ""));
    assert_eq!(log.lines().count(), 1, "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_parted_without_a_gap() {
    let (_, all, _) = command(&["run", "--list", "--vendor", "vobiz"]).await;
    let mut parts: Vec<String> = Vec::new();
    for part in ["1/3", "2/3", "3/3"] {
        let (_, out, _) = command(&["run", "--list", "--vendor", "vobiz", "--partition", part]).await;
        parts.extend(out.lines().map(str::to_owned));
    }
    parts.sort();
    assert_eq!(parts, all.lines().collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_says_what_each_step_changes_and_sends_nothing() {
    let (exit, out, _) =
        command(&["run", "--dry-run", "--target", "http://127.0.0.1:1", "vobiz/assign-number-to-trunk"])
            .await;
    assert_eq!(exit, Exit::Agrees);
    assert!(
        out.contains("assign-number-to-trunk: changes state, undone by unassign-number-from-trunk"),
        "{out}"
    );
}
