//! `worlds`: making, replacing, showing, resetting and deleting them.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::input::body;
use super::output::{Problem, fail, json, no_content};
use super::router::{Shared, find};
use crate::server::wall;
use crate::tenancy::NotMade;
use crate::vendors::{Profile, Vendor};
use crate::world::clock::Clock;
use crate::world::{DEFAULT_WORLD, World, WorldFile};

/// What a new world may be told.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewWorld {
    /// Its name; one is made where it is left out.
    #[serde(default)]
    name: Option<String>,
    /// The world whose file it starts from; only `default` so far.
    #[serde(default)]
    from: Option<String>,
    /// A world file's content.
    #[serde(default)]
    world: Option<Value>,
    /// The seed of its ids.
    #[serde(default)]
    seed: Option<u64>,
    /// Its clock.
    #[serde(default)]
    clock: Option<Clock>,
    /// Switches turned, as `vendor.switch`.
    #[serde(default)]
    dialect: BTreeMap<String, String>,
}

/// How a client reaches a world.
#[derive(Serialize)]
struct WorldJson {
    world: String,
    base_urls: BTreeMap<&'static str, String>,
    credentials: BTreeMap<&'static str, Profile>,
    seed: u64,
    clock: Clock,
    dialect: BTreeMap<String, &'static str>,
}

#[derive(Serialize)]
struct Worlds {
    worlds: Vec<String>,
}

/// `GET worlds`: their names.
pub(super) async fn list(State(shared): State<Shared>) -> Response {
    json(StatusCode::OK, &Worlds { worlds: shared.tenancy.names() })
}

/// `POST worlds`: 201; 409 where the name is taken, 503 where there is no room.
pub(super) async fn create(
    State(shared): State<Shared>,
    headers: HeaderMap,
    sent: Bytes,
) -> Result<Response, Problem> {
    let new: NewWorld = body(&sent)?;
    make(&shared, &headers, new, false)
}

/// `PUT worlds/{world}`: 201, or 200 where it replaces one.
pub(super) async fn replace(
    State(shared): State<Shared>,
    Path(world): Path<String>,
    headers: HeaderMap,
    sent: Bytes,
) -> Result<Response, Problem> {
    let mut new: NewWorld = body(&sent)?;
    if new.name.as_ref().is_some_and(|name| *name != world) {
        return Err(fail(400, "`name` is not that of the path; leave it out"));
    }
    new.name = Some(world);
    make(&shared, &headers, new, true)
}

fn make(shared: &Shared, headers: &HeaderMap, new: NewWorld, replace: bool) -> Result<Response, Problem> {
    let wrong = |detail: String| fail(400, &detail);
    if let Some(from) = new.from.as_ref().filter(|from| *from != DEFAULT_WORLD) {
        return Err(wrong(format!("`from` takes `default`, not `{from}`")));
    }
    if new.from.is_some() && new.world.is_some() {
        return Err(wrong("give either `from` or `world`".to_owned()));
    }
    let file = match &new.world {
        None => None,
        Some(value) => Some(WorldFile::from_json(value).map_err(|error| wrong(format!("world: {error}")))?),
    };
    let adjust = |world: &mut World| {
        if let Some(clock) = new.clock {
            world.set_clock(clock);
        }
        let dialect = world.dialect_mut();
        new.dialect
            .iter()
            .try_for_each(|(name, value)| dialect.set(name, value))
            .map_err(|error| error.to_string())
    };
    let made = shared.tenancy.create(new.name, file, new.seed, replace, wall(), adjust);
    let (tenant, replaced) = made.map_err(|error| match error {
        NotMade::Taken(name) => fail(409, &format!("there is a world `{name}` already; PUT replaces it")),
        NotMade::Full(most) => {
            let detail =
                format!("there are {most} worlds and none has been idle for ten minutes (--max-worlds)");
            fail(503, &detail)
        }
        NotMade::Wrong(detail) => wrong(detail),
    })?;
    let status = if replaced { StatusCode::OK } else { StatusCode::CREATED };
    let shown = world_json(shared, headers, &tenant.lock());
    Ok(json(status, &shown))
}

/// `GET worlds/{world}`
pub(super) async fn show(
    State(shared): State<Shared>,
    Path(world): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let tenant = find(&shared, &world)?;
    let shown = world_json(&shared, &headers, &tenant.lock());
    Ok(json(StatusCode::OK, &shown))
}

/// `DELETE worlds/{world}`: 204; `default` stays.
pub(super) async fn remove(
    State(shared): State<Shared>,
    Path(world): Path<String>,
) -> Result<Response, Problem> {
    if world == DEFAULT_WORLD {
        let detail =
            "the world `default` stays; POST /_testline/v1/worlds/default/reset puts it back to its start";
        return Err(fail(409, detail));
    }
    find(&shared, &world)?;
    let left = shared.tenancy.delete(&world);
    drop(left);
    Ok(no_content())
}

/// `POST worlds/{world}/reset`: state, clock, ids, faults and journal as at creation; 204.
pub(super) async fn reset(
    State(shared): State<Shared>,
    Path(world): Path<String>,
) -> Result<Response, Problem> {
    let tenant = find(&shared, &world)?;
    let left = tenant.lock().reset();
    drop(left);
    Ok(no_content())
}

fn world_json(shared: &Shared, headers: &HeaderMap, world: &World) -> WorldJson {
    let base = match &shared.options.public_url {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => {
            let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
            format!("http://{}", host.map_or_else(|| shared.local.to_string(), str::to_owned))
        }
    };
    let name = world.name();
    WorldJson {
        world: name.to_owned(),
        base_urls: Vendor::ALL.map(|vendor| (vendor.name(), format!("{base}/w/{name}/{vendor}"))).into(),
        credentials: Vendor::ALL.map(|vendor| (vendor.name(), world.profile(vendor))).into(),
        seed: world.seed(),
        clock: world.clock(),
        dialect: world.dialect().turned().into_iter().collect(),
    }
}
