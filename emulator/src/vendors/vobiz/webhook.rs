//! Whether the vendor would call a URL.

use std::net::IpAddr;

/// What a `webhook_url` is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judgement {
    Public,
    Private,
    NoUrl,
}

/// Judges a URL by its text alone; no name is looked up.
pub(super) fn judge(url: &str) -> Judgement {
    let lower = url.to_ascii_lowercase();
    let Some(rest) = lower.strip_prefix("http://").or_else(|| lower.strip_prefix("https://")) else {
        return Judgement::NoUrl;
    };
    if url.chars().count() > 500 || url.contains(char::is_whitespace) {
        return Judgement::NoUrl;
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    let host_and_port = authority.rsplit('@').next().unwrap_or("");
    let host = match host_and_port.strip_prefix('[') {
        Some(ipv6) => ipv6.split(']').next().unwrap_or(""),
        None => host_and_port.split(':').next().unwrap_or(""),
    };
    if host.is_empty() {
        return Judgement::NoUrl;
    }
    let private = match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => {
            ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified()
        }
        Ok(IpAddr::V6(ip)) => {
            ip.is_loopback() || ip.is_unspecified() || ip.is_unique_local() || ip.is_unicast_link_local()
        }
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    };
    if private { Judgement::Private } else { Judgement::Public }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_and_private_hosts_are_told_from_public_ones() {
        for url in [
            "http://localhost:8080/x",
            "https://127.0.0.1",
            "http://10.1.2.3/",
            "http://[::1]:80/",
            "http://u@192.168.0.1/",
        ] {
            assert_eq!(judge(url), Judgement::Private, "{url}");
        }
        assert_eq!(judge("https://example.com/hook?x=1"), Judgement::Public);
        for url in ["ftp://example.com", "example.com", "http://", "http:///x", "https://a b"] {
            assert_eq!(judge(url), Judgement::NoUrl, "{url}");
        }
    }
}
