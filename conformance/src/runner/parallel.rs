//! Requests that are sent at once: each reply must be like one of the outcomes, and each outcome come so often.

use serde_json::Value;
use testline_emulator::http::Request;

use super::failure::{At, Failure};
use super::judge::{Judged, judge};
use super::run::{Course, Early};
use super::seen::Seen;
use super::send;
use crate::scenario::{Call, Outcome};
use crate::target::{Response, Target};

/// Sends the requests and counts how they end.
pub(super) async fn run<T: Target>(
    course: &mut Course<'_, T>,
    calls: &[(Call, u32)],
    outcomes: &[Outcome],
    at: At,
) -> Result<(), Early> {
    let sent = requests(course, calls)?;
    let responses = course.target.send_all(&sent).await?;
    course.run.requests += u32::try_from(responses.len()).unwrap_or(u32::MAX);
    let mut left: Vec<u32> = outcomes.iter().map(|outcome| outcome.count).collect();
    let mut strays = Vec::new();
    for (request, response) in sent.iter().zip(&responses) {
        if let Some(which) = like(course, outcomes, &left, response, at)? {
            left[which] -= 1;
            if outcomes[which].count - left[which] == 1 {
                course.run.saw(seen(at, which, &outcomes[which], true, request, response));
            }
        } else {
            strays.push((request, response));
        }
    }
    let short = left.iter().position(|count| *count > 0);
    let (Some(which), Some((request, response))) = (short, strays.first()) else {
        for outcome in outcomes {
            course.agrees(&outcome.expect);
        }
        return Ok(());
    };
    course.run.saw(seen(at, which, &outcomes[which], false, request, response));
    let at = At { clause: outcomes[which].expect.clause.or(at.clause), ..at };
    let judged = compared(course, &outcomes[which], response, at)?;
    let base = course.base_url.clone();
    let mut failure =
        Failure::of_exchange(at, request, response, &judged, &course.scope, &course.redactor, &base);
    let counts = outcomes.iter().zip(&left).map(|(outcome, left)| {
        let name = outcome.expect.clause.map_or("without a clause", |clause| clause.id());
        format!("{} of {} replies are as expected of {name}", outcome.count - left, outcome.count)
    });
    failure.mismatches = counts.chain(failure.mismatches).collect();
    Err(Early::Failed(Box::new(failure)))
}

/// One reply of an outcome, for the record.
fn seen(
    at: At,
    which: usize,
    outcome: &Outcome,
    agrees: bool,
    request: &Request,
    response: &Response,
) -> Seen {
    Seen {
        step: at.step,
        line: at.line,
        outcome: Some(which),
        clause: outcome.expect.clause,
        decided: response.clause.clone(),
        agrees,
        request: request.clone(),
        reply: response.reply.clone(),
    }
}

/// Every request, with `{{i}}` counting from 0 for each call.
fn requests<T: Target>(course: &mut Course<'_, T>, calls: &[(Call, u32)]) -> Result<Vec<Request>, Early> {
    let mut sent = Vec::new();
    for (call, times) in calls {
        for i in 0..*times {
            let mut scope = course.scope.clone();
            scope.set("i", Value::from(i));
            sent.push(send::request(call, &scope, course.target.profile()).map_err(Early::Broken)?);
        }
    }
    Ok(sent)
}

/// The first outcome that is not used up and that a reply is like.
fn like<T: Target>(
    course: &mut Course<'_, T>,
    outcomes: &[Outcome],
    left: &[u32],
    response: &Response,
    at: At,
) -> Result<Option<usize>, Early> {
    for (which, outcome) in outcomes.iter().enumerate() {
        if left[which] > 0 && compared(course, outcome, response, at)?.agrees() {
            return Ok(Some(which));
        }
    }
    Ok(None)
}

fn compared<T: Target>(
    course: &mut Course<'_, T>,
    outcome: &Outcome,
    response: &Response,
    at: At,
) -> Result<Judged, Early> {
    let clause = outcome.expect.clause.or(at.clause);
    let mut scope = course.scope.clone();
    judge(&outcome.expect, clause, response, course.target.is_emulator(), &mut scope)
        .map_err(|error| Early::Broken(format!("compare the reply: {error}")))
}
