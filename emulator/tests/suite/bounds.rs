//! The bounds of a journal: so many exchanges, so many bytes, so much of a body.

use serde_json::{Value, json};
use testline_emulator::http::{Method, Request};
use testline_emulator::world::journal::{MAX_BODY, MAX_BYTES, MAX_EXCHANGES};
use testline_emulator::{Timestamp, Vendor, World};

use crate::journal::last;

#[test]
fn a_journal_keeps_its_last_ten_thousand_exchanges() {
    let mut world = World::new(0, "default");
    let request = Request::new(Method::GET, "/x");
    for _ in 0..MAX_EXCHANGES + 5 {
        world.apply(Timestamp::UNIX_EPOCH, Vendor::Trillet, &request);
    }
    let numbers: Vec<u64> = world.journal().iter().map(|exchange| exchange.n).collect();
    assert_eq!((numbers.len(), numbers.first(), numbers.last()), (10_000, Some(&6), Some(&10_005)));
    world.journal_mut().set_max_exchanges(2);
    assert_eq!(world.journal().iter().map(|exchange| exchange.n).collect::<Vec<_>>(), [10_004, 10_005]);
}

#[test]
fn a_journal_keeps_at_most_sixteen_mebibytes() {
    let mut world = World::new(0, "default");
    let mut request = Request::new(Method::POST, "/x");
    request.body = vec![b'a'; MAX_BODY].into();
    let most = MAX_BYTES / MAX_BODY;
    for _ in 0..2 * most {
        world.apply(Timestamp::UNIX_EPOCH, Vendor::Trillet, &request);
    }
    let numbers: Vec<u64> = world.journal().iter().map(|exchange| exchange.n).collect();
    // Heads count too.
    assert!((most - 8..=most).contains(&numbers.len()), "{}", numbers.len());
    assert_eq!(numbers.last(), Some(&(2 * most as u64)));
}

#[test]
fn a_body_over_64_kib_is_cut_and_said_to_be() {
    let mut world = World::new(0, "default");
    for (length, cut) in [(MAX_BODY, Value::Null), (MAX_BODY + 1, json!(true))] {
        let mut request = Request::new(Method::POST, "/x");
        request.body = vec![b'a'; length].into();
        world.apply(Timestamp::UNIX_EPOCH, Vendor::Trillet, &request);
        let exchange = last(&world);
        assert_eq!(exchange["cut"], cut);
        assert_eq!(exchange["request"]["body"].as_str().map(str::len), Some(MAX_BODY));
    }
    let text = world.journal().iter().next_back().map(|exchange| exchange.to_text()).unwrap_or_default();
    assert!(
        text.starts_with("### 2 trillet.any.no-such-route (a body is cut after 65536 bytes)\n"),
        "{}",
        &text[..99]
    );
}

#[test]
fn a_secret_in_a_body_that_is_cut_stays_hidden() {
    let mut world = World::new(0, "default");
    let body = format!(r#"{{"password":"s3cret","filler":"{}"}}"#, "a".repeat(MAX_BODY));
    world.apply(Timestamp::UNIX_EPOCH, Vendor::Vobiz, &Request::new(Method::POST, "/x").with_json(body));
    let exchange = last(&world).to_string();
    assert!(exchange.contains(r#"{\"password\":\"***\""#) && !exchange.contains("s3cret"));
}
