//! All worlds of one emulator: finding, making, copying and deleting them.

use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use jiff::Timestamp;

use super::directory::Directory;
use super::found::{Found, NotMade};
use super::name;
use super::remains::Remains;
use super::settings::Settings;
use super::tenant::Tenant;
use crate::http::Request;
use crate::vendors::Vendor;
use crate::world::{Coverage, DEFAULT_WORLD, World, WorldFile};

/// How many sets of fresh credentials are tried for a new world.
const FRESH: u64 = 8;

/// All worlds of one emulator.
#[derive(Debug)]
pub struct Tenancy {
    settings: Settings,
    directory: RwLock<Directory>,
    opening: Mutex<()>,
    remains: Arc<Remains>,
}

impl Tenancy {
    /// An emulator's worlds, with the default one made at this wall time.
    pub fn new(mut settings: Settings, wall: Timestamp) -> Result<Self, String> {
        if let Some(file) = &mut settings.world {
            file.state.fill_in_numbers();
        }
        let mut world = match &settings.world {
            None => World::new(settings.seed, DEFAULT_WORLD),
            Some(file) => {
                let file = WorldFile { clock: settings.clock.unwrap_or(file.clock), ..file.clone() };
                World::import(settings.seed, DEFAULT_WORLD, file, wall)?
            }
        };
        if let Some(clock) = settings.clock {
            world.set_clock(clock);
        }
        settings.prepare(&mut world)?;
        let remains = Arc::new(Remains::default());
        let mut directory = Directory::default();
        let identifiers = world.identifiers();
        let tenant = Tenant::new(world, wall, Arc::clone(&remains), settings.answering.clone());
        directory.insert(Arc::new(tenant), identifiers);
        Ok(Self { settings, directory: RwLock::new(directory), opening: Mutex::default(), remains })
    }

    /// The world of a request: the one its path names, else that of its first known identifier, else `default`.
    pub fn world_of(&self, vendor: Vendor, named: Option<&str>, request: &Request, wall: Timestamp) -> Found {
        if let Some(name) = named {
            return self.read().find(name);
        }
        let identifiers = vendor.identifiers(request);
        let known = |directory: &Directory| identifiers.iter().find_map(|id| directory.owner(vendor, id));
        if let Some(found) = known(&self.read()) {
            return found;
        }
        if let Some(patch) = vendor.adoption(request).filter(|_| self.settings.auth_open) {
            // One at a time, so that two requests with the same new credential share one world.
            let _opening = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(found) = known(&self.read()) {
                return found;
            }
            if let Ok((tenant, _)) =
                self.create(None, None, None, false, wall, |world| world.patch(&patch, wall))
            {
                return Found::World(tenant);
            }
        }
        self.read().find(DEFAULT_WORLD)
    }

    /// The world of this name.
    pub fn get(&self, name: &str) -> Found {
        self.read().find(name)
    }

    /// The names of all worlds, in order.
    pub fn names(&self) -> Vec<String> {
        self.read().tenants().map(|tenant| tenant.name().to_string()).collect()
    }

    /// Which clauses all worlds have met, those that are gone among them.
    pub fn coverage(&self) -> Coverage {
        let tenants: Vec<Arc<Tenant>> = self.read().tenants().map(Arc::clone).collect();
        let mut all = self.remains.coverage();
        for tenant in tenants {
            if let Some(world) = tenant.awake() {
                all.add(world.coverage());
            }
        }
        all
    }

    /// Makes a world: like `default` at its start, unless a file says otherwise; `adjust` has the last word on it. With
    /// `replace`, one of that name goes.
    pub fn create(
        &self,
        name: Option<String>,
        file: Option<WorldFile>,
        seed: Option<u64>,
        replace: bool,
        wall: Timestamp,
        adjust: impl FnOnce(&mut World) -> Result<(), String>,
    ) -> Result<(Arc<Tenant>, bool), NotMade> {
        self.make(name, replace, wall, |name| {
            let root = seed.unwrap_or(self.settings.seed);
            let mut world = match file.or_else(|| self.settings.world.clone()) {
                // A seed that is asked for goes before that of the file.
                Some(file) => {
                    World::import(root, name, WorldFile { seed: seed.or(file.seed), ..file }, wall)?
                }
                None => World::new(root, name),
            };
            self.settings.prepare(&mut world)?;
            adjust(&mut world)?;
            Ok(world)
        })
    }

    /// Makes a world that starts as another did.
    pub fn create_like(
        &self,
        other: &Tenant,
        name: Option<String>,
        seed: Option<u64>,
        replace: bool,
        wall: Timestamp,
        adjust: impl FnOnce(&mut World) -> Result<(), String>,
    ) -> Result<(Arc<Tenant>, bool), NotMade> {
        self.make(name, replace, wall, |name| {
            let mut world = other.look(|other| other.started_again(name, seed));
            adjust(&mut world)?;
            Ok(world)
        })
    }

    /// Makes a world that is as another is now: its state, clock and dialect.
    pub fn fork(
        &self,
        other: &Tenant,
        name: Option<String>,
        wall: Timestamp,
    ) -> Result<Arc<Tenant>, NotMade> {
        let made = self.make(name, false, wall, |name| {
            let mut world = other.look(|other| other.fork(name));
            self.settings.add_stubs(&mut world)?;
            Ok(world)
        });
        made.map(|(tenant, _)| tenant)
    }

    fn make(
        &self,
        name: Option<String>,
        replace: bool,
        wall: Timestamp,
        make: impl FnOnce(&str) -> Result<World, String>,
    ) -> Result<(Arc<Tenant>, bool), NotMade> {
        let name = match name {
            Some(name) => name,
            None => self.write().next_name(),
        };
        name::check(&name).map_err(NotMade::Wrong)?;
        let taken = |directory: &Directory| directory.has(&name) && !replace;
        if taken(&self.read()) {
            return Err(NotMade::Taken(name));
        }
        let mut world = make(&name).map_err(NotMade::Wrong)?;
        world.settle();
        let mut attempt = 0;
        loop {
            let identifiers = world.identifiers();
            let mut directory = self.write();
            if taken(&directory) {
                return Err(NotMade::Taken(name));
            }
            match directory.holder(&identifiers, &name) {
                // Somebody has written this world's credentials into another.
                Some(_) if attempt < FRESH && name != DEFAULT_WORLD => {
                    drop(directory);
                    attempt += 1;
                    world.refresh_credentials(attempt);
                }
                Some((vendor, holder)) => return Err(NotMade::Held(vendor, holder.to_string())),
                None => {
                    let replaces = directory.has(&name);
                    let most = self.settings.max_worlds;
                    let pushed_out = if replaces { None } else { directory.make_room(most, wall)? };
                    let tenant = Arc::new(Tenant::new(
                        world,
                        wall,
                        Arc::clone(&self.remains),
                        self.settings.answering.clone(),
                    ));
                    let replaced = directory.insert(Arc::clone(&tenant), identifiers);
                    drop(directory);
                    drop((replaced, pushed_out));
                    return Ok((tenant, replaces));
                }
            }
        }
    }

    /// Deletes a world; `default` stays.
    pub fn delete(&self, name: &str) -> Option<Arc<Tenant>> {
        if name == DEFAULT_WORLD { None } else { self.write().remove(name) }
    }

    /// Lets identifiers that a vendor made select a world.
    pub fn mint(&self, name: &str, vendor: Vendor, identifiers: &[String]) {
        if !identifiers.is_empty() {
            self.write().claim(name, identifiers.iter().map(|identifier| (vendor, identifier.clone())));
        }
    }

    fn read(&self) -> RwLockReadGuard<'_, Directory> {
        self.directory.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn write(&self) -> RwLockWriteGuard<'_, Directory> {
        self.directory.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::http::{HeaderName, Method};

    fn tenancy(max_worlds: usize) -> Tenancy {
        let settings = Settings { max_worlds, ..Settings::default() };
        Tenancy::new(settings, Timestamp::UNIX_EPOCH).expect("the default world is right")
    }

    fn with_auth_id(id: &str) -> Request {
        Request::new(Method::GET, "/api/v1/auth/me").with_header(HeaderName::from_static("x-auth-id"), id)
    }

    fn make(tenancy: &Tenancy, name: &str, at: Timestamp) -> Result<Arc<Tenant>, NotMade> {
        tenancy.create(Some(name.to_owned()), None, None, false, at, |_| Ok(())).map(|(tenant, _)| tenant)
    }

    #[test]
    fn a_credential_selects_its_world_and_an_unknown_one_the_default() {
        let tenancy = tenancy(10);
        let tenant = make(&tenancy, "mine", Timestamp::UNIX_EPOCH).expect("there is room");
        let id = tenant.lock().profile(Vendor::Vobiz)["first"].ids["auth_id"].clone();
        for (id, name) in [(id.as_str(), "mine"), ("MA_XXXXXX", "default"), ("MA_NOBODY", "default")] {
            let Found::World(found) =
                tenancy.world_of(Vendor::Vobiz, None, &with_auth_id(id), Timestamp::UNIX_EPOCH)
            else {
                panic!("there is a world");
            };
            assert_eq!(found.lock().name(), name, "{id}");
        }
    }

    #[test]
    fn what_a_deleted_world_leaves_is_gone_and_never_the_default() {
        let tenancy = tenancy(10);
        let tenant = make(&tenancy, "mine", Timestamp::UNIX_EPOCH).expect("there is room");
        let id = tenant.lock().profile(Vendor::Vobiz)["first"].ids["auth_id"].clone();
        tenancy.delete("mine");
        let found = tenancy.world_of(Vendor::Vobiz, None, &with_auth_id(&id), Timestamp::UNIX_EPOCH);
        assert!(matches!(found, Found::Gone(_)));
        assert!(matches!(tenancy.get("never"), Found::Never(_)));
    }

    #[test]
    fn a_full_emulator_pushes_out_only_what_is_idle() {
        let tenancy = tenancy(2);
        let start = Timestamp::UNIX_EPOCH;
        make(&tenancy, "old", start).expect("there is room");
        assert_eq!(make(&tenancy, "new", start).err(), Some(NotMade::Full(2)));
        make(&tenancy, "new", start + SignedDuration::from_mins(11)).expect("the old one is idle");
        assert_eq!(tenancy.names(), ["default", "new"]);
    }

    #[test]
    fn a_world_made_again_has_the_same_credentials() {
        let tenancy = tenancy(10);
        let ids = |tenant: &Tenant| tenant.lock().identifiers();
        let first = ids(&make(&tenancy, "mine", Timestamp::UNIX_EPOCH).expect("there is room"));
        let (again, replaced) = tenancy
            .create(Some("mine".into()), None, None, true, Timestamp::UNIX_EPOCH, |_| Ok(()))
            .expect("it replaces");
        assert!(replaced);
        assert_eq!(ids(&again), first);
        assert!(matches!(tenancy.get("mine"), Found::World(_)));
    }
}
