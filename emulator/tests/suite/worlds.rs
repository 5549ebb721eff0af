//! Worlds beside each other: copies, credentials that stay one world's, and what a world that goes leaves behind.

use std::sync::Arc;

use serde_json::{Value, json};
use testline_emulator::http::{HeaderName, Method, Request};
use testline_emulator::tenancy::{Found, NotMade, NotWritten, Settings, Tenancy, Tenant};
use testline_emulator::world::Change;
use testline_emulator::{Timestamp, Vendor, WorldFile};

const WALL: Timestamp = Timestamp::UNIX_EPOCH;

fn tenancy() -> Tenancy {
    Tenancy::new(Settings::default(), WALL).expect("the default settings are right")
}

fn make(tenancy: &Tenancy, name: &str) -> Arc<Tenant> {
    let made = tenancy.create(Some(name.to_owned()), None, None, false, WALL, |_| Ok(()));
    made.map_err(|error| format!("{error:?}")).expect("there is room").0
}

fn patch(tenancy: &Tenancy, tenant: &Tenant, patch: &Value) -> Result<(), NotWritten> {
    tenancy.write_state(tenant, Change::Patch(patch), WALL)
}

/// The name of the world that a Dasha key selects.
fn selected(tenancy: &Tenancy, key: &str) -> Option<String> {
    let request = Request::new(Method::GET, "/api/v1/agents");
    let request = request.with_header(HeaderName::from_static("authorization"), &format!("Bearer {key}"));
    match tenancy.world_of(Vendor::Dasha, None, &request, WALL) {
        Found::World(tenant) => Some(tenant.name().to_string()),
        Found::Gone(_) | Found::Never(_) => None,
    }
}

/// Assigns the number of the default world to a trunk; gives the status.
fn assign(tenant: &Tenant) -> u16 {
    let first = tenant.lock().profile(Vendor::Vobiz)["first"].clone();
    let target = format!("/api/v1/Account/{}/numbers/%2B912271264217/assign", first.ids["auth_id"]);
    let body = r#"{"trunk_group_id":"aabbccdd-1234-5678-90ab-cdef12345678"}"#;
    let request = Request::new(Method::POST, target).with_json(body);
    let request = request.with_header(HeaderName::from_static("x-auth-id"), &first.headers["X-Auth-ID"]);
    let request =
        request.with_header(HeaderName::from_static("x-auth-token"), &first.headers["X-Auth-Token"]);
    let outcome = tenant.apply(WALL, Vendor::Vobiz, &request);
    outcome.expect("nothing panics").reply.status.as_u16()
}

#[test]
fn a_fork_is_as_its_origin_is_now_and_a_world_made_from_it_as_it_was_made() {
    let tenancy = tenancy();
    let origin = make(&tenancy, "origin");
    assert_eq!(assign(&origin), 204);
    let fork = tenancy.fork(&origin, Some("fork".into()), WALL).expect("there is room");
    assert_eq!(assign(&fork), 400);
    let made = tenancy.create_like(&origin, Some("like".into()), None, false, WALL, |_| Ok(()));
    let (like, _) = made.map_err(|error| format!("{error:?}")).expect("there is room");
    assert_eq!(assign(&like), 204);
    assert_eq!(assign(&origin), 400);
}

#[test]
fn a_fork_goes_on_counting_so_that_no_id_is_handed_out_twice() {
    let tenancy = tenancy();
    let origin = make(&tenancy, "origin");
    assign(&origin);
    let fork = tenancy.fork(&origin, Some("fork".into()), WALL).expect("there is room");
    assign(&fork);
    let numbers =
        |tenant: &Tenant| tenant.lock().journal().iter().map(|exchange| exchange.n).collect::<Vec<_>>();
    assert_eq!((numbers(&origin), numbers(&fork)), (vec![1], vec![2]));
}

#[test]
fn a_state_keeps_credentials_that_it_leaves_out_and_takes_new_ones() {
    let tenancy = tenancy();
    let tenant = make(&tenancy, "mine");
    let before = tenant.lock().identifiers();
    let base = WorldFile::default_without_credentials();
    assert_eq!(tenancy.write_state(&tenant, Change::Replace(&base), WALL), Ok(()));
    assert_eq!(tenant.lock().identifiers(), before);
    let organizations = json!({"dasha": {"organizations": {"first": {"token": "my-key"}, "third": {}}}});
    assert_eq!(patch(&tenancy, &tenant, &organizations), Ok(()));
    assert_eq!(selected(&tenancy, "my-key").as_deref(), Some("mine"));
    let third = tenant.lock().profile(Vendor::Dasha)["third"].headers["Authorization"].clone();
    assert_eq!(selected(&tenancy, third.trim_start_matches("Bearer ")).as_deref(), Some("mine"));
}

#[test]
fn a_credential_of_another_world_is_refused_and_nothing_is_changed() {
    let tenancy = tenancy();
    let (mine, other) = (make(&tenancy, "mine"), make(&tenancy, "other"));
    let before = mine.lock().export();
    let taken = other.lock().profile(Vendor::Dasha)["second"].headers["Authorization"].clone();
    let key = taken.trim_start_matches("Bearer ");
    let stolen = json!({"dasha": {"organizations": {"first": {"token": key}}}, "vobiz": {"trunks": {}}});
    assert_eq!(patch(&tenancy, &mine, &stolen), Err(NotWritten::Held(Vendor::Dasha, "other".into())));
    assert_eq!(mine.lock().export(), before);
    assert_eq!(selected(&tenancy, key).as_deref(), Some("other"));
    tenancy.delete("other");
    assert_eq!(patch(&tenancy, &mine, &stolen), Ok(()));
    assert_eq!(selected(&tenancy, key).as_deref(), Some("mine"));
}

#[test]
fn fresh_credentials_are_fresh_even_where_somebody_has_written_them_elsewhere() {
    let tenancy = tenancy();
    let gone = make(&tenancy, "gone");
    let state = gone.lock().export();
    drop(gone);
    tenancy.delete("gone");
    let keeper = make(&tenancy, "keeper");
    assert_eq!(tenancy.write_state(&keeper, Change::Replace(&state), WALL), Ok(()));
    let again = make(&tenancy, "gone");
    for (vendor, identifier) in again.lock().identifiers() {
        assert!(!keeper.lock().identifiers().contains(&(vendor, identifier)));
    }
    let file = WorldFile::from_json(&state.to_json()).expect("an export is a world file");
    let made = tenancy.create(Some("default".into()), Some(file), None, true, WALL, |_| Ok(()));
    assert!(matches!(made, Err(NotMade::Held(_, holder)) if holder == "keeper"));
}

#[test]
fn a_reset_keeps_the_credentials_that_were_written() {
    let tenancy = tenancy();
    let tenant = make(&tenancy, "mine");
    let token = json!({"dasha": {"organizations": {"first": {"token": "my-key"}}}});
    assert_eq!(patch(&tenancy, &tenant, &token), Ok(()));
    assert_eq!(assign(&tenant), 204);
    tenant.reset();
    assert_eq!(assign(&tenant), 204);
    assert_eq!(tenant.lock().profile(Vendor::Dasha)["first"].headers["Authorization"], "Bearer my-key");
    assert_eq!(tenant.lock().journal().iter().count(), 1);
}

#[test]
fn what_was_met_outlives_journals_resets_and_worlds() {
    let tenancy = tenancy();
    let tenant = make(&tenancy, "mine");
    assign(&tenant);
    tenant.clear_journal();
    tenant.reset();
    assign(&tenant);
    assert_eq!(
        tenant.lock().coverage().met().collect::<Vec<_>>(),
        [("vobiz.assign-number-to-trunk.assigned", 2)]
    );
    tenancy.delete("mine");
    drop(tenant);
    let again = make(&tenancy, "mine");
    assign(&again);
    let all = tenancy.coverage();
    assert_eq!(
        (all.exchanges, all.met().collect::<Vec<_>>()),
        (3, vec![("vobiz.assign-number-to-trunk.assigned", 3)])
    );
}

#[test]
fn a_state_that_is_written_while_the_world_goes_on_loses_nothing() {
    let tenancy = Arc::new(tenancy());
    let tenant = make(&tenancy, "mine");
    let writers: Vec<_> = (0..4)
        .map(|n| {
            let (tenancy, tenant) = (Arc::clone(&tenancy), Arc::clone(&tenant));
            std::thread::spawn(move || {
                for m in 0..16 {
                    let organization = json!({"dasha": {"organizations": {format!("t{n}x{m}"): {}}}});
                    assert_eq!(patch(&tenancy, &tenant, &organization), Ok(()));
                    assign(&tenant);
                }
            })
        })
        .collect();
    for writer in writers {
        writer.join().expect("no writer panics");
    }
    let world = tenant.lock();
    assert_eq!(world.profile(Vendor::Dasha).len(), 2 + 64);
    assert_eq!(world.journal().iter().count(), 64);
    assert_eq!(world.coverage().exchanges, 64);
}
