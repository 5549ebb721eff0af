//! Copies do not depend on size: a world with many numbers is forked, reset and snapshot without a walk over them.

use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};
use testline_emulator::{Timestamp, World, WorldFile};

const NUMBERS: usize = 20_000;

/// How often each is tried; the best counts, since a machine may be busy.
const TRIES: usize = 5;

/// The default world with many numbers more at each vendor that has numbers of its own.
fn large() -> World {
    let e164 = |at: usize| format!("+9190{at:08}");
    let numbers = |record: Value| (0..NUMBERS).map(|at| (e164(at), record.clone())).collect::<Map<_, _>>();
    let patch = json!({
        "testline": 1,
        "extends": "default",
        "vobiz": {"numbers": numbers(json!({"account": "first"}))},
        "unleashx": {"numbers": numbers(json!({"workspace": "first"}))},
    });
    let file = WorldFile::from_json(&patch).expect("the numbers are right");
    World::import(0, "large", file, Timestamp::UNIX_EPOCH).expect("the numbers are right")
}

#[expect(clippy::disallowed_methods, reason = "a test may measure")]
fn best_of(mut run: impl FnMut()) -> Duration {
    let times = (0..TRIES).map(|_| {
        let started = Instant::now();
        run();
        started.elapsed()
    });
    times.min().expect("it is tried")
}

#[test]
fn a_fork_a_reset_and_a_snapshot_walk_over_no_records() {
    let mut world = large();
    // The same records, looked at once: what a walk would cost at least.
    let other = world.export().state;
    let walk = best_of(|| assert!(world.export().state == other));
    let mut copies = Vec::new();
    let fork = best_of(|| copies.push(world.fork("copy")));
    let snapshot = best_of(|| drop(world.snapshot()));
    let mut left = Vec::new();
    let reset = best_of(|| left.push(world.reset()));
    for (what, took) in [("fork", fork), ("snapshot", snapshot), ("reset", reset)] {
        assert!(took * 8 < walk, "a {what} took {took:?}, and a walk takes {walk:?}");
    }
}
