//! References in the place of values that came from the emulator: `{agent:1}`, `{number:2}`, `{time}`.
//!
//! Whose a value is, the journal says: what a reply gives first is the emulator's, what a request says first is the
//! client's own and stays as it is. The same value has the same reference everywhere.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use testline_emulator::http::{Reply, Request};

use super::kind;
use super::token::{self, Token};

/// What stands in the place of a secret.
pub(super) const SECRET: &str = "***";

/// The shortest part of a credential that is hidden wherever it stands.
const SHORTEST_SECRET: usize = 8;

/// The values that have a reference, and those that have none.
#[derive(Clone, Debug, Default)]
pub(super) struct References {
    /// The port of the emulator.
    port: String,
    kinds: BTreeMap<String, &'static str>,
    times: BTreeSet<String>,
    own: BTreeSet<String>,
    secrets: BTreeSet<String>,
    numbered: BTreeMap<String, String>,
    counts: BTreeMap<&'static str, usize>,
}

impl References {
    /// Knows where the emulator is, as a URL.
    pub(super) fn new(url: &str) -> Self {
        let port = url.trim_end_matches('/').rsplit(':').next().unwrap_or("");
        Self { port: port.to_owned(), ..Self::default() }
    }

    /// A value that the client was given before it began.
    pub(super) fn give(&mut self, kind: &'static str, value: &str) {
        self.kinds.insert(value.to_owned(), kind);
    }

    /// A credential, which is never shown.
    pub(super) fn hide(&mut self, credential: &str) {
        let runs = token::tokens(credential).filter_map(|token| match token {
            Token::Run(run) if run.len() >= SHORTEST_SECRET && !self.kinds.contains_key(run) => Some(run),
            Token::Run(_) | Token::Time(_) | Token::Local { .. } => None,
        });
        self.secrets.extend(runs.map(str::to_owned));
    }

    /// Hears a request: what no reply has said before is the client's own.
    pub(super) fn request(&mut self, request: &Request) {
        self.hear(&request.target);
        for (_, value) in request.headers.iter() {
            self.hear(&String::from_utf8_lossy(value.as_bytes()));
        }
        self.hear(&String::from_utf8_lossy(&request.body));
    }

    fn hear(&mut self, text: &str) {
        for token in token::tokens(text) {
            let (Token::Time(value) | Token::Run(value)) = token else { continue };
            if !self.kinds.contains_key(value) && !self.times.contains(value) {
                self.own.insert(value.to_owned());
            }
        }
    }

    /// Hears the reply of an operation: what is an id, a number or a time in it gets a reference.
    pub(super) fn reply(&mut self, reply: &Reply, operation: Option<&str>) {
        for (name, value) in reply.headers.iter() {
            self.text(&String::from_utf8_lossy(value.as_bytes()), &[name.as_str()], operation);
        }
        if let Ok(value) = serde_json::from_slice::<Value>(&reply.body) {
            self.value(&value, &mut Vec::new(), operation);
        }
    }

    fn value<'v>(&mut self, value: &'v Value, keys: &mut Vec<&'v str>, operation: Option<&str>) {
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    keys.push(key);
                    self.value(value, keys, operation);
                    keys.pop();
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.value(item, keys, operation)),
            Value::String(text) => self.text(text, keys, operation),
            Value::Number(number) if is_time(&number.to_string()) => self.time(&number.to_string()),
            Value::Number(number) => self.run(&number.to_string(), keys, operation),
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn text(&mut self, text: &str, keys: &[&str], operation: Option<&str>) {
        if let Some(digits) = kind::telephone_number(text) {
            return self.add(digits, "number");
        }
        for token in token::tokens(text) {
            match token {
                Token::Time(time) => self.time(time),
                Token::Run(run) if is_time(run) => self.time(run),
                // Of a longer text only what is an id whatever its field is called.
                Token::Run(run) if run.len() < text.len() => self.run(run, &[], operation),
                Token::Run(run) => self.run(run, keys, operation),
                Token::Local { .. } => {}
            }
        }
    }

    fn time(&mut self, time: &str) {
        if !self.own.contains(time) {
            self.times.insert(time.to_owned());
        }
    }

    fn run(&mut self, run: &str, keys: &[&str], operation: Option<&str>) {
        if let Some(kind) = kind::of_run(run, keys, operation) {
            self.add(run, kind);
        }
    }

    fn add(&mut self, value: &str, kind: &'static str) {
        if !self.own.contains(value) && !self.kinds.contains_key(value) {
            self.kinds.insert(value.to_owned(), kind);
        }
    }

    /// The text with references. They are numbered in the order in which they are written.
    pub(super) fn write(&mut self, text: &str) -> String {
        token::replace(text, |token| match token {
            Token::Time(time) => self.times.contains(time).then(|| "{time}".to_owned()),
            Token::Local { host, port } if port == self.port => {
                Some(if host.contains("://") { "{url}" } else { "{address}" }.to_owned())
            }
            Token::Local { host, port } => Some(format!("{host}:{}", self.numbered(port, "port"))),
            Token::Run(run) if self.secrets.contains(run) => Some(SECRET.to_owned()),
            Token::Run(run) if self.times.contains(run) => Some("{time}".to_owned()),
            Token::Run(run) => {
                let kind = *self.kinds.get(run)?;
                Some(self.numbered(run, kind))
            }
        })
    }

    fn numbered(&mut self, value: &str, kind: &'static str) -> String {
        let key = format!("{kind}:{value}");
        if let Some(held) = self.numbered.get(&key) {
            return held.clone();
        }
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        let reference = format!("{{{kind}:{count}}}");
        self.numbered.insert(key, reference.clone());
        reference
    }
}

/// Whether digits are a time in milliseconds: of the years 2017 to 2033.
fn is_time(run: &str) -> bool {
    let digits = run.len() == 13 && run.bytes().all(|byte| byte.is_ascii_digit());
    digits && ("15".."20").contains(&&run[..2])
}

#[cfg(test)]
mod tests {
    use testline_emulator::http::{Headers, Method, StatusCode};

    use super::*;

    fn reply(body: &str) -> Reply {
        Reply { status: StatusCode::OK, headers: Headers::new(), body: body.to_owned().into() }
    }

    fn get(target: &str) -> Request {
        Request::new(Method::GET, target)
    }

    #[test]
    fn what_a_reply_gives_first_is_a_reference_and_what_a_client_says_first_stays() {
        let mut references = References::new("http://127.0.0.1:40001");
        references.request(&get("/numbers?trunk=aabbccdd-1234-5678-90ab-cdef12345678"));
        references.reply(
            &reply(
                r#"{"number":"+912271264217","trunk_id":"aabbccdd-1234-5678-90ab-cdef12345678","user_id":"u_17"}"#,
            ),
            None,
        );
        references.request(&get("/numbers/%2B912271264217"));
        assert_eq!(
            references
                .write("/numbers/%2B912271264217 +912271264217 u_17 aabbccdd-1234-5678-90ab-cdef12345678"),
            "/numbers/%2B{number:1} +{number:1} {user:1} aabbccdd-1234-5678-90ab-cdef12345678"
        );
    }

    #[test]
    fn references_are_numbered_as_they_are_written() {
        let mut references = References::new("");
        references.reply(&reply(r#"[{"agent_id":"ag_1","n":1},{"agent_id":"ag_2"}]"#), None);
        assert_eq!(references.write("ag_2 ag_1 ag_2 1"), "{agent:1} {agent:2} {agent:1} 1");
    }

    #[test]
    fn times_of_the_emulator_are_all_alike() {
        let mut references = References::new("");
        references.request(&get("/?since=2026-01-01T00:00:00Z"));
        references.reply(
            &reply(r#"{"at":"2026-01-24T10:30:19Z","b":"2026-01-01T00:00:00Z","c":1769250619000}"#),
            None,
        );
        assert_eq!(
            references.write("2026-01-24T10:30:19Z 2026-01-01T00:00:00Z 1769250619000"),
            "{time} 2026-01-01T00:00:00Z {time}"
        );
    }

    #[test]
    fn addresses_of_this_machine_have_no_ports() {
        let mut references = References::new("http://127.0.0.1:40001");
        assert_eq!(
            references.write(
                r#""http://127.0.0.1:40001/vobiz http://localhost:5123/hook 127.0.0.1:5124 127.0.0.1:5123""#
            ),
            r#""{url}/vobiz http://localhost:{port:1}/hook 127.0.0.1:{port:2} 127.0.0.1:{port:1}""#
        );
    }

    #[test]
    fn a_credential_is_hidden_wherever_it_stands() {
        let mut references = References::new("");
        references.give("account", "MA_XXXXXX");
        references.hide("MA_XXXXXX");
        references.hide("Bearer dk_12345678");
        assert_eq!(references.write("MA_XXXXXX?key=dk_12345678 Bearer"), "{account:1}?key=*** Bearer");
    }
}
