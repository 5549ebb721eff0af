//! What is exported reads back: worlds that requests have led to are the same after YAML, JSON and an import.

use proptest::prelude::*;
use testline_emulator::http::Request;
use testline_emulator::world::{Change, Snapshot};
use testline_emulator::{Timestamp, Vendor, World, WorldFile};

use crate::total::request;

const WALL: Timestamp = Timestamp::constant(1_795_510_219, 292_000_000);

/// Requests to any vendor.
fn requests() -> impl Strategy<Value = Vec<(Vendor, Request)>> {
    let to = |vendor: Vendor| request(vendor).prop_map(move |request| (vendor, request));
    let any = prop_oneof![to(Vendor::Trillet), to(Vendor::Unleashx), to(Vendor::Vobiz), to(Vendor::Dasha)];
    proptest::collection::vec(any, 0..24)
}

fn led_to(name: &str, requests: &[(Vendor, Request)]) -> World {
    let mut world = World::new(3, name);
    for (vendor, request) in requests {
        world.apply(WALL, *vendor, request);
    }
    world
}

/// What both worlds answer from here on.
fn answers(world: &mut World, requests: &[(Vendor, Request)]) -> Vec<String> {
    let answer = |(vendor, request): &(Vendor, Request)| {
        let outcome = world.apply(WALL, *vendor, request);
        format!("{} {:?} {:?}", outcome.n, outcome.clause, outcome.reply)
    };
    requests.iter().map(answer).collect()
}

fn replaced(snapshot: &Snapshot, file: &WorldFile) -> Result<Snapshot, TestCaseError> {
    snapshot.changed(Change::Replace(file), WALL).map_err(TestCaseError::fail)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_saved_world_goes_on_as_if_it_had_never_stopped(before in requests(), after in requests()) {
        let mut world = led_to("default", &before);
        let file = world.export();
        let read = WorldFile::parse(&file.to_yaml(), "the save").map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(read.to_json(), file.to_json());
        let mut again = World::import(3, "default", read, Timestamp::UNIX_EPOCH).map_err(TestCaseError::fail)?;
        prop_assert_eq!(again.export(), file);
        prop_assert_eq!(answers(&mut again, &after), answers(&mut world, &after));
    }

    #[test]
    fn json_says_what_yaml_says(before in requests()) {
        let world = led_to("default", &before);
        let file = world.export();
        let text = serde_json::to_string(&file).expect("it serializes");
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let read = WorldFile::from_json(&value).map_err(TestCaseError::fail)?;
        let again = World::import(3, "default", read, Timestamp::UNIX_EPOCH).map_err(TestCaseError::fail)?;
        prop_assert_eq!(again.export(), file);
    }

    #[test]
    fn a_world_given_its_own_state_stays_as_it_is(before in requests(), after in requests()) {
        let mut world = led_to("mine", &before);
        let mut other = led_to("mine", &before);
        let same = replaced(&other.snapshot(), &other.export())?;
        drop(other.put(same));
        prop_assert_eq!(other.export(), world.export());
        prop_assert_eq!(answers(&mut other, &after), answers(&mut world, &after));
    }

    #[test]
    fn a_fork_answers_as_its_origin_but_for_its_credentials(before in requests()) {
        let world = led_to("default", &before);
        let fork = world.fork("copy");
        let (mut origin, mut copy) = (world.export().to_json(), fork.export().to_json());
        for file in [&mut origin, &mut copy] {
            for (table, fields) in [
                ("/trillet/workspaces", ["id", "api_key", ""]),
                ("/unleashx/workspaces", ["token", "api_key", "login_token"]),
                ("/vobiz/accounts", ["auth_id", "auth_token", "access_token"]),
                ("/dasha/organizations", ["token", "", ""]),
            ] {
                let tenants = file.pointer_mut(table).and_then(serde_json::Value::as_object_mut).expect("a table");
                for tenant in tenants.values_mut() {
                    for field in fields {
                        tenant.as_object_mut().expect("a tenant").shift_remove(field);
                    }
                }
            }
            let tokens = file.pointer_mut("/unleashx/tokens").and_then(serde_json::Value::as_object_mut);
            let minted = tokens.map(|tokens| std::mem::take(tokens).len());
            file["unleashx"]["tokens"] = minted.into();
            file.as_object_mut().expect("a file").shift_remove("faults");
        }
        prop_assert_eq!(origin, copy);
        for (vendor, identifier) in world.identifiers() {
            prop_assert!(!fork.identifiers().contains(&(vendor, identifier)));
        }
    }

    #[test]
    fn a_reset_brings_back_the_start(before in requests(), after in requests()) {
        let mut world = led_to("default", &before);
        drop(world.reset());
        let mut fresh = World::new(3, "default");
        prop_assert_eq!(world.export(), fresh.export());
        prop_assert_eq!(answers(&mut world, &after), answers(&mut fresh, &after));
    }
}

/// Texts that YAML might take for something else than a text.
const TRICKY: [&str; 52] = [
    "",
    " ",
    "n",
    "N",
    "y",
    "yes",
    "No",
    "on",
    "OFF",
    "true",
    "False",
    "null",
    "~",
    "1",
    "-1",
    "+1",
    "1.0",
    "1e3",
    "0x1f",
    "0o7",
    "0b1",
    "1_000",
    ".5",
    ".inf",
    "-.INF",
    ".nan",
    "12:30:45",
    "2026-01-01",
    "2026-01-01T00:00:00Z",
    "-",
    "- a",
    "a: b",
    "a #b",
    "#x",
    "'",
    "\"",
    "@a",
    "`",
    "%",
    "!x",
    "&a",
    "*a",
    "{",
    "[",
    "|",
    ">",
    "=",
    "<<",
    "two\nlines\n",
    "\ttab ",
    "\r\n\u{0}\u{7f}\u{85}",
    "é\u{2028}\u{feff}\u{1f600}",
];

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let text = prop_oneof![proptest::sample::select(TRICKY.to_vec()).prop_map(str::to_owned), ".{0,8}"];
    let scalar = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        any::<f64>()
            .prop_filter_map("JSON has finite numbers only", |number| serde_json::Number::from_f64(number)
                .map(Into::into)),
        text.clone().prop_map(Into::into),
    ];
    scalar.prop_recursive(3, 24, 6, move |inner| {
        let fields = proptest::collection::vec((text.clone(), inner.clone()), 0..6);
        prop_oneof![
            proptest::collection::vec(inner, 0..6).prop_map(Into::into),
            fields.prop_map(|fields| serde_json::Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// A world with an agent whose settings are these.
fn with_settings(settings: &serde_json::Value) -> WorldFile {
    let patch = serde_json::json!({"trillet": {"agents": {"64f9b12a": {"settings": {"any": settings}}}}});
    let mut world = World::new(3, "default");
    world.patch(&patch, Timestamp::UNIX_EPOCH).expect("settings are free");
    world.export()
}

#[test]
fn texts_that_yaml_might_mistake_survive_as_values_and_as_keys() {
    for text in TRICKY {
        let file = with_settings(&serde_json::json!({text: text}));
        let yaml = file.to_yaml();
        let read = WorldFile::parse(&yaml, "the save").unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert_eq!(read.to_json().to_string(), file.to_json().to_string(), "{text:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn whatever_a_client_has_sent_survives(settings in any_json()) {
        // A merge patch drops nulls of objects; what stays is what was stored.
        let file = with_settings(&settings);
        let read = WorldFile::parse(&file.to_yaml(), "the save").map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(read.to_json().to_string(), file.to_json().to_string());
    }
}

#[test]
fn what_a_world_file_leaves_to_be_counted_from_now_is_counted_from_the_wall_on_a_real_clock() {
    let wall: Timestamp = "2026-11-21T12:00:00Z".parse().expect("a time");
    let text = "testline: 1\nextends: default\nvobiz:\n  numbers:\n    \"+912271264217\":\n      status: pending_release\n";
    let file = WorldFile::parse(text, "w.yaml").expect("a right file");
    let mut world = World::import(0, "default", file, wall).expect("a right world");
    assert_eq!(world.next_deadline().map(|at| at.to_string()).as_deref(), Some("2026-11-22T12:00:00Z"));
    assert_eq!(world.advance(wall), []);
    let number = "/vobiz/numbers/+912271264217/status";
    assert_eq!(
        world.export().to_json().pointer(number).and_then(|status| status.as_str()),
        Some("pending_release")
    );
}
