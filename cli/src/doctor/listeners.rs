//! Addresses that `serve` would listen on: whether they can be had, and who has them.

use std::io::ErrorKind;
use std::net::TcpListener;

use super::finding::{Finding, fine, wrong};
use super::place::Place;
use super::probe::{There, probe};
use super::setup::SetUp;

/// Looks at each address that is set, and at the usual one unless the emulator is said to be elsewhere.
pub(super) fn look(setup: &SetUp) -> Vec<Finding> {
    let serve = &setup.serve;
    let usual = setup.url.is_none().then(|| setup.listen());
    let all = [
        ("--listen", serve.listen.as_deref().or(usual)),
        ("--tls-listen", serve.tls_listen.as_deref()),
        ("--proxy-listen", serve.proxy_listen.as_deref()),
    ];
    all.into_iter().filter_map(|(flag, address)| Some(at(flag, address?))).collect()
}

fn at(flag: &str, address: &str) -> Finding {
    let Some(place) = Place::of_listener(address) else {
        return wrong(
            format!("{flag} is `{address}`, which is no address"),
            format!("write it with a port: {flag} 127.0.0.1:7464"),
        );
    };
    match TcpListener::bind(address) {
        Ok(_) if place.port == 0 => fine(format!("{flag} {address} picks a free port")),
        Ok(_) => fine(format!("{address} is free: `testline serve` can listen there ({flag})")),
        Err(error) if error.kind() == ErrorKind::AddrInUse => taken(flag, address, &place),
        Err(error) => wrong(
            format!("{flag} {address} cannot be had: {error}"),
            format!("{flag} 127.0.0.1:0 picks a free port; below 1024 a port needs a privilege"),
        ),
    }
}

fn taken(flag: &str, address: &str, place: &Place) -> Finding {
    let elsewhere = format!("{flag} 127.0.0.1:0 picks a free port");
    let who = format!("`ss -ltnp 'sport = :{0}'` or `lsof -i :{0}` says who it is", place.port);
    match (flag, probe(place)) {
        ("--listen", There::Emulator(version)) if version == env!("CARGO_PKG_VERSION") => fine(format!(
            "an emulator answers at {address} already: clients can use it; for a second one {elsewhere}"
        )),
        ("--listen", There::Emulator(version)) => wrong(
            format!(
                "{address} is taken by an emulator of version {version}, and this is {}",
                env!("CARGO_PKG_VERSION")
            ),
            format!("stop it, or {elsewhere}; {who}"),
        ),
        ("--proxy-listen", There::Proxy) => fine(format!("an emulator's proxy answers at {address} already")),
        // What speaks TLS speaks no HTTP; whether it is ours is shown by its certificate.
        ("--tls-listen", There::Else(_)) if super::tls::speaks(place) => {
            fine(format!("something speaks TLS at {address} already"))
        }
        (_, There::Emulator(_) | There::WithoutAdmin) => {
            wrong(format!("{address} ({flag}) is taken by an emulator"), elsewhere)
        }
        (_, There::Proxy) => {
            wrong(format!("{address} ({flag}) is taken by the proxy of an emulator"), elsewhere)
        }
        (_, There::Else(what)) => wrong(
            format!("{address} ({flag}) is taken by something that is no emulator: {what}"),
            format!("stop it, or {elsewhere}; {who}"),
        ),
        (_, There::Nobody(why)) => wrong(
            format!("{address} ({flag}) is taken by something that takes no connection: {why}"),
            format!("stop it, or {elsewhere}; {who}"),
        ),
    }
}
