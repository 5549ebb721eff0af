//! Any requests to any vendor: nothing panics, each status is one that its clause gives, and a refusal changes nothing.
//! The first byte chooses the vendor; the rest are requests in the text form of exchanges.
#![no_main]

use libfuzzer_sys::fuzz_target;
use testline_emulator::exchange::parse;
use testline_emulator::{Timestamp, Vendor, World};

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(rest) else { return };
    let Ok(parts) = parse(text) else { return };
    let vendor = Vendor::ALL[usize::from(*first) % Vendor::ALL.len()];
    let mut world = World::new(0, "default");
    let state = |world: &World| world.export().to_json()[vendor.name()].clone();
    for part in parts.iter().take(8) {
        let before = state(&world);
        let outcome = world.apply(Timestamp::UNIX_EPOCH, vendor, &part.request);
        let status = outcome.reply.status.as_u16();
        assert!(outcome.clause.allows(status), "{} answers {status}", outcome.clause.id());
        if status >= 400 {
            assert_eq!(state(&world), before, "{} changed the state", outcome.clause.id());
        }
        if status == 204 {
            assert!(outcome.reply.body.is_empty());
        }
    }
});
