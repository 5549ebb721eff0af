//! The emulator of a test.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::builder::EmulatorBuilder;
use super::journal::JournalView;
use super::running::Running;
use super::world::WorldHandle;
use crate::server::wall;
use crate::tenancy::{Found, NotMade, Tenancy};
use crate::vendors::{CredentialSet, Vendor};
use crate::world::clock::Clock;
use crate::world::{DEFAULT_WORLD, Fired};

/// An emulator that answers on free ports of this machine until it is dropped.
///
/// It shares nothing with any other: each test starts its own, and they run in parallel. Time stands still at
/// 2026-01-24T10:30:19Z but for a second an exchange, so that what a test sees is the same every time. A panic of any
/// of its methods says what was wrong.
///
/// # Vobiz
///
/// ```
/// use testline_emulator::{Emulator, Vendor};
///
/// let emulator = Emulator::start_blocking();
/// let credentials = emulator.credentials(Vendor::Vobiz);
/// let account = format!("{}/api/v1/Account/{}", emulator.url(Vendor::Vobiz), credentials.ids["auth_id"]);
/// let assign = || {
///     let mut request = reqwest::blocking::Client::new()
///         .post(format!("{account}/numbers/%2B912271264217/assign"))
///         .body(r#"{"trunk_group_id":"aabbccdd-1234-5678-90ab-cdef12345678"}"#);
///     for (name, value) in &credentials.headers {
///         request = request.header(name, value);
///     }
///     request.send().expect("the emulator answers").status()
/// };
/// assert_eq!(assign(), 204);
/// assert_eq!(assign(), 400);
/// emulator.journal().assert_met("vobiz.assign-number-to-trunk.already-assigned");
/// ```
///
/// # UnleashX
///
/// ```
/// use testline_emulator::{Emulator, Vendor};
///
/// let emulator = Emulator::start_blocking();
/// let world = emulator.world("campaign");
/// world.unleashx_number("+918062810341").on_agent("agent_xyz789abc");
///
/// let reply = reqwest::blocking::Client::new()
///     .post(format!("{}/api/agent/attach-phone-number", world.url(Vendor::Unleashx)))
///     .header("token", &world.credentials(Vendor::Unleashx).headers["token"])
///     .header("content-type", "application/json")
///     .body(r#"{"agent_id":"agent_abc123xyz","provider":"san","numbers":["+918062810341"]}"#)
///     .send()
///     .expect("the emulator answers");
/// assert_eq!(reply.status(), 409);
/// world.journal().assert_met("unleashx.attach-phone-number.number-already-attached");
/// ```
///
/// # Dasha BlackBox
///
/// ```
/// use testline_emulator::{Emulator, Vendor, json};
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// let emulator = Emulator::start().await;
/// // The vendor fails once, and the client tries again.
/// emulator.fault(json!({
///     "match": {"vendor": "dasha", "operation": "list-agents", "first": 1},
///     "action": {"kind": "refuse", "status": 503},
/// }));
/// let list = || {
///     reqwest::Client::new()
///         .get(format!("{}/api/v1/agents", emulator.url(Vendor::Dasha)))
///         .header("authorization", &emulator.credentials(Vendor::Dasha).headers["Authorization"])
///         .send()
/// };
/// assert_eq!(list().await.unwrap().status(), 503);
/// assert_eq!(list().await.unwrap().status(), 200);
/// emulator.journal().assert_count("dasha.list-agents.listed", 1);
/// # });
/// ```
///
/// # Trillet
///
/// ```
/// use testline_emulator::{Emulator, Vendor};
///
/// let emulator = Emulator::builder().seed(7).dialect("trillet.api-key", "required").start_blocking();
/// let credentials = emulator.credentials(Vendor::Trillet);
/// let bind = format!("{}/v1/api/agents/64f9b12a/bind/750cd920", emulator.url(Vendor::Trillet));
/// let reply = reqwest::blocking::Client::new()
///     .post(bind)
///     .header("x-api-key", &credentials.headers["x-api-key"])
///     .header("x-workspace-id", &credentials.headers["x-workspace-id"])
///     .header("content-type", "application/json")
///     .body(r#"{"recordCalls":true}"#)
///     .send()
///     .expect("the emulator answers");
/// assert_eq!(reply.status(), 200);
/// println!("{}", emulator.journal());
/// ```
#[derive(Debug)]
pub struct Emulator {
    default: WorldHandle,
    tenancy: Arc<Tenancy>,
    place: Place,
    clock: Clock,
    _running: Running,
}

/// Where an emulator of a test is reached.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) http: SocketAddr,
    #[cfg(feature = "tls")]
    pub(super) encrypted: Encrypted,
}

/// Where TLS is spoken, and what its clients have to trust.
#[cfg(feature = "tls")]
#[derive(Clone, Debug, Default)]
pub(super) struct Encrypted {
    pub(super) tls: Option<SocketAddr>,
    pub(super) proxy: Option<SocketAddr>,
    pub(super) ca_pem: Option<String>,
}

impl Emulator {
    /// Starts one with the default world, from an async test. It has its own thread and never uses the test's runtime.
    pub async fn start() -> Self {
        Self::start_blocking()
    }

    /// Starts one with the default world.
    #[track_caller]
    pub fn start_blocking() -> Self {
        Self::builder().start_blocking()
    }

    /// One that is told more before it starts.
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder::new()
    }

    pub(super) fn new(running: Running, tenancy: Arc<Tenancy>, place: Place, clock: Clock) -> Self {
        let Found::World(tenant) = tenancy.get(DEFAULT_WORLD) else {
            unreachable!("the default world never goes")
        };
        let default = WorldHandle::new(Arc::clone(&tenancy), tenant, place.http);
        Self { default, tenancy, place, clock, _running: running }
    }

    /// The world of this name; it is made, like the default one but with credentials of its own, if it is not there.
    #[track_caller]
    pub fn world(&self, name: &str) -> WorldHandle {
        let tenant = match self.tenancy.get(name) {
            Found::World(tenant) => tenant,
            Found::Never(_) | Found::Gone(_) => {
                let adjust = |world: &mut crate::world::World| {
                    world.set_clock(self.clock);
                    Ok(())
                };
                match self.tenancy.create(Some(name.to_owned()), None, None, false, wall(), adjust) {
                    Ok((tenant, _)) => tenant,
                    Err(NotMade::Wrong(error)) => panic!("{error}"),
                    // Another thread of the test was faster.
                    Err(NotMade::Taken(_)) => return self.world(name),
                    Err(NotMade::Full(most)) => panic!("there are {most} worlds already"),
                    Err(NotMade::Held(vendor, other)) => {
                        panic!("the world file gives a credential of {vendor} that the world `{other}` has")
                    }
                }
            }
        };
        WorldHandle::new(Arc::clone(&self.tenancy), tenant, self.place.http)
    }

    /// The default world.
    pub const fn default_world(&self) -> &WorldHandle {
        &self.default
    }

    /// Where a vendor is: `http://127.0.0.1:PORT/vobiz`, without a slash at the end.
    pub fn url(&self, vendor: Vendor) -> String {
        self.default.url(vendor)
    }

    /// The credentials of the default world's first tenant.
    #[track_caller]
    pub fn credentials(&self, vendor: Vendor) -> CredentialSet {
        self.default.credentials(vendor)
    }

    /// Lets something go wrong in the default world; see [`WorldHandle::fault`].
    #[track_caller]
    pub fn fault(&self, fault: Value) -> String {
        self.default.fault(fault)
    }

    /// Moves the default world's clock on; see [`WorldHandle::advance`].
    #[track_caller]
    pub fn advance(&self, by: Duration) -> Vec<Fired> {
        self.default.advance(by)
    }

    /// What was said to the default world so far.
    pub fn journal(&self) -> JournalView {
        self.default.journal()
    }

    /// Where the emulator is: `http://127.0.0.1:PORT`. Its admin API is below `/_testline/v1`.
    pub fn root_url(&self) -> String {
        format!("http://{}", self.place.http)
    }

    /// Where a vendor is by TLS: `https://localhost:PORT/vobiz`.
    ///
    /// # Panics
    ///
    /// Where it was built without [`EmulatorBuilder::tls`].
    #[cfg(feature = "tls")]
    #[track_caller]
    pub fn tls_url(&self, vendor: Vendor) -> String {
        match self.place.encrypted.tls {
            Some(address) => format!("https://localhost:{}/{vendor}", address.port()),
            None => panic!("the emulator does not speak TLS; build it with `Emulator::builder().tls()`"),
        }
    }

    /// Where the proxy is: `http://127.0.0.1:PORT`.
    ///
    /// # Panics
    ///
    /// Where it was built without [`EmulatorBuilder::proxy`].
    #[cfg(feature = "tls")]
    #[track_caller]
    pub fn proxy_url(&self) -> String {
        match self.place.encrypted.proxy {
            Some(address) => format!("http://{address}"),
            None => panic!("the emulator runs no proxy; build it with `Emulator::builder().proxy()`"),
        }
    }

    /// The certificate that clients of the TLS port and of the proxy have to trust, as PEM.
    ///
    /// # Panics
    ///
    /// Where it was built without both.
    #[cfg(feature = "tls")]
    #[track_caller]
    pub fn ca_pem(&self) -> &str {
        match &self.place.encrypted.ca_pem {
            Some(pem) => pem,
            None => panic!("the emulator does not speak TLS; build it with `Emulator::builder().tls()`"),
        }
    }
}
