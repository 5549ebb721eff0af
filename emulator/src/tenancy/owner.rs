//! Which vendor owns a request, and which world its path names: prefix, host, first segments, in this order.

use std::borrow::Cow;

use memchr::memchr;

use crate::segments::{has_escape, segments};
use crate::vendors::Vendor;

/// What the path and the host of a request say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The vendor; none where the path belongs to nobody.
    pub vendor: Option<Vendor>,
    /// The world that the path names with `/w/{world}`.
    pub world: Option<String>,
    /// Path and query from the vendor's root.
    pub target: String,
}

/// Reads the prefixes `/w/{world}` and `/{vendor}` and, without the second, host and first segments.
pub fn owner_of(target: &str, host: Option<&str>) -> Owner {
    let (world, rest) = match strip_segment(target, "w") {
        Some(rest) => {
            let end = rest[1..].find(['/', '?']).map_or(rest.len(), |at| at + 1);
            (Some(rest[1..end].to_owned()), &rest[end..])
        }
        None => (None, target),
    };
    let prefixed = Vendor::ALL
        .into_iter()
        .find_map(|vendor| strip_segment(rest, vendor.name()).map(|rest| (vendor, rest)));
    let (vendor, rest) = match prefixed {
        Some((vendor, rest)) => (Some(vendor), rest),
        None => (by_host(host).or_else(|| by_path(rest)), rest),
    };
    let target = if rest.starts_with('/') { rest.to_owned() } else { format!("/{rest}") };
    Owner { vendor, world, target }
}

/// What follows `/{segment}`, if the target begins with it.
fn strip_segment<'t>(target: &'t str, segment: &str) -> Option<&'t str> {
    let rest = target.strip_prefix('/')?.strip_prefix(segment)?;
    let whole = rest.is_empty() || rest.starts_with(['/', '?']);
    // `/w` alone names no world.
    (whole && (segment != "w" || rest.starts_with('/'))).then_some(rest)
}

/// The vendor of a host name, with or without a port.
fn by_host(host: Option<&str>) -> Option<Vendor> {
    let name = host?.split(':').next()?;
    let is = |host: &&str| host.eq_ignore_ascii_case(name);
    Vendor::ALL.into_iter().find(|vendor| vendor.contract().hosts.iter().any(is))
}

/// The third segments, after `/api/v1`, that are Dasha's.
const DASHAS: [&str; 9] = [
    "sip-phone-numbers",
    "sip-credentials",
    "agents",
    "calls",
    "providers",
    "callresults",
    "webhooks",
    "misc",
    "rag",
];

/// The vendor of the first segments, in any letter case.
fn by_path(target: &str) -> Option<Vendor> {
    let path = memchr(b'?', target.as_bytes()).map_or(target, |end| &target[..end]);
    let mut segments = segments(path).skip(1).map(decoded);
    let first = segments.next()?;
    let (second, third) = (segments.next(), segments.next());
    let is = |segment: &Option<Cow<'_, str>>, names: &[&str]| {
        segment.as_ref().is_some_and(|segment| names.iter().any(|name| name.eq_ignore_ascii_case(segment)))
    };
    if ["v1", "v2"].iter().any(|version| version.eq_ignore_ascii_case(&first)) {
        return is(&second, &["api"]).then_some(Vendor::Trillet);
    }
    if !first.eq_ignore_ascii_case("api") || second.is_none() {
        return None;
    }
    if !is(&second, &["v1"]) || is(&third, &["global"]) {
        Some(Vendor::Unleashx)
    } else if is(&third, &["account", "accounts", "auth"]) {
        Some(Vendor::Vobiz)
    } else {
        is(&third, &DASHAS).then_some(Vendor::Dasha)
    }
}

fn decoded(segment: &str) -> Cow<'_, str> {
    if has_escape(segment) {
        percent_encoding::percent_decode_str(segment).decode_utf8_lossy()
    } else {
        Cow::Borrowed(segment)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(target: &str, host: &str) -> (Option<Vendor>, Option<String>, String) {
        let owner = owner_of(target, Some(host));
        (owner.vendor, owner.world, owner.target)
    }

    #[test]
    fn a_prefix_goes_before_the_host_and_the_host_before_the_path() {
        let local = "127.0.0.1:7464";
        assert_eq!(owner("/dasha/v1/api/x", "api.vobiz.ai"), (Some(Vendor::Dasha), None, "/v1/api/x".into()));
        assert_eq!(owner("/v1/api/x", "API.vobiz.ai:443"), (Some(Vendor::Vobiz), None, "/v1/api/x".into()));
        assert_eq!(owner("/v1/api/x", local), (Some(Vendor::Trillet), None, "/v1/api/x".into()));
    }

    #[test]
    fn a_world_stands_before_the_vendor() {
        let local = "127.0.0.1:7464";
        assert_eq!(
            owner("/w/w1/vobiz/api/v1/auth/me?a=b", local),
            (Some(Vendor::Vobiz), Some("w1".into()), "/api/v1/auth/me?a=b".into())
        );
        assert_eq!(owner("/w/w1", local), (None, Some("w1".into()), "/".into()));
        assert_eq!(owner("/w", local), (None, None, "/w".into()));
    }

    #[test]
    fn the_first_segments_are_read_in_any_letter_case() {
        for (path, vendor) in [
            ("/V2/API/call-history", Some(Vendor::Trillet)),
            ("/api/v1/global/verify", Some(Vendor::Unleashx)),
            ("/api/agents", Some(Vendor::Unleashx)),
            ("/API/V1/account/x", Some(Vendor::Vobiz)),
            ("/api/v1/Accounts/x", Some(Vendor::Vobiz)),
            ("/api/v1/auth/me", Some(Vendor::Vobiz)),
            ("/api/v1/SIP-phone-numbers", Some(Vendor::Dasha)),
            ("/api/v1/%73ip-credentials", Some(Vendor::Dasha)),
            ("/api/v1", None),
            ("/api/v1/other", None),
            ("/api", None),
            ("/favicon.ico", None),
        ] {
            assert_eq!(owner_of(path, None).vendor, vendor, "{path}");
        }
    }
}
