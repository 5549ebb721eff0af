//! `exec`: starts an emulator, runs a command with its variables, and exits as the command did.

use std::ffi::OsString;
use std::io::Write as _;

use tokio::sync::oneshot;

use super::child::{self, Ended};
use super::coverage;
use super::demands::Demands;
use super::no_live::Bundle;
use crate::cli::Exec;
use crate::command::{runtime, write_port};
use crate::met::Met;
use crate::start::{Defaults, Started, start};
use crate::tenancy::Found;
use crate::variables::Reach;
use crate::world::DEFAULT_WORLD;

/// A port that nobody else has.
const ANY_PORT: &str = "127.0.0.1:0";
/// A demand was not met.
const UNMET: u8 = 1;

/// Runs the command and gives the code to exit with.
pub(crate) fn run(flags: &Exec) -> Result<u8, String> {
    let runtime = runtime()?;
    let code = runtime.block_on(with_emulator(flags));
    // A client of the command that was left behind is not waited for.
    runtime.shutdown_background();
    code
}

async fn with_emulator(flags: &Exec) -> Result<u8, String> {
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
    say(&format!("{} · seed {}", started.url, started.seed));
    let encryption = started.encryption();
    encryption.lines().for_each(|line| say(line.trim()));
    if let Some(bundle) = &bundle {
        say(&format!("roots, the system's and the emulator's: {}", bundle.path().display()));
    }
    let (tenancy, tally) = (started.tenancy.clone(), started.tally.clone());
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(started.serve(async {
        let _ = stopped.await;
    }));
    let ended = child::run(&flags.command, &variables).await;
    drop(stop);
    serving.await.map_err(|error| format!("failed to serve: {error}"))??;
    let code = match ended {
        Ended::Ran(code) => code,
        Ended::DidNotRun(code, why) => {
            say(&why);
            return Ok(code);
        }
    };
    if flags.coverage {
        let Found::World(tenant) = tenancy.get(DEFAULT_WORLD) else { return Ok(code) };
        let met = Met::new(&tenancy.coverage(), tenant.lock().dialect(), None, None);
        say(&format!("what the command's clients have met\n{}", coverage::text(&met).trim_end()));
    }
    let demands = Demands {
        deny_unemulated: flags.deny_unemulated,
        deny_unread: flags.deny_unread,
        require_calls: flags.require_calls,
    };
    let unmet = demands.unmet(&tally.counts());
    unmet.iter().for_each(|line| say(line));
    // A command that has failed by itself says more with its own code.
    Ok(if code == 0 && !unmet.is_empty() { UNMET } else { code })
}

/// Every variable that the command gets.
fn variables(
    flags: &Exec,
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
fn say(line: &str) {
    let _ = writeln!(std::io::stderr().lock(), "testline-emulator: {line}");
}
