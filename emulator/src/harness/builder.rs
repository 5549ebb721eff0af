//! What an emulator of a test may be told before it starts.

#[cfg(feature = "tls")]
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[cfg(feature = "tls")]
use super::emulator::Encrypted;
use super::emulator::{Emulator, Place};
use super::running::{Bound, Running, Speak};
use crate::listener::Listener;
use crate::log::Log;
use crate::server::{Options, wall};
use crate::tenancy::{Answering, Conduct, Settings, Tenancy};
use crate::world::WorldFile;
use crate::world::clock::Clock;

/// An emulator that has not started yet. What is wrong with it is told when it starts.
#[derive(Clone, Debug)]
#[must_use = "it starts with `start` or `start_blocking`"]
pub struct EmulatorBuilder {
    seed: u64,
    clock: Option<Clock>,
    dialect: Vec<(String, String)>,
    file: Option<PathBuf>,
    coverage_dir: Option<PathBuf>,
    log: bool,
    answering: Answering,
    #[cfg(feature = "tls")]
    tls: bool,
    #[cfg(feature = "tls")]
    proxy: Option<bool>,
}

impl EmulatorBuilder {
    pub(super) fn new() -> Self {
        Self {
            seed: 0,
            clock: None,
            dialect: Vec::new(),
            file: None,
            // The one thing that a whole test suite says to all of its emulators at once.
            coverage_dir: std::env::var_os("TESTLINE_COVERAGE_DIR").map(PathBuf::from),
            log: false,
            answering: Answering::default(),
            #[cfg(feature = "tls")]
            tls: false,
            #[cfg(feature = "tls")]
            proxy: None,
        }
    }

    /// The seed of every id and credential that is made; 0 without it.
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The clock of every world. Without it a world file's own manual clock counts, and else one that stands at
    /// 2026-01-24T10:30:19Z and that each exchange moves by a second.
    pub const fn clock(mut self, clock: Clock) -> Self {
        self.clock = Some(clock);
        self
    }

    /// Turns a switch for every world, such as `unleashx.conflict` to `400`.
    pub fn dialect(mut self, switch: &str, value: &str) -> Self {
        self.dialect.push((switch.to_owned(), value.to_owned()));
        self
    }

    /// The world file from which every world starts.
    pub fn world_file(mut self, path: impl AsRef<Path>) -> Self {
        self.file = Some(path.as_ref().to_owned());
        self
    }

    /// The folder that gets, when the emulator is dropped, a file that says which clauses were met; without it the one
    /// that `TESTLINE_COVERAGE_DIR` names, if it is set.
    pub fn coverage_dir(mut self, folder: impl AsRef<Path>) -> Self {
        self.coverage_dir = Some(folder.as_ref().to_owned());
        self
    }

    /// Says on standard error what each request came to; the lines are not captured by the test runner.
    pub const fn log(mut self) -> Self {
        self.log = true;
        self
    }

    /// Lets somebody answer in the place of every world: an emulator that is wrong on purpose, to see whether a test
    /// suite notices.
    pub fn answered_by(mut self, conduct: Arc<dyn Conduct>) -> Self {
        self.answering = Answering::by(conduct);
        self
    }

    /// Speaks TLS on a second port ([`Emulator::tls_url`]), with a certificate authority of its own
    /// ([`Emulator::ca_pem`]).
    #[cfg(feature = "tls")]
    pub const fn tls(mut self) -> Self {
        self.tls = true;
        self
    }

    /// Runs a proxy that answers for the vendors' own hosts ([`Emulator::proxy_url`]); what is no vendor's is refused.
    #[cfg(feature = "tls")]
    pub const fn proxy(mut self) -> Self {
        self.proxy = Some(false);
        self
    }

    /// The same as [`EmulatorBuilder::proxy`], and what is no vendor's passes.
    #[cfg(feature = "tls")]
    pub const fn proxy_and_others(mut self) -> Self {
        self.proxy = Some(true);
        self
    }

    /// Starts it.
    ///
    /// # Panics
    ///
    /// Where it cannot: the world file or a switch is wrong, or no port is free.
    #[track_caller]
    pub fn start_blocking(self) -> Emulator {
        match self.try_start() {
            Ok(emulator) => emulator,
            Err(error) => panic!("{error}"),
        }
    }

    /// Starts it from an async test. It has its own thread and never uses the test's runtime.
    ///
    /// # Panics
    ///
    /// As [`EmulatorBuilder::start_blocking`] does.
    pub async fn start(self) -> Emulator {
        self.start_blocking()
    }

    /// Starts it; an error says why it cannot.
    pub fn try_start(self) -> Result<Emulator, String> {
        let world = self.file.as_deref().map(read).transpose()?;
        let of_file = world.as_ref().map(|file| file.clock).filter(|clock| *clock != Clock::Real);
        let clock = self.clock.or(of_file).unwrap_or(Clock::OF_TESTS);
        let settings = Settings {
            seed: self.seed,
            world,
            clock: Some(clock),
            dialect: self.dialect.clone(),
            answering: self.answering.clone(),
            ..Settings::default()
        };
        let tenancy = Arc::new(Tenancy::new(settings, wall())?);
        let log = if self.log { Log::text(true) } else { Log::Off };
        let http = Bound::new()?;
        let address = http.address;
        let sockets: Vec<(Bound, Speak)> = vec![(http, Box::new(Listener::http))];
        #[cfg(feature = "tls")]
        let (sockets, encrypted) = self.encrypt(address, sockets, log)?;
        let place = Place {
            http: address,
            #[cfg(feature = "tls")]
            encrypted,
        };
        let options = Options { log, ..Options::default() };
        let running = Running::start(sockets, Arc::clone(&tenancy), options, self.coverage_dir.clone())?;
        Ok(Emulator::new(running, tenancy, place, clock))
    }

    /// Adds the sockets that speak TLS.
    #[cfg(feature = "tls")]
    fn encrypt(
        &self,
        http: SocketAddr,
        mut sockets: Vec<(Bound, Speak)>,
        log: Log,
    ) -> Result<(Vec<(Bound, Speak)>, Encrypted), String> {
        let mut encrypted = Encrypted::default();
        if !self.tls && self.proxy.is_none() {
            return Ok((sockets, encrypted));
        }
        // A certificate is judged by the clock of whoever judges it, never by a world's.
        let now = wall();
        let authority = crate::tls::Authority::new(now)?;
        let config = authority.server_config(now)?;
        let mut own = vec![http];
        if self.tls {
            let bound = Bound::new()?;
            own.push(bound.address);
            encrypted.tls = Some(bound.address);
            let config = Arc::clone(&config);
            sockets.push((bound, Box::new(|socket| Listener::https(socket, config))));
        }
        if let Some(others) = self.proxy {
            let bound = Bound::new()?;
            encrypted.proxy = Some(bound.address);
            let proxy = crate::proxy::Proxy::new(config, others, own, log);
            sockets.push((bound, Box::new(|socket| Listener::proxy(socket, proxy))));
        }
        encrypted.ca_pem = Some(authority.pem().to_owned());
        Ok((sockets, encrypted))
    }
}

fn read(path: &Path) -> Result<WorldFile, String> {
    let name = path.display().to_string();
    let text = std::fs::read_to_string(path).map_err(|error| format!("failed to read {name}: {error}"))?;
    WorldFile::parse(&text, &name).map_err(|error| error.to_string())
}
