//! Known differences, evidence and its coverage, from the outside.

use testline_conformance::evidence::{EvidenceFile, Kind, Record, SeenAs};

use crate::program::{folder, program};
use crate::proxy::Proxy;

const KNOWN: &str = "divergences:\n  - clause: vobiz.attach-number.raw-plus\n    \
    reason: It takes a raw plus.\n    date: 2026-11-21\n";

/// A target that differs in one clause.
async fn differing() -> Proxy {
    Proxy::start(&[("vobiz.raw-plus", "accepted")], Box::new(|_| {})).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_difference_is_told_with_its_reason_and_does_not_fail() {
    let (folder, proxy) = (folder("known"), differing().await);
    std::fs::write(folder.join("divergences.yaml"), KNOWN).expect("a folder for tests");
    let target = format!("{}/{{vendor}}", proxy.url);
    let words = ["run", "--target", &target, "--operation", "attach-number", "--report", "junit=a.xml"];
    let done = program(&folder, &words, &[]).await;
    assert_eq!(done.code, Some(0), "{done:?}");
    assert!(done.out.contains("It takes a raw plus. (since 2026-11-21)"), "{}", done.out);
    assert!(!done.out.contains("expected"), "{}", done.out);
    let junit = std::fs::read_to_string(folder.join("a.xml")).expect("it is written");
    assert!(!junit.contains("<failure") && junit.contains("a known difference"), "{junit}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_known_difference_that_no_longer_occurs_fails_the_run() {
    let folder = folder("gone");
    std::fs::write(folder.join("d.yaml"), KNOWN).expect("a folder for tests");
    let proxy = Proxy::start(&[], Box::new(|_| {})).await;
    let target = format!("{}/{{vendor}}", proxy.url);
    let words = ["run", "--target", &target, "--operation", "attach-number", "--divergences", "d.yaml"];
    let done = program(&folder, &words, &[]).await;
    assert_eq!(done.code, Some(1), "{done:?}");
    assert!(
        done.log.contains(
            "failed to find the known difference of d.yaml:2:13: vobiz.attach-number.raw-plus agrees now"
        ),
        "{}",
        done.log
    );
    // Where the clause did not come up, nothing is known of it.
    let words = ["run", "--target", &target, "--operation", "list-trunks", "--divergences", "d.yaml"];
    assert_eq!(program(&folder, &words, &[]).await.code, Some(0));
    // An emulator is meant only where it is named.
    let words = ["run", "--operation", "attach-number", "--divergences", "d.yaml"];
    assert_eq!(program(&folder, &words, &[]).await.code, Some(0));
}

#[tokio::test]
async fn a_wrong_file_of_known_differences_is_refused() {
    let folder = folder("wrong-known");
    std::fs::write(folder.join("d.yaml"), KNOWN.replace("raw-plus", "raw-puls")).expect("a folder for tests");
    let done = program(&folder, &["run", "--divergences", "d.yaml"], &[]).await;
    assert_eq!((done.code, done.out.as_str()), (Some(2), ""), "{done:?}");
    assert!(done.log.contains("d.yaml:2:13: unknown clause"), "{}", done.log);
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_is_the_same_from_run_to_run_and_over_a_socket() {
    let folder = folder("evidence");
    let proxy = Proxy::start(&[], Box::new(|_| {})).await;
    let target = format!("{}/{{vendor}}", proxy.url);
    let mut digests = Vec::new();
    for (name, target) in
        [("one.yaml", "emulator"), ("two.yaml", "emulator"), ("three.yaml", target.as_str())]
    {
        let words = [
            "run",
            "vobiz/assign-number-to-trunk/a-number-that-is-on-a-trunk",
            "--target",
            target,
            "--evidence-out",
            name,
        ];
        let done = program(&folder, &words, &[]).await;
        assert_eq!(done.code, Some(0), "{done:?}");
        let file = EvidenceFile::read(&folder.join(name)).expect("a right file");
        let digest = |record: Record| (record.clause, record.digest);
        digests.push(file.evidence.into_iter().map(digest).collect::<Vec<_>>());
    }
    assert!(!digests[0].is_empty());
    assert_eq!(digests[0], digests[1]);
    assert_eq!(digests[0], digests[2], "a digest does not depend on who is asked over what");
}

#[tokio::test]
async fn coverage_gates_on_what_was_seen_live_and_when() {
    let folder = folder("coverage");
    let record = |clause: &str, date: jiff::civil::Date| Record {
        vendor: "vobiz".to_owned(),
        clause: clause.to_owned(),
        verdict: SeenAs::Agrees,
        target: "vobiz".to_owned(),
        kind: Kind::Live,
        date,
        scenario: "vobiz/any/a".to_owned(),
        digest: "sha256:00".to_owned(),
    };
    let long_ago = jiff::civil::date(2020, 1, 2);
    let documented = testline_emulator::Vendor::Vobiz.contract().clauses();
    let records: Vec<Record> = documented.map(|clause| record(clause.id(), long_ago)).collect();
    let path = folder.join("seen.yaml");
    std::fs::write(&path, EvidenceFile::new(records).text(&path)).expect("a folder for tests");

    let all = program(&folder, &["coverage"], &[]).await;
    assert_eq!(all.code, Some(0), "{all:?}");
    assert!(all.out.contains("assign-number-to-trunk") && all.out.contains("never"), "{}", all.out);
    let words = ["coverage", "seen.yaml", "--vendor", "vobiz", "--require", "documented"];
    let seen = program(&folder, &words, &[]).await;
    assert_eq!(seen.code, Some(0), "{seen:?}");
    assert!(seen.out.contains("2020-01-02"), "{}", seen.out);
    let old = program(&folder, &[&words[..], &["--max-age", "35d"]].concat(), &[]).await;
    assert_eq!(old.code, Some(1), "{old:?}");
    assert!(old.out.contains("last seen live on 2020-01-02, "), "{}", old.out);
    let none = program(&folder, &["coverage", "--vendor", "vobiz", "--require", "documented"], &[]).await;
    assert_eq!(none.code, Some(1), "{none:?}");
    assert!(none.out.contains("vobiz.assign-number-to-trunk.number-not-found (documented): never seen live"));
}

#[tokio::test]
async fn coverage_adds_up_what_emulators_have_met() {
    let folder = folder("merge");
    let met = folder.join("met");
    std::fs::create_dir_all(&met).expect("a folder for tests");
    let file = |clause: &str| {
        format!(
            "{{\"testline\":1,\"emulator\":\"0.1.0\",\"coverage\":{{\"exchanges\":1,\"met\":{{\"{clause}\":1}}}}}}"
        )
    };
    std::fs::write(met.join("1.json"), file("vobiz.any.no-credentials")).expect("a folder for tests");
    std::fs::write(met.join("2.json"), file("vobiz.any.wrong-credentials")).expect("a folder for tests");
    let done = program(&folder, &["coverage", "--vendor", "vobiz", "--merge", "met"], &[]).await;
    assert_eq!(done.code, Some(0), "{done:?}");
    let any = done.out.lines().find(|line| line.trim_start().starts_with("any ")).expect("a line");
    let emulator = any.split_whitespace().nth(6);
    assert_eq!(emulator, Some("2"), "{any}");
    std::fs::write(met.join("3.json"), "{}").expect("a folder for tests");
    let wrong = program(&folder, &["coverage", "--merge", "met"], &[]).await;
    assert_eq!(wrong.code, Some(2), "{wrong:?}");
    assert!(wrong.log.contains("3.json"), "{}", wrong.log);
}
