//! The audit: a part of it on every run, and whether it tells good suites from bad ones.

use crate::program::{folder, program};

#[tokio::test(flavor = "multi_thread")]
async fn every_mutant_of_a_sample_is_noticed_by_the_scenarios() {
    let folder = folder("audit-sample");
    let done = program(&folder, &["audit", "--sample", "40"], &[]).await;
    assert_eq!(done.code, Some(0), "{}\n{}", done.log, done.out);
    assert!(done.out.lines().last().is_some_and(|line| line.starts_with("all  ")), "{}", done.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operation_that_everything_turns_on_is_audited_whole() {
    let folder = folder("audit-assign");
    let words =
        ["audit", "--vendor", "vobiz", "--operation", "assign-number-to-trunk", "--report", "json=a.json"];
    let done = program(&folder, &words, &[]).await;
    assert_eq!(done.code, Some(0), "{}\n{}", done.log, done.out);
    let text = std::fs::read_to_string(folder.join("a.json")).expect("it is written");
    let report: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    let sums = &report["sums"]["vobiz"];
    assert!(sums["mutants"].as_u64() > Some(100) && sums["survived"] == 0, "{sums}");
    // Every one that nothing killed says why it need not be.
    for mutant in report["mutants"].as_array().expect("a list") {
        assert!(mutant["killed_by"].is_string() || mutant["excluded"].is_string(), "{mutant}");
    }
}

/// A scenario that meets the clause and hardly looks at it.
const BLIND: &str = "claim: Blind\nclauses: [assign-number-to-trunk.assigned]\nreason: For a test.\n\
    needs: [number, trunk]\nsteps:\n  - request: POST /api/v1/Account/{{auth_id}}/numbers/{{number|path}}/assign\n    \
    json: { trunk_group_id: \"{{trunk}}\" }\n    expect: { status: [200, 202, 204], clause: assign-number-to-trunk.assigned }\n";

#[tokio::test(flavor = "multi_thread")]
async fn what_no_scenario_looks_at_survives_with_what_it_would_take() {
    let scenarios =
        testline_conformance::scenario::read("scenarios/vobiz/blind.yaml", BLIND).expect("a right file");
    let bench = testline_conformance::audit::Bench::new(vec![scenarios], 1).await.expect("it agrees");
    let bench = std::sync::Arc::new(bench);
    let mutants = testline_conformance::audit::catalogue(bench.met());
    let judged = bench.judge(mutants, 2).await.expect("nothing panics");
    let report = testline_conformance::audit::text(&judged, &[]);
    for survivor in [
        "a body added; it takes a step with `body: empty`",
        "answered and not done; it takes a step that reads",
    ] {
        assert!(
            report.contains(&format!("survived vobiz.assign-number-to-trunk.assigned: {survivor}")),
            "{report}"
        );
    }
    assert!(!report.contains("survived vobiz.assign-number-to-trunk.assigned: status 301"), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn exploring_notices_what_no_scenario_looks_at() {
    use testline_conformance::audit::{Bench, Killer, Mutation, Outcome, Tamper, catalogue, explored};
    let scenario =
        testline_conformance::scenario::read("scenarios/vobiz/blind.yaml", BLIND).expect("a right file");
    let bench = std::sync::Arc::new(Bench::new(vec![scenario], 1).await.expect("it agrees"));
    let mut mutants = catalogue(bench.met());
    mutants.retain(|(_, mutation)| *mutation == Mutation::State(Tamper::Forgotten));
    let judged = bench.judge(mutants, 1).await.expect("nothing panics");
    assert_eq!(judged[0].outcome, Outcome::Survived { struck: true });
    let judged = explored(judged, 64, 1).await.expect("nothing panics");
    assert!(matches!(judged[0].outcome, Outcome::Killed(Killer::Explore(_))), "{judged:?}");
}

#[cfg(unix)]
mod commands {
    use super::*;

    /// A suite of one request. What it wants of the answer stands behind it.
    fn suite(wants: &str) -> String {
        format!(
            "python3 - <<'END'\nimport os, sys, urllib.request, urllib.error, json\n\
            e = os.environ\n\
            url = e['VOBIZ_BASE_URL'] + '/api/v1/Account/' + e['VOBIZ_AUTH_ID'] + '/numbers'\n\
            r = urllib.request.Request(url, headers={{'X-Auth-ID': e['VOBIZ_AUTH_ID'], 'X-Auth-Token': e['VOBIZ_AUTH_TOKEN']}})\n\
            with urllib.request.urlopen(r) as reply:\n    body = json.loads(reply.read() or b'null')\n    \
            sys.exit(0 if ({wants}) else 1)\nEND"
        )
    }

    async fn graded(name: &str, wants: &str) -> crate::program::Done {
        let path = std::env::var_os("PATH").expect("a search path").into_string().expect("UTF-8");
        let suite = suite(wants);
        let words = ["audit", "--sample", "9", "--", "sh", "-c", &suite];
        program(&folder(name), &words, &[("PATH", &path)]).await
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_suite_that_looks_at_nothing_is_told_what_it_misses() {
        let done = graded("audit-blind", "True").await;
        assert_eq!(done.code, Some(1), "{}\n{}", done.log, done.out);
        assert!(done.log.contains("of the 1 clauses that the command met"), "{}", done.log);
        assert!(done.out.contains("survived vobiz.list-account-phone-numbers.listed: "), "{}", done.out);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_suite_that_fails_unbroken_is_not_graded() {
        let done = graded("audit-fails", "False").await;
        assert_eq!((done.code, done.out.as_str()), (Some(2), ""), "{}", done.log);
        assert!(done.log.contains("it ends with 1 at an unchanged emulator"), "{}", done.log);
    }
}
