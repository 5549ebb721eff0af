//! Exported files are files of hurl, by hurl's own reader, and hold what the scenarios hold.

use hurl_core::ast::HurlFile;
use testline_conformance::export::hurl;
use testline_conformance::scenario::{Action, Scenario};

use crate::program::{folder, program};
use crate::scenarios::scenarios;

fn read(id: &str, text: &str) -> HurlFile {
    hurl_core::parser::parse_hurl_file(text).unwrap_or_else(|error| panic!("{id}: {error:?}\n{text}"))
}

fn is_parallel(scenario: &Scenario) -> bool {
    scenario.steps.iter().any(|step| matches!(step.action, Action::Parallel { .. }))
}

#[test]
fn every_exported_file_is_read_by_hurl() {
    let (mut written, mut left_out) = (0, Vec::new());
    for scenario in scenarios() {
        match hurl::file(&scenario, false) {
            Ok(text) => {
                written += 1;
                let entries = read(&scenario.id, &text).entries.len();
                // The world's two, and where something is given two more.
                let around = if scenario.given.is_some() { 4 } else { 2 };
                let faults =
                    |action: &Action| if let Action::Faults(faults) = action { faults.len() } else { 1 };
                let steps: usize = scenario.steps.iter().map(|step| faults(&step.action)).sum();
                assert_eq!(entries, around + steps + scenario.cleanup.len(), "{}", scenario.id);
            }
            Err(reason) => left_out.push((scenario, reason)),
        }
    }
    // What sends at once cannot be sequential; of the rest only what hurl cannot say is left out.
    let sequential = left_out.iter().filter(|(scenario, _)| !is_parallel(scenario)).count();
    assert!(written > 1000 && sequential * 50 < written, "{written} written, {sequential} left out");
    assert!(left_out.iter().all(|(_, reason)| !reason.is_empty()));
}

#[test]
fn a_fair_file_claims_nothing_that_a_vendor_cannot_be_held_to() {
    let mut written = 0;
    for scenario in scenarios() {
        let Ok(text) = hurl::file(&scenario, true) else { continue };
        written += 1;
        read(&scenario.id, &text);
        assert!(scenario.emulators_only().is_none() && !text.contains("testline-clause"), "{}", scenario.id);
        assert!(!text.contains("{{emulator}}"), "{}", scenario.id);
    }
    assert!(written > 500, "{written}");
}

#[tokio::test]
async fn the_command_writes_files_by_vendor_and_the_variables_of_each() {
    let folder = folder("exported");
    let done = program(&folder, &["export", "hurl", "out", "vobiz/assign-number-to-trunk"], &[]).await;
    assert_eq!(done.code, Some(0), "{done:?}");
    let fair = program(&folder, &["export", "hurl", "fair", "--fair", "unleashx/any"], &[]).await;
    assert_eq!(fair.code, Some(0), "{fair:?}");
    let command = "hurl --test --variable emulator=http://127.0.0.1:7464 ";
    assert!(done.out.ends_with(&format!("run them with: {command}out\n")), "{}", done.out);
    let readme = std::fs::read_to_string(folder.join("out/README.md")).expect("it is written");
    assert!(readme.contains(&format!("{command}.\n")), "{readme}");
    let readme = std::fs::read_to_string(folder.join("fair/README.md")).expect("it is written");
    assert!(readme.contains("--variables-file ./unleashx.env ./unleashx\n"), "{readme}");
    let file = "out/vobiz/assign-number-to-trunk/a-number-that-the-account-does-not-have-is-not-found.hurl";
    let text = std::fs::read_to_string(folder.join(file)).expect("it is written");
    for part in ["POST {{emulator}}/_testline/v1/worlds", "header \"testline-clause\" ==", "status == 404"] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let variables = std::fs::read_to_string(folder.join("fair/unleashx.env")).expect("it is written");
    assert!(variables.lines().any(|line| line == "number=\"+918062810341\""), "{variables}");
    let none = program(&folder, &["export", "hurl", "none", "no-such-scenario"], &[]).await;
    assert_eq!(none.code, Some(4), "{none:?}");
}
