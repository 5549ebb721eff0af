//! `worlds/{world}/clock`: what time it is in a world, and moving it.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::{Span, SpanRelativeTo, Timestamp};
use serde::{Deserialize, Serialize};

use super::input::body;
use super::output::{Problem, fail, json};
use super::router::{Shared, find};
use crate::server::wall;
use crate::world::clock::Clock;
use crate::world::{Fired, World};

/// `GET`: `"real"` or `{"at","step"}`.
pub(super) async fn show(
    State(shared): State<Shared>,
    Path(world): Path<String>,
) -> Result<Response, Problem> {
    let tenant = find(&shared, &world)?;
    let clock = tenant.lock().clock();
    Ok(json(StatusCode::OK, &clock))
}

/// `PUT`: `"real"`, a time at which it stands, or `{"at","step"}`; gives what it is now.
pub(super) async fn set(
    State(shared): State<Shared>,
    Path(world): Path<String>,
    sent: Bytes,
) -> Result<Response, Problem> {
    let clock: Clock = body(&sent)?;
    let tenant = find(&shared, &world)?;
    let mut world = tenant.lock();
    world.set_clock(clock);
    world.advance(wall());
    Ok(json(StatusCode::OK, &world.clock()))
}

/// How far a clock is to move: by a duration or to a time.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    #[serde(default)]
    by: Option<String>,
    #[serde(default)]
    to: Option<String>,
}

/// What time it is after a move, and what fell due on the way, in order.
#[derive(Serialize)]
struct Advanced {
    now: Timestamp,
    fired: Vec<FiredJson>,
}

#[derive(Serialize)]
struct FiredJson {
    at: Timestamp,
    vendor: &'static str,
    what: String,
}

/// `POST …/advance`: moves a manual clock; 409 for the real one.
pub(super) async fn advance(
    State(shared): State<Shared>,
    Path(world): Path<String>,
    sent: Bytes,
) -> Result<Response, Problem> {
    let advance: Advance = body(&sent)?;
    let tenant = find(&shared, &world)?;
    let mut world = tenant.lock();
    let to = target(&world, &advance)?;
    let fired = world.advance_to(to).map_err(|error| fail(400, &error))?;
    let fired =
        fired.into_iter().map(|Fired { at, vendor, what }| FiredJson { at, vendor: vendor.name(), what });
    Ok(json(StatusCode::OK, &Advanced { now: to, fired: fired.collect() }))
}

/// The time to which a clock is to move.
fn target(world: &World, advance: &Advance) -> Result<Timestamp, Problem> {
    let Clock::Manual { at, .. } = world.clock() else {
        let detail = "the clock of this world is the real one; PUT …/clock {\"at\":…} makes it a manual one, which moves";
        return Err(fail(409, detail));
    };
    match (&advance.by, &advance.to) {
        (Some(by), None) => {
            // A world knows no time zones, so that a day is 24 hours.
            let span =
                by.parse::<Span>().and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()));
            let span = span.map_err(|_| {
                fail(400, &format!("`by` is a duration in weeks, days, hours, minutes and seconds, such as PT24H, not `{by}`"))
            })?;
            at.checked_add(span)
                .map_err(|_| fail(400, &format!("`by` leads beyond the end of time, {}", Timestamp::MAX)))
        }
        (None, Some(to)) => to.parse().map_err(|_| {
            fail(400, &format!("`to` is an RFC 3339 time such as 2026-01-24T08:50:19Z, not `{to}`"))
        }),
        _ => Err(fail(400, "give either `by`, such as \"PT24H\", or `to`, an RFC 3339 time")),
    }
}
