//! `openapi.json` and `openapi/{vendor}.json`: documents for generators of clients and for testers.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;

use super::base::Base;
use super::output::{Problem, fail, json};
use crate::openapi;
use crate::vendors::Vendor;

/// `GET openapi.json`: the document of this API.
pub(super) async fn admin(Base(base): Base) -> Response {
    json(StatusCode::OK, &openapi::admin(&base))
}

/// `GET openapi/{vendor}.json`
pub(super) async fn vendor(Base(base): Base, Path(document): Path<String>) -> Result<Response, Problem> {
    let name = document.strip_suffix(".json").ok_or_else(|| {
        fail(
            404,
            &format!(
                "there is no document `{document}`; there are VENDOR.json for each of: {}",
                Vendor::names()
            ),
        )
    })?;
    let vendor = name.parse::<Vendor>().map_err(|error| fail(404, &error))?;
    Ok(json(StatusCode::OK, &openapi::vendor(vendor, &base)))
}
