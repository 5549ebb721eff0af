//! An emulator around a command: starts one, runs the command with its variables, and stops it.

use std::ffi::OsString;
use std::io::Write as _;
use std::sync::Arc;

use tokio::sync::oneshot;

use super::child::{self, Ended};
use super::no_live::Bundle;
use crate::cli::Around;
use crate::command::write_port;
use crate::start::{Defaults, Started, start};
use crate::tally::Counts;
use crate::tenancy::{Found, Tenancy};
use crate::variables::Reach;
use crate::world::DEFAULT_WORLD;

/// A port that nobody else has.
const ANY_PORT: &str = "127.0.0.1:0";

/// What came of a command that had an emulator of its own.
#[derive(Debug)]
pub struct Done {
    /// How the command ended.
    pub ended: Ended,
    /// The emulator's worlds, as the command's clients left them.
    pub tenancy: Arc<Tenancy>,
    /// What their requests came to.
    pub counts: Counts,
    /// Where the emulator was.
    pub url: String,
}

/// Runs a command with an emulator of its own, and tells on standard error where that is. `program` is who says so.
/// An error says why there is no emulator; the command has not run then.
pub async fn around(program: &str, flags: &Around, command: &[OsString]) -> Result<Done, String> {
    let defaults = Defaults {
        listen: ANY_PORT,
        proxy_listen: flags.no_live.then_some(ANY_PORT),
        log: None,
        keep_authority: false,
    };
    let started = start(&flags.serve, defaults)?;
    if let Some(path) = &flags.serve.port_file {
        write_port(path, started.local.port())?;
    }
    let bundle = started.authority.as_ref().map(|authority| Bundle::new(authority.pem())).transpose()?;
    let variables = variables(flags, &started, bundle.as_ref())?;
    say(program, &format!("{} · seed {}", started.url, started.seed));
    let encryption = started.encryption();
    encryption.lines().for_each(|line| say(program, line.trim()));
    if let Some(bundle) = &bundle {
        say(program, &format!("roots, the system's and the emulator's: {}", bundle.path().display()));
    }
    let (tenancy, tally, url) = (started.tenancy.clone(), started.tally.clone(), started.url.clone());
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(started.serve(async {
        let _ = stopped.await;
    }));
    let ended = child::run(command, &variables).await;
    drop(stop);
    serving.await.map_err(|error| format!("failed to serve: {error}"))??;
    Ok(Done { ended, tenancy, counts: tally.counts(), url })
}

/// Every variable that the command gets.
fn variables(
    flags: &Around,
    started: &Started,
    bundle: Option<&Bundle>,
) -> Result<Vec<(String, OsString)>, String> {
    let Found::World(tenant) = started.tenancy.get(DEFAULT_WORLD) else {
        return Err("the default world is gone".to_owned());
    };
    let reach = Reach::new(&started.url, &tenant.lock());
    let mut variables: Vec<(String, OsString)> =
        reach.variables(None).into_iter().map(|(name, value)| (name, value.into())).collect();
    if let (true, Some(bundle), Some(proxy)) = (flags.no_live, bundle, started.proxy) {
        variables.extend(bundle.variables(&format!("http://{proxy}")));
    }
    for assignment in &flags.env {
        let (name, value) = assignment.fill(&reach)?;
        variables.push((name, value.into()));
    }
    Ok(variables)
}

/// Says something beside what the command says.
pub(super) fn say(program: &str, line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{program}: {line}");
}
