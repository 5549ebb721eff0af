//! `NO_PROXY`: which hosts are reached without a proxy.

use super::setup::SetUp;

/// Whether a host is reached without a proxy, as most clients read the variable: a name stands for itself and for what
/// lies below it, `*` for all.
pub(super) fn covers(setup: &SetUp, host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    testline_emulator::exec::NO_PROXY
        .iter()
        .filter_map(|name| setup.variable(name))
        .flat_map(|value| value.split(','))
        .map(|entry| entry.trim().trim_start_matches('[').trim_end_matches(']'))
        .any(|entry| {
            let entry = entry
                .split_once(':')
                .filter(|(_, port)| port.parse::<u16>().is_ok())
                .map_or(entry, |(name, _)| name);
            let name = entry.trim_start_matches("*.").trim_start_matches('.').to_ascii_lowercase();
            entry == "*"
                || (!name.is_empty()
                    && (host == name || host.strip_suffix(&name).is_some_and(|rest| rest.ends_with('.'))))
                || (entry.starts_with("127.0.0.0/") && host.starts_with("127."))
        })
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;
    use testline_emulator::cli::Serve;

    use super::*;

    #[derive(clap::Parser)]
    struct Words {
        #[command(flatten)]
        serve: Serve,
    }

    fn is_covered(value: &str, host: &str) -> bool {
        let serve = Words::parse_from(["serve"]).serve;
        let variables = [("no_proxy".to_owned(), value.to_owned())].into();
        covers(&SetUp { serve, url: None, variables, hosts: String::new() }, host)
    }

    #[test]
    fn a_name_stands_for_itself_and_for_what_lies_below_it() {
        for value in ["vobiz.ai", ".vobiz.ai", "*.vobiz.ai", "VOBIZ.ai:443", "localhost, vobiz.ai", "*"] {
            assert!(is_covered(value, "api.vobiz.ai"), "{value}");
        }
        for value in ["", "biz.ai", "vobiz.ai.example", "localhost"] {
            assert!(!is_covered(value, "api.vobiz.ai"), "{value}");
        }
    }

    #[test]
    fn an_address_is_covered_by_itself_or_by_its_network() {
        for (value, host) in
            [("127.0.0.1", "127.0.0.1"), ("127.0.0.0/8", "127.0.0.1"), ("::1", "[::1]"), ("[::1]", "[::1]")]
        {
            assert!(is_covered(value, host), "{value}");
        }
        assert!(!is_covered("10.0.0.0/8", "127.0.0.1"));
    }
}
