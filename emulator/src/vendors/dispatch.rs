//! Which vendors there are, and the one `match` by which each is reached.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::answer::Answer;
use super::context::Context;
use super::{dasha, trillet, unleashx, vobiz};
use crate::contract::{self, Contract};
use crate::http::Request;
use crate::world::ids::Ids;
use crate::world::text::Text;

/// One of the four APIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Vendor {
    /// Trillet.
    Trillet,
    /// UnleashX.
    Unleashx,
    /// Vobiz.
    Vobiz,
    /// Dasha BlackBox.
    Dasha,
}

impl Vendor {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Trillet, Self::Unleashx, Self::Vobiz, Self::Dasha];

    /// The name in ids, paths and flags.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Trillet => "trillet",
            Self::Unleashx => "unleashx",
            Self::Vobiz => "vobiz",
            Self::Dasha => "dasha",
        }
    }

    /// The four names, for messages.
    pub fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }

    /// The vendor's contract.
    pub const fn contract(self) -> &'static Contract {
        match self {
            Self::Trillet => &contract::trillet::CONTRACT,
            Self::Unleashx => &contract::unleashx::CONTRACT,
            Self::Vobiz => &contract::vobiz::CONTRACT,
            Self::Dasha => &contract::dasha::CONTRACT,
        }
    }

    /// The change to a new world that makes the credential of this request its first tenant's; none where the
    /// credential is missing or not well-formed.
    pub(crate) fn adoption(self, request: &Request) -> Option<serde_json::Value> {
        match self {
            Self::Trillet => trillet::auth::adoption(request),
            Self::Unleashx => unleashx::auth::adoption(request),
            Self::Vobiz => vobiz::auth::adoption(request),
            Self::Dasha => dasha::auth::adoption(request),
        }
    }

    /// The identifiers in a request that may select a world, the deciding one first.
    pub(crate) fn identifiers(self, request: &Request) -> Vec<Text> {
        match self {
            Self::Trillet => trillet::auth::identifiers(request),
            Self::Unleashx => unleashx::auth::identifiers(request),
            Self::Vobiz => vobiz::auth::identifiers(request),
            Self::Dasha => dasha::auth::identifiers(request),
        }
    }
}

impl std::fmt::Display for Vendor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for Vendor {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|vendor| vendor.name() == name)
            .ok_or_else(|| format!("`{name}` is no vendor; there are: {}", Self::names()))
    }
}

/// How a client reaches one vendor in a world: what to send and which ids to use.
///
/// The keys are the names of credential sets (`first`, `second`, …).
pub type Profile = BTreeMap<String, CredentialSet>;

/// The headers of one credential set and the ids that go with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CredentialSet {
    /// Header names as the vendor writes them, with their values.
    pub headers: BTreeMap<String, String>,
    /// Ids that paths or headers carry, by name (`auth_id`, `workspace`, …).
    pub ids: BTreeMap<String, String>,
}

/// The state of all four vendors.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct State {
    /// Trillet's.
    pub(crate) trillet: trillet::State,
    /// UnleashX's.
    pub(crate) unleashx: unleashx::State,
    /// Vobiz's.
    pub(crate) vobiz: vobiz::State,
    /// Dasha's.
    pub(crate) dasha: dasha::State,
}

/// What a request has made of the state of the vendor that answered; the others' is not touched.
#[derive(Debug)]
pub(crate) enum Changed {
    Trillet(trillet::State),
    Unleashx(unleashx::State),
    Vobiz(vobiz::State),
    Dasha(dasha::State),
}

impl State {
    /// Lets a vendor answer a request on a copy of its state. Whoever calls keeps the copy only where the answer accepts.
    pub(crate) fn attempt(
        &self,
        vendor: Vendor,
        context: &mut Context<'_>,
        request: &Request,
    ) -> (Answer, Changed) {
        match vendor {
            Vendor::Trillet => {
                let mut state = self.trillet.clone();
                (trillet::apply(&mut state, context, request), Changed::Trillet(state))
            }
            Vendor::Unleashx => {
                let mut state = self.unleashx.clone();
                (unleashx::apply(&mut state, context, request), Changed::Unleashx(state))
            }
            Vendor::Vobiz => {
                let mut state = self.vobiz.clone();
                (vobiz::apply(&mut state, context, request), Changed::Vobiz(state))
            }
            Vendor::Dasha => {
                let mut state = self.dasha.clone();
                (dasha::apply(&mut state, context, request), Changed::Dasha(state))
            }
        }
    }

    /// Puts what a request has made of a vendor's state in its place.
    pub(crate) fn keep(&mut self, changed: Changed) {
        match changed {
            Changed::Trillet(state) => {
                self.trillet = state;
                self.trillet.merge();
            }
            Changed::Unleashx(state) => {
                self.unleashx = state;
                self.unleashx.merge();
            }
            Changed::Vobiz(state) => {
                self.vobiz = state;
                self.vobiz.merge();
            }
            Changed::Dasha(state) => {
                self.dasha = state;
                self.dasha.merge();
            }
        }
    }

    /// When the next thing falls due at any vendor.
    pub(crate) fn next_deadline(&self) -> Option<Timestamp> {
        Vendor::ALL.into_iter().filter_map(|vendor| self.deadline_of(vendor)).min()
    }

    /// When the next thing falls due at one vendor.
    pub(crate) fn deadline_of(&self, vendor: Vendor) -> Option<Timestamp> {
        match vendor {
            Vendor::Trillet => self.trillet.next_deadline(),
            Vendor::Unleashx => self.unleashx.next_deadline(),
            Vendor::Vobiz => self.vobiz.next_deadline(),
            Vendor::Dasha => self.dasha.next_deadline(),
        }
    }

    /// Lets the next thing of a vendor fall due if its time has come; says in a few words what it was.
    pub(crate) fn fall_due(&mut self, vendor: Vendor, now: Timestamp) -> Option<(Timestamp, String)> {
        match vendor {
            Vendor::Trillet => self.trillet.fall_due(now),
            Vendor::Unleashx => self.unleashx.fall_due(now),
            Vendor::Vobiz => self.vobiz.fall_due(now),
            Vendor::Dasha => self.dasha.fall_due(now),
        }
    }

    /// Fills in what a world file may leave out and rebuilds what is derived; an error names the table and the record.
    pub(crate) fn complete(&mut self, ids: &mut Ids, now: Timestamp) -> Result<(), String> {
        self.trillet.complete(ids, now).map_err(|error| format!("trillet.{error}"))?;
        self.unleashx.complete(ids, now).map_err(|error| format!("unleashx.{error}"))?;
        self.vobiz.complete(ids, now).map_err(|error| format!("vobiz.{error}"))?;
        self.dasha.complete(ids, now).map_err(|error| format!("dasha.{error}"))
    }

    /// Fills in what numbers may leave out, where that is the same for every world that starts so: then all of them share
    /// the records.
    pub(crate) fn fill_in_numbers(&mut self) {
        self.trillet.fill_in_numbers();
        self.vobiz.fill_in_numbers();
        self.dasha.fill_in_numbers();
    }

    /// Gives every tenant fresh credentials, and fresh ids where paths or headers carry one.
    pub(crate) fn refresh_credentials(&mut self, ids: &mut Ids) {
        self.trillet.refresh_credentials(ids);
        self.unleashx.refresh_credentials(ids);
        self.vobiz.refresh_credentials(ids);
        self.dasha.refresh_credentials(ids);
    }

    /// How a client reaches a vendor here.
    pub fn profile(&self, vendor: Vendor) -> Profile {
        match vendor {
            Vendor::Trillet => self.trillet.profile(),
            Vendor::Unleashx => self.unleashx.profile(),
            Vendor::Vobiz => self.vobiz.profile(),
            Vendor::Dasha => self.dasha.profile(),
        }
    }

    /// Every identifier and secret that selects this world.
    pub(crate) fn identifiers(&self) -> Vec<(Vendor, String)> {
        let of = |vendor, ids: Vec<String>| ids.into_iter().map(move |id| (vendor, id));
        of(Vendor::Trillet, self.trillet.identifiers())
            .chain(of(Vendor::Unleashx, self.unleashx.identifiers()))
            .chain(of(Vendor::Vobiz, self.vobiz.identifiers()))
            .chain(of(Vendor::Dasha, self.dasha.identifiers()))
            .collect()
    }
}
