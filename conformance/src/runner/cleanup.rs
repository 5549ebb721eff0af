//! Puts back what a scenario changed. What cannot be put back is told apart from the verdict.

use super::judge::judge;
use super::run::Course;
use super::send;
use crate::scenario::{Action, Claims, Scenario};
use crate::target::Target;

/// Runs every request of the cleanup, whatever came before.
pub(super) async fn run<T: Target>(course: &mut Course<'_, T>, scenario: &Scenario, agreed: bool) {
    for step in &scenario.cleanup {
        let Action::Request(request) = &step.action else { continue };
        // Where a step failed before it captured a name, what the name stands for was never made.
        let Ok(sent) = send::request(&request.call, &course.scope, course.target.profile()) else { continue };
        let what = format!("line {}: {} {}", step.line, sent.method, course.redactor.hide(&sent.target));
        let response = match course.target.send(&sent).await {
            Ok(response) => response,
            Err(error) => {
                course.run.leftovers.push(format!("{what}: failed to {error}"));
                continue;
            }
        };
        course.run.requests += 1;
        let status = response.reply.status.as_u16();
        let strict = agreed && request.expect.fair != Claims::default();
        let done = if strict {
            let is_emulator = course.target.is_emulator();
            judge(&request.expect, None, &response, is_emulator, &mut course.scope)
                .is_ok_and(|judged| judged.agrees())
        } else {
            // What is gone already, or was never made, needs no undoing: the vendor refuses, and that is well.
            !matches!(status, 401 | 403 | 408 | 429 | 500..)
        };
        if !done {
            course.run.leftovers.push(format!("{what}: it answered {status}"));
        }
    }
}
