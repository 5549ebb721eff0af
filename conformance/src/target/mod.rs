//! What a suite runs against: a world in process, an emulator at a URL, or whatever else answers at one.

mod admin;
mod black_box;
mod client;
mod emulator;
mod place;
mod world;

use std::time::Duration;

use serde_json::Value;
use testline_emulator::http::{Reply, Request};

pub use black_box::BlackBox;
pub(crate) use black_box::at_once;
pub use client::Client;
pub use emulator::RemoteWorld;
pub use place::{Options, Place, PlaceError, Spec};
pub use world::InProcess;

use crate::profile::Profile;
use crate::scenario::ClockStep;

/// Something that answers requests.
///
/// The steps that need more than that (faults, clock, state) are refused unless a target has them.
pub trait Target: Send {
    /// How a scenario reaches it: credentials and names.
    fn profile(&self) -> &Profile;

    /// Whether it is an emulator, and so held to what is inferred and to the order of keys.
    fn is_emulator(&self) -> bool;

    /// Where the vendor answers, for a command that a person can paste; none in process.
    fn base_url(&self) -> Option<&str>;

    /// Sends one request.
    fn send(&mut self, request: &Request) -> impl Future<Output = Result<Response, Unanswered>> + Send;

    /// Sends requests at once; the replies come in the order of the requests.
    fn send_all(
        &mut self,
        requests: &[Request],
    ) -> impl Future<Output = Result<Vec<Response>, Unanswered>> + Send;

    /// Lets time pass between two polls.
    fn wait(&mut self, time: Duration) -> impl Future<Output = ()> + Send;

    /// Makes something go wrong from now on.
    fn add_fault(&mut self, _fault: &Value) -> impl Future<Output = Result<(), Unanswered>> + Send {
        async { Err(Unanswered::not_here("faults")) }
    }

    /// Moves the clock.
    fn move_clock(&mut self, _step: ClockStep) -> impl Future<Output = Result<(), Unanswered>> + Send {
        async { Err(Unanswered::not_here("a clock")) }
    }

    /// The state, as a world file says it.
    fn state(&mut self) -> impl Future<Output = Result<Value, Unanswered>> + Send {
        async { Err(Unanswered::not_here("a state that shows")) }
    }
}

/// A reply, and what the target itself says of it.
#[derive(Clone, Debug)]
pub struct Response {
    /// The reply, without what only the emulator adds.
    pub reply: Reply,
    /// The clause that decided.
    pub clause: Option<String>,
    /// How that clause is known.
    pub evidence: Option<String>,
    /// On a refusal, the deciding fact.
    pub because: Option<String>,
}

/// A request that got no reply, in words that follow "failed to".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unanswered {
    /// The target cannot be reached or broke off; the run stops.
    Unreachable(String),
    /// This target cannot be asked so; the scenario is skipped with this reason.
    Unable(String),
}

impl Unanswered {
    fn not_here(what: &str) -> Self {
        Self::Unable(format!("the target has no {what}"))
    }
}

impl std::fmt::Display for Unanswered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreachable(message) | Self::Unable(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Unanswered {}
