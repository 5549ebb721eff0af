//! `worlds`: making, replacing, showing, copying, resetting and deleting them.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::base::Base;
use super::input::body;
use super::output::{Problem, blocking, fail, json, no_content};
use super::router::{Shared, find};
use crate::server::wall;
use crate::tenancy::NotMade;
use crate::vendors::{Profile, Vendor};
use crate::world::clock::Clock;
use crate::world::{DEFAULT_WORLD, NotRead, World, WorldFile, default_world};

/// What a new world may be told.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewWorld {
    /// Its name; one is made where it is left out.
    #[serde(default)]
    name: Option<String>,
    /// The world as which it starts: with the state that world started with, not the one that it has now.
    #[serde(default)]
    from: Option<String>,
    /// A world file's content.
    #[serde(default)]
    world: Option<Box<RawValue>>,
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

/// What a fork may be told.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewFork {
    /// Its name; one is made where it is left out.
    #[serde(default)]
    name: Option<String>,
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
    base: Base,
    sent: Bytes,
) -> Result<Response, Problem> {
    let new: NewWorld = body(&sent)?;
    blocking(move || make(&shared, &base, new, false)).await
}

/// `PUT worlds/{world}`: 201, or 200 where it replaces one.
pub(super) async fn replace(
    State(shared): State<Shared>,
    Path(world): Path<String>,
    base: Base,
    sent: Bytes,
) -> Result<Response, Problem> {
    let mut new: NewWorld = body(&sent)?;
    if new.name.as_ref().is_some_and(|name| *name != world) {
        return Err(fail(400, "`name` is not that of the path; leave it out"));
    }
    new.name = Some(world);
    blocking(move || make(&shared, &base, new, true)).await
}

/// The world file in a body.
fn read(text: &str) -> Result<WorldFile, Problem> {
    WorldFile::from_json_text(text.as_bytes(), default_world()).map_err(|error| match error {
        // The body has been read, and with it this.
        NotRead::NotJson(error) => fail(400, &format!("world: {error}")),
        NotRead::Wrong(error) => fail(400, &format!("world: {error}")),
    })
}

fn make(shared: &Shared, base: &Base, new: NewWorld, replace: bool) -> Result<Response, Problem> {
    let wrong = |detail: String| fail(400, &detail);
    let NewWorld { name, from, world, seed, clock, dialect } = new;
    if from.is_some() && world.is_some() {
        return Err(wrong("give either `from` or `world`".to_owned()));
    }
    let adjust = |world: &mut World| {
        if let Some(clock) = clock {
            world.set_clock(clock);
        }
        let set = world.dialect_mut();
        dialect.iter().try_for_each(|(name, value)| set.set(name, value)).map_err(|error| error.to_string())
    };
    let made = match from.filter(|from| *from != DEFAULT_WORLD) {
        Some(from) => {
            let other = find(shared, &from)?;
            shared.tenancy.create_like(&other, name, seed, replace, wall(), adjust)
        }
        None => {
            let file = world.map(|text| read(text.get())).transpose()?;
            // What the file leaves to be counted from now is counted by the clock that the world gets.
            let file = file.map(|file| WorldFile { clock: clock.unwrap_or(file.clock), ..file });
            shared.tenancy.create(name, file, seed, replace, wall(), adjust)
        }
    };
    let (tenant, replaced) = made.map_err(|error| not_made(&error))?;
    let status = if replaced { StatusCode::OK } else { StatusCode::CREATED };
    let shown = tenant.look(|world| world_json(base, world));
    Ok(json(status, &shown))
}

/// `POST worlds/{world}/fork`: 201 with a world that has the state, clock and dialect of this one.
pub(super) async fn fork(
    State(shared): State<Shared>,
    Path(world): Path<String>,
    base: Base,
    sent: Bytes,
) -> Result<Response, Problem> {
    let new: NewFork = body(&sent)?;
    let other = find(&shared, &world)?;
    let made = shared.tenancy.fork(&other, new.name, wall());
    let tenant = made.map_err(|error| not_made(&error))?;
    let shown = tenant.look(|world| world_json(&base, world));
    Ok(json(StatusCode::CREATED, &shown))
}

fn not_made(error: &NotMade) -> Problem {
    match error {
        NotMade::Taken(name) => fail(409, &format!("there is a world `{name}` already; PUT replaces it")),
        NotMade::Full(most) => {
            let detail =
                format!("there are {most} worlds and none has been idle for ten minutes (--max-worlds)");
            fail(503, &detail)
        }
        NotMade::Held(vendor, holder) => {
            let detail = format!(
                "`world` gives a credential of {vendor} that the world `{holder}` has, and each selects one world"
            );
            fail(409, &detail)
        }
        NotMade::Wrong(detail) => fail(400, detail),
    }
}

/// `GET worlds/{world}`
pub(super) async fn show(
    State(shared): State<Shared>,
    Path(world): Path<String>,
    base: Base,
) -> Result<Response, Problem> {
    let tenant = find(&shared, &world)?;
    let shown = tenant.look(|world| world_json(&base, world));
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
    shared.tenancy.delete(&world);
    Ok(no_content())
}

/// `POST worlds/{world}/reset`: state, clock, ids, faults and journal as at creation; 204.
pub(super) async fn reset(
    State(shared): State<Shared>,
    Path(world): Path<String>,
) -> Result<Response, Problem> {
    find(&shared, &world)?.reset();
    Ok(no_content())
}

fn world_json(base: &Base, world: &World) -> WorldJson {
    let Base(base) = base;
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
