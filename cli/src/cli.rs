//! The command line: the commands of both programs, and three of its own.

use std::path::PathBuf;

use clap::{CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;

use crate::doctor::Doctor;
use crate::groups;

/// A local fake backend that answers as Trillet, UnleashX, Vobiz and Dasha BlackBox do, and the suite that says clause
/// by clause whether an endpoint behaves as they do.
#[derive(Debug, Parser)]
#[command(
    name = "testline",
    version,
    after_help = "Examples:\n  \
        testline serve\n  \
        testline exec -- pytest\n  \
        eval \"$(testline env)\"\n  \
        testline run --target http://127.0.0.1:7464 --vendor vobiz\n  \
        testline doctor\n  \
        testline completions bash > ~/.local/share/bash-completion/completions/testline\n\n\
        `testline COMMAND --help` says more of one."
)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What the program does.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// What `testline-emulator` does.
    #[command(flatten)]
    Emulator(testline_emulator::cli::Command),
    /// What `testline-conformance` does.
    #[command(flatten)]
    Conformance(testline_conformance::cli::Command),
    /// Says what is wrong with a set-up, and what to do
    ///
    /// It looks at the environment that it runs in and at the flags of `serve`, which it takes too, and asks nobody but
    /// emulators: never a vendor. Exit codes: 0 nothing is wrong, 1 something is, 2 bad usage.
    #[command(after_help = "Examples:\n  \
        testline doctor\n  \
        testline doctor --listen 0.0.0.0:7464 --world my-world.yaml\n  \
        testline exec --no-live -- testline doctor")]
    Doctor(Box<Doctor>),
    /// Prints completions for a shell
    #[command(after_help = "Examples:\n  \
        testline completions bash > ~/.local/share/bash-completion/completions/testline\n  \
        testline completions zsh > ~/.zfunc/_testline\n  \
        testline completions fish > ~/.config/fish/completions/testline.fish")]
    Completions {
        /// The shell
        #[arg(env = "TESTLINE_SHELL")]
        shell: Shell,
    },
    /// Writes man pages, one for each command
    #[command(after_help = "Examples:\n  \
        testline man ~/.local/share/man/man1")]
    Man {
        /// The folder that gets them; it is made where it is not there
        #[arg(env = "TESTLINE_MAN_DIR")]
        dir: PathBuf,
    },
}

/// The command line as it is parsed.
pub(crate) fn plain() -> clap::Command {
    Cli::command()
}

/// The same with a help page that has the commands in groups.
pub(crate) fn described() -> clap::Command {
    groups::grouped(plain())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        described().debug_assert();
    }

    #[test]
    fn both_programs_are_there_whole() {
        let names = |command: clap::Command| -> Vec<String> {
            command.get_subcommands().map(|command| command.get_name().to_owned()).collect()
        };
        let here = names(described());
        let emulator = names(testline_emulator::cli::Cli::command());
        let conformance = names(testline_conformance::cli::Cli::command());
        assert!(emulator.contains(&"serve".to_owned()) && conformance.contains(&"run".to_owned()));
        for name in emulator.iter().chain(&conformance) {
            assert_eq!(here.iter().filter(|here| *here == name).count(), 1, "{name}");
        }
    }
}
