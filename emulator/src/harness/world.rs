//! One world of a test's emulator.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize as _;
use serde_json::Value;

use super::journal::JournalView;
use crate::faults::Fault;
use crate::server::wall;
use crate::tenancy::{NotWritten, Tenancy, Tenant};
use crate::variables::Reach;
use crate::vendors::{CredentialSet, Vendor};
use crate::world::{Change, Fired, World};

/// One world of an emulator: isolated state, clock, ids, faults and journal. Handles are cheap to clone.
#[derive(Clone, Debug)]
pub struct WorldHandle {
    tenancy: Arc<Tenancy>,
    tenant: Arc<Tenant>,
    address: SocketAddr,
}

impl WorldHandle {
    pub(super) const fn new(tenancy: Arc<Tenancy>, tenant: Arc<Tenant>, address: SocketAddr) -> Self {
        Self { tenancy, tenant, address }
    }

    /// The world's name.
    pub fn name(&self) -> &str {
        self.tenant.name()
    }

    /// Where a vendor is, without a slash at the end: `http://127.0.0.1:PORT/w/NAME/vobiz`, and without the world for
    /// the default one. Requests to the default one's URL with this world's credentials come here too.
    pub fn url(&self, vendor: Vendor) -> String {
        self.reach().base_url(vendor)
    }

    /// The credentials of the first tenant.
    #[track_caller]
    pub fn credentials(&self, vendor: Vendor) -> CredentialSet {
        self.credentials_of(vendor, "first")
    }

    /// The credentials of this name: those of a tenant (`first`, `second`), or another set of theirs, such as
    /// `first-api-key` at UnleashX.
    ///
    /// # Panics
    ///
    /// Where the world has none of that name.
    #[track_caller]
    pub fn credentials_of(&self, vendor: Vendor, name: &str) -> CredentialSet {
        let mut profile = self.tenant.lock().profile(vendor);
        match profile.remove(name) {
            Some(set) => set,
            None => {
                let names: Vec<String> = profile.into_keys().collect();
                panic!("{vendor} has no credentials `{name}` here; there are: {}", names.join(", "))
            }
        }
    }

    /// The variables that `testline-emulator exec` sets, for a program that the test runs.
    pub fn variables(&self) -> Vec<(String, String)> {
        self.reach().variables(None)
    }

    /// Lays a JSON merge patch over the world, in the form of a world file: what a vendor's dashboard would do.
    ///
    /// ```
    /// use testline_emulator::{Emulator, json};
    ///
    /// let emulator = Emulator::start_blocking();
    /// emulator.world("poor").patch(json!({"vobiz": {"accounts": {"first": {"balance": 0}}}}));
    /// ```
    ///
    /// # Panics
    ///
    /// Where the patch is wrong: an unknown key, or a reference to what is not there.
    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "callers write `json!` here")]
    pub fn patch(&self, patch: Value) -> &Self {
        match self.tenancy.write_state(&self.tenant, Change::Patch(&patch), wall()) {
            Ok(()) => self,
            Err(NotWritten::Wrong(error)) => {
                panic!("the patch of the world `{}` is wrong: {error}", self.name())
            }
            Err(NotWritten::Held(vendor, other)) => {
                panic!(
                    "the patch gives `{}` a credential of {vendor} that the world `{other}` has",
                    self.name()
                )
            }
        }
    }

    /// Lets something go wrong, in the admin API's form; gives the fault's id.
    ///
    /// # Panics
    ///
    /// Where the fault is wrong; the message says what is allowed.
    #[track_caller]
    pub fn fault(&self, fault: Value) -> String {
        let fault = Fault::deserialize(fault).map_err(|error| error.to_string());
        match fault.and_then(|fault| self.lock().add_fault(fault)) {
            Ok(fault) => fault.id,
            Err(error) => panic!("the fault is wrong: {error}"),
        }
    }

    /// Takes every fault away.
    pub fn clear_faults(&self) {
        self.lock().faults_mut().clear();
    }

    /// Moves the clock on and says what fell due meanwhile, in order.
    ///
    /// # Panics
    ///
    /// Where the clock is the real one.
    #[track_caller]
    pub fn advance(&self, by: Duration) -> Vec<Fired> {
        let now = self.now();
        match SignedDuration::try_from(by).and_then(|by| now.checked_add(by)) {
            Ok(to) => self.advance_to(to),
            Err(error) => panic!("{by:?} after {now} is out of range: {error}"),
        }
    }

    /// Moves the clock on to a time and says what fell due meanwhile, in order.
    ///
    /// # Panics
    ///
    /// Where the clock is the real one, or would run back.
    #[track_caller]
    pub fn advance_to(&self, to: Timestamp) -> Vec<Fired> {
        match self.lock().advance_to(to) {
            Ok(fired) => fired,
            Err(error) => panic!("{error}"),
        }
    }

    /// The world's time.
    pub fn now(&self) -> Timestamp {
        self.lock().clock().now(wall())
    }

    /// What was said to this world so far.
    pub fn journal(&self) -> JournalView {
        JournalView::of(self.lock().journal())
    }

    /// Everything that a world file can say of the world, as JSON, with its credentials.
    pub fn state(&self) -> Value {
        let snapshot = self.lock().snapshot();
        snapshot.export().to_json()
    }

    fn reach(&self) -> Reach {
        Reach::new(&format!("http://{}", self.address), &self.lock())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, World> {
        self.tenant.lock()
    }
}
