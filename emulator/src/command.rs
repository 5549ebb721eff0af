//! Carries a command line out.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream, ToSocketAddrs as _};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use crate::admin;
use crate::cli::{Auth, Cli, Command, Format, LogFormat, Serve};
use crate::describe;
use crate::log::Log;
use crate::server::{self, Options};
use crate::tenancy::{Settings, Tenancy};
use crate::vendors::Vendor;
use crate::world::{DEFAULT_WORLD, WorldFile};

/// Everything went well.
const OK: u8 = 0;
/// The answer is no: an emulator that is not well.
const NO: u8 = 1;
/// Bad usage, a bad file, or an address that cannot be had.
const USAGE: u8 = 2;

/// Runs a command line; what goes wrong is one line on standard error.
pub fn run(cli: Cli) -> ExitCode {
    let result = match cli.command {
        None => serve(&cli.serve),
        Some(Command::Serve(flags)) => serve(&flags),
        Some(Command::Operations) => operations(),
        Some(Command::Contract { vendor, format }) => contract(vendor, format),
        Some(Command::Check { file }) => check(&file),
        Some(Command::Healthcheck { url }) => healthcheck(&url),
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
    read_world(file)?;
    print(&format!("{} is right\n", file.display()))
}

fn read_world(path: &Path) -> Result<WorldFile, String> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("failed to read {}: {error}", path.display()))?;
    WorldFile::parse(&text, &path.display().to_string()).map_err(|error| error.to_string())
}

/// Writes to standard output; a reader that has gone away is no error.
fn print(text: &str) -> Result<u8, String> {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    Ok(OK)
}

/// Asks for `/_testline/health` and wants a 200.
fn healthcheck(url: &str) -> Result<u8, String> {
    let rest = url
        .strip_prefix("http://")
        .ok_or_else(|| format!("`{url}` is no http:// URL, and a health check needs no other"))?;
    let authority = rest.split('/').next().unwrap_or(rest);
    let address = if authority.contains(':') { authority.to_owned() } else { format!("{authority}:80") };
    // An emulator that listens everywhere is asked on loopback.
    let address = address.replace("0.0.0.0", "127.0.0.1");
    let wait = Duration::from_secs(3);
    let well = (|| {
        let address = address.to_socket_addrs().ok()?.next()?;
        let mut stream = TcpStream::connect_timeout(&address, wait).ok()?;
        stream.set_read_timeout(Some(wait)).ok()?;
        let ask = format!("GET /_testline/health HTTP/1.1\r\nhost: {authority}\r\nconnection: close\r\n\r\n");
        stream.write_all(ask.as_bytes()).ok()?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).ok()?;
        (&answer == b"HTTP/1.1 200").then_some(())
    })();
    if well.is_some() {
        return Ok(OK);
    }
    let _ = writeln!(std::io::stderr(), "testline-emulator: no healthy emulator answers at {url}");
    Ok(NO)
}

fn serve(flags: &Serve) -> Result<u8, String> {
    let seed = flags.seed.unwrap_or_else(server::random_seed);
    let settings = Settings {
        seed,
        world: flags.world.as_deref().map(read_world).transpose()?,
        clock: flags.clock,
        dialect: flags.switches()?,
        auth_open: flags.auth == Auth::Open,
        max_worlds: flags.max_worlds,
        max_exchanges: flags.journal,
    };
    let tenancy = Tenancy::new(settings)?;
    let listener = listen(&flags.listen)?;
    let local = listener.local_addr().map_err(|error| error.to_string())?;
    let options = Options {
        max_body: flags.max_body,
        bare: flags.bare,
        admin: (!flags.no_admin).then(|| admin::Options {
            token: flags.admin_token.clone(),
            allowed_hosts: flags.allow_host.clone(),
            public_url: flags.public_url.clone(),
        }),
        log: match flags.log {
            LogFormat::Text => Log::text(flags.no_color),
            LogFormat::Json => Log::Json,
        },
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("failed to start the runtime: {error}"))?;
    let base = flags.public_url.clone().unwrap_or_else(|| format!("http://{local}"));
    runtime.block_on(async {
        listener.set_nonblocking(true).map_err(|error| error.to_string())?;
        let listener = tokio::net::TcpListener::from_std(listener).map_err(|error| error.to_string())?;
        if let Some(path) = &flags.port_file {
            write_port(path, local.port())?;
        }
        banner(&tenancy, &base, seed);
        print(&format!("testline-emulator listening on http://{local}\n"))?;
        server::run(listener, Arc::new(tenancy), options, server::stopped())
            .await
            .map_err(|error| format!("failed to serve: {error}"))
    })?;
    Ok(OK)
}

fn listen(address: &str) -> Result<TcpListener, String> {
    TcpListener::bind(address).map_err(|error| {
        if error.kind() == std::io::ErrorKind::AddrInUse {
            format!("{address} is taken by another program; --listen 127.0.0.1:0 picks a free port")
        } else {
            format!("failed to listen on {address}: {error}")
        }
    })
}

/// Writes the port to a file beside the one that is wanted and renames it, so that nobody reads half a number.
fn write_port(path: &Path, port: u16) -> Result<(), String> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    std::fs::write(&beside, format!("{port}\n"))
        .and_then(|()| std::fs::rename(&beside, path))
        .map_err(|error| format!("failed to write {}: {error}", path.display()))
}

/// Says where each vendor is, with which credentials, and one curl that works when pasted.
fn banner(tenancy: &Tenancy, base: &str, seed: u64) {
    let crate::tenancy::Found::World(tenant) = tenancy.get(DEFAULT_WORLD) else { return };
    let world = tenant.lock();
    let mut text = format!("Testline {} · seed {seed}\n", env!("CARGO_PKG_VERSION"));
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
    text.push_str(&format!(
        "try: curl -i -X POST '{base}/vobiz/api/v1/Account/MA_XXXXXX/numbers/%2B912271264217/assign' \
         -H 'X-Auth-ID: MA_XXXXXX' -H 'X-Auth-Token: testline' -H 'Content-Type: application/json' \
         -d '{{\"trunk_group_id\":\"aabbccdd-1234-5678-90ab-cdef12345678\"}}'\n"
    ));
    let _ = std::io::stderr().write_all(text.as_bytes());
}
