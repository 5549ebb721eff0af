//! What may be published holds no secret and no identity: a search of everything that a run writes.

use serde_json::json;
use testline_emulator::{Timestamp, Vendor};

use crate::live_standin::{StandIn, ended};

const AUTH_ID: &str = "MA_LIVEONE77";
const OTHER_AUTH_ID: &str = "MA_LIVETWO88";
const TOKEN: &str = "s3cr3t-Of-The-First";
const OTHER_TOKEN: &str = "s3cr3t-Of-The-Second";
const NUMBER: &str = "+919822233344";
const OTHER_NUMBER: &str = "+919822233355";
const TRUNK: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
const APPLICATION: &str = "98765432109876543";
/// Of the account, and named by nobody.
const STRANGER: &str = "+919811100099";
const EMAIL: &str = "owner@private.example";

/// Every spelling in which a value might have slipped through.
fn spellings(value: &str) -> Vec<String> {
    let digits = value.trim_start_matches('+');
    vec![
        value.to_owned(),
        digits.to_owned(),
        format!("%2B{digits}"),
        format!("%2b{digits}"),
        value.to_lowercase(),
        value.to_uppercase(),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_a_run_writes_holds_a_secret_or_an_identity() {
    let turned =
        [("vobiz.raw-plus", "accepted"), ("vobiz.webhook-url", "any"), ("vobiz.trunk-create", "prose")];
    let live = StandIn::start("published", &turned).await;
    live.with_world(|world| {
        let state = world.export().to_json();
        let like = |table: &str, id: &str| {
            let mut record = state["vobiz"][table][id].clone();
            record.as_object_mut().expect("a record").shift_remove("id");
            record
        };
        let patch = json!({ "vobiz": {
            "accounts": {
                "first": { "auth_id": AUTH_ID, "auth_token": TOKEN, "email": EMAIL },
                "second": { "auth_id": OTHER_AUTH_ID, "auth_token": OTHER_TOKEN },
            },
            "numbers": {
                "+912271264217": null, "+1234567890": null, "+918071000001": null,
                NUMBER: like("numbers", "+912271264217"),
                STRANGER: like("numbers", "+1234567890"),
                OTHER_NUMBER: like("numbers", "+918071000001"),
            },
            "trunks": { TRUNK: like("trunks", "aabbccdd-1234-5678-90ab-cdef12345678") },
            "applications": { APPLICATION: like("applications", "20577609616603585") },
        } });
        world.patch(&patch, Timestamp::UNIX_EPOCH).expect("a right patch");
    });
    let resources = format!(
        "  number: {{ is: \"{NUMBER}\", baseline: {{ trunk: null, application: null, sub_account: null }} }}\n  \
         other_number: {{ is: \"{OTHER_NUMBER}\", baseline: {{ trunk: null }} }}\n  \
         trunk: {TRUNK}\n  application: \"{APPLICATION}\"\n"
    );
    let target = live.target(Vendor::Vobiz, &resources, "");
    let files = ["junit.xml", "events.jsonl", "page.html", "summary.md", "evidence.yaml", "dialect.yaml"];
    let path = |name: &str| live.folder.join(name).display().to_string();
    let reports = ["junit", "json", "html", "github"].iter().zip(files);
    let mut words = vec!["run".to_owned(), "--target".into(), target, "--vendor".into(), "vobiz".into()];
    words.extend(
        reports.flat_map(|(format, file)| ["--report".to_owned(), format!("{format}={}", path(file))]),
    );
    words.extend(["--allow-changes".into(), "--evidence-out".into(), path(files[4])]);
    words.extend(["--write-dialect".into(), path(files[5])]);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut command = live.program(Vendor::Vobiz, &words);
    command.envs([
        ("FIRST_ID", AUTH_ID),
        ("FIRST_TOKEN", TOKEN),
        ("SECOND_ID", OTHER_AUTH_ID),
        ("SECOND_TOKEN", OTHER_TOKEN),
    ]);
    let done = ended(command).await;
    // The run fails, so that differences are shown.
    assert_eq!(done.code, Some(1), "{}\n{}", done.out, done.log);
    assert!(done.out.contains("vobiz.attach-number.raw-plus") && done.out.contains("curl "), "{}", done.out);

    let mut told = vec![("the report on the terminal", done.out), ("the log", done.log)];
    for file in files {
        let text = std::fs::read_to_string(live.folder.join(file)).expect("it is written");
        assert!(!text.is_empty(), "{file}");
        told.push((file, text));
    }
    let named = [AUTH_ID, OTHER_AUTH_ID, TOKEN, OTHER_TOKEN, NUMBER, OTHER_NUMBER, TRUNK, APPLICATION];
    for (name, text) in &told {
        for value in named.iter().flat_map(|value| spellings(value)) {
            assert!(!text.contains(&value), "{name} holds {value}");
        }
    }
    for (name, text) in &told[2..] {
        for value in spellings(STRANGER).iter().map(String::as_str).chain([EMAIL]) {
            assert!(!text.contains(value), "{name} holds {value}, which no target file names");
        }
    }
    for part in ["{number|path}", "{auth_id}", "$FIRST_X_AUTH_TOKEN"] {
        assert!(told.iter().any(|(_, text)| text.contains(part)), "{part} stands for what is hidden");
    }
}
