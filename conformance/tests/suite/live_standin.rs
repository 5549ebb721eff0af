//! A stand-in for a live vendor: the emulator without its admin API and without its own headers, behind TLS with a
//! certificate that nobody knows; and the program itself as a process that uses it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use testline_emulator::server;
use testline_emulator::tenancy::{Found, Settings, Tenancy};
use testline_emulator::{DEFAULT_WORLD, Timestamp, Vendor, World};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::live_state::forget;

/// How long a request may take to come on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// A request that the stand-in holds up until it is let go; where it never is, its answer never comes.
pub(crate) struct Held {
    told: mpsc::Receiver<()>,
    go: oneshot::Sender<()>,
}

impl Held {
    /// Waits until a request is held up.
    pub(crate) async fn happens(&mut self) {
        let held = tokio::time::timeout(PATIENCE, self.told.recv()).await;
        held.expect("such a request is sent").expect("the stand-in lives");
    }

    /// Lets the answer pass.
    pub(crate) fn release(self) {
        self.go.send(()).expect("the stand-in lives");
    }
}

/// The stand-in, and a folder for what belongs to it.
pub(crate) struct StandIn {
    pub(crate) url: String,
    pub(crate) folder: PathBuf,
    tenancy: Arc<Tenancy>,
    hold: Arc<Mutex<Option<Hold>>>,
    _stop: oneshot::Sender<()>,
}

/// Which request is held up, and who wants to know.
struct Hold {
    mark: &'static str,
    /// Whether the vendor gets it at all.
    reaches: bool,
    tell: mpsc::Sender<()>,
    go: oneshot::Receiver<()>,
}

impl StandIn {
    /// A stand-in with switches turned.
    pub(crate) async fn start(name: &str, dialect: &[(&str, &str)]) -> Self {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("live-{name}"));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).expect("a folder for tests");
        let dialect = dialect.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let settings = Settings { dialect, ..Settings::default() };
        let tenancy = Arc::new(Tenancy::new(settings, Timestamp::UNIX_EPOCH).expect("right settings"));
        let inner = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let emulator = inner.local_addr().expect("it is bound");
        let (stop, stopped) = oneshot::channel();
        let options = server::Options { admin: None, bare: true, ..server::Options::default() };
        tokio::spawn(server::run(inner, Arc::clone(&tenancy), options, async {
            let _ = stopped.await;
        }));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("https://{}", listener.local_addr().expect("it is bound"));
        let acceptor = acceptor(&folder.join("ca.pem"));
        let hold = Arc::new(Mutex::new(None));
        let held = Arc::clone(&hold);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, hold) = (acceptor.clone(), Arc::clone(&held));
                tokio::spawn(async move {
                    if let Ok(client) = acceptor.accept(stream).await {
                        let server = TcpStream::connect(emulator).await.expect("the emulator listens");
                        let _ = pass(client, server, &hold).await;
                    }
                });
            }
        });
        Self { url, folder, tenancy, hold, _stop: stop }
    }

    /// Holds up the first request whose head has this in it, once the vendor has answered it.
    pub(crate) fn hold_after(&self, mark: &'static str) -> Held {
        self.hold(mark, true)
    }

    /// Holds up the first request whose head has this in it, before the vendor gets it.
    pub(crate) fn hold_before(&self, mark: &'static str) -> Held {
        self.hold(mark, false)
    }

    fn hold(&self, mark: &'static str, reaches: bool) -> Held {
        let (tell, told) = mpsc::channel(1);
        let (go, gone) = oneshot::channel();
        *self.hold.lock().expect("nobody panicked") = Some(Hold { mark, reaches, tell, go: gone });
        Held { told, go }
    }

    /// Does something to the vendor's state, as its dashboard would.
    pub(crate) fn with_world<T>(&self, act: impl FnOnce(&mut World) -> T) -> T {
        let Found::World(tenant) = self.tenancy.get(DEFAULT_WORLD) else {
            panic!("the default world is there")
        };
        act(&mut tenant.lock())
    }

    /// Makes something go wrong at the vendor.
    pub(crate) fn add_fault(&self, fault: &Value) {
        let fault = serde_json::from_value(fault.clone()).expect("a right fault");
        self.with_world(|world| world.add_fault(fault)).expect("a right fault");
    }

    /// The vendor's state, to the last time stamp.
    pub(crate) fn exact_state(&self, vendor: Vendor) -> Value {
        self.with_world(|world| world.export().to_json()[vendor.name()].clone())
    }

    /// The vendor's state less what no operation can put back: when something was touched, and by which exchange.
    pub(crate) fn state(&self, vendor: Vendor) -> Value {
        let mut state = self.exact_state(vendor);
        forget(&mut state);
        state
    }

    /// Writes a target file with these resources and everything else that it needs.
    pub(crate) fn target(&self, vendor: Vendor, resources: &str, rest: &str) -> String {
        let credentials = match vendor {
            Vendor::Vobiz => {
                "  first: { X-Auth-ID: { env: FIRST_ID }, X-Auth-Token: { env: FIRST_TOKEN } }\n  \
                 second: { X-Auth-ID: { env: SECOND_ID }, X-Auth-Token: { env: SECOND_TOKEN } }\n  \
                 sub-account: { X-Auth-ID: { env: SUB_ID }, X-Auth-Token: { env: SUB_TOKEN } }\n"
            }
            Vendor::Trillet => {
                "  first: { x-api-key: { env: FIRST_TOKEN }, x-workspace-id: { env: FIRST_ID } }\n  \
                 second: { x-api-key: { env: SECOND_TOKEN }, x-workspace-id: { env: SECOND_ID } }\n"
            }
            Vendor::Unleashx => {
                "  first: { token: { env: FIRST_TOKEN } }\n  first-api-key: { authorization: { env: FIRST_ID } }\n  \
                 second: { token: { env: SECOND_TOKEN } }\n"
            }
            Vendor::Dasha => {
                "  first: { Authorization: { env: FIRST_TOKEN, prefix: \"Bearer \" } }\n  \
                 second: { Authorization: { env: SECOND_TOKEN, prefix: \"Bearer \" } }\n"
            }
        };
        let rate =
            if rest.contains("rate-limit") { "" } else { "rate-limit: { requests: 1000, per: PT1S }\n" };
        let text = format!(
            "vendor: {vendor}\nbase-url: {}\ncredentials:\n{credentials}resources:\n{resources}{rate}{rest}",
            self.url
        );
        let path = self.folder.join(format!("{vendor}.yaml"));
        std::fs::write(&path, text).expect("the folder is there");
        path.display().to_string()
    }

    /// The program with this vendor's credentials in its environment, and nothing else.
    pub(crate) fn program(&self, vendor: Vendor, words: &[&str]) -> Command {
        let (first, second) = match vendor {
            Vendor::Vobiz => (("MA_XXXXXX", "testline"), ("MA_BN2MZ1VV", "testline-2")),
            Vendor::Trillet => {
                (("664a1b2c3d4e5f6a7b8c9d0e", "tk_testline"), ("6764d172953253138a3a70f4", "tk_testline_2"))
            }
            Vendor::Unleashx => (("YOUR_API_KEY", "YOUR_AUTH_TOKEN"), ("OTHER_API_KEY", "OTHER_AUTH_TOKEN")),
            Vendor::Dasha => (("-", "testline"), ("-", "testline-2")),
        };
        let mut command = Command::new(env!("CARGO_BIN_EXE_testline-conformance"));
        command
            .args(words)
            .env_clear()
            .env("FIRST_ID", first.0)
            .env("FIRST_TOKEN", first.1)
            .env("SECOND_ID", second.0)
            .env("SECOND_TOKEN", second.1)
            .env("SUB_ID", "SA_XXXXXX")
            .env("SUB_TOKEN", "testline-sub")
            .env("TESTLINE_CA", self.folder.join("ca.pem"))
            .env("TESTLINE_LEDGER_DIR", self.ledgers())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs the program to its end.
    pub(crate) async fn run(&self, vendor: Vendor, words: &[&str]) -> Ended {
        ended(self.program(vendor, words)).await
    }

    /// Where the program keeps its ledgers.
    pub(crate) fn ledgers(&self) -> PathBuf {
        self.folder.join("ledgers")
    }

    /// How many ledgers there are.
    pub(crate) fn ledger_count(&self) -> usize {
        std::fs::read_dir(self.ledgers()).map_or(0, Iterator::count)
    }
}

/// How the program ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) log: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Self { code: output.status.code(), out: text(output.stdout), log: text(output.stderr) }
    }
}

/// Waits for the end of a program, without holding up the stand-in.
pub(crate) async fn ended(mut command: Command) -> Ended {
    let run = tokio::task::spawn_blocking(move || command.output());
    run.await.expect("nobody panicked").expect("the program starts").into()
}

/// TLS with a fresh certificate of its own, whose text is written to a file.
fn acceptor(file: &Path) -> TlsAcceptor {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate");
    std::fs::write(file, made.cert.pem()).expect("the folder is there");
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring knows them")
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .expect("the key is the certificate's");
    TlsAcceptor::from(Arc::new(config))
}

/// Passes bytes on in both directions, and holds up what is to be held up.
async fn pass(
    mut client: tokio_rustls::server::TlsStream<TcpStream>,
    mut server: TcpStream,
    hold: &Mutex<Option<Hold>>,
) -> std::io::Result<()> {
    let (mut asked, mut answered) = (vec![0; 65536], vec![0; 65536]);
    let mut held: Option<Hold> = None;
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let read = read?;
                if read == 0 {
                    return server.shutdown().await;
                }
                let text = String::from_utf8_lossy(&asked[..read]).into_owned();
                let taken = {
                    let mut hold = hold.lock().expect("nobody panicked");
                    if hold.as_ref().is_some_and(|hold| text.contains(hold.mark)) { hold.take() } else { None }
                };
                if let Some(hold) = taken {
                    if !hold.reaches {
                        let _ = hold.tell.send(()).await;
                        return std::future::pending().await;
                    }
                    held = Some(hold);
                }
                server.write_all(&asked[..read]).await?;
            }
            read = server.read(&mut answered) => {
                let read = read?;
                if read == 0 {
                    return client.shutdown().await;
                }
                if let Some(hold) = held.take() {
                    let _ = hold.tell.send(()).await;
                    if hold.go.await.is_err() {
                        return std::future::pending().await;
                    }
                }
                client.write_all(&answered[..read]).await?;
            }
        }
    }
}
