//! Every documented exchange holds in a world.

use testline_conformance::embedded::FIXTURES;
use testline_conformance::fixture::Fixture;
use testline_conformance::matcher::{Order, compare};
use testline_conformance::template::Scope;
use testline_emulator::http::Request;
use testline_emulator::{DEFAULT_WORLD, Outcome, Timestamp, World, WorldFile};

/// The wall time of worlds without a clock of their own.
const WALL: Timestamp = Timestamp::constant(1_795_510_219, 292_000_000);

fn world(fixture: &Fixture) -> Result<World, String> {
    let mut world = match &fixture.world {
        None => World::new(0, DEFAULT_WORLD),
        Some(name) => {
            let path = format!("fixtures/worlds/{name}.yaml");
            let found = FIXTURES.iter().find(|(held, _)| *held == path);
            let (_, text) = found.ok_or_else(|| format!("there is no {path}"))?;
            let file = WorldFile::parse(text, &path).map_err(|error| error.to_string())?;
            World::import(0, DEFAULT_WORLD, file, WALL)?
        }
    };
    if let Some(clock) = fixture.clock {
        world.set_clock(clock);
    }
    for (switch, value) in &fixture.dialect {
        world.dialect_mut().set(switch, value).map_err(|error| error.to_string())?;
    }
    Ok(world)
}

fn holds(path: &str, text: &str) -> Result<(), String> {
    let fixture = Fixture::read(path, text)?;
    let mut world = world(&fixture)?;
    let mut send = |request: &Request| -> Outcome { world.apply(WALL, fixture.vendor, request) };
    for request in &fixture.given {
        let outcome = send(request);
        if outcome.clause.refuses() {
            return Err(format!("{} {} leads nowhere: {:?}", request.method, request.target, outcome.clause));
        }
    }
    let outcome = send(&fixture.request);
    let compared = compare(&fixture.claims, &outcome.reply, Order::Counts, &mut Scope::default())
        .map_err(|error| error.to_string())?;
    let mut wrong: Vec<String> = compared.mismatches.iter().map(ToString::to_string).collect();
    if outcome.clause != fixture.clause {
        wrong.push(format!(
            "clause: expected {:?}, came {:?} ({:?})",
            fixture.clause, outcome.clause, outcome.because
        ));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n    ")) }
}

#[test]
fn every_documented_exchange_holds() {
    let mut seen = 0;
    let mut wrong = Vec::new();
    for (path, text) in FIXTURES.iter().filter(|(path, _)| path.ends_with(".http")) {
        seen += 1;
        if let Err(message) = holds(path, text) {
            wrong.push(format!("{path}\n    {message}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {seen} fixtures do not hold:\n{}", wrong.len(), wrong.join("\n"));
    assert!(seen > 0, "there are no fixtures");
}
