//! The worlds by name and by identifier, and their cap.

use std::collections::{BTreeMap, VecDeque};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use jiff::{SignedDuration, Timestamp};

use crate::contract::{Dialect, testline};
use crate::http::Request;
use crate::problem;
use crate::vendors::Vendor;
use crate::world::clock::Clock;
use crate::world::{DEFAULT_WORLD, Outcome, World, WorldFile};

/// How long a world must have been idle before a new one may push it out.
const IDLE: SignedDuration = SignedDuration::from_mins(10);

/// What every world of an emulator starts with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The root seed.
    pub seed: u64,
    /// The file of the default world; the embedded one where none is given.
    pub world: Option<WorldFile>,
    /// The clock of the default world, laid over its file.
    pub clock: Option<Clock>,
    /// Switches turned for every world, laid over its file.
    pub dialect: Vec<(String, String)>,
    /// Whether an unknown, well-formed credential opens a world of its own.
    pub auth_open: bool,
    /// How many worlds there may be.
    pub max_worlds: usize,
    /// How many exchanges a journal keeps.
    pub max_exchanges: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 0,
            world: None,
            clock: None,
            dialect: Vec::new(),
            auth_open: false,
            max_worlds: 10_000,
            max_exchanges: crate::world::journal::MAX_EXCHANGES,
        }
    }
}

/// All worlds of one emulator.
#[derive(Debug)]
pub struct Tenancy {
    settings: Settings,
    directory: RwLock<Directory>,
    opening: Mutex<()>,
}

#[derive(Debug, Default)]
struct Directory {
    worlds: BTreeMap<String, Arc<Tenant>>,
    /// The world of each identifier, also of worlds that are gone.
    identifiers: BTreeMap<(Vendor, String), String>,
    /// Worlds that are gone, oldest first, with the identifiers they leave.
    gone: VecDeque<(String, Vec<(Vendor, String)>)>,
    made: u64,
}

/// One world behind its lock.
#[derive(Debug)]
pub struct Tenant {
    world: Mutex<World>,
    last_used: AtomicI64,
}

/// The world of a request, or why there is none.
#[derive(Clone, Debug)]
pub enum Found {
    /// The world.
    World(Arc<Tenant>),
    /// The name of a world that never was.
    Never(String),
    /// The name of a world that is gone.
    Gone(String),
}

/// Why a world was not made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotMade {
    /// There is one of that name.
    Taken(String),
    /// There are as many as there may be, and none is idle.
    Full(usize),
    /// The name or the file is wrong.
    Wrong(String),
}

impl Tenant {
    /// The world, for as long as the guard is held. A panic inside `apply` never reaches the lock, so that poison
    /// cannot mean a half-made change.
    pub fn lock(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers one request under the world's lock: what is due falls due, the request takes effect, the journal keeps
    /// it. A panic costs this request only.
    pub fn apply(
        &self,
        wall: Timestamp,
        vendor: Vendor,
        request: &Request,
    ) -> Result<Outcome, crate::http::Reply> {
        self.last_used.store(wall.as_second(), Ordering::Relaxed);
        let mut world = self.lock();
        // `apply` changes a copy and keeps it last, so that nothing half-made can be seen after an unwinding.
        catch_unwind(AssertUnwindSafe(|| world.apply(wall, vendor, request))).map_err(|_| {
            let detail = "the emulator has a bug: the request made it panic; the world is as it was before";
            problem::own(testline::BUG, 500, detail)
        })
    }
}

impl Tenancy {
    /// An emulator's worlds, with the default one made.
    pub fn new(settings: Settings) -> Result<Self, String> {
        let mut world = match &settings.world {
            None => World::new(settings.seed, DEFAULT_WORLD),
            Some(file) => World::import(settings.seed, DEFAULT_WORLD, file.clone())?,
        };
        if let Some(clock) = settings.clock {
            world.set_clock(clock);
        }
        let tenancy = Self { settings, directory: RwLock::default(), opening: Mutex::default() };
        tenancy.prepare(&mut world)?;
        tenancy.write().insert(world, Timestamp::UNIX_EPOCH);
        Ok(tenancy)
    }

    /// The world of a request: the one its path names, else that of its first known identifier, else `default`.
    pub fn world_of(&self, vendor: Vendor, named: Option<&str>, request: &Request, wall: Timestamp) -> Found {
        if let Some(name) = named {
            return self.read().find(name);
        }
        let identifiers = vendor.identifiers(request);
        let known = |directory: &Directory| {
            let mut known =
                identifiers.iter().filter_map(|id| directory.identifiers.get(&(vendor, id.clone())));
            known.next().map(|name| directory.find(name))
        };
        if let Some(found) = known(&self.read()) {
            return found;
        }
        if let Some(patch) = vendor.adoption(request).filter(|_| self.settings.auth_open) {
            // One at a time, so that two requests with the same new credential share one world.
            let _opening = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(found) = known(&self.read()) {
                return found;
            }
            if let Ok((tenant, _)) = self.create(None, None, None, false, wall, |world| world.patch(&patch)) {
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
        self.read().worlds.keys().cloned().collect()
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
        let seed = seed.unwrap_or(self.settings.seed);
        let name = match name {
            Some(name) => name,
            None => self.write().next_name(),
        };
        check_name(&name).map_err(NotMade::Wrong)?;
        if !replace && self.read().worlds.contains_key(&name) {
            return Err(NotMade::Taken(name));
        }
        let mut world = match (file, &self.settings.world) {
            (Some(file), _) => World::import(seed, &name, file).map_err(NotMade::Wrong)?,
            (None, Some(file)) => World::import(seed, &name, file.clone()).map_err(NotMade::Wrong)?,
            (None, None) => World::new(seed, &name),
        };
        self.prepare(&mut world).map_err(NotMade::Wrong)?;
        adjust(&mut world).map_err(NotMade::Wrong)?;
        world.settle();
        let mut directory = self.write();
        let replaced = directory.worlds.contains_key(&name);
        if replaced && !replace {
            return Err(NotMade::Taken(name));
        }
        let pushed_out = if replaced { None } else { directory.make_room(self.settings.max_worlds, wall)? };
        let left = directory.remove(&name);
        let tenant = directory.insert(world, wall);
        drop(directory);
        // What was replaced or pushed out may be large; it is dropped where nobody waits for the directory.
        drop((left, pushed_out));
        Ok((tenant, replaced))
    }

    /// Deletes a world; `default` stays.
    pub fn delete(&self, name: &str) -> Option<Arc<Tenant>> {
        self.write().remove(name)
    }

    /// Lets identifiers that a vendor made select a world.
    pub fn mint(&self, name: &str, vendor: Vendor, identifiers: &[String]) {
        if !identifiers.is_empty() {
            let mut directory = self.write();
            for identifier in identifiers {
                directory.identifiers.insert((vendor, identifier.clone()), name.to_owned());
            }
        }
    }

    /// Registers every identifier of a world anew, after its state was written.
    pub fn register(&self, world: &World) {
        let mut directory = self.write();
        for identifier in world.identifiers() {
            directory.identifiers.insert(identifier, world.name().to_owned());
        }
    }

    /// Lays the emulator's own settings over a new world and takes the result for its start.
    fn prepare(&self, world: &mut World) -> Result<(), String> {
        let mut dialect: Dialect = world.dialect().clone();
        for (name, value) in &self.settings.dialect {
            dialect.set(name, value).map_err(|error| error.to_string())?;
        }
        *world.dialect_mut() = dialect;
        world.journal_mut().set_max_exchanges(self.settings.max_exchanges);
        world.settle();
        Ok(())
    }

    fn read(&self) -> RwLockReadGuard<'_, Directory> {
        self.directory.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Directory> {
        self.directory.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Directory {
    fn find(&self, name: &str) -> Found {
        match self.worlds.get(name) {
            Some(tenant) => Found::World(Arc::clone(tenant)),
            None if self.gone.iter().any(|(gone, _)| gone == name) => Found::Gone(name.to_owned()),
            None => Found::Never(name.to_owned()),
        }
    }

    fn insert(&mut self, world: World, wall: Timestamp) -> Arc<Tenant> {
        let name = world.name().to_owned();
        for identifier in world.identifiers() {
            self.identifiers.insert(identifier, name.clone());
        }
        self.gone.retain(|(gone, _)| *gone != name);
        let tenant =
            Arc::new(Tenant { world: Mutex::new(world), last_used: AtomicI64::new(wall.as_second()) });
        self.worlds.insert(name, Arc::clone(&tenant));
        tenant
    }

    /// Takes a world out and remembers that it was, within bounds.
    fn remove(&mut self, name: &str) -> Option<Arc<Tenant>> {
        const REMEMBERED: usize = 10_000;
        let tenant = self.worlds.remove(name)?;
        let identifiers = tenant.lock().identifiers();
        self.gone.push_back((name.to_owned(), identifiers));
        while self.gone.len() > REMEMBERED {
            let Some((forgotten, identifiers)) = self.gone.pop_front() else { break };
            for identifier in identifiers {
                if self.identifiers.get(&identifier) == Some(&forgotten) {
                    self.identifiers.remove(&identifier);
                }
            }
        }
        Some(tenant)
    }

    /// Pushes out the least recently used world if there is no room; an error if none has been idle for long enough.
    fn make_room(&mut self, most: usize, wall: Timestamp) -> Result<Option<Arc<Tenant>>, NotMade> {
        if self.worlds.len() < most {
            return Ok(None);
        }
        let idle_since = wall.checked_sub(IDLE).unwrap_or(Timestamp::MIN).as_second();
        let oldest = self
            .worlds
            .iter()
            .filter(|(name, _)| *name != DEFAULT_WORLD)
            .map(|(name, tenant)| (tenant.last_used.load(Ordering::Relaxed), name.clone()))
            .min();
        match oldest {
            Some((last_used, name)) if last_used <= idle_since => Ok(self.remove(&name)),
            _ => Err(NotMade::Full(most)),
        }
    }

    fn next_name(&mut self) -> String {
        loop {
            self.made += 1;
            let name = format!("w{}", self.made);
            if !self.worlds.contains_key(&name) {
                return name;
            }
        }
    }
}

/// A world's name is `[a-z0-9][a-z0-9-]{0,62}`.
fn check_name(name: &str) -> Result<(), String> {
    let usual = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let right = (1..=63).contains(&name.len())
        && name.bytes().next().is_some_and(usual)
        && name.bytes().all(|byte| usual(byte) || byte == b'-');
    if right {
        Ok(())
    } else {
        Err(format!(
            "`{name}` is no name for a world: it takes 1 to 63 of a-z, 0-9 and -, not beginning with -"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{HeaderName, Method};

    fn tenancy(max_worlds: usize) -> Tenancy {
        Tenancy::new(Settings { max_worlds, ..Settings::default() }).expect("the default world is right")
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

    #[test]
    fn names_are_short_and_plain() {
        for wrong in ["", "-a", "A", "a_b", &"a".repeat(64)] {
            assert!(check_name(wrong).is_err(), "{wrong}");
        }
        assert_eq!(check_name("a-1"), Ok(()));
    }
}
