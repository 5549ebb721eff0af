//! `worlds/{world}/journal`: what was said to a world, oldest first.

use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;

use super::input::query;
use super::output::{Problem, fail, json, no_content, text};
use super::router::{Shared, find};
use crate::vendors::call::Query;
use crate::world::journal::Exchange;

const PARAMETERS: [&str; 7] = ["vendor", "operation", "clause", "status", "after", "limit", "format"];

#[derive(Serialize)]
struct Journal<T> {
    exchanges: Vec<T>,
}

/// `GET`: filtered by vendor, operation, clause, status, after and limit; as JSON or, with `format=http`, as text.
pub(super) async fn show(
    State(shared): State<Shared>,
    Path(world): Path<String>,
    RawQuery(raw): RawQuery,
) -> Result<Response, Problem> {
    let query = query(raw.as_deref(), &PARAMETERS)?;
    let filter = Filter::read(&query).map_err(|error| fail(400, &error))?;
    let format = query.first("format").unwrap_or("json");
    if !["json", "http"].contains(&format) {
        return Err(fail(400, &format!("`format` is json or http, not `{format}`")));
    }
    let tenant = find(&shared, &world)?;
    let world = tenant.lock();
    let chosen = world.journal().iter().filter(|exchange| filter.takes(exchange)).take(filter.limit);
    if format == "http" {
        let texts: Vec<String> = chosen.map(Exchange::to_text).collect();
        return Ok(text("text/plain; charset=utf-8", texts.join("\n")));
    }
    let journal = Journal { exchanges: chosen.map(Exchange::to_json).collect() };
    Ok(json(StatusCode::OK, &journal))
}

/// `DELETE`: forgets every exchange; numbers go on.
pub(super) async fn clear(
    State(shared): State<Shared>,
    Path(world): Path<String>,
) -> Result<Response, Problem> {
    find(&shared, &world)?.clear_journal();
    Ok(no_content())
}

/// Which exchanges are wanted.
struct Filter<'q> {
    vendor: Option<&'q str>,
    operation: Option<&'q str>,
    clause: Option<&'q str>,
    status: Option<u16>,
    after: u64,
    limit: usize,
}

impl<'q> Filter<'q> {
    fn read(query: &'q Query<'q>) -> Result<Self, String> {
        fn number<T: std::str::FromStr>(query: &Query<'_>, name: &str) -> Result<Option<T>, String> {
            query
                .first(name)
                .map(|text| text.parse().map_err(|_| format!("`{name}` is a whole number, not `{text}`")))
                .transpose()
        }
        Ok(Self {
            vendor: query.first("vendor"),
            operation: query.first("operation"),
            clause: query.first("clause"),
            status: number(query, "status")?,
            after: number(query, "after")?.unwrap_or(0),
            limit: number(query, "limit")?.unwrap_or(usize::MAX),
        })
    }

    fn takes(&self, exchange: &Exchange) -> bool {
        exchange.n > self.after
            && self.vendor.is_none_or(|name| name == exchange.vendor.name())
            && self.operation.is_none_or(|name| exchange.operation == Some(name))
            && self.clause.is_none_or(|id| exchange.clause.id() == id)
            && self.status.is_none_or(|status| exchange.status() == status)
    }
}
