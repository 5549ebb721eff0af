//! Variables by which clients find their vendor: whether they lead to an emulator that is there.

use std::collections::BTreeMap;

use testline_emulator::ask::ask;
use testline_emulator::{Vendor, proxy, variables};

use super::finding::{Finding, fine, wrong};
use super::place::Place;
use super::probe::{There, connect, probe};
use super::proxies::Proxies;
use super::setup::SetUp;

/// What leads a client to the emulator.
const LEAD: &str = "eval \"$(testline env)\" leads clients to an emulator that runs, `testline exec -- CMD` those of one command";

/// Looks at every variable that holds a URL.
pub(super) fn look(setup: &SetUp, proxies: &Proxies) -> Vec<Finding> {
    let mut findings = real(setup, proxies);
    let places: BTreeMap<&str, Place> = variables::names()
        .filter_map(|(name, _)| Some((name, Place::of(setup.variable(name)?)?)))
        .filter(|(_, place)| !proxy::is_a_vendors(&place.host))
        .collect();
    let mut origins: BTreeMap<Place, Vec<&str>> = BTreeMap::new();
    for (name, place) in &places {
        origins.entry(place.origin()).or_default().push(name);
    }
    findings.extend(origins.iter().map(|(origin, names)| there(origin, &names.join(", "))));
    for (name, vendor) in variables::names().filter_map(|(name, vendor)| Some((name, vendor?))) {
        let Some(place) = places.get(name) else { continue };
        findings.extend(another_vendor(name, vendor, place));
        findings.extend(no_world(setup, name, place));
    }
    if findings.is_empty() {
        findings.push(fine(format!("no variable of a client is set; {LEAD}")));
    }
    findings
}

/// Variables of any name that point at a real vendor.
fn real(setup: &SetUp, proxies: &Proxies) -> Vec<Finding> {
    let own =
        |name: &str| name.starts_with("TESTLINE_") && !variables::names().any(|(known, _)| known == name);
    let places = setup.variables.iter().filter(|(name, _)| !own(name));
    let places = places.filter_map(|(name, value)| Some((name, Place::of(value)?)));
    places
        .filter(|(_, place)| proxy::is_a_vendors(&place.host))
        .map(|(name, place)| {
            if proxies.lead_here(&place) {
                fine(format!("{name} is {place}, and the emulator's proxy answers for that"))
            } else if setup.hosts_lead_here(&place.host) {
                fine(format!("{name} is {place}, and the hosts file leads that to this network"))
            } else {
                wrong(format!("{name} is {place}: that is the real vendor"), LEAD)
            }
        })
        .collect()
}

/// Who is at a place to which these variables point.
fn there(origin: &Place, names: &str) -> Finding {
    let start = format!("start it there: testline serve --listen {}; or {LEAD}", origin.authority());
    if origin.https {
        // Who that is, its certificate says.
        return match connect(origin) {
            Ok(_) => fine(format!("somebody answers at {origin} ({names})")),
            Err(why) => wrong(format!("{names}: nobody answers at {origin}: {why}"), start),
        };
    }
    match probe(origin) {
        There::Emulator(version) => fine(format!("an emulator {version} answers at {origin} ({names})")),
        There::WithoutAdmin => fine(format!("an emulator without admin API answers at {origin} ({names})")),
        There::Nobody(why) => wrong(format!("{names}: nobody answers at {origin}: {why}"), start),
        There::Proxy => wrong(
            format!("{names}: {origin} is the emulator's proxy"),
            "give clients the address of --listen; the proxy is for HTTPS_PROXY",
        ),
        There::Else(what) => {
            wrong(format!("{names}: what answers at {origin} is no emulator: {what}"), start)
        }
    }
}

/// A base URL that has another vendor's name in its path.
fn another_vendor(name: &str, vendor: Vendor, place: &Place) -> Option<Finding> {
    let other = place.path.split('/').find_map(|segment| segment.parse::<Vendor>().ok())?;
    (other != vendor).then(|| {
        wrong(
            format!("{name} is {place}, which is {other}, not {vendor}"),
            format!("{name}={}", place.to_string().replace(other.name(), vendor.name())),
        )
    })
}

/// A base URL of a world that the emulator does not have.
fn no_world(setup: &SetUp, name: &str, place: &Place) -> Option<Finding> {
    let world = place.path.strip_prefix("/w/")?.split('/').next()?;
    let path = format!("/_testline/v1/worlds/{world}");
    let (status, _) = ask(&place.origin().to_string(), &path, setup.token()).ok()?;
    matches!(status, 404 | 410).then(|| {
        wrong(
            format!("{name} is {place}, and the emulator there has no world `{world}`"),
            format!("make it: curl -X PUT {}{path}", place.origin()),
        )
    })
}
