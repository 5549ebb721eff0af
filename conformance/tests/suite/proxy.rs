//! A small proxy that tells lies: it passes requests on to an emulator and changes what comes back.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use testline_emulator::Timestamp;
use testline_emulator::server;
use testline_emulator::tenancy::{Settings, Tenancy};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

/// A reply on its way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Answer {
    /// Replaces text in the body; what is not there would be no lie.
    pub(crate) fn replace(&mut self, from: &str, to: &str) {
        assert!(self.body.contains(from), "{from} is in {}", self.body);
        self.body = self.body.replace(from, to);
    }

    /// Replaces the list of texts that stands behind a key.
    pub(crate) fn replace_list(&mut self, key: &str, to: &str) {
        let after = self.body.split_once(&format!("\"{key}\":[")).expect("the key is there").1;
        let list = format!("[{}]", after.split_once(']').expect("a list ends").0);
        self.replace(&list, to);
    }

    /// Sets a header field, or takes it away.
    pub(crate) fn set(&mut self, name: &str, value: Option<&str>) {
        self.headers.retain(|(held, _)| !held.eq_ignore_ascii_case(name));
        self.headers.extend(value.map(|value| (name.to_owned(), value.to_owned())));
    }
}

/// What a lie may look at and change: the reply to the request of this number, from 1, and those before it.
pub(crate) struct Passing<'p> {
    pub(crate) n: usize,
    pub(crate) answer: &'p mut Answer,
    pub(crate) before: &'p [Answer],
}

/// What is done to every reply.
pub(crate) type Lie = Box<dyn Fn(&mut Passing<'_>) + Send + Sync>;

/// What stands behind the proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Behind {
    /// An emulator without admin API and without its own headers, as a vendor answers.
    Vendor,
    /// An emulator as it is; what is said to its admin API is passed on as it stands and not counted.
    Emulator,
}

/// The proxy with its emulator; both stop when it is dropped.
pub(crate) struct Proxy {
    pub(crate) url: String,
    _stop: oneshot::Sender<()>,
}

impl Proxy {
    /// A proxy before an emulator without admin API and without its own headers.
    pub(crate) async fn start(dialect: &[(&str, &str)], lie: Lie) -> Self {
        Self::before(Behind::Vendor, dialect, None, lie).await
    }

    /// A proxy that does not pass the request of the number `swallowed` on: its answer is the lie's alone.
    pub(crate) async fn before(
        behind: Behind,
        dialect: &[(&str, &str)],
        swallowed: Option<usize>,
        lie: Lie,
    ) -> Self {
        let dialect = dialect.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let settings = Settings { dialect, ..Settings::default() };
        let tenancy = Arc::new(Tenancy::new(settings, Timestamp::UNIX_EPOCH).expect("right settings"));
        let inner = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let emulator = inner.local_addr().expect("it is bound");
        let (stop, stopped) = oneshot::channel();
        let options = match behind {
            Behind::Vendor => server::Options { admin: None, bare: true, ..server::Options::default() },
            Behind::Emulator => server::Options::default(),
        };
        tokio::spawn(server::run(inner, tenancy, options, async {
            let _ = stopped.await;
        }));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let told = Arc::new(Told { lie, swallowed, before: Mutex::new(Vec::new()) });
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let told = Arc::clone(&told);
                tokio::spawn(async move {
                    // A client that goes away is none of the proxy's business.
                    let _ = pass(client, emulator, &told).await;
                });
            }
        });
        Self { url, _stop: stop }
    }
}

struct Told {
    lie: Lie,
    swallowed: Option<usize>,
    before: Mutex<Vec<Answer>>,
}

/// Passes one request on; the connection ends with it.
async fn pass(mut client: TcpStream, emulator: SocketAddr, told: &Told) -> std::io::Result<()> {
    let (head, body) = read(&mut client).await?;
    let Some((line, fields)) = head.split_once("\r\n") else { return Ok(()) };
    let counts = !line.contains(" /_testline/");
    let n = told.before.lock().expect("nobody panicked").len() + 1;
    let mut answer = if counts && told.swallowed == Some(n) {
        Answer::default()
    } else {
        answer(emulator, line, fields, &body).await?
    };
    if counts {
        let mut before = told.before.lock().expect("nobody panicked");
        let truth = answer.clone();
        (told.lie)(&mut Passing { n, answer: &mut answer, before: &before });
        before.push(truth);
    }
    let mut out = format!("HTTP/1.1 {} Told\r\n", answer.status);
    for (name, value) in &answer.headers {
        out.push_str(&format!("{name}: {value}\r\n"));
    }
    // A 204 has no length, so that a body with one is a lie that only shows where the connection ends.
    let length = format!("content-length: {}\r\n", answer.body.len());
    out.push_str(if answer.body.is_empty() && answer.status == 204 { "" } else { &length });
    out.push_str("connection: close\r\n\r\n");
    client.write_all(out.as_bytes()).await?;
    client.write_all(answer.body.as_bytes()).await?;
    client.shutdown().await
}

/// What the emulator answers.
async fn answer(emulator: SocketAddr, line: &str, fields: &str, body: &[u8]) -> std::io::Result<Answer> {
    let mut server = TcpStream::connect(emulator).await?;
    let head = format!("{line}\r\nconnection: close\r\n{}\r\n\r\n", fields.trim_end());
    server.write_all(head.as_bytes()).await?;
    server.write_all(body).await?;
    let (head, body) = read(&mut server).await?;
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    Ok(Answer {
        status: status.expect("the emulator answers with a status"),
        headers: headers.filter(|(name, _)| name != "content-length" && name != "connection").collect(),
        body: String::from_utf8(body).expect("the emulator answers with text"),
    })
}

/// A head and a body: as long as the head says, else to the end.
async fn read(stream: &mut TcpStream) -> std::io::Result<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut piece = [0; 16 * 1024];
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
            });
            let mut body = bytes.split_off(end + 4);
            while body.len() < length.unwrap_or(0) {
                let read = stream.read(&mut piece).await?;
                if read == 0 {
                    break;
                }
                body.extend_from_slice(&piece[..read]);
            }
            return Ok((head, body));
        }
        let read = stream.read(&mut piece).await?;
        if read == 0 {
            return Ok((String::new(), Vec::new()));
        }
        bytes.extend_from_slice(&piece[..read]);
    }
}
