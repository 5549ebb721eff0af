//! A small proxy that tells lies: it passes requests on to an emulator and changes what comes back.

use std::sync::{Arc, Mutex};

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

/// The proxy with its emulator; both stop when it is dropped.
pub(crate) struct Proxy {
    pub(crate) url: String,
    _stop: oneshot::Sender<()>,
}

impl Proxy {
    /// A proxy before an emulator without admin API and without its own headers.
    pub(crate) async fn start(dialect: &[(&str, &str)], lie: Lie) -> Self {
        let dialect = dialect.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let settings = Settings { dialect, ..Settings::default() };
        let tenancy = Arc::new(Tenancy::new(settings).expect("right settings"));
        let inner = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let emulator = inner.local_addr().expect("it is bound");
        let (stop, stopped) = oneshot::channel();
        let options = server::Options { admin: None, bare: true, ..server::Options::default() };
        tokio::spawn(server::run(inner, tenancy, options, async {
            let _ = stopped.await;
        }));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let lie = Arc::new((lie, Mutex::new(Vec::new())));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let lie = Arc::clone(&lie);
                tokio::spawn(async move {
                    // A client that goes away is none of the proxy's business.
                    let _ = pass(client, emulator, &lie).await;
                });
            }
        });
        Self { url, _stop: stop }
    }
}

type Told = (Lie, Mutex<Vec<Answer>>);

/// Passes one request on; the connection ends with it.
async fn pass(mut client: TcpStream, emulator: std::net::SocketAddr, told: &Told) -> std::io::Result<()> {
    let (head, body) = read(&mut client).await?;
    let Some((line, fields)) = head.split_once("\r\n") else { return Ok(()) };
    let mut server = TcpStream::connect(emulator).await?;
    let head = format!("{line}\r\nconnection: close\r\n{}\r\n\r\n", fields.trim_end());
    server.write_all(head.as_bytes()).await?;
    server.write_all(&body).await?;
    let (head, body) = read(&mut server).await?;
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let mut answer = Answer {
        status: status.expect("the emulator answers with a status"),
        headers: headers.filter(|(name, _)| name != "content-length" && name != "connection").collect(),
        body: String::from_utf8(body).expect("the emulator answers with text"),
    };
    {
        let mut before = told.1.lock().expect("nobody panicked");
        let truth = answer.clone();
        let n = before.len() + 1;
        (told.0)(&mut Passing { n, answer: &mut answer, before: &before });
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
