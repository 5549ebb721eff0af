//! Proxies that clients take from the environment.

use testline_emulator::exec::{NO_PROXY, PROXY};
use testline_emulator::{proxy, variables};

use super::finding::{Finding, fine, wrong};
use super::no_proxy::covers;
use super::place::Place;
use super::probe::{There, probe};
use super::setup::SetUp;

/// What leads clients with fixed hosts here.
const LEAD: &str =
    "`testline exec --no-live -- CMD` sets what leads a client with a fixed host to the emulator";

/// The proxies of the environment, each with who is there.
#[derive(Clone, Debug)]
pub(super) struct Proxies {
    found: Vec<Found>,
    /// Vendors' hosts that are reached past every proxy.
    past: Vec<&'static str>,
}

#[derive(Clone, Debug)]
struct Found {
    name: &'static str,
    place: Place,
    there: There,
}

impl Proxies {
    /// Asks every proxy that a variable names who it is.
    pub(super) fn of(setup: &SetUp) -> Self {
        let mut found: Vec<Found> = Vec::new();
        for name in PROXY {
            let Some(place) = setup.variable(name).and_then(Place::of_proxy) else { continue };
            let known = found.iter().find(|other| other.place == place).map(|other| other.there.clone());
            let there = known.unwrap_or_else(|| probe(&place));
            found.push(Found { name, place, there });
        }
        let hosts = testline_emulator::Vendor::ALL.into_iter().flat_map(|vendor| vendor.contract().hosts);
        let past = hosts.copied().filter(|host| covers(setup, host)).collect();
        Self { found, past }
    }

    /// The emulator's proxy, where requests for `https://` are led to it.
    pub(super) fn own(&self) -> Option<&Place> {
        self.found.iter().find(|found| found.is_own() && found.is_for(true)).map(|found| &found.place)
    }

    /// Whether a request for a vendor's host is led to the emulator.
    pub(super) fn lead_here(&self, place: &Place) -> bool {
        let mut ways = self.found.iter().filter(|found| found.is_for(place.https)).peekable();
        ways.peek().is_some() && ways.all(Found::is_own) && !self.past.contains(&place.host.as_str())
    }
}

impl Found {
    fn is_own(&self) -> bool {
        self.there == There::Proxy
    }

    fn is_for(&self, https: bool) -> bool {
        self.name.eq_ignore_ascii_case(if https { "HTTPS_PROXY" } else { "HTTP_PROXY" })
    }
}

/// Looks at the proxies, and at what is reached without one.
pub(super) fn look(setup: &SetUp, proxies: &Proxies) -> Vec<Finding> {
    let mut findings: Vec<Finding> = PROXY
        .into_iter()
        .filter(|name| setup.variable(name).is_some_and(|value| Place::of_proxy(value).is_none()))
        .map(|name| wrong(format!("{name} is no URL"), "write it as http://HOST:PORT, or unset it"))
        .collect();
    let mut told: Vec<&Place> = Vec::new();
    for found in &proxies.found {
        if !told.contains(&&found.place) {
            told.push(&found.place);
            findings.extend(of(setup, proxies, &found.place, &found.there));
        }
    }
    if proxies.own().is_some() && !proxies.past.is_empty() {
        findings.push(wrong(
            format!(
                "{} leads past the emulator's proxy to {}",
                set(setup, &NO_PROXY),
                proxies.past.join(", ")
            ),
            "take the vendors' hosts and `*` out of it",
        ));
    }
    if setup.serve.proxy_listen.is_some() && !proxies.found.iter().any(|found| found.is_for(true)) {
        findings.push(wrong(
            "--proxy-listen is set and HTTPS_PROXY is not: a client with a fixed host reaches the real vendor",
            LEAD,
        ));
    }
    findings
}

fn of(setup: &SetUp, proxies: &Proxies, place: &Place, there: &There) -> Option<Finding> {
    let names: Vec<&str> =
        proxies.found.iter().filter(|found| found.place == *place).map(|found| found.name).collect();
    let names = names.join(", ");
    let aside: Vec<String> = aside(setup);
    match there {
        There::Proxy => Some(fine(format!("{names}: the emulator's proxy answers at {place}"))),
        There::Nobody(why) => Some(wrong(
            format!("{names}: no proxy answers at {place}: {why}"),
            format!("unset it, or start what should be there; {LEAD}"),
        )),
        There::Emulator(_) | There::WithoutAdmin => Some(wrong(
            format!("{names}: {place} is the emulator's listener, and that is no proxy"),
            "give clients the address of --proxy-listen",
        )),
        There::Else(_) if setup.serve.proxy_listen.is_some() => Some(wrong(
            format!(
                "{names}: {place} is not the emulator's proxy, and leads a client with a fixed host to the real vendor"
            ),
            LEAD,
        )),
        There::Else(_) if !aside.is_empty() => Some(wrong(
            format!("{names}: the proxy {place} gets what is meant for the emulator at {}", aside.join(", ")),
            format!("NO_PROXY={0} no_proxy={0}", aside.join(",")),
        )),
        There::Else(_) => Some(fine(format!(
            "{names}: the proxy {place} is not ours, and the emulator is reached without it"
        ))),
    }
}

/// Hosts of the emulator that clients reach through a proxy.
fn aside(setup: &SetUp) -> Vec<String> {
    let named = variables::names().filter_map(|(name, _)| Place::of(setup.variable(name)?));
    let mut hosts: Vec<String> = named.chain(setup.emulator()).map(|place| place.host).collect();
    hosts.sort();
    hosts.dedup();
    hosts.retain(|host| !proxy::is_a_vendors(host) && !covers(setup, host));
    hosts
}

/// Those of some variables that are set.
fn set(setup: &SetUp, names: &[&str]) -> String {
    let names: Vec<&str> = names.iter().copied().filter(|name| setup.variable(name).is_some()).collect();
    names.join(", ")
}
