//! `exec`: runs a command with an emulator of its own, and exits as the command did.

use super::around::{Done, around, say};
use super::child::Ended;
use super::coverage;
use super::demands::Demands;
use crate::cli::{Around, Exec};
use crate::command::runtime;
use crate::met::Met;
use crate::tenancy::Found;
use crate::world::DEFAULT_WORLD;

/// A demand was not met.
const UNMET: u8 = 1;

/// Runs the command and gives the code to exit with.
pub(crate) fn run(flags: &Exec) -> Result<u8, String> {
    const PROGRAM: &str = "testline-emulator";
    let runtime = runtime()?;
    let done = runtime.block_on(around(PROGRAM, &flags.around, &flags.command));
    // A client of the command that was left behind is not waited for.
    runtime.shutdown_background();
    Ok(done?.judge(PROGRAM, &flags.around))
}

impl Done {
    /// Tells on standard error what the flags ask for, and what the command owes them; gives the code to exit with:
    /// the command's own, or 1 where it was content and a demand was not met. `program` is who says so.
    pub fn judge(&self, program: &str, flags: &Around) -> u8 {
        let code = match &self.ended {
            Ended::Ran(code) => *code,
            Ended::DidNotRun(code, why) => {
                say(program, why);
                return *code;
            }
        };
        if flags.coverage
            && let Found::World(tenant) = self.tenancy.get(DEFAULT_WORLD)
        {
            let met = Met::new(&self.tenancy.coverage(), tenant.lock().dialect(), None, None);
            let text = coverage::text(&met);
            say(program, &format!("what the command's clients have met\n{}", text.trim_end()));
        }
        let demands = Demands {
            deny_unemulated: flags.deny_unemulated,
            deny_unread: flags.deny_unread,
            require_calls: flags.require_calls,
        };
        let unmet = demands.unmet(&self.counts);
        unmet.iter().for_each(|line| say(program, line));
        // A command that has failed by itself says more with its own code.
        if code == 0 && !unmet.is_empty() { UNMET } else { code }
    }
}
