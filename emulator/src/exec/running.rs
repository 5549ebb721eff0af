//! How clients reach an emulator that is running already.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::ask::ask;
use crate::variables::Reach;
use crate::vendors::{Profile, Vendor};
use crate::world::DEFAULT_WORLD;

/// As much of a world's page as is needed.
#[derive(Deserialize)]
struct World {
    credentials: BTreeMap<String, Profile>,
}

#[derive(Deserialize)]
struct Problem {
    detail: String,
}

/// How clients reach the default world of the emulator at this URL.
pub(crate) fn reach_of_running(url: &str, token: Option<&str>) -> Result<Reach, String> {
    let url = url.trim_end_matches('/');
    let path = format!("/_testline/v1/worlds/{DEFAULT_WORLD}");
    let (status, body) = ask(url, &path, token).map_err(|error| error.to_string())?;
    if status != 200 {
        let why =
            serde_json::from_slice(&body).map_or_else(|_| String::new(), |problem: Problem| problem.detail);
        return Err(format!("the emulator at {url} answers {status}: {why}"));
    }
    let world: World = serde_json::from_slice(&body)
        .map_err(|error| format!("what answers at {url} is no emulator: {error}"))?;
    let profiles =
        world.credentials.into_iter().map(|(vendor, profile)| Ok((vendor.parse::<Vendor>()?, profile)));
    Ok(Reach::by_profiles(url, DEFAULT_WORLD, profiles.collect::<Result<_, String>>()?))
}
