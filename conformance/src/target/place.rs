//! What `--target` names, and how a scenario is given its target there.

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use testline_emulator::Vendor;
use testline_emulator::http::{Method, Request};

use super::admin::Admin;
use super::black_box::BlackBox;
use super::client::Client;
use super::emulator::RemoteWorld;
use super::world::InProcess;
use super::{Target, Unanswered};
use crate::evidence;
use crate::exit::Exit;
use crate::live::{Live, LiveError, TargetFile, Wishes};
use crate::profile::Profile;
use crate::runner::{Run, run, skipped};
use crate::scenario::Scenario;

/// What `--target` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spec {
    /// `emulator`: worlds in process.
    InProcess,
    /// What answers at a URL.
    Url(String),
    /// What a target file says of a live vendor.
    File(PathBuf),
}

impl FromStr for Spec {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "emulator" {
            Ok(Self::InProcess)
        } else if text.starts_with("http://") || text.starts_with("https://") {
            Ok(Self::Url(text.to_owned()))
        } else if text.ends_with(".yaml") || text.ends_with(".yml") || Path::new(text).is_file() {
            Ok(Self::File(PathBuf::from(text)))
        } else {
            Err(format!(
                "`{text}` is no target; give `emulator`, a URL that begins with http:// or https://, or a target file \
                 such as targets/vobiz.yaml"
            ))
        }
    }
}

impl std::fmt::Display for Spec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::InProcess => f.write_str("emulator"),
            Self::Url(url) => f.write_str(url),
            Self::File(path) => write!(f, "{}", path.display()),
        }
    }
}

/// A target that could not be had, in words that follow "failed to".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceError {
    message: String,
    exit: Exit,
}

impl PlaceError {
    fn unreachable(message: String) -> Self {
        Self { message, exit: Exit::Unreachable }
    }

    /// How the program ends because of it.
    pub const fn exit(&self) -> Exit {
        self.exit
    }
}

impl From<LiveError> for PlaceError {
    fn from(LiveError { message, exit }: LiveError) -> Self {
        Self { message, exit }
    }
}

impl std::fmt::Display for PlaceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for PlaceError {}

/// A target of the whole run.
#[derive(Clone, Debug)]
pub struct Place {
    spec: Spec,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    InProcess,
    Emulator(Admin),
    BlackBox(Client, String, Serial),
    Live(Arc<Live>),
}

/// Counts the scenarios that were given a black box, from a place that another run is unlikely to have begun at.
#[derive(Clone, Debug)]
struct Serial(Arc<AtomicU32>);

impl Serial {
    fn start() -> Self {
        let since = crate::shell::now().as_second().unsigned_abs() % 500;
        Self(Arc::new(AtomicU32::new(u32::try_from(since * 1000).unwrap_or(0))))
    }

    fn next(&self) -> u32 {
        self.0.fetch_add(1, Ordering::Relaxed)
    }
}

/// What is needed to reach a target besides its name.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The token of an emulator's admin API.
    pub admin_token: Option<String>,
    /// The certificates to trust in the place of the system's.
    pub ca: Option<PathBuf>,
    /// What may be done at live targets, and where their ledgers are.
    pub live: Wishes,
}

impl Place {
    /// Looks at what is there: an emulator with its admin API, or a black box.
    pub async fn find(spec: &Spec, options: &Options) -> Result<Self, PlaceError> {
        let kind = match spec {
            Spec::InProcess => Kind::InProcess,
            Spec::Url(url) => {
                let client = Client::new(url, options.ca.as_deref()).map_err(PlaceError::unreachable)?;
                let admin = Admin::new(client.clone(), url, options.admin_token.clone());
                let plain = !url.contains("{vendor}");
                if plain && admin.is_there().await.map_err(PlaceError::unreachable)? {
                    Kind::Emulator(admin)
                } else {
                    Kind::BlackBox(client, url.clone(), Serial::start())
                }
            }
            Spec::File(path) => {
                let file = TargetFile::read(path).map_err(|errors| {
                    let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
                    LiveError::usage(errors.join("\nfailed to "))
                })?;
                Kind::Live(Arc::new(Live::open(file, &options.live).await?))
            }
        };
        Ok(Self { spec: spec.clone(), kind })
    }

    /// Before anything changes: whether what these scenarios may change is free.
    pub async fn ready(&self, scenarios: &[Arc<Scenario>]) -> Result<(), PlaceError> {
        match &self.kind {
            Kind::Live(live) => Ok(live.ready(scenarios.iter().map(AsRef::as_ref)).await?),
            Kind::InProcess | Kind::Emulator(_) | Kind::BlackBox(..) => Ok(()),
        }
    }

    /// Undoes what is left at the end of a run; says what could not be undone, each with its scenario.
    pub async fn finish(&self) -> Vec<(String, String)> {
        match &self.kind {
            Kind::Live(live) => live.finish().await,
            Kind::InProcess | Kind::Emulator(_) | Kind::BlackBox(..) => Vec::new(),
        }
    }

    /// What stays changed, as the command line lets it.
    pub fn staying(&self) -> Vec<String> {
        match &self.kind {
            Kind::Live(live) => live.staying(),
            Kind::InProcess | Kind::Emulator(_) | Kind::BlackBox(..) => Vec::new(),
        }
    }

    /// Its name, as `--target` says it.
    pub fn name(&self) -> String {
        self.spec.to_string()
    }

    /// What kind of target evidence takes it for.
    pub const fn kind(&self) -> evidence::Kind {
        match self.kind {
            Kind::InProcess | Kind::Emulator(_) => evidence::Kind::Emulator,
            Kind::BlackBox(..) => evidence::Kind::BlackBox,
            Kind::Live(_) => evidence::Kind::Live,
        }
    }

    /// Whether scenarios share what they change, and so run one at a time.
    pub const fn is_shared(&self) -> bool {
        matches!(self.kind, Kind::BlackBox(..) | Kind::Live(_))
    }

    /// Whether nothing is known of it but its replies.
    pub(crate) const fn is_black_box(&self) -> bool {
        matches!(self.kind, Kind::BlackBox(..))
    }

    /// Whether nobody answers there any more. A live vendor is not asked again for it.
    pub(crate) async fn is_gone(&self) -> bool {
        match &self.kind {
            Kind::InProcess => false,
            Kind::Emulator(admin) => !matches!(admin.is_there().await, Ok(true)),
            Kind::BlackBox(client, url, _) => {
                let base = url.replace("{vendor}", Vendor::Vobiz.name());
                let asked = client.send(base.trim_end_matches('/'), &Request::new(Method::GET, "/")).await;
                matches!(asked, Err(Unanswered::Unreachable(_)))
            }
            Kind::Live(_) => true,
        }
    }

    /// Whether it is worlds in process.
    pub(crate) const fn is_in_process(&self) -> bool {
        matches!(self.kind, Kind::InProcess)
    }

    /// Whether it is a live vendor.
    pub(crate) const fn is_live(&self) -> bool {
        matches!(self.kind, Kind::Live(_))
    }

    /// Whether it is reached over a network.
    pub const fn is_remote(&self) -> bool {
        !matches!(self.kind, Kind::InProcess)
    }

    /// A world of its own at an emulator elsewhere; none where the target is no emulator at a URL.
    pub(crate) async fn world(&self, scenario: &Scenario) -> Option<Result<RemoteWorld, Unanswered>> {
        match &self.kind {
            Kind::Emulator(admin) => Some(RemoteWorld::open(admin, scenario).await),
            Kind::InProcess | Kind::BlackBox(..) | Kind::Live(_) => None,
        }
    }

    /// How a target is reached that has one state for everybody.
    pub(crate) fn shared_profile(&self, vendor: Vendor) -> Option<Profile> {
        match &self.kind {
            Kind::BlackBox(..) => Some(Profile::of_default_world(vendor)),
            Kind::Live(live) => Some(live.profile().clone()),
            Kind::InProcess | Kind::Emulator(_) => None,
        }
    }

    /// Gives the scenario its target, runs it there, and clears away.
    pub async fn run(&self, scenario: &Scenario, stop: &crate::runner::Stop) -> Run {
        match &self.kind {
            Kind::InProcess => match InProcess::new(scenario) {
                Ok(mut target) => run(&mut target, scenario, stop).await,
                Err(message) => Run::broken(scenario, message),
            },
            Kind::Emulator(admin) => match RemoteWorld::open(admin, scenario).await {
                Ok(mut target) => {
                    let done = run(&mut target, scenario, stop).await;
                    match target.close().await {
                        Ok(()) => done,
                        Err(error) => done.with_leftover(format!("the world made for it: failed to {error}")),
                    }
                }
                Err(Unanswered::Unable(reason)) => skipped(scenario, reason),
                Err(Unanswered::Unreachable(message)) => Run::broken(scenario, message),
            },
            Kind::Live(live) => live.run(scenario, stop).await,
            Kind::BlackBox(client, url, serial) => {
                let profile = Profile::of_shared_world(scenario.vendor, serial.next());
                let mut target = BlackBox::new(client.clone(), url, scenario.vendor, profile);
                match scenario.emulators_only() {
                    Some(reason) if !target.is_emulator() => skipped(scenario, reason.to_owned()),
                    _ => run(&mut target, scenario, stop).await,
                }
            }
        }
    }
}
