//! `worlds/{world}/faults`: what goes wrong on purpose.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;

use super::input::body;
use super::output::{Problem, fail, json, no_content};
use super::router::{Shared, find};
use crate::faults::Fault;

#[derive(Serialize)]
struct Faults {
    faults: Vec<Fault>,
}

/// `GET`
pub(super) async fn list(
    State(shared): State<Shared>,
    Path(world): Path<String>,
) -> Result<Response, Problem> {
    let tenant = find(&shared, &world)?;
    let faults = tenant.lock().faults().iter().cloned().collect();
    Ok(json(StatusCode::OK, &Faults { faults }))
}

/// `POST`: 201 with the fault and its id.
pub(super) async fn add(
    State(shared): State<Shared>,
    Path(world): Path<String>,
    sent: Bytes,
) -> Result<Response, Problem> {
    let fault: Fault = body(&sent)?;
    let tenant = find(&shared, &world)?;
    let added = tenant.lock().add_fault(fault);
    let added = added.map_err(|error| fail(400, &error))?;
    Ok(json(StatusCode::CREATED, &added))
}

/// `DELETE`: all of them.
pub(super) async fn clear(
    State(shared): State<Shared>,
    Path(world): Path<String>,
) -> Result<Response, Problem> {
    find(&shared, &world)?.lock().faults_mut().clear();
    Ok(no_content())
}

/// `DELETE …/{fault}`
pub(super) async fn remove(
    State(shared): State<Shared>,
    Path((world, fault)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let removed = find(&shared, &world)?.lock().faults_mut().remove(&fault);
    if removed { Ok(no_content()) } else { Err(fail(404, &format!("there is no fault `{fault}`"))) }
}
