//! Asks an emulator that is running, over plain HTTP and without a client library.

use std::io::{Read as _, Write as _};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::time::Duration;

/// How long an emulator may take to answer.
const WAIT: Duration = Duration::from_secs(3);

/// Why there is no answer.
#[derive(Debug)]
pub struct NoAnswer {
    /// Whether the URL is one that cannot be asked.
    pub wrong_url: bool,
    message: String,
}

impl std::fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for NoAnswer {}

/// Sends a GET and gives status and body.
pub fn ask(url: &str, path: &str, token: Option<&str>) -> Result<(u16, Vec<u8>), NoAnswer> {
    let wrong = || NoAnswer {
        wrong_url: true,
        message: format!("`{url}` is no http:// URL, and an emulator is asked by no other"),
    };
    let rest = url.strip_prefix("http://").ok_or_else(wrong)?;
    let authority = rest.split('/').next().unwrap_or(rest);
    let address = if authority.contains(':') { authority.to_owned() } else { format!("{authority}:80") };
    // An emulator that listens everywhere is asked on loopback.
    let address = address.replace("0.0.0.0", "127.0.0.1");
    let answer = (|| {
        let mut stream = connect(&address)?;
        stream.set_read_timeout(Some(WAIT))?;
        let token = token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
        let question =
            format!("GET {path} HTTP/1.1\r\nhost: {authority}\r\n{token}connection: close\r\n\r\n");
        stream.write_all(question.as_bytes())?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok::<_, std::io::Error>(answer)
    })();
    let failed = |why: &dyn std::fmt::Display| NoAnswer {
        wrong_url: false,
        message: format!("no emulator answers at {url}: {why}"),
    };
    let answer = answer.map_err(|error| failed(&error))?;
    parts(&answer).ok_or_else(|| failed(&"what answers there speaks no HTTP"))
}

/// Opens a connection to the first address of a name that takes one: `localhost` is `::1` too.
fn connect(address: &str) -> std::io::Result<TcpStream> {
    let mut failed = std::io::Error::other("no such host");
    for address in address.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, WAIT) {
            Ok(stream) => return Ok(stream),
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

/// Status and body of an answer that ended with its connection.
fn parts(answer: &[u8]) -> Option<(u16, Vec<u8>)> {
    let head = answer.windows(4).position(|window| window == b"\r\n\r\n")?;
    let status = std::str::from_utf8(answer.get(9..12)?).ok()?.parse().ok()?;
    Some((status, answer[head + 4..].to_vec()))
}
