//! The clients of a race, each with a connection of its own, and whoever reads the journal meanwhile.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tokio::task::JoinSet;

use super::history::Operation;
use super::place::Arena;
use super::plan::{Asked, Plan};
use super::random::Random;
use crate::model::Model;
use crate::shell::{Stopwatch, wait};
use crate::target::Client;

/// How far clients may be ahead of the reader, so that the journal's bound loses nothing.
const AHEAD: u64 = 4_000;

/// How long a client or the reader waits for the other.
const PAUSE: Duration = Duration::from_millis(2);

/// What a race is told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub(super) clients: usize,
    pub(super) operations: u64,
    pub(super) seed: u64,
}

/// What a race has left: the operations, and the order of the journal or why there is none.
#[derive(Debug)]
pub(super) struct Raced {
    pub(super) operations: Vec<Operation>,
    pub(super) order: Result<Vec<u64>, String>,
}

/// What clients and reader share.
#[derive(Debug, Default)]
struct Shared {
    next: AtomicU64,
    read: AtomicU64,
    over: AtomicBool,
}

/// Lets all clients ask at once, while the journal is read on.
pub(super) async fn race<M: Model>(arena: &Arena, plan: &Plan<M>, size: Size) -> Result<Raced, String> {
    let shared = Arc::new(Shared::default());
    let watch = Stopwatch::start();
    let mut clients = JoinSet::new();
    for client in 0..size.clients {
        clients.spawn(drive(client, arena.base(), plan.clone(), size, Arc::clone(&shared), watch));
    }
    let reader = tokio::spawn(read(arena.clone(), Arc::clone(&shared)));
    let mut operations = Vec::new();
    let mut failed = None;
    while let Some(done) = clients.join_next().await {
        match done.map_err(|error| format!("drive a client: {error}")).and_then(|done| done) {
            Ok(done) => operations.extend(done),
            Err(error) => failed = Some(error),
        }
    }
    shared.over.store(true, Ordering::Release);
    let order = reader.await.map_err(|error| format!("read the journal: {error}"))?;
    match failed {
        Some(error) => Err(error),
        None => Ok(Raced { operations, order }),
    }
}

async fn drive<M: Model>(
    client: usize,
    base: String,
    plan: Plan<M>,
    size: Size,
    shared: Arc<Shared>,
    watch: Stopwatch,
) -> Result<Vec<Operation>, String> {
    // A client of its own has connections of its own.
    let connection = Client::new(&base, None)?;
    let mut random = Random::new(size.seed, client as u64);
    let mut done = Vec::new();
    loop {
        let id = shared.next.fetch_add(1, Ordering::Relaxed) + 1;
        if id > size.operations {
            return Ok(done);
        }
        while id > shared.read.load(Ordering::Acquire).saturating_add(AHEAD) {
            wait(PAUSE).await;
        }
        let asked = plan.ask(id, &mut random);
        done.push(one(client, id, &base, &connection, asked, watch).await?);
    }
}

/// One operation.
async fn one(
    client: usize,
    id: u64,
    base: &str,
    connection: &Client,
    asked: Asked,
    watch: Stopwatch,
) -> Result<Operation, String> {
    let now = || u64::try_from(watch.elapsed().as_nanos()).unwrap_or(u64::MAX);
    let start = now();
    let response = connection.send(base, &asked.request).await.map_err(|error| error.to_string())?;
    Ok(Operation {
        id,
        client,
        number: asked.number,
        deed: asked.deed,
        start,
        end: now(),
        request: asked.request,
        reply: response.reply,
        clause: response.clause,
    })
}

/// Reads the journal until the race is over and nothing is left of it.
async fn read(arena: Arena, shared: Arc<Shared>) -> Result<Vec<u64>, String> {
    let (mut order, mut last) = (Vec::new(), 0);
    let mut trouble = None;
    loop {
        let over = shared.over.load(Ordering::Acquire);
        let page = match &trouble {
            // Who reads no more must not hold up the clients.
            Some(_) if over => Vec::new(),
            Some(_) => {
                shared.read.store(u64::MAX, Ordering::Release);
                wait(PAUSE).await;
                continue;
            }
            None => match arena.journal(last).await {
                Ok(page) => page,
                Err(error) => {
                    trouble = Some(error);
                    continue;
                }
            },
        };
        if page.is_empty() && over {
            return trouble.map_or(Ok(order), Err);
        }
        if page.is_empty() {
            wait(PAUSE).await;
        }
        for (n, operation) in page {
            match operation {
                _ if n != last + 1 => trouble = Some(format!("the journal has a gap from {last} to {n}")),
                None => trouble = Some(format!("exchange {n} of the journal is nobody's of this race")),
                Some(operation) => order.push(operation),
            }
            last = n;
        }
        shared.read.store(last, Ordering::Release);
    }
}

/// Lets all clients ask a few times and waits for all of them; then the first asks once more of each number where it
/// is, so that the next round begins from what is known.
pub(super) async fn round<M: Model>(
    connections: &[Client],
    arena: &Arena,
    plan: &Plan<M>,
    size: Size,
    ids: Range<u64>,
    watch: Stopwatch,
) -> Result<Vec<Operation>, String> {
    let mut clients = JoinSet::new();
    for (client, connection) in connections.iter().enumerate() {
        let (base, plan, connection, ids) = (arena.base(), plan.clone(), connection.clone(), ids.clone());
        clients.spawn(async move {
            let mut random = Random::new(size.seed ^ ids.start, client as u64);
            let mut done = Vec::new();
            for id in ids.skip(client).step_by(size.clients) {
                let asked = plan.ask(id, &mut random);
                done.push(one(client, id, &base, &connection, asked, watch).await?);
            }
            Ok::<_, String>(done)
        });
    }
    let mut operations = Vec::new();
    while let Some(done) = clients.join_next().await {
        operations.extend(done.map_err(|error| format!("drive a client: {error}"))??);
    }
    if let Some(first) = connections.first() {
        for (at, asked) in (0..).zip(plan.questions()) {
            operations.push(one(0, u64::MAX - at, &arena.base(), first, asked, watch).await?);
        }
    }
    Ok(operations)
}
