//! The commands of both programs under one name, with the exit codes that they have there.

use crate::program::{done, folder, serve, testline};

#[test]
fn serve_says_where_it_listens_in_one_line_and_is_healthy() {
    let emulator = serve(&[]);
    let url = emulator.url.clone();
    let healthy = done(testline().args(["healthcheck", "--url", &url]));
    let variables = done(testline().args(["env", "vobiz", "--url", &url]));
    drop(emulator);
    let gone = done(testline().args(["healthcheck", "--url", &url]));
    assert_eq!((healthy.code, gone.code), (Some(0), Some(1)), "{url}");
    assert!(variables.out.contains(&format!("export VOBIZ_BASE_URL='{url}/vobiz'\n")), "{}", variables.out);
}

#[test]
fn exec_exits_as_its_command_did() {
    for (script, code) in [("exit 0", 0), ("exit 7", 7), ("kill -TERM $$", 143)] {
        assert_eq!(done(testline().args(["exec", "--", "/bin/sh", "-c", script])).code, Some(code));
    }
    assert_eq!(done(testline().args(["exec", "--", "no-such-command-anywhere"])).code, Some(127));
}

#[test]
fn run_exits_as_its_scenarios_came_out() {
    let run = |words: &[&str]| done(testline().arg("run").args(words));
    let agrees = run(&["vobiz/assign-number-to-trunk"]);
    assert_eq!(agrees.code, Some(0), "{}{}", agrees.out, agrees.log);
    assert!(agrees.out.contains(" at emulator in "), "{}", agrees.out);
    assert_eq!(run(&["--clause", "any.nothing"]).code, Some(2));
    assert_eq!(run(&["--target", "http://127.0.0.1:1", "vobiz"]).code, Some(3));
    assert_eq!(run(&["there is no such claim"]).code, Some(4));
}

#[test]
fn what_only_prints_prints_what_both_programs_print() {
    let operations = done(testline().arg("operations"));
    assert!(operations.out.contains("assign-number-to-trunk"), "{}", operations.out);
    let contract = done(testline().args(["contract", "vobiz"]));
    assert!(contract.out.contains("already-assigned"), "{}", contract.out);
    let schema = done(testline().arg("schema"));
    assert!(schema.out.starts_with('{') && schema.out.contains("\"claim\""), "{}", schema.out);
    for printed in [operations, contract, schema] {
        assert_eq!((printed.code, printed.log.as_str()), (Some(0), ""));
    }
}

#[test]
fn a_world_file_is_checked() {
    let file = folder("check").join("world.yaml");
    std::fs::write(&file, "testline: 1\nvobiz:\n  accuonts: {}\n").expect("a folder for tests");
    let check = done(testline().arg("check").arg(&file));
    assert_eq!(check.code, Some(2));
    assert!(check.log.contains("accuonts"), "{}", check.log);
}
