//! Documented exchanges: a request and the reply that a source prints, with the requests that lead there.

use serde_json::Value;
use testline_emulator::Vendor;
use testline_emulator::contract::Clause;
use testline_emulator::exchange;
use testline_emulator::http::{Reply, Request};
use testline_emulator::world::clock::Clock;

use crate::scenario::{Claims, HeaderClaim, StatusClaim};

/// One file of `fixtures/<vendor>/`.
#[derive(Clone, Debug)]
pub struct Fixture {
    /// The vendor, from the folder.
    pub vendor: Vendor,
    /// The clause that decides the documented reply.
    pub clause: Clause,
    /// The world file of `fixtures/worlds/`, without its ending.
    pub world: Option<String>,
    /// The clock of the world.
    pub clock: Option<Clock>,
    /// Switches that are turned, as `vendor.switch` and value.
    pub dialect: Vec<(String, String)>,
    /// The requests that lead to the documented one.
    pub given: Vec<Request>,
    /// The documented request.
    pub request: Request,
    /// What the source says of its reply.
    pub claims: Claims,
}

/// The keys that may stand above the first exchange.
const KEYS: [&str; 11] = [
    "title", "source", "section", "read", "clause", "world", "clock", "dialect", "request", "reply", "filled",
];

/// Those of them whose value may go on in the next line.
const TEXTS: [&str; 6] = ["title", "source", "section", "request", "reply", "filled"];

impl Fixture {
    /// Reads a fixture. An error follows "failed to" and names the file.
    pub fn read(path: &str, text: &str) -> Result<Self, String> {
        let wrong = |message: String| format!("read {path}: {message}");
        let vendor = path
            .split('/')
            .rev()
            .nth(1)
            .and_then(|folder| folder.parse::<Vendor>().ok())
            .ok_or_else(|| wrong("it lies in no vendor's folder".to_owned()))?;
        let head = head(text).map_err(wrong)?;
        let one = |key: &str| head.iter().find(|(held, _)| held == key).map(|(_, value)| value.as_str());
        for key in ["title", "source", "section", "read"] {
            one(key).ok_or_else(|| wrong(format!("`# {key}:` is missing")))?;
        }
        let id = one("clause").ok_or_else(|| wrong("`# clause:` is missing".to_owned()))?;
        let clause = Clause::find(id, Some(vendor)).ok_or_else(|| wrong(format!("unknown clause `{id}`")))?;
        let clock = one("clock").map(str::parse::<Clock>).transpose().map_err(wrong)?;
        let mut dialect = Vec::new();
        for (_, switch) in head.iter().filter(|(key, _)| key == "dialect") {
            let (name, value) = switch
                .split_once('=')
                .ok_or_else(|| wrong(format!("`{switch}` is no `vendor.switch=value`")))?;
            dialect.push((name.trim().to_owned(), value.trim().to_owned()));
        }
        let mut parts = exchange::parse(text).map_err(|error| wrong(error.to_string()))?;
        let last = parts.pop().filter(|part| part.heading == "documented");
        let documented = last.ok_or_else(|| wrong("the last part must be `### documented`".to_owned()))?;
        if let Some(part) = parts.iter().find(|part| part.heading != "given" || part.reply.is_some()) {
            return Err(wrong(format!("line {}: expected `### given` with a request only", part.line)));
        }
        let reply =
            documented.reply.ok_or_else(|| wrong("the documented request has no reply".to_owned()))?;
        Ok(Self {
            vendor,
            clause,
            world: one("world").map(str::to_owned),
            clock,
            dialect,
            given: parts.into_iter().map(|part| part.request).collect(),
            request: documented.request,
            claims: claims(&reply).map_err(wrong)?,
        })
    }
}

/// The `# key: value` lines above the first exchange. A line without a key goes on with the text above it, or is a
/// note that nobody reads.
fn head(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut head: Vec<(String, String)> = Vec::new();
    for (at, line) in text.lines().take_while(|line| !line.starts_with("### ")).enumerate() {
        let Some(line) = line.strip_prefix('#').map(str::trim) else {
            if line.trim().is_empty() {
                continue;
            }
            return Err(format!("line {}: expected `# key: value` or `### …`", at + 1));
        };
        match (line.split_once(':'), head.last_mut()) {
            (Some((key, value)), _) if KEYS.contains(&key) => {
                head.push((key.to_owned(), value.trim().to_owned()))
            }
            (Some((key, _)), _) if key.chars().all(|c| c.is_ascii_lowercase()) => {
                return Err(format!("line {}: unknown key `{key}`; there are: {}", at + 1, KEYS.join(", ")));
            }
            (_, Some((key, value))) if TEXTS.contains(&key.as_str()) => *value = format!("{value} {line}"),
            (_, Some(_)) => {}
            (_, None) => return Err(format!("line {}: expected `# key: value`", at + 1)),
        }
    }
    Ok(head)
}

/// What a printed reply claims: its status, the headers that it lists, and its body.
fn claims(reply: &Reply) -> Result<Claims, String> {
    let mut claims =
        Claims { status: Some(StatusClaim::OneOf(vec![reply.status.as_u16()])), ..Claims::default() };
    for (name, value) in reply.headers.iter() {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        match claims.headers.iter_mut().find(|(held, _)| held == name) {
            Some((_, HeaderClaim::Values(values))) => values.push(value),
            Some(_) | None => claims.headers.push((name.clone(), HeaderClaim::Values(vec![value]))),
        }
    }
    let text = String::from_utf8_lossy(&reply.body);
    if text.trim().is_empty() {
        claims.empty_body = true;
    } else if text.trim_start().starts_with(['{', '[']) {
        // Comments give the reasons of matchers; what a source prints has none of its own.
        let plain: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let json: Value = serde_json::from_str(&plain.join("\n"))
            .map_err(|error| format!("the reply's body is no JSON: {error}"))?;
        claims.json = Some(json);
    } else {
        claims.text = Some(text.into_owned());
    }
    Ok(claims)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# title: A\n# source: a.b/c\n# section: S, which\n# goes on\n# read: 2026-11\n\
        # clause: assign-number-to-trunk.assigned\n# dialect: vobiz.raw-plus=accepted\n\n\
        ### given\nGET /a\n\n### documented\nPOST /b\n\n{}\n\nHTTP/1.1 204 No Content\n";

    #[test]
    fn a_fixture_is_read_with_what_leads_to_it() {
        let fixture = Fixture::read("fixtures/vobiz/a.http", TEXT).expect("a right fixture");
        assert_eq!((fixture.given.len(), fixture.request.target.as_str()), (1, "/b"));
        assert_eq!(fixture.dialect, [("vobiz.raw-plus".to_owned(), "accepted".to_owned())]);
        assert!(fixture.claims.empty_body);
    }

    #[test]
    fn an_unknown_key_is_named() {
        let error = Fixture::read("fixtures/vobiz/a.http", &TEXT.replace("# dialect", "# dialetc"));
        assert!(error.is_err_and(|message| message.contains("line 7") && message.contains("dialetc")));
    }
}
