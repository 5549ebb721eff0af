//! What `doctor` is told, and what it looks at.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Args;
use testline_emulator::cli::Serve;

use super::finding::{count, text};
use super::proxies::Proxies;
use super::setup::SetUp;
use super::{admin, client_variables, files, listeners, misspelt, proxies, roots};

/// The flags of `doctor`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Doctor {
    /// Where the emulator is [default: where the flags of `serve` say]
    #[arg(long, env = "TESTLINE_URL", value_name = "URL")]
    url: Option<String>,
    /// What `serve` would be told.
    #[command(flatten)]
    serve: Serve,
}

impl Doctor {
    /// Looks at everything and says what is wrong.
    pub(crate) fn run(self) -> ExitCode {
        // Which variables matter is not known before: any of them may point at a vendor.
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        let hosts = std::fs::read_to_string("/etc/hosts").unwrap_or_default();
        let setup = SetUp { serve: self.serve, url: self.url, variables, hosts };
        let proxies = Proxies::of(&setup);
        let findings = [
            misspelt::look(&setup),
            files::look(&setup),
            listeners::look(&setup),
            client_variables::look(&setup, &proxies),
            admin::look(&setup),
            proxies::look(&setup, &proxies),
            roots::look(&setup, &proxies),
        ]
        .concat();
        // A reader that has gone away is no error.
        let _ = std::io::stdout().write_all(text(&findings).as_bytes());
        ExitCode::from(u8::from(count(&findings) > 0))
    }
}
