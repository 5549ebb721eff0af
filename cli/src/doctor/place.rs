//! Where a URL leads, without what it must not show.

use std::net::IpAddr;

/// Scheme, host, port and path of a URL. User, password and query are left out, so that it can be printed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    /// Whether it is spoken to over TLS.
    pub(super) https: bool,
    /// The host in lower case; an IPv6 address has its brackets.
    pub(super) host: String,
    /// The port, also where it is not written.
    pub(super) port: u16,
    /// The path.
    pub(super) path: String,
}

impl Place {
    /// Where a URL leads; none where it is no http:// or https:// URL.
    pub(super) fn of(url: &str) -> Option<Self> {
        let uri: http::Uri = url.trim().parse().ok()?;
        let https = match uri.scheme_str()? {
            "http" => false,
            "https" => true,
            _ => return None,
        };
        let host = uri.host()?.to_ascii_lowercase();
        let port = uri.port_u16().unwrap_or(if https { 443 } else { 80 });
        Some(Self { https, host, port, path: uri.path().trim_end_matches('/').to_owned() })
    }

    /// Where a proxy's variable leads; the scheme may be left out there.
    pub(super) fn of_proxy(value: &str) -> Option<Self> {
        if value.contains("://") { Self::of(value) } else { Self::of(&format!("http://{value}")) }
    }

    /// Where a listener of this address is reached from here: what listens everywhere is reached on loopback.
    pub(super) fn of_listener(address: &str) -> Option<Self> {
        let mut place = Self::of(&format!("http://{address}"))?;
        match place.host.as_str() {
            "0.0.0.0" => place.host = "127.0.0.1".to_owned(),
            "[::]" => place.host = "[::1]".to_owned(),
            _ => {}
        }
        Some(place)
    }

    /// Host and port.
    pub(super) fn authority(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// The same without its path.
    pub(super) fn origin(&self) -> Self {
        Self { path: String::new(), ..self.clone() }
    }

    /// Whether it is on this machine.
    pub(super) fn is_loopback(&self) -> bool {
        self.host == "localhost" || address(&self.host).is_some_and(|address| address.is_loopback())
    }
}

/// The address that a host is, where it is one.
pub(super) fn address(host: &str) -> Option<IpAddr> {
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (scheme, usual) = if self.https { ("https", 443) } else { ("http", 80) };
        write!(f, "{scheme}://{}", self.host)?;
        if self.port != usual {
            write!(f, ":{}", self.port)?;
        }
        f.write_str(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_secret_in_a_url_is_not_shown() {
        let shown = |url| Place::of(url).map(|place| place.to_string());
        assert_eq!(
            shown("https://me:secret@API.vobiz.ai:443/api/v1/?key=secret").as_deref(),
            Some("https://api.vobiz.ai/api/v1")
        );
        assert_eq!(shown("http://[::1]:7464/").as_deref(), Some("http://[::1]:7464"));
        assert_eq!(shown("api.vobiz.ai"), None);
        assert_eq!(shown("ftp://api.vobiz.ai"), None);
    }

    #[test]
    fn a_proxy_may_be_written_without_its_scheme() {
        let place = Place::of_proxy("me:secret@corp.example:3128").expect("it is a proxy");
        assert_eq!(place.to_string(), "http://corp.example:3128");
    }

    #[test]
    fn what_listens_everywhere_is_reached_on_loopback() {
        let reached = |address| Place::of_listener(address).map(|place| place.authority());
        assert_eq!(reached("0.0.0.0:7464").as_deref(), Some("127.0.0.1:7464"));
        assert_eq!(reached("[::]:7464").as_deref(), Some("[::1]:7464"));
        assert_eq!(reached("no address"), None);
    }
}
