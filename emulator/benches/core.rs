//! What the core costs without a socket: `cargo bench -p testline-emulator`.

mod loads;

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use testline_emulator::http::{HeaderName, Method, Request};
use testline_emulator::tenancy::{Found, Settings, Tenancy, owner_of};
use testline_emulator::world::journal::Journal;
use testline_emulator::{Timestamp, Vendor, World};

use loads::NOW;

/// How many numbers the large world has at each vendor.
const LARGE: usize = 100_000;
/// How many worlds there are where one is looked up.
const WORLDS: usize = 1_000;

/// One request: the four key operations, a list and a refusal, in a small world and in a large one.
fn apply(criterion: &mut Criterion) {
    for numbers in [0, LARGE] {
        let prepared = loads::world(numbers);
        for name in loads::NAMES {
            let Some(load) = loads::load(name) else { continue };
            let mut world = prepared.clone();
            let mut requests = load.requests.iter().cycle();
            criterion.bench_function(&format!("apply {name}, {numbers} numbers more"), |bencher| {
                bencher.iter(|| {
                    let outcome = requests.next().map(|request| world.apply(NOW, load.vendor, request));
                    assert!(outcome.is_some_and(|outcome| outcome.reply.status == load.status));
                });
            });
        }
    }
}

/// Copies of a world. What they leave behind is dropped outside of the measured time, as the emulator does.
fn copies(criterion: &mut Criterion) {
    for numbers in [0, LARGE] {
        let world = loads::world(numbers);
        criterion.bench_function(&format!("fork, {numbers} numbers more"), |bencher| {
            bencher.iter_with_large_drop(|| world.fork("copy"));
        });
        let Some(load) = loads::load("cycle") else { continue };
        criterion.bench_function(&format!("reset, {numbers} numbers more"), |bencher| {
            let changed = || {
                let mut world = world.clone();
                for request in &load.requests {
                    world.apply(NOW, load.vendor, request);
                }
                world
            };
            let reset = |mut world: World| {
                let left = world.reset();
                (world, left)
            };
            bencher.iter_batched(changed, reset, BatchSize::SmallInput);
        });
    }
    let world = loads::world(0);
    criterion.bench_function("export", |bencher| bencher.iter(|| world.export().to_yaml()));
}

/// What comes before and after a vendor's rules.
fn around(criterion: &mut Criterion) {
    let Some(load) = loads::load("cycle") else { return };
    let mut world = loads::world(0);
    let (request, mut journal) = (&load.requests[0], Journal::default());
    let outcome = world.apply(NOW, load.vendor, request);
    criterion.bench_function("journal append", |bencher| {
        bencher.iter(|| journal.append(NOW, load.vendor, request, &outcome));
    });
    let target = format!("/w/my-test/vobiz{}", request.target);
    criterion.bench_function("owner of a path", |bencher| {
        bencher.iter(|| owner_of(black_box(&target), Some("127.0.0.1:7464")));
    });
}

/// A world beyond the first, like the default one, with fresh credentials.
fn make(criterion: &mut Criterion) {
    /// How many are made before all of them are deleted, outside of the measured time.
    const AT_ONCE: u64 = 1_000;
    let tenancy = tenancy();
    let make = || tenancy.create(None, None, None, false, NOW, |_| Ok(()));
    criterion.bench_function("make a world", |bencher| {
        bencher.iter_custom(|iterations| {
            let mut taken = Duration::ZERO;
            let mut left = iterations;
            while left > 0 {
                let count = left.min(AT_ONCE);
                let started = instant();
                let made: Vec<_> = (0..count).filter_map(|_| make().ok()).collect();
                taken += started.elapsed();
                made.iter().for_each(|(tenant, _)| drop(tenancy.delete(tenant.name())));
                left -= count;
            }
            taken
        });
    });
}

#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn instant() -> Instant {
    Instant::now()
}

fn tenancy() -> Tenancy {
    Tenancy::new(Settings::default(), Timestamp::UNIX_EPOCH)
        .unwrap_or_else(|error| panic!("it starts: {error}"))
}

/// The world of a request, by nothing but its credential.
fn lookup(criterion: &mut Criterion) {
    let tenancy = tenancy();
    let mut requests = Vec::new();
    for _ in 0..WORLDS {
        let Ok((tenant, _)) = tenancy.create(None, None, None, false, NOW, |_| Ok(())) else { continue };
        let id = tenant.lock().profile(Vendor::Vobiz)["first"].ids["auth_id"].clone();
        let target = format!("/api/v1/Account/{id}/numbers");
        requests
            .push(Request::new(Method::GET, target).with_header(HeaderName::from_static("x-auth-id"), &id));
    }
    let mut requests = requests.iter().cycle();
    criterion.bench_function(&format!("world of a credential, {WORLDS} worlds"), |bencher| {
        bencher.iter(|| {
            let found = requests.next().map(|request| tenancy.world_of(Vendor::Vobiz, None, request, NOW));
            assert!(matches!(found, Some(Found::World(_))));
        });
    });
}

criterion_group!(core, apply, copies, around, make, lookup);
criterion_main!(core);
