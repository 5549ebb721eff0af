//! Variables that look like ours and are read by nothing.

use std::collections::BTreeSet;

use testline_emulator::variables;

use super::finding::{Finding, wrong};
use super::setup::SetUp;

/// How alike two names must be, so that one is taken for a misspelling of the other.
const ALIKE: f64 = 0.85;

/// Looks at every variable that begins with `TESTLINE_`.
pub(super) fn look(setup: &SetUp) -> Vec<Finding> {
    let known = known();
    let own = setup.variables.keys().filter(|name| name.starts_with("TESTLINE_") && !known.contains(*name));
    own.filter_map(|name| {
        let alike = |known: &&String| strsim::normalized_levenshtein(name, known);
        let near = known.iter().max_by(|a, b| alike(a).total_cmp(&alike(b)))?;
        (alike(&near) >= ALIKE)
            .then(|| wrong(format!("{name} is set and read by nothing"), format!("it is written {near}")))
    })
    .collect()
}

/// Every variable that a flag has for a twin, and those that `exec` sets.
fn known() -> BTreeSet<String> {
    let mut known: BTreeSet<String> = variables::names().map(|(name, _)| name.to_owned()).collect();
    twins(&crate::cli::described(), &mut known);
    known
}

fn twins(command: &clap::Command, known: &mut BTreeSet<String>) {
    let flags = command.get_arguments().filter_map(|flag| flag.get_env());
    known.extend(flags.map(|name| name.to_string_lossy().into_owned()));
    command.get_subcommands().for_each(|command| twins(command, known));
}
