//! What is looked at: flags, environment and hosts file.

use std::collections::BTreeMap;

use testline_emulator::cli::Serve;

use super::place::{Place, address};

/// Where `serve` listens unless told otherwise.
const LISTEN: &str = "127.0.0.1:7464";

/// A set-up.
#[derive(Clone, Debug)]
pub(super) struct SetUp {
    /// The flags of `serve`, with their variables.
    pub(super) serve: Serve,
    /// Where the emulator is said to be.
    pub(super) url: Option<String>,
    /// Every variable of the environment.
    pub(super) variables: BTreeMap<String, String>,
    /// The text of the hosts file.
    pub(super) hosts: String,
}

impl SetUp {
    /// A variable that is set and not empty.
    pub(super) fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Where the emulator listens, or would.
    pub(super) fn listen(&self) -> &str {
        self.serve.listen.as_deref().unwrap_or(LISTEN)
    }

    /// Where the emulator is: where it is said to be, else where it would listen.
    pub(super) fn emulator(&self) -> Option<Place> {
        match &self.url {
            Some(url) => Place::of(url),
            None => Place::of_listener(self.listen()),
        }
    }

    /// The token of the admin API.
    pub(super) fn token(&self) -> Option<&str> {
        self.serve.admin_token.as_deref()
    }

    /// Whether the hosts file leads a host to this machine or to its own network.
    pub(super) fn hosts_lead_here(&self, host: &str) -> bool {
        let lines = self.hosts.lines().map(|line| line.split('#').next().unwrap_or_default());
        lines.map(str::split_whitespace).any(|mut words| {
            let near = words.next().and_then(address).is_some_and(|address| match address {
                std::net::IpAddr::V4(address) => address.is_loopback() || address.is_private(),
                std::net::IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
            });
            near && words.any(|name| name.eq_ignore_ascii_case(host))
        })
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    /// A set-up of these words and variables.
    #[derive(clap::Parser)]
    struct Words {
        #[command(flatten)]
        serve: Serve,
    }

    #[test]
    fn the_hosts_file_may_lead_a_vendors_host_here() {
        let hosts = "127.0.0.1 localhost api.vobiz.ai # api.trillet.ai\n203.0.113.9 blackbox.dasha.ai\n";
        let serve = Words::parse_from(["serve"]).serve;
        let setup = SetUp { serve, url: None, variables: BTreeMap::new(), hosts: hosts.to_owned() };
        assert!(setup.hosts_lead_here("API.vobiz.ai"));
        assert!(!setup.hosts_lead_here("api.trillet.ai"));
        assert!(!setup.hosts_lead_here("blackbox.dasha.ai"));
    }
}
