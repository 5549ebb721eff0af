//! `worlds/{world}/coverage`: which clauses a world's clients have met, and which never.

use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use super::input::query;
use super::output::{Problem, fail, json};
use super::router::{Shared, find};
use crate::met::Met;
use crate::vendors::Vendor;

/// `GET`: by operation and evidence; filtered by vendor and operation.
pub(super) async fn show(
    State(shared): State<Shared>,
    Path(world): Path<String>,
    RawQuery(raw): RawQuery,
) -> Result<Response, Problem> {
    let query = query(raw.as_deref(), &["vendor", "operation"])?;
    let vendor =
        query.first("vendor").map(str::parse::<Vendor>).transpose().map_err(|error| fail(400, &error))?;
    let operation = query.first("operation");
    let tenant = find(&shared, &world)?;
    let (coverage, dialect) = {
        let world = tenant.lock();
        (world.coverage().clone(), world.dialect().clone())
    };
    let met = Met::new(&coverage, &dialect, vendor, operation);
    if met.is_empty() {
        let detail = format!(
            "`{}` is no operation; GET /_testline/v1/operations lists them, and `any` is what holds for all",
            operation.unwrap_or("")
        );
        return Err(fail(400, &detail));
    }
    Ok(json(StatusCode::OK, &met))
}
