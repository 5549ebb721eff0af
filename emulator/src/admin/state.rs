//! `worlds/{world}/state`: everything that a world file can say, to be read, replaced and patched.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde_json::Value;

use super::input::{is_yaml, not_json, value};
use super::output::{Problem, blocking, fail, json, no_content, text};
use super::router::{Shared, find};
use crate::server::wall;
use crate::tenancy::{NotWritten, Tenant};
use crate::world::{Change, NotRead, WorldFile, yaml};

/// The content type of YAML.
const YAML: &str = "application/yaml";

/// `GET`: as JSON or, where `accept` asks for it, as YAML. Credentials stand in clear, since they are the emulator's own.
pub(super) async fn show(
    State(shared): State<Shared>,
    Path(world): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let tenant = find(&shared, &world)?;
    let wall = wall();
    let snapshot = {
        let mut world = tenant.lock();
        // What is due has happened, even if nobody has asked the vendor since.
        world.advance(wall);
        world.snapshot()
    };
    let yaml = is_yaml(&headers, &header::ACCEPT);
    blocking(move || {
        let file = snapshot.export();
        Ok(if yaml { text(YAML, file.to_yaml()) } else { json(StatusCode::OK, &file) })
    })
    .await
}

/// `PUT`: the body, a world file as JSON or YAML, takes the place of what is; credentials that it leaves out stay. 204.
pub(super) async fn replace(
    State(shared): State<Shared>,
    Path(world): Path<String>,
    headers: HeaderMap,
    sent: Bytes,
) -> Result<Response, Problem> {
    let tenant = find(&shared, &world)?;
    blocking(move || {
        let default = WorldFile::default_without_credentials();
        let file = if is_yaml(&headers, &header::CONTENT_TYPE) {
            let text = std::str::from_utf8(&sent).map_err(|_| fail(400, "the body is not UTF-8"))?;
            WorldFile::from_yaml(text, &default).map_err(NotRead::Wrong)
        } else {
            WorldFile::from_json_text(&sent, &default)
        };
        let file = file.map_err(|error| match error {
            NotRead::NotJson(error) => not_json(&error),
            NotRead::Wrong(error) => fail(400, &format!("the body is no world file: {}", first_line(&error))),
        })?;
        write(&shared, &tenant, Change::Replace(&file))
    })
    .await
}

/// `PATCH`: a JSON merge patch, as JSON or YAML, is laid over what is. 204.
pub(super) async fn patch(
    State(shared): State<Shared>,
    Path(world): Path<String>,
    headers: HeaderMap,
    sent: Bytes,
) -> Result<Response, Problem> {
    let tenant = find(&shared, &world)?;
    blocking(move || {
        let patch: Value = if is_yaml(&headers, &header::CONTENT_TYPE) {
            let text = std::str::from_utf8(&sent).map_err(|_| fail(400, "the body is not UTF-8"))?;
            yaml::read(text)
                .map_err(|error| fail(400, &format!("the body is not YAML: {}", first_line(&error.to_string()))))?
        } else {
            value(&sent)?
        };
        match &patch {
            Value::Object(fields) if fields.contains_key("extends") => {
                Err(fail(400, "a patch takes no `extends`: it is laid over the world as it is; PUT takes one"))
            }
            Value::Object(_) => write(&shared, &tenant, Change::Patch(&patch)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Err(fail(400, "a merge patch is an object, such as {\"vobiz\":{\"numbers\":{\"+91…\":{\"trunk\":null}}}}")),
        }
    })
    .await
}

/// What is wrong, without the lines of the body around it: a credential may stand there.
fn first_line(error: &str) -> &str {
    error.lines().next().unwrap_or(error)
}

fn write(shared: &Shared, tenant: &Arc<Tenant>, change: Change<'_>) -> Result<Response, Problem> {
    shared.tenancy.write_state(tenant, change, wall()).map(|()| no_content()).map_err(|error| match error {
        NotWritten::Held(vendor, holder) => {
            let detail = format!(
                "the body gives a credential of {vendor} that the world `{holder}` has, and each selects one world; \
                 leave credentials out and this world keeps its own"
            );
            fail(409, &detail)
        }
        NotWritten::Wrong(detail) => fail(400, &detail),
    })
}
