//! The routes of the admin API and the guard before them.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{delete, get, post};
use serde::Serialize;

use super::guard::{self, Options};
use super::output::{Problem, fail, json, problem};
use super::{clock, contracts, coverage, faults, journal, openapi, state, worlds};
use crate::tenancy::{Found, Tenancy, Tenant};

/// The largest body that the admin API reads: a world file may hold a million numbers.
const MAX_BODY: usize = 512 * 1024 * 1024;

/// What the handlers share.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) tenancy: Arc<Tenancy>,
    pub(super) options: Arc<Options>,
    pub(super) local: SocketAddr,
}

/// The admin API over these worlds. `local` is the address of the listener.
pub fn router(tenancy: Arc<Tenancy>, options: Options, local: SocketAddr) -> Router {
    let shared = Shared { tenancy, options: Arc::new(options), local };
    let v1 = Router::new()
        .route("/operations", get(contracts::operations))
        .route("/contracts/{vendor}", get(contracts::contract))
        .route("/openapi.json", get(openapi::admin))
        .route("/openapi/{document}", get(openapi::vendor))
        .route("/worlds", get(worlds::list).post(worlds::create))
        .route("/worlds/{world}", get(worlds::show).put(worlds::replace).delete(worlds::remove))
        .route("/worlds/{world}/reset", post(worlds::reset))
        .route("/worlds/{world}/fork", post(worlds::fork))
        .route("/worlds/{world}/state", get(state::show).put(state::replace).patch(state::patch))
        .route("/worlds/{world}/clock", get(clock::show).put(clock::set))
        .route("/worlds/{world}/clock/advance", post(clock::advance))
        .route("/worlds/{world}/coverage", get(coverage::show))
        .route("/worlds/{world}/journal", get(journal::show).delete(journal::clear))
        .route("/worlds/{world}/faults", get(faults::list).post(faults::add).delete(faults::clear))
        .route("/worlds/{world}/faults/{fault}", delete(faults::remove))
        .method_not_allowed_fallback(wrong_method)
        .fallback(unknown_path)
        .layer(middleware::from_fn_with_state(shared.clone(), guarded));
    Router::new()
        .route("/_testline/health", get(health))
        .nest("/_testline/v1", v1)
        .method_not_allowed_fallback(wrong_method)
        .fallback(unknown_path)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(shared)
}

async fn guarded(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    match guard::refusal(&shared.options, &request) {
        None => next.run(request).await,
        Some((status, why)) => problem(status, &why),
    }
}

#[derive(Serialize)]
struct Health {
    status: &'static str,
    version: &'static str,
}

async fn health() -> Response {
    json(StatusCode::OK, &Health { status: "ok", version: env!("CARGO_PKG_VERSION") })
}

async fn wrong_method(request: Request) -> Response {
    problem(405, &format!("{} has no {}", request.uri().path(), request.method()))
}

async fn unknown_path(request: Request) -> Response {
    let detail = format!(
        "there is no {}; there are: /_testline/health and, under /_testline/v1, operations, contracts/{{vendor}}, \
         openapi.json, openapi/{{vendor}}.json, worlds, worlds/{{world}} and, below that, reset, fork, state, clock, \
         clock/advance, journal, faults, faults/{{fault}}, coverage",
        request.uri().path()
    );
    problem(404, &detail)
}

/// The world of this name, or the 404 or 410 of one that is not there.
pub(super) fn find(shared: &Shared, name: &str) -> Result<Arc<Tenant>, Problem> {
    match shared.tenancy.get(name) {
        Found::World(tenant) => Ok(tenant),
        Found::Never(name) => {
            let detail = format!("there is no world `{name}`; POST /_testline/v1/worlds makes one");
            Err(fail(404, &detail))
        }
        Found::Gone(name) => Err(fail(410, &format!("the world `{name}` is gone"))),
    }
}
