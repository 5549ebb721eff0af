//! One world behind its lock.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use jiff::Timestamp;

use super::conduct::Answering;
use super::remains::Remains;
use crate::contract::testline;
use crate::http::{HeaderValue, Reply, Request, header_value};
use crate::problem;
use crate::vendors::Vendor;
use crate::world::{Outcome, Start, World};

/// One world behind its lock. As long as nobody asks for it, it is kept as what it is made of.
#[derive(Debug)]
pub struct Tenant {
    name: Arc<str>,
    header: HeaderValue,
    start: Option<Start>,
    world: OnceLock<Box<Mutex<World>>>,
    last_used: AtomicI64,
    remains: Arc<Remains>,
    answering: Answering,
}

impl Tenant {
    pub(super) fn new(world: World, wall: Timestamp, remains: Arc<Remains>, answering: Answering) -> Self {
        let (name, header) = (Arc::from(world.name()), header_value(world.name()));
        let start = world.start();
        let world = match start {
            Some(_) => OnceLock::new(),
            None => OnceLock::from(Box::new(Mutex::new(world))),
        };
        Self { name, header, start, world, last_used: AtomicI64::new(wall.as_second()), remains, answering }
    }

    /// The world's name, which never changes.
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// The world's name as a header gives it.
    pub const fn header(&self) -> &HeaderValue {
        &self.header
    }

    /// The world, for as long as the guard is held. A panic inside `apply` never reaches the lock, so that poison
    /// cannot mean a half-made change.
    pub fn lock(&self) -> MutexGuard<'_, World> {
        let world = self.world.get_or_init(|| Box::new(Mutex::new(self.made())));
        world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The world, if anybody has asked for it.
    pub(super) fn awake(&self) -> Option<MutexGuard<'_, World>> {
        self.world.get().map(|world| world.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Looks at the world; one that nobody has asked for goes on being kept as what it is made of.
    pub fn look<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        match self.awake() {
            Some(world) => look(&world),
            None => look(&self.made()),
        }
    }

    fn made(&self) -> World {
        // A tenant without a start has had its world from the beginning.
        self.start.as_ref().map_or_else(World::hollow, |start| start.world(&self.name))
    }

    /// Answers one request under the world's lock: what is due falls due, the request takes effect, the journal keeps
    /// it. A panic costs this request only.
    pub fn apply(&self, wall: Timestamp, vendor: Vendor, request: &Request) -> Result<Outcome, Reply> {
        self.last_used.store(wall.as_second(), Ordering::Relaxed);
        let mut world = self.lock();
        // `apply` changes a copy and keeps it last, so that nothing half-made can be seen after an unwinding.
        catch_unwind(AssertUnwindSafe(|| self.answering.answer(&mut world, wall, vendor, request))).map_err(
            |_| {
                let detail =
                    "the emulator has a bug: the request made it panic; the world is as it was before";
                problem::own(testline::BUG, 500, detail)
            },
        )
    }

    /// Puts the world back to its start. What that leaves behind is dropped where nobody waits.
    pub fn reset(&self) {
        let left = self.lock().reset();
        self.remains.drop_later(left);
    }

    /// Forgets every exchange; numbers go on.
    pub fn clear_journal(&self) {
        let left = self.lock().clear_journal();
        self.remains.drop_later(left);
    }

    /// Drops something of this world where nobody waits for it.
    pub(super) fn drop_later(&self, left: impl Send + 'static) {
        self.remains.drop_later(left);
    }

    /// The second in which it was last used.
    pub(super) fn last_used(&self) -> i64 {
        self.last_used.load(Ordering::Relaxed)
    }
}

impl Drop for Tenant {
    /// Whoever lets go of a world last does not wait until it is dropped.
    fn drop(&mut self) {
        let start = self.start.take();
        if let Some(world) = self.world.take() {
            let world = world.into_inner().unwrap_or_else(PoisonError::into_inner);
            self.remains.keep(world.coverage());
            self.remains.drop_later((world, start));
        }
    }
}
