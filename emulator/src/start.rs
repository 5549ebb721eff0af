//! From the flags of `serve` and `exec` to worlds that are made and sockets that are bound; then serving.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::admin;
use crate::cli::{Auth, LogFormat, Serve};
use crate::coverage_file::CoverageFile;
use crate::listener::Listener;
use crate::log::Log;
use crate::proxy::Proxy;
use crate::save::Saver;
use crate::server::{self, Options, wall};
use crate::tally::Tally;
use crate::tenancy::{Answering, Settings, Tenancy};
use crate::tls::{self, Authority};
use crate::world::WorldFile;

/// What a command takes where a flag is left out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Defaults<'a> {
    /// Where to listen.
    pub(crate) listen: &'a str,
    /// Where the proxy listens; nowhere where none is given.
    pub(crate) proxy_listen: Option<&'a str>,
    /// How requests are logged.
    pub(crate) log: Option<LogFormat>,
    /// Whether the certificate authority is kept for the next time.
    pub(crate) keep_authority: bool,
}

/// An emulator that can be reached and does not answer yet.
#[derive(Debug)]
pub(crate) struct Started {
    /// Its worlds.
    pub(crate) tenancy: Arc<Tenancy>,
    /// What counts its requests.
    pub(crate) tally: Arc<Tally>,
    /// The address of the first listener.
    pub(crate) local: SocketAddr,
    /// What clients put before a path.
    pub(crate) url: String,
    /// The root seed.
    pub(crate) seed: u64,
    /// The certificate authority, where TLS or the proxy needs one.
    pub(crate) authority: Option<Authority>,
    /// Where TLS is spoken.
    pub(crate) tls: Option<SocketAddr>,
    /// Where the proxy is.
    pub(crate) proxy: Option<SocketAddr>,
    listeners: Vec<Listener>,
    options: Options,
    saver: Option<Saver>,
    coverage_dir: Option<PathBuf>,
}

/// Makes the worlds and binds the sockets.
pub(crate) fn start(flags: &Serve, defaults: Defaults<'_>) -> Result<Started, String> {
    let seed = flags.seed.unwrap_or_else(server::random_seed);
    let tenancy = Arc::new(Tenancy::new(settings(flags, seed)?, wall())?);
    let tally = Arc::new(Tally::default());
    let (http, local) = listen("--listen", flags.listen.as_deref().unwrap_or(defaults.listen))?;
    let saver = flags.save.clone().map(|file| Saver::start(Arc::clone(&tenancy), file)).transpose()?;
    let mut started = Started {
        tenancy,
        local,
        url: flags.public_url.clone().unwrap_or_else(|| format!("http://{local}")),
        seed,
        authority: None,
        tls: None,
        proxy: None,
        listeners: vec![Listener::http(http)],
        options: options(flags, defaults.log, Arc::clone(&tally)),
        tally,
        saver,
        coverage_dir: flags.coverage_dir.clone(),
    };
    started.encrypt(flags, defaults)?;
    Ok(started)
}

impl Started {
    /// Binds what speaks TLS, where it is asked for.
    fn encrypt(&mut self, flags: &Serve, defaults: Defaults<'_>) -> Result<(), String> {
        let proxy = flags.proxy_listen.as_deref().or(defaults.proxy_listen);
        if flags.tls_listen.is_none() && proxy.is_none() {
            return Ok(());
        }
        let authority = match (&flags.ca_dir, defaults.keep_authority) {
            (Some(folder), _) => Authority::kept(folder, wall())?,
            (None, true) => {
                let none =
                    "there is no home directory to keep the certificate authority in; give --ca-dir DIR";
                Authority::kept(&tls::default_folder().ok_or(none)?, wall())?
            }
            (None, false) => Authority::new(wall())?,
        };
        let encrypted = authority.server_config(wall())?;
        let mut own = vec![self.local];
        if let Some(address) = &flags.tls_listen {
            let (socket, local) = listen("--tls-listen", address)?;
            own.push(local);
            self.tls = Some(local);
            self.listeners.push(Listener::https(socket, Arc::clone(&encrypted)));
        }
        if let Some(address) = proxy {
            let (socket, local) = listen("--proxy-listen", address)?;
            self.proxy = Some(local);
            self.listeners.push(Listener::proxy(
                socket,
                Proxy::new(encrypted, flags.proxy_others, own, self.options.log),
            ));
        }
        self.authority = Some(authority);
        Ok(())
    }

    /// Where TLS is spoken and where the proxy is, a line each, with what clients have to trust.
    pub(crate) fn encryption(&self) -> String {
        let mut text = String::new();
        if let Some(tls) = self.tls {
            text.push_str(&format!("  TLS       https://{tls}\n"));
        }
        if let Some(proxy) = self.proxy {
            text.push_str(&format!("  proxy     http://{proxy}\n"));
        }
        if let Some(path) = self.authority.as_ref().and_then(Authority::path) {
            text.push_str(&format!(
                "  clients trust {} (SSL_CERT_FILE, REQUESTS_CA_BUNDLE, NODE_EXTRA_CA_CERTS)\n",
                path.display()
            ));
        }
        text
    }

    /// Answers until `shutdown` completes; then leaves what it was told to leave.
    pub(crate) async fn serve(self, shutdown: impl Future<Output = ()>) -> Result<(), String> {
        let tenancy = Arc::clone(&self.tenancy);
        server::run_all(self.listeners, self.tenancy, self.options, shutdown)
            .await
            .map_err(|error| format!("failed to serve: {error}"))?;
        let saved = self.saver.map_or(Ok(()), Saver::finish);
        // One that fails does not keep the other from being left.
        let left = self.coverage_dir.as_ref().map_or(Ok(()), |folder| {
            CoverageFile::new(tenancy.coverage()).write(folder, std::process::id()).map(|_| ())
        });
        saved.and(left)
    }
}

fn settings(flags: &Serve, seed: u64) -> Result<Settings, String> {
    let switches = flags.switches()?;
    Ok(Settings {
        seed,
        world: first_world(flags)?,
        clock: flags.clock,
        dialect: switches.turned,
        stubs: switches.stubs,
        auth_open: flags.auth == Auth::Open,
        max_worlds: flags.max_worlds,
        max_exchanges: flags.journal,
        answering: Answering::default(),
    })
}

/// The world file to start from. One that `--save` names too need not be there yet.
fn first_world(flags: &Serve) -> Result<Option<WorldFile>, String> {
    match &flags.world {
        Some(file) if flags.save.as_ref() == Some(file) && !file.exists() => Ok(None),
        file => file.as_deref().map(read_world).transpose(),
    }
}

fn options(flags: &Serve, log: Option<LogFormat>, tally: Arc<Tally>) -> Options {
    Options {
        max_body: flags.max_body,
        bare: flags.bare,
        admin: (!flags.no_admin).then(|| admin::Options {
            token: flags.admin_token.clone(),
            allowed_hosts: flags.allow_host.clone(),
            public_url: flags.public_url.clone(),
        }),
        log: match flags.log.or(log) {
            // What does not get through is told all the same: somebody waits for it.
            None => Log::Notes,
            Some(LogFormat::Text) => Log::text(flags.no_color),
            Some(LogFormat::Json) => Log::Json,
        },
        tally: Some(tally),
    }
}

/// Reads a world file.
pub(crate) fn read_world(path: &Path) -> Result<WorldFile, String> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("failed to read {}: {error}", path.display()))?;
    WorldFile::parse(&text, &path.display().to_string()).map_err(|error| error.to_string())
}

/// Binds a socket; `flag` is named where its address cannot be had.
fn listen(flag: &str, address: &str) -> Result<(tokio::net::TcpListener, SocketAddr), String> {
    let failed = |error: std::io::Error| {
        if error.kind() == std::io::ErrorKind::AddrInUse {
            format!("{address} is taken by another program; {flag} 127.0.0.1:0 picks a free port")
        } else {
            format!("failed to listen on {address}: {error}")
        }
    };
    let listener = TcpListener::bind(address).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    let local = listener.local_addr().map_err(failed)?;
    tokio::net::TcpListener::from_std(listener).map(|listener| (listener, local)).map_err(failed)
}
