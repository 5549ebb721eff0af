//! What `--target` names, and how a scenario is given its target there.

use std::str::FromStr;

use super::admin::Admin;
use super::black_box::BlackBox;
use super::client::Client;
use super::emulator::RemoteWorld;
use super::world::InProcess;
use super::{Target, Unanswered};
use crate::profile::Profile;
use crate::runner::{Run, run, skipped};
use crate::scenario::Scenario;

/// What `--target` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spec {
    /// `emulator`: worlds in process.
    InProcess,
    /// What answers at a URL.
    Url(String),
}

impl FromStr for Spec {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "emulator" {
            Ok(Self::InProcess)
        } else if text.starts_with("http://") || text.starts_with("https://") {
            Ok(Self::Url(text.to_owned()))
        } else {
            Err(format!(
                "`{text}` is no target; give `emulator`, or a URL that begins with http:// or https://"
            ))
        }
    }
}

impl std::fmt::Display for Spec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::InProcess => f.write_str("emulator"),
            Self::Url(url) => f.write_str(url),
        }
    }
}

/// A target that could not be reached, in words that follow "failed to".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceError(String);

impl std::fmt::Display for PlaceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PlaceError {}

/// A target of the whole run.
#[derive(Clone, Debug)]
pub struct Place {
    spec: Spec,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    InProcess,
    Emulator(Admin),
    BlackBox(Client, String),
}

/// What is needed to reach a target besides its name.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The token of an emulator's admin API.
    pub admin_token: Option<String>,
}

impl Place {
    /// Looks at what is there: an emulator with its admin API, or a black box.
    pub async fn find(spec: &Spec, options: &Options) -> Result<Self, PlaceError> {
        let kind = match spec {
            Spec::InProcess => Kind::InProcess,
            Spec::Url(url) => {
                let client = Client::new(url).map_err(PlaceError)?;
                let admin = Admin::new(client.clone(), url, options.admin_token.clone());
                let plain = !url.contains("{vendor}");
                if plain && admin.is_there().await.map_err(PlaceError)? {
                    Kind::Emulator(admin)
                } else {
                    Kind::BlackBox(client, url.clone())
                }
            }
        };
        Ok(Self { spec: spec.clone(), kind })
    }

    /// Its name, as `--target` says it.
    pub fn name(&self) -> String {
        self.spec.to_string()
    }

    /// Whether scenarios share what they change, and so run one at a time.
    pub const fn is_shared(&self) -> bool {
        matches!(self.kind, Kind::BlackBox(..))
    }

    /// Whether it is reached over a network.
    pub const fn is_remote(&self) -> bool {
        !matches!(self.kind, Kind::InProcess)
    }

    /// Gives the scenario its target, runs it there, and clears away.
    pub async fn run(&self, scenario: &Scenario, stop: &crate::runner::Stop) -> Run {
        match &self.kind {
            Kind::InProcess => match InProcess::new(scenario) {
                Ok(mut target) => run(&mut target, scenario, stop).await,
                Err(message) => Run::broken(scenario, message),
            },
            Kind::Emulator(admin) => match RemoteWorld::open(admin, scenario).await {
                Ok(mut target) => {
                    let done = run(&mut target, scenario, stop).await;
                    match target.close().await {
                        Ok(()) => done,
                        Err(error) => done.with_leftover(format!("the world made for it: failed to {error}")),
                    }
                }
                Err(Unanswered::Unable(reason)) => skipped(scenario, reason),
                Err(Unanswered::Unreachable(message)) => Run::broken(scenario, message),
            },
            Kind::BlackBox(client, url) => {
                let profile = Profile::of_default_world(scenario.vendor);
                let mut target = BlackBox::new(client.clone(), url, scenario.vendor, profile);
                match scenario.emulators_only() {
                    Some(reason) if !target.is_emulator() => {
                        skipped(scenario, format!("{reason}, which only emulators allow"))
                    }
                    _ => run(&mut target, scenario, stop).await,
                }
            }
        }
    }
}
