//! The command line: what may be said, and what it means.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::switches::Switches;
use crate::variables::{Assignment, Form};
use crate::vendors::Vendor;
use crate::world::clock::Clock;

/// A local fake backend that answers as Trillet, UnleashX, Vobiz and Dasha BlackBox do.
#[derive(Debug, Parser)]
#[command(
    name = "testline-emulator",
    version,
    about,
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  \
        testline-emulator\n  \
        testline-emulator --listen 127.0.0.1:0 --port-file port.txt --seed 7\n  \
        testline-emulator --world my-world.yaml --dialect unleashx.conflict=400\n  \
        testline-emulator exec -- pytest\n  \
        testline-emulator exec --no-live --coverage -- python client.py\n  \
        testline-emulator check my-world.yaml\n  \
        testline-emulator contract vobiz\n\n\
        Without a command it is `serve`."
)]
pub struct Cli {
    /// What to do; `serve` where nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The flags of `serve`.
    #[command(flatten)]
    pub serve: Serve,
}

/// What the program does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Runs the emulator
    Serve(Box<Serve>),
    /// Runs a command with an emulator of its own and exits as the command does
    Exec(Box<Exec>),
    /// Prints the variables that `exec` sets, for an emulator that is running
    Env(Env),
    /// Lists every emulated operation with its routes
    Operations,
    /// Shows a vendor's contract, clause by clause
    Contract {
        /// trillet, unleashx, vobiz or dasha
        vendor: Vendor,
        /// How it is written
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Says whether a world file is right, without starting
    Check {
        /// The world file
        file: PathBuf,
    },
    /// Asks a running emulator whether it is well: exit 0 if it is, 1 if not
    Healthcheck {
        /// Where it listens
        #[arg(long, env = "TESTLINE_URL", default_value = "http://127.0.0.1:7464")]
        url: String,
    },
}

/// How a contract is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// How requests are logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// One line each.
    Text,
    /// One JSON object a line.
    Json,
}

/// Whether unknown credentials are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Auth {
    /// They get the vendor's own refusal.
    Strict,
    /// A well-formed one opens a world of its own; a missing one is still refused.
    Open,
}

/// The flags of `serve`.
#[derive(Clone, Debug, Args)]
pub struct Serve {
    /// Address to listen on; port 0 picks a free one [default: 127.0.0.1:7464, with exec 127.0.0.1:0]
    #[arg(long, env = "TESTLINE_LISTEN", value_name = "ADDR")]
    pub listen: Option<String>,
    /// Address to speak TLS on, for clients that take only https; a certificate authority is made on first use
    #[arg(long, env = "TESTLINE_TLS_LISTEN", value_name = "ADDR")]
    pub tls_listen: Option<String>,
    /// Address of a proxy that answers for the vendors' own hosts, for clients whose hosts are fixed
    #[arg(long, env = "TESTLINE_PROXY_LISTEN", value_name = "ADDR")]
    pub proxy_listen: Option<String>,
    /// Lets the proxy pass what is no vendor's; without it nothing gets out
    #[arg(long, env = "TESTLINE_PROXY_OTHERS")]
    pub proxy_others: bool,
    /// Folder that keeps the certificate authority [default: ~/.local/share/testline, with exec none]
    #[arg(long, env = "TESTLINE_CA_DIR", value_name = "DIR")]
    pub ca_dir: Option<PathBuf>,
    /// Base of the URLs that worlds are told to use, where clients reach the emulator under another name
    #[arg(long, env = "TESTLINE_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// File that gets the port, written in one step once connections are accepted
    #[arg(long, env = "TESTLINE_PORT_FILE", value_name = "PATH")]
    pub port_file: Option<PathBuf>,
    /// World file from which the world `default` starts; may be missing where --save names the same one
    #[arg(long, env = "TESTLINE_WORLD", value_name = "FILE")]
    pub world: Option<PathBuf>,
    /// File that keeps the world `default`: written after changes, at most once a second, and at exit
    #[arg(long, env = "TESTLINE_SAVE", value_name = "FILE")]
    pub save: Option<PathBuf>,
    /// Folder that gets, at exit, a file that says which clauses were met
    #[arg(long, env = "TESTLINE_COVERAGE_DIR", value_name = "DIR")]
    pub coverage_dir: Option<PathBuf>,
    /// Seed of every id and credential that is made; drawn at random and printed where it is left out
    #[arg(long, env = "TESTLINE_SEED", value_name = "N")]
    pub seed: Option<u64>,
    /// Clock of the world `default`: real, or an RFC 3339 time at which it stands
    #[arg(long, env = "TESTLINE_CLOCK", value_name = "real|RFC3339")]
    pub clock: Option<Clock>,
    /// Turns a switch for every world, or the switches and stubs of a YAML file; may be repeated
    #[arg(long, env = "TESTLINE_DIALECT", value_name = "VENDOR.SWITCH=VALUE|@FILE", value_delimiter = ',')]
    pub dialect: Vec<String>,
    /// Whether unknown credentials are refused
    #[arg(long, env = "TESTLINE_AUTH", value_enum, default_value_t = Auth::Strict)]
    pub auth: Auth,
    /// Leaves the testline-* headers out of every reply
    #[arg(long, env = "TESTLINE_BARE")]
    pub bare: bool,
    /// Longest body that is read; a longer one gets the vendor's own refusal
    #[arg(long, env = "TESTLINE_MAX_BODY", default_value_t = 1024 * 1024, value_name = "BYTES")]
    pub max_body: usize,
    /// How many worlds there may be
    #[arg(long, env = "TESTLINE_MAX_WORLDS", default_value_t = 10_000, value_name = "N")]
    pub max_worlds: usize,
    /// How many exchanges each world's journal keeps
    #[arg(long, env = "TESTLINE_JOURNAL", default_value_t = 10_000, value_name = "N")]
    pub journal: usize,
    /// Token that opens the admin API to others than local clients
    #[arg(long, env = "TESTLINE_ADMIN_TOKEN", value_name = "T", hide_env_values = true)]
    pub admin_token: Option<String>,
    /// Host name under which local clients may use the admin API; may be repeated
    #[arg(long, env = "TESTLINE_ALLOW_HOST", value_name = "NAME", value_delimiter = ',')]
    pub allow_host: Vec<String>,
    /// Switches the admin API off
    #[arg(long, env = "TESTLINE_NO_ADMIN")]
    pub no_admin: bool,
    /// How requests are logged, on standard error [default: text, with exec not at all]
    #[arg(long, env = "TESTLINE_LOG", value_enum)]
    pub log: Option<LogFormat>,
    /// Leaves colour out (<https://no-color.org>)
    #[arg(long, env = "NO_COLOR", hide = true, value_parser = clap::builder::FalseyValueParser::new(), num_args = 0)]
    pub no_color: bool,
}

/// The flags of an emulator around a command.
#[derive(Clone, Debug, Args)]
pub struct Around {
    /// The flags of `serve`.
    #[command(flatten)]
    pub serve: Serve,
    /// Sets one more variable; `{vobiz.base_url}` and such stand for values; may be repeated
    #[arg(long, env = "TESTLINE_ENV", value_name = "NAME=VALUE", value_delimiter = '\n')]
    pub env: Vec<Assignment>,
    /// Leads the command's clients to the emulator by proxy and certificate variables, and lets none of them out
    #[arg(long, env = "TESTLINE_NO_LIVE")]
    pub no_live: bool,
    /// Prints which clauses the command's clients have met, and which never
    #[arg(long, env = "TESTLINE_COVERAGE")]
    pub coverage: bool,
    /// Fails the command if it asked for something that is not emulated
    #[arg(long, env = "TESTLINE_DENY_UNEMULATED")]
    pub deny_unemulated: bool,
    /// Fails the command if it sent a field that nothing read
    #[arg(long, env = "TESTLINE_DENY_UNREAD")]
    pub deny_unread: bool,
    /// Fails the command if it made fewer calls than this
    #[arg(long, env = "TESTLINE_REQUIRE_CALLS", value_name = "N")]
    pub require_calls: Option<u64>,
}

/// The flags of `exec`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  \
        testline-emulator exec -- pytest\n  \
        testline-emulator exec --coverage --deny-unread -- npm test\n  \
        testline-emulator exec --no-live --require-calls 1 -- python client.py\n  \
        testline-emulator exec --env 'API={vobiz.base_url}/api/v1' -- sh -c 'echo $API'\n\n\
        Exit codes: as the command's; 127 there is no such command; 128 and the signal that killed it;\n\
        1 where it was content and a --deny-* or --require-calls was not")]
pub struct Exec {
    /// The emulator around the command.
    #[command(flatten)]
    pub around: Around,
    /// The command and its arguments
    #[arg(trailing_var_arg = true, required = true, value_name = "CMD")]
    pub command: Vec<OsString>,
}

/// The flags of `env`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  \
        eval \"$(testline-emulator env)\"\n  \
        testline-emulator env vobiz --format dotenv >> .env\n  \
        testline-emulator env --format github >> \"$GITHUB_ENV\"\n  \
        testline-emulator env --env 'API={vobiz.base_url}/api/v1' --format json")]
pub struct Env {
    /// Only what this vendor's clients read
    pub vendor: Option<Vendor>,
    /// Where the emulator is
    #[arg(long, env = "TESTLINE_URL", default_value = "http://127.0.0.1:7464", value_name = "URL")]
    pub url: String,
    /// How the variables are written
    #[arg(long, env = "TESTLINE_FORMAT", value_enum, default_value_t = Form::Shell)]
    pub format: Form,
    /// Sets one more variable; `{vobiz.base_url}` and such stand for values; may be repeated
    #[arg(long, env = "TESTLINE_ENV", value_name = "NAME=VALUE", value_delimiter = '\n')]
    pub env: Vec<Assignment>,
    /// Token of the emulator's admin API, where it needs one
    #[arg(long, env = "TESTLINE_ADMIN_TOKEN", value_name = "T", hide_env_values = true)]
    pub admin_token: Option<String>,
}

impl Serve {
    /// The switches and stubs of `--dialect`; an error says how one is written.
    pub fn switches(&self) -> Result<Switches, String> {
        Switches::read(&self.dialect, |file| {
            std::fs::read_to_string(file).map_err(|error| format!("failed to read {file}: {error}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn serve_is_what_happens_without_a_command() {
        let cli = Cli::parse_from(["testline-emulator", "--seed", "7"]);
        assert_eq!((cli.command.is_none(), cli.serve.seed), (true, Some(7)));
    }

    #[test]
    fn a_wrong_switch_names_the_right_ones() {
        let cli = Cli::parse_from(["testline-emulator", "--dialect", "vobiz.raw-plus=maybe"]);
        let error = cli.serve.switches().expect_err("no such value");
        assert!(error.contains("404, accepted"), "{error}");
    }
}
