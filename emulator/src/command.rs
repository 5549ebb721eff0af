//! Carries a command line out.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use crate::ask::ask;
use crate::cli::{Cli, Command, Env, Format, LogFormat, Serve};
use crate::describe;
use crate::exec;
use crate::start::{self, Defaults, Started, start};
use crate::stopped;
use crate::vendors::Vendor;
use crate::world::DEFAULT_WORLD;

/// Everything went well.
const OK: u8 = 0;
/// The answer is no: an emulator that is not well.
const NO: u8 = 1;
/// Bad usage, a bad file, or an address that cannot be had.
const USAGE: u8 = 2;
/// Where `serve` listens unless told otherwise.
const LISTEN: &str = "127.0.0.1:7464";

/// Runs a command line.
pub fn run(cli: Cli) -> ExitCode {
    run_command(cli.command.unwrap_or_else(|| Command::Serve(Box::new(cli.serve))))
}

/// Runs one command; what goes wrong is one line on standard error.
pub fn run_command(command: Command) -> ExitCode {
    let result = match command {
        Command::Serve(flags) => serve(&flags),
        Command::Exec(flags) => exec::run(&flags),
        Command::Env(flags) => env(&flags),
        Command::Operations => operations(),
        Command::Contract { vendor, format } => contract(vendor, format),
        Command::Check { file } => check(&file),
        Command::Healthcheck { url } => healthcheck(&url),
    };
    ExitCode::from(result.unwrap_or_else(|error| {
        let _ = writeln!(std::io::stderr(), "testline-emulator: {error}");
        USAGE
    }))
}

fn operations() -> Result<u8, String> {
    let all = describe::operations();
    let mut text = String::new();
    for line in all.lines() {
        text.push_str(&format!("{:<9} {:<32} {}\n", line.vendor, line.operation, line.routes.join(" · ")));
    }
    print(&text)
}

fn contract(vendor: Vendor, format: Format) -> Result<u8, String> {
    match format {
        Format::Json => {
            let text = serde_json::to_string_pretty(&describe::contract(vendor))
                .map_err(|error| error.to_string())?;
            print(&(text + "\n"))
        }
        Format::Text => print(&describe::contract_text(vendor)),
    }
}

fn check(file: &Path) -> Result<u8, String> {
    start::read_world(file)?;
    print(&format!("{} is right\n", file.display()))
}

/// Writes to standard output; a reader that has gone away is no error.
fn print(text: &str) -> Result<u8, String> {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    Ok(OK)
}

/// Asks for `/_testline/health` and wants a 200.
fn healthcheck(url: &str) -> Result<u8, String> {
    match ask(url, "/_testline/health", None) {
        Ok((200, _)) => Ok(OK),
        Err(error) if error.wrong_url => Err(error.to_string()),
        Ok(_) | Err(_) => {
            let _ = writeln!(std::io::stderr(), "testline-emulator: no healthy emulator answers at {url}");
            Ok(NO)
        }
    }
}

/// Prints the variables of the default world of an emulator that is running.
fn env(flags: &Env) -> Result<u8, String> {
    let reach = exec::reach_of_running(&flags.url, flags.admin_token.as_deref())?;
    let mut variables = reach.variables(flags.vendor);
    for assignment in &flags.env {
        variables.push(assignment.fill(&reach)?);
    }
    print(&flags.format.write(&variables))
}

fn serve(flags: &Serve) -> Result<u8, String> {
    runtime()?.block_on(async {
        let defaults =
            Defaults { listen: LISTEN, proxy_listen: None, log: Some(LogFormat::Text), keep_authority: true };
        let started = start(flags, defaults)?;
        if let Some(path) = &flags.port_file {
            write_port(path, started.local.port())?;
        }
        let stopped = stopped::stopped();
        banner(&started);
        print(&format!("testline-emulator listening on http://{}\n", started.local))?;
        started.serve(stopped).await
    })?;
    Ok(OK)
}

/// The runtime of a command that serves.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, String> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("failed to start the runtime: {error}"))
}

/// Writes the port to a file beside the one that is wanted and renames it, so that nobody reads half a number.
pub(crate) fn write_port(path: &Path, port: u16) -> Result<(), String> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    std::fs::write(&beside, format!("{port}\n"))
        .and_then(|()| std::fs::rename(&beside, path))
        .map_err(|error| format!("failed to write {}: {error}", path.display()))
}

/// Says where each vendor is, with which credentials, and one curl that works when pasted.
fn banner(started: &Started) {
    let crate::tenancy::Found::World(tenant) = started.tenancy.get(DEFAULT_WORLD) else { return };
    let world = tenant.lock();
    let base = &started.url;
    let mut text = format!("Testline {} · seed {}\n", env!("CARGO_PKG_VERSION"), started.seed);
    for vendor in Vendor::ALL {
        let profile = world.profile(vendor);
        let headers = profile.get("first").map(|first| {
            let headers = first.headers.iter().map(|(name, value)| format!("{name}: {value}"));
            headers.collect::<Vec<_>>().join(", ")
        });
        text.push_str(&format!(
            "  {:<9} {base}/{vendor:<9} {}\n",
            vendor.contract().name.split(' ').next().unwrap_or(""),
            headers.unwrap_or_default()
        ));
    }
    text.push_str(&started.encryption());
    text.push_str(&format!(
        "try: curl -i -X POST '{base}/vobiz/api/v1/Account/MA_XXXXXX/numbers/%2B912271264217/assign' \
         -H 'X-Auth-ID: MA_XXXXXX' -H 'X-Auth-Token: testline' -H 'Content-Type: application/json' \
         -d '{{\"trunk_group_id\":\"aabbccdd-1234-5678-90ab-cdef12345678\"}}'\n"
    ));
    let _ = std::io::stderr().write_all(text.as_bytes());
}
