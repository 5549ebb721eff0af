//! The index of the worlds: by name and by identifier, and those that are gone.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::found::{Found, NotMade};
use super::tenant::Tenant;
use crate::vendors::Vendor;
use crate::world::DEFAULT_WORLD;
use crate::world::text::Text;

/// How long a world must have been idle before a new one may push it out.
const IDLE: SignedDuration = SignedDuration::from_mins(10);

/// How many worlds that are gone are remembered.
const REMEMBERED: usize = 10_000;

/// Which names and which identifiers lead to which world. It never waits for a world's lock. Short texts stand in the
/// maps themselves, so that among many worlds one is found without a look at as many pieces of memory.
#[derive(Debug, Default)]
pub(super) struct Directory {
    worlds: BTreeMap<Text, Listed>,
    /// The world of each identifier by vendor, also of worlds that are gone.
    owners: [BTreeMap<Text, Text>; Vendor::ALL.len()],
    /// Worlds that are gone, with when they went, counted in worlds.
    gone: BTreeMap<Text, Gone>,
    went: BTreeMap<u64, Text>,
    gone_so_far: u64,
    made: u64,
}

type Identifiers = Vec<(Vendor, Text)>;

#[derive(Debug)]
struct Listed {
    tenant: Arc<Tenant>,
    /// Everything that ever selected it.
    identifiers: Identifiers,
}

#[derive(Debug)]
struct Gone {
    at: u64,
    identifiers: Identifiers,
}

impl Directory {
    /// The world of this name.
    pub(super) fn find(&self, name: &str) -> Found {
        match self.worlds.get(name) {
            Some(listed) => Found::World(Arc::clone(&listed.tenant)),
            None if self.gone.contains_key(name) => Found::Gone(name.to_owned()),
            None => Found::Never(name.to_owned()),
        }
    }

    /// The world that an identifier selects.
    pub(super) fn owner(&self, vendor: Vendor, identifier: &str) -> Option<Found> {
        self.owners[vendor as usize].get(identifier).map(|name| self.find(name))
    }

    /// Whether there is a world of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.worlds.contains_key(name)
    }

    /// Every world, in the order of their names.
    pub(super) fn tenants(&self) -> impl Iterator<Item = &Arc<Tenant>> {
        self.worlds.values().map(|listed| &listed.tenant)
    }

    /// Another world than this one that one of these identifiers selects; one that is gone holds nothing.
    pub(super) fn holder(&self, identifiers: &[(Vendor, String)], but: &str) -> Option<(Vendor, Text)> {
        identifiers.iter().find_map(|(vendor, identifier)| {
            let owner = self.owners[*vendor as usize].get(identifier.as_str())?;
            (*owner != but && self.has(owner)).then(|| (*vendor, owner.clone()))
        })
    }

    /// Lists a world under its name and its identifiers; gives back the one that it replaces.
    pub(super) fn insert(
        &mut self,
        tenant: Arc<Tenant>,
        identifiers: Vec<(Vendor, String)>,
    ) -> Option<Arc<Tenant>> {
        let name = Text::from(&**tenant.name());
        // What selected a world of this name goes on to do so, and so is never taken for an unknown credential.
        let replaced = self.worlds.remove(&name);
        let gone = self.gone.remove(&name).inspect(|gone| {
            self.went.remove(&gone.at);
        });
        let before = replaced.as_ref().map(|listed| listed.identifiers.clone());
        let before = before.or(gone.map(|gone| gone.identifiers)).unwrap_or_default();
        self.worlds.insert(name.clone(), Listed { tenant, identifiers: before });
        self.claim(&name, identifiers);
        replaced.map(|listed| listed.tenant)
    }

    /// Lets identifiers select a world that is listed.
    pub(super) fn claim(&mut self, name: &str, identifiers: impl IntoIterator<Item = (Vendor, String)>) {
        let Some((name, _)) = self.worlds.get_key_value(name) else { return };
        let name = name.clone();
        let identifiers = identifiers.into_iter();
        let mut claimed = Vec::with_capacity(identifiers.size_hint().0);
        for (vendor, identifier) in identifiers {
            let owners = &mut self.owners[vendor as usize];
            // What selects the world already is among its identifiers.
            if owners.get(identifier.as_str()) != Some(&name) {
                let identifier = Text::from(identifier);
                owners.insert(identifier.clone(), name.clone());
                claimed.push((vendor, identifier));
            }
        }
        if let Some(listed) = self.worlds.get_mut(&name) {
            if listed.identifiers.is_empty() {
                listed.identifiers = claimed;
            } else {
                listed.identifiers.extend(claimed);
            }
        }
    }

    /// Takes a world out and remembers that it was, within bounds.
    pub(super) fn remove(&mut self, name: &str) -> Option<Arc<Tenant>> {
        let (name, listed) = self.worlds.remove_entry(name)?;
        self.gone_so_far += 1;
        self.went.insert(self.gone_so_far, name.clone());
        self.gone.insert(name, Gone { at: self.gone_so_far, identifiers: listed.identifiers });
        while self.gone.len() > REMEMBERED {
            let Some((_, forgotten)) = self.went.pop_first() else { break };
            let identifiers = self.gone.remove(&forgotten).map(|gone| gone.identifiers);
            for (vendor, identifier) in identifiers.into_iter().flatten() {
                let owners = &mut self.owners[vendor as usize];
                if owners.get(&identifier) == Some(&forgotten) {
                    owners.remove(&identifier);
                }
            }
        }
        Some(listed.tenant)
    }

    /// Pushes out the least recently used world if there is no room; an error if none has been idle for long enough.
    pub(super) fn make_room(&mut self, most: usize, wall: Timestamp) -> Result<Option<Arc<Tenant>>, NotMade> {
        if self.worlds.len() < most {
            return Ok(None);
        }
        let idle_since = wall.checked_sub(IDLE).unwrap_or(Timestamp::MIN).as_second();
        let others = self.worlds.iter().filter(|(name, _)| *name != DEFAULT_WORLD);
        let oldest = others.map(|(name, listed)| (listed.tenant.last_used(), name)).min();
        match oldest.map(|(last_used, name)| (last_used, name.clone())) {
            Some((last_used, name)) if last_used <= idle_since => Ok(self.remove(&name)),
            _ => Err(NotMade::Full(most)),
        }
    }

    /// A name that no world has.
    pub(super) fn next_name(&mut self) -> String {
        loop {
            self.made += 1;
            let name = format!("w{}", self.made);
            if !self.has(&name) {
                return name;
            }
        }
    }
}
