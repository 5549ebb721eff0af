//! Any text as exchanges: what parses is rendered, and what was rendered parses to the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use testline_emulator::exchange::{parse, render};

fuzz_target!(|text: &str| {
    let Ok(parts) = parse(text) else { return };
    for part in parts {
        let Some(reply) = &part.reply else { continue };
        let rendered = render(&part.heading, &part.request, reply);
        let again = parse(&rendered).expect("what was rendered parses");
        assert_eq!(again.len(), 1, "{rendered}");
        assert_eq!(again[0].request, part.request, "{rendered}");
        assert_eq!(again[0].reply.as_ref(), Some(reply), "{rendered}");
    }
});
