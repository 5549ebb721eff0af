//! An emulator at a URL: each scenario gets a world of its own through the admin API.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use testline_emulator::CredentialSet;
use testline_emulator::http::{Method, Request};

use super::admin::{Admin, NO_ROUTE, NO_SUCH_BODY};
use super::black_box::at_once;
use super::world::clock_of;
use super::{Response, Target, Unanswered};
use crate::profile::Profile;
use crate::scenario::{ClockStep, Scenario};

/// A world of an emulator elsewhere.
#[derive(Debug)]
pub struct RemoteWorld {
    admin: Admin,
    world: String,
    base: String,
    profile: Profile,
}

impl RemoteWorld {
    /// Makes a world with the scenario's clock, dialect and state.
    pub(super) async fn open(admin: &Admin, scenario: &Scenario) -> Result<Self, Unanswered> {
        let mut wanted = serde_json::Map::new();
        if let Some(clock) = clock_of(scenario) {
            wanted.insert("clock".to_owned(), json!(clock));
        }
        if !scenario.dialect.is_empty() {
            wanted.insert("dialect".to_owned(), json!(scenario.dialect));
        }
        let made = admin.call(Method::POST, "/worlds", Some(&Value::Object(wanted)), &[]).await?;
        let text = |pointer: &str| made.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        let (Some(world), Some(base)) = (text("/world"), text(&format!("/base_urls/{}", scenario.vendor)))
        else {
            return Err(Unanswered::Unreachable("read what the emulator says of a new world".to_owned()));
        };
        let profile = profile_of(&made, scenario)?;
        let mut target = Self { admin: admin.clone(), world, base, profile };
        if let Some(given) = &scenario.given
            && let Err(error) = target.lay_over(given, scenario).await
        {
            target.close().await?;
            return Err(error);
        }
        Ok(target)
    }

    /// Lays the scenario's state over the world. It may bring tenants, and with them credentials.
    async fn lay_over(&mut self, given: &Value, scenario: &Scenario) -> Result<(), Unanswered> {
        let scope = self.profile.scope(scenario.vendor, &scenario.needs);
        let patch = crate::template::fill_json(given, &scope)
            .map_err(|error| Unanswered::Unable(error.to_string()))?;
        self.call(Method::PATCH, "/state", Some(&patch)).await?;
        let now = self.call(Method::GET, "", None).await?;
        self.profile = profile_of(&now, scenario)?;
        Ok(())
    }

    /// Deletes the world.
    pub(crate) async fn close(&self) -> Result<(), Unanswered> {
        self.call(Method::DELETE, "", None).await.map(|_| ())
    }

    async fn call(&self, method: Method, route: &str, body: Option<&Value>) -> Result<Value, Unanswered> {
        let unable = if route == "/faults" { NO_SUCH_BODY } else { NO_ROUTE };
        self.admin.call(method, &format!("/worlds/{}{route}", self.world), body, unable).await
    }
}

/// The profile of a world as the admin API tells it.
fn profile_of(world: &Value, scenario: &Scenario) -> Result<Profile, Unanswered> {
    let sets =
        world.pointer(&format!("/credentials/{}", scenario.vendor)).cloned().unwrap_or_else(|| json!({}));
    let sets: BTreeMap<String, CredentialSet> = serde_json::from_value(sets)
        .map_err(|error| Unanswered::Unreachable(format!("read the credentials of a world: {error}")))?;
    Ok(Profile::of_world(scenario.vendor, sets))
}

impl Target for RemoteWorld {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn is_emulator(&self) -> bool {
        true
    }

    fn base_url(&self) -> Option<&str> {
        Some(&self.base)
    }

    async fn send(&mut self, request: &Request) -> Result<Response, Unanswered> {
        self.admin.client().send(&self.base, request).await
    }

    async fn send_all(&mut self, requests: &[Request]) -> Result<Vec<Response>, Unanswered> {
        at_once(self.admin.client(), &self.base, requests).await
    }

    async fn wait(&mut self, time: Duration) {
        crate::shell::wait(time).await;
    }

    async fn add_fault(&mut self, fault: &Value) -> Result<(), Unanswered> {
        self.call(Method::POST, "/faults", Some(fault)).await.map(|_| ())
    }

    async fn move_clock(&mut self, step: ClockStep) -> Result<(), Unanswered> {
        let body = match step {
            ClockStep::Advance(by) => json!({ "by": by }),
            ClockStep::To(to) => json!({ "to": to }),
        };
        self.call(Method::POST, "/clock/advance", Some(&body)).await.map(|_| ())
    }

    async fn state(&mut self) -> Result<Value, Unanswered> {
        self.call(Method::GET, "/state", None).await
    }
}
