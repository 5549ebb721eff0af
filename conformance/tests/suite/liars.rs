//! The runner against targets that lie: each lie is held against the right clause, and cleanups run in any case.

use std::time::Duration;

use testline_conformance::profile::Profile;
use testline_conformance::report::{Style, failure};
use testline_conformance::runner::{End, Run, Stop, Verdict, run};
use testline_conformance::scenario::{ClockStep, Scenario, read};
use testline_conformance::target::{InProcess, Response, Target, Unanswered};
use testline_emulator::http::{HeaderName, Reply, Request, StatusCode};

/// Shows a documented success, a documented refusal, and an inferred one.
const SCENARIO: &str = r#"claim: A number that is on a trunk is refused until it is unassigned
clauses: [assign-number-to-trunk.assigned, assign-number-to-trunk.already-assigned, assign-number-to-trunk.trunk-not-found]
reason: For a test.
needs: [number, trunk]
steps:
  - request: POST /api/v1/Account/{{auth_id}}/numbers/{{number|path}}/assign
    json: { trunk_group_id: "{{trunk}}" }
    expect: { status: 204, body: empty, clause: assign-number-to-trunk.assigned }
  - request: GET /api/v1/Account/{{auth_id}}/numbers
    expect: { status: 200, json-includes: { items: [{ e164: "{{number}}", trunk_group_id: "{{held: uuid}}" }] } }
  - request: POST /api/v1/Account/{{auth_id}}/numbers/{{number|path}}/assign
    json: { trunk_group_id: "{{trunk}}" }
    expect:
      status: 400
      headers: { content-type: application/json }
      json: { error: invalid request, message: This number is already assigned to a trunk. }
      clause: assign-number-to-trunk.already-assigned
  - request: DELETE /api/v1/Account/{{auth_id}}/numbers/{{number|path}}/assign
    expect: { status: 204 }
  - request: POST /api/v1/Account/{{auth_id}}/numbers/{{number|path}}/assign
    json: { trunk_group_id: 00000000-0000-4000-8000-000000000000 }
    expect:
      status: [400, 404]
      clause: assign-number-to-trunk.trunk-not-found
      emulator: { status: 400 }
cleanup:
  - request: DELETE /api/v1/Account/{{auth_id}}/numbers/{{number|path}}/assign
"#;

/// A world whose replies are changed on their way, by the number of the request from 1.
struct Liar<F> {
    inner: InProcess,
    lie: F,
    sent: Vec<Request>,
}

impl<F: FnMut(usize, &mut Response) + Send> Target for Liar<F> {
    fn profile(&self) -> &Profile {
        self.inner.profile()
    }

    fn is_emulator(&self) -> bool {
        true
    }

    fn base_url(&self) -> Option<&str> {
        None
    }

    async fn send(&mut self, request: &Request) -> Result<Response, Unanswered> {
        self.sent.push(request.clone());
        let mut response = self.inner.send(request).await?;
        (self.lie)(self.sent.len(), &mut response);
        Ok(response)
    }

    async fn send_all(&mut self, requests: &[Request]) -> Result<Vec<Response>, Unanswered> {
        self.inner.send_all(requests).await
    }

    async fn wait(&mut self, time: Duration) {
        self.inner.wait(time).await;
    }

    async fn move_clock(&mut self, step: ClockStep) -> Result<(), Unanswered> {
        self.inner.move_clock(step).await
    }
}

fn scenario(text: &str) -> Scenario {
    read("scenarios/vobiz/assign-number-to-trunk/a.yaml", text).expect("a right scenario")
}

async fn lied(text: &str, lie: impl FnMut(usize, &mut Response) + Send) -> (Run, Vec<Request>) {
    let scenario = scenario(text);
    let inner = InProcess::new(&scenario).expect("a world for it");
    let mut liar = Liar { inner, lie, sent: Vec::new() };
    let run = run(&mut liar, &scenario, &Stop::default()).await;
    (run, liar.sent)
}

fn body(reply: &mut Reply, from: &str, to: &str) {
    let text = String::from_utf8_lossy(&reply.body).replace(from, to);
    reply.body = text.into();
}

/// The verdicts by the last part of the clause.
fn verdicts(run: &Run) -> Vec<(&'static str, Verdict)> {
    let mut verdicts: Vec<_> =
        run.verdicts.iter().map(|(clause, verdict)| (clause.facts().name, *verdict)).collect();
    verdicts.sort_unstable();
    verdicts
}

#[tokio::test]
async fn the_truth_agrees() {
    let (run, sent) = lied(SCENARIO, |_, _| {}).await;
    assert!(matches!(run.end, End::Agreed), "{:?}", run.end);
    assert!(run.verdicts.iter().all(|(_, verdict)| *verdict == Verdict::Agrees));
    assert_eq!((run.requests, sent.len()), (6, 6));
}

#[tokio::test]
async fn each_lie_is_held_against_its_clause() {
    type Lie = fn(&mut Response);
    let cases: &[(usize, Lie, &str, &str)] = &[
        (1, |r| r.reply.status = StatusCode::OK, "assigned", "status: expected 204, came 200"),
        (1, |r| r.reply.body = "{}".into(), "assigned", "body: expected none, came \"{}\""),
        (
            2,
            |r| body(&mut r.reply, "\"trunk_group_id\"", "\"trunk\""),
            "assigned",
            "$.items: expected an element like",
        ),
        (3, |r| r.reply.status = StatusCode::CONFLICT, "already-assigned", "status: expected 400, came 409"),
        (
            3,
            |r| body(&mut r.reply, "invalid request", "invalid_request"),
            "already-assigned",
            "$.error: expected",
        ),
        (3, |r| body(&mut r.reply, "\"message\"", "\"detail\""), "already-assigned", "$.message: expected"),
        (
            3,
            |r| body(&mut r.reply, "}", ",\"code\":1}"),
            "already-assigned",
            "$.code: expected no such key, came 1",
        ),
        (
            3,
            |r| body(&mut r.reply, "\"invalid request\"", "7"),
            "already-assigned",
            "$.error: expected \"invalid request\", came 7",
        ),
        (3, |r| r.reply.body = "oh".into(), "already-assigned", "came no JSON: \"oh\""),
        (
            3,
            |r| r.reply.headers = Reply::with_body(StatusCode::OK, "text/html", "").headers,
            "already-assigned",
            "header content-type",
        ),
        (
            3,
            |r| r.clause = Some("vobiz.any.malformed-json".to_owned()),
            "already-assigned",
            "clause: expected vobiz.assign-number-to-trunk.already-assigned",
        ),
        (4, |r| r.reply.status = StatusCode::NOT_FOUND, "already-assigned", "status: expected 204, came 404"),
    ];
    for (at, lie, name, part) in cases {
        let (run, sent) = lied(SCENARIO, |n, response| {
            if n == *at {
                lie(response)
            }
        })
        .await;
        let End::Failed(failed) = &run.end else { panic!("{part}: {:?}", run.end) };
        assert_eq!(failed.clause.map(|clause| clause.facts().name), Some(*name), "{part}");
        assert!(failed.mismatches.iter().any(|line| line.contains(part)), "{part}: {:?}", failed.mismatches);
        assert_eq!(failed.step, *at, "{part}");
        assert!(verdicts(&run).contains(&(*name, Verdict::Disagrees)), "{part}: {:?}", verdicts(&run));
        let last = sent.last().expect("something was sent");
        assert_eq!((last.method.as_str(), sent.len()), ("DELETE", at + 1), "{part}: the cleanup runs");
    }
}

#[tokio::test]
async fn what_is_inferred_differs_and_what_comes_later_is_not_run() {
    let (run, _) = lied(SCENARIO, |n, response| {
        if n == 5 {
            response.reply.status = StatusCode::NOT_FOUND;
        }
    })
    .await;
    assert!(verdicts(&run).contains(&("trunk-not-found", Verdict::Differs)), "{:?}", verdicts(&run));
    let (run, _) = lied(SCENARIO, |n, response| {
        if n == 1 {
            response.reply.status = StatusCode::OK;
        }
    })
    .await;
    assert!(verdicts(&run).contains(&("trunk-not-found", Verdict::NotRun)), "{:?}", verdicts(&run));
}

#[tokio::test]
async fn a_failure_shows_no_secret() {
    let scenario = scenario(SCENARIO);
    let profile = InProcess::new(&scenario).expect("a world for it").profile().clone();
    let (run, _) = lied(SCENARIO, |_, response| response.reply.status = StatusCode::IM_A_TEAPOT).await;
    let End::Failed(failed) = &run.end else { panic!("{:?}", run.end) };
    let shown = failure::show(&run, failed, &scenario, Style::Plain);
    assert!(shown.contains("x-auth-token: $FIRST_X_AUTH_TOKEN"), "{shown}");
    for set in profile.sets.values() {
        assert!(!shown.contains(&set.headers["X-Auth-Token"]), "{shown}");
    }
    for part in [
        "disagrees",
        "vobiz.assign-number-to-trunk.assigned (documented)",
        "testline-conformance run ",
        "curl -gi",
    ] {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
}

#[tokio::test]
async fn a_cleanup_that_is_refused_is_told_apart() {
    let (run, _) = lied(SCENARIO, |n, response| {
        if n == 6 {
            response.reply.status = StatusCode::FORBIDDEN;
        }
    })
    .await;
    assert!(matches!(run.end, End::Agreed));
    assert_eq!(run.leftovers.len(), 1);
    assert!(run.leftovers[0].ends_with("it answered 403"), "{}", run.leftovers[0]);
}

#[tokio::test]
async fn a_request_is_sent_again_until_it_answers_as_expected() {
    let text = SCENARIO.replacen("  - request: GET", "  - until: PT1S\n    request: GET", 1);
    let stale = |last: usize| {
        move |n: usize, response: &mut Response| {
            if (2..last).contains(&n) {
                response.reply.body = "{}".into();
            }
        }
    };
    let (run, _) = lied(&text, stale(4)).await;
    assert!(matches!(run.end, End::Agreed), "{:?}", run.end);
    let (run, _) = lied(&text, stale(usize::MAX)).await;
    assert!(matches!(run.end, End::Failed(_)), "{:?}", run.end);
}

#[tokio::test]
async fn a_reply_that_no_outcome_is_like_is_shown() {
    let text = r#"claim: Of two one wins
clauses: [assign-number-to-trunk.assigned]
reason: For a test.
needs: [number, trunk]
steps:
  - parallel:
      - request: POST /api/v1/Account/{{auth_id}}/numbers/{{number|path}}/assign
        headers: { x-nth: "{{i}}" }
        json: { trunk_group_id: "{{trunk}}" }
        times: 2
    expect:
      - { count: 2, status: 204, clause: assign-number-to-trunk.assigned }
"#;
    let (run, _) = lied(text, |_, _| {}).await;
    let End::Failed(failed) = &run.end else { panic!("{:?}", run.end) };
    assert!(failed.mismatches[0].starts_with("1 of 2 replies"), "{:?}", failed.mismatches);
    assert!(
        failed.mismatches.iter().any(|line| line == "status: expected 204, came 400"),
        "{:?}",
        failed.mismatches
    );
    assert!(failed.came.contains(HeaderName::from_static("x-nth").as_str()));
}
