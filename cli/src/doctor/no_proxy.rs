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
