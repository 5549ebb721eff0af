//! A user's own suite held against mutants: it runs once for each, with an emulator of its own over sockets.

use std::ffi::OsString;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use testline_emulator::Emulator;
use testline_emulator::contract::Clause;
use testline_emulator::exec::{Ended, run_command};
use testline_emulator::tenancy::Conduct;
use testline_emulator::world::clock::Clock;
use tokio::process::Command;

use super::judged::{Judged, Killer, Outcome};
use super::met::Met;
use super::mutant::Mutant;
use super::mutation::Mutation;
use super::scenarios::at_once;
use super::watch::Watch;
use crate::shell::Stopwatch;

/// How much longer than unchanged a command may take before it counts as having noticed.
const PATIENCE: u32 = 10;
/// The least time that it gets.
const LEAST: Duration = Duration::from_secs(20);

/// What a command does at an unchanged emulator.
#[derive(Debug)]
pub(super) struct Unchanged {
    /// What its clients met.
    pub(super) met: Met,
    /// How long it took.
    pub(super) took: Duration,
}

/// Runs the command once at an unchanged emulator, as `exec` would. An error follows "failed to".
pub(super) async fn unchanged(command: &[OsString]) -> Result<Unchanged, String> {
    let watch = Arc::new(Watch::default());
    let emulator = emulator(watch.clone())?;
    let stopwatch = Stopwatch::start();
    let ended = run_command(command, &variables(&emulator)).await;
    let took = stopwatch.elapsed();
    match ended {
        Ended::Ran(0) => Ok(Unchanged { met: watch.met(), took }),
        Ended::Ran(code) => {
            Err(format!("grade the command: it ends with {code} at an unchanged emulator; mend it first"))
        }
        Ended::DidNotRun(_, why) => Err(format!("run the command: {why}")),
    }
}

/// Runs the command once for each mutant. An error follows "failed to".
pub(super) async fn judge(
    command: &[OsString],
    took: Duration,
    mutants: Vec<(Clause, Mutation)>,
    jobs: usize,
) -> Result<Vec<Judged>, String> {
    let command: Arc<[OsString]> = command.into();
    let most = (took * PATIENCE).max(LEAST);
    let mutants = Arc::new(mutants);
    let judged = at_once(mutants.len(), jobs, move |at| {
        let (command, mutants) = (Arc::clone(&command), Arc::clone(&mutants));
        async move {
            let (clause, mutation) = &mutants[at];
            let outcome = outcome(&command, most, *clause, mutation).await?;
            Ok::<_, String>(Judged { clause: *clause, mutation: mutation.clone(), outcome })
        }
    });
    judged.await?.into_iter().collect()
}

async fn outcome(
    command: &[OsString],
    most: Duration,
    clause: Clause,
    mutation: &Mutation,
) -> Result<Outcome, String> {
    let mutant = Arc::new(Mutant::new(clause, mutation.clone()));
    let emulator = emulator(mutant.clone())?;
    let Some((program, arguments)) = command.split_first() else {
        return Err("run the command: there is none".to_owned());
    };
    // What it says of a thousand mutants is noise; how it ends is the answer.
    let child = Command::new(program)
        .args(arguments)
        .envs(variables(&emulator))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn();
    let mut child = child.map_err(|error| format!("run the command: {error}"))?;
    Ok(match tokio::time::timeout(most, child.wait()).await {
        Err(_) => Outcome::Killed(Killer::Command(format!("no end within {} s", most.as_secs()))),
        Ok(Err(error)) => return Err(format!("wait for the command: {error}")),
        Ok(Ok(status)) if status.success() => Outcome::Survived { struck: mutant.wrongs() > 0 },
        Ok(Ok(status)) => Outcome::Killed(Killer::Command(status.to_string())),
    })
}

/// An emulator in whose worlds' place somebody answers; its time is the machine's, as that of `exec`.
fn emulator(conduct: Arc<dyn Conduct>) -> Result<Emulator, String> {
    Emulator::builder().clock(Clock::Real).answered_by(conduct).try_start()
}

/// The variables that `exec` would set.
fn variables(emulator: &Emulator) -> Vec<(String, OsString)> {
    emulator.default_world().variables().into_iter().map(|(name, value)| (name, value.into())).collect()
}
