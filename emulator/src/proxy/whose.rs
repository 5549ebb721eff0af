//! Whose a host is: a vendor's that is emulated, another of a vendor's, this emulator's own, or nobody's here.

use std::net::{IpAddr, SocketAddr};

use crate::vendors::Vendor;

/// Domains of vendors in which no emulated host lies.
const OTHER_DOMAINS: [&str; 1] = ["unleashx.ai"];

/// Whose a host is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// A host that a vendor's API has: answered here.
    Vendors,
    /// Another host in a vendor's domain: it would reach the real one, and is always refused.
    InAVendorsDomain,
    /// The emulator's own address.
    Own,
    /// Anybody else's.
    Others,
}

/// Whether a request for this authority (`host`, `host:port`) would reach a real vendor where nothing leads it here.
pub fn is_a_vendors(authority: &str) -> bool {
    matches!(whose(authority, &[]), Whose::Vendors | Whose::InAVendorsDomain)
}

/// Whose the host of an authority (`host`, `host:port`) is, for an emulator with these listeners.
pub(super) fn whose(authority: &str, listeners: &[SocketAddr]) -> Whose {
    let (host, port) = split(authority);
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let hosts = || Vendor::ALL.into_iter().flat_map(|vendor| vendor.contract().hosts).copied();
    if hosts().any(|emulated| emulated == host) {
        return Whose::Vendors;
    }
    let mut domains = hosts().map(domain).chain(OTHER_DOMAINS);
    if domains
        .any(|domain| host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')))
    {
        return Whose::InAVendorsDomain;
    }
    let loopback = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    if loopback && listeners.iter().any(|listener| Some(listener.port()) == port) {
        return Whose::Own;
    }
    Whose::Others
}

/// The last two labels of a host name.
fn domain(host: &str) -> &str {
    let mut dots = host.rmatch_indices('.').map(|(at, _)| at + 1);
    dots.nth(1).map_or(host, |at| &host[at..])
}

/// Host, without the brackets of an IPv6 address, and port.
pub(super) fn split(authority: &str) -> (&str, Option<u16>) {
    let (host, port) = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, rest)) => (host, rest.strip_prefix(':')),
        None => authority.rsplit_once(':').map_or((authority, None), |(host, port)| (host, Some(port))),
    };
    (host, port.and_then(|port| port.parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(authority: &str) -> Whose {
        whose(authority, &["127.0.0.1:7464".parse().expect("an address")])
    }

    #[test]
    fn the_hosts_of_the_apis_are_answered_here() {
        assert_eq!(is("api.vobiz.ai:443"), Whose::Vendors);
        assert_eq!(is("API.Trillet.ai."), Whose::Vendors);
        assert_eq!(is("www.tryunleashx.com:80"), Whose::Vendors);
        assert_eq!(is("blackbox.dasha.ai"), Whose::Vendors);
    }

    #[test]
    fn no_other_host_of_a_vendor_gets_out() {
        for host in [
            "vobiz.ai:443",
            "docs.vobiz.ai",
            "sip.us.dasha.ai:443",
            "tryunleashx.com",
            "x.verlatai.com",
            "api.unleashx.ai",
        ] {
            assert_eq!(is(host), Whose::InAVendorsDomain, "{host}");
        }
    }

    #[test]
    fn what_merely_ends_alike_is_somebody_elses() {
        for host in ["notvobiz.ai:443", "example.com:443", "127.0.0.1:9", "[::1]:9"] {
            assert_eq!(is(host), Whose::Others, "{host}");
        }
    }

    #[test]
    fn the_emulators_own_address_is_known_by_its_port() {
        assert_eq!(
            (is("127.0.0.1:7464"), is("localhost:7464"), is("[::1]:7464")),
            (Whose::Own, Whose::Own, Whose::Own)
        );
    }
}
