//! `operations` and `contracts/{vendor}`: what is emulated, and how it is known.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use super::output::{json, problem};
use crate::describe;
use crate::vendors::Vendor;

/// `GET /_testline/v1/operations`
pub(super) async fn operations() -> Response {
    json(StatusCode::OK, &describe::operations())
}

/// `GET /_testline/v1/contracts/{vendor}`
pub(super) async fn contract(Path(vendor): Path<String>) -> Response {
    match vendor.parse::<Vendor>() {
        Ok(vendor) => json(StatusCode::OK, &describe::contract(vendor)),
        Err(error) => problem(404, &error),
    }
}
