//! `doctor` on set-ups in which nothing is wrong.

use testline_emulator::Emulator;

use crate::program::{done, folder, testline};

#[test]
fn nothing_is_wrong_inside_exec() {
    for flags in [&[][..], &["--no-live"]] {
        let mut exec = testline();
        exec.arg("exec").args(flags).args(["--", env!("CARGO_BIN_EXE_testline"), "doctor"]);
        let said = done(&mut exec);
        assert_eq!(said.code, Some(0), "{flags:?}: {}", said.out);
        assert!(said.out.ends_with("\nnothing is wrong\n"), "{}", said.out);
        let trusted = said.out.matches("the emulator's certificate is trusted").count();
        assert_eq!(trusted, if flags.is_empty() { 0 } else { 4 }, "{}", said.out);
    }
}

#[test]
fn a_fixed_host_is_well_where_the_proxy_answers_for_it() {
    let mut exec = testline();
    exec.args(["exec", "--no-live", "--env", "API=https://api.vobiz.ai/api/v1", "--"]);
    let said = done(exec.args([env!("CARGO_BIN_EXE_testline"), "doctor"]));
    assert_eq!(said.code, Some(0), "{}", said.out);
    assert!(
        said.out.contains("API is https://api.vobiz.ai/api/v1, and the emulator's proxy answers for that"),
        "{}",
        said.out
    );
}

#[test]
fn an_emulator_that_runs_already_is_no_mistake() {
    let emulator = Emulator::start_blocking();
    let address = emulator.root_url().trim_start_matches("http://").to_owned();
    let mut doctor = testline();
    doctor.args(["doctor", "--listen", &address]).env("TESTLINE_CA_DIR", folder("already"));
    let said = done(&mut doctor);
    assert_eq!(said.code, Some(0), "{}", said.out);
    assert!(said.out.contains(&format!("an emulator answers at {address} already")), "{}", said.out);
}
