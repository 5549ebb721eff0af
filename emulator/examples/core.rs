//! Lets a world answer one load so many times, without a socket: for counting instructions and allocations.
//!
//! ```sh
//! cargo build --release --example core
//! valgrind --tool=callgrind target/release/examples/core cycle 20000
//! ```
//!
//! The load `worlds` makes so many worlds like the default one in the place of requests.
//!
//! A third argument is how many numbers each vendor has beside those of the default world. The difference of two runs
//! is what the requests cost, without start and end.

#![expect(clippy::print_stderr, reason = "a program that people run by hand says what it needs")]

#[path = "../benches/loads/mod.rs"]
mod loads;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| arguments.get(at).and_then(|text| text.parse::<usize>().ok());
    if let (Some("worlds"), Some(times)) = (arguments.first().map(String::as_str), number(1)) {
        for nth in 0..times {
            std::hint::black_box(testline_emulator::World::new(0, &format!("w{nth}")));
        }
        return ExitCode::SUCCESS;
    }
    let load = arguments.first().and_then(|name| loads::load(name));
    let (Some(load), Some(times)) = (load, number(1)) else {
        eprintln!("usage: core {}|worlds TIMES [NUMBERS]", loads::NAMES.join("|"));
        return ExitCode::from(2);
    };
    let mut world = loads::world(number(2).unwrap_or(0));
    for request in load.requests.iter().cycle().take(times) {
        let outcome = world.apply(loads::NOW, load.vendor, request);
        if outcome.reply.status != load.status {
            eprintln!("{} in the place of {}: {}", outcome.reply.status, load.status, outcome.clause.id());
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
