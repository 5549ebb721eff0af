//! Writing a world's state from outside: worked out beside the world, and put in its place if nothing has changed since.

use std::sync::MutexGuard;

use jiff::Timestamp;

use super::found::NotWritten;
use super::tenant::Tenant;
use super::worlds::Tenancy;
use crate::world::{Change, Snapshot, World};

/// How often a change is worked out beside a world that goes on changing, before the world waits for it.
const ATTEMPTS: usize = 3;

impl Tenancy {
    /// Changes a world's state; other worlds do not wait, and neither does this one unless it goes on changing.
    pub fn write_state(
        &self,
        tenant: &Tenant,
        change: Change<'_>,
        wall: Timestamp,
    ) -> Result<(), NotWritten> {
        for _ in 0..ATTEMPTS {
            let before = tenant.lock().snapshot();
            let after = before.changed(change, wall).map_err(NotWritten::Wrong)?;
            let world = tenant.lock();
            if world.changes() == before.changes() {
                return self.put(tenant, world, after);
            }
        }
        let world = tenant.lock();
        let after = world.snapshot().changed(change, wall).map_err(NotWritten::Wrong)?;
        self.put(tenant, world, after)
    }

    /// Puts a state into a world if no other world has its credentials.
    fn put(
        &self,
        tenant: &Tenant,
        mut world: MutexGuard<'_, World>,
        after: Snapshot,
    ) -> Result<(), NotWritten> {
        let identifiers = after.identifiers();
        let mut directory = self.write();
        if let Some((vendor, holder)) = directory.holder(&identifiers, tenant.name()) {
            drop((directory, world));
            tenant.drop_later(after);
            return Err(NotWritten::Held(vendor, holder.to_string()));
        }
        directory.claim(tenant.name(), identifiers);
        drop(directory);
        let left = world.put(after);
        drop(world);
        tenant.drop_later(left);
        Ok(())
    }
}
