//! One request with its reply, and the one text form in which exchanges are shown, stored and compared.
//!
//! ```text
//! ### 7 vobiz.assign-number-to-trunk.already-assigned
//! POST /api/v1/Account/MA_XXXXXX/numbers/%2B912271264217/assign
//! content-type: application/json
//!
//! {"trunk_group_id":"aabbccdd-1234-5678-90ab-cdef12345678"}
//!
//! HTTP/1.1 400 Bad Request
//! content-type: application/json
//!
//! {"error":"invalid request","message":"This number is already assigned to a trunk."}
//! ```
//!
//! A body that would not survive this (bytes that are not UTF-8, carriage returns, a line that reads like
//! a frame) stands as one line `base64:…` instead, so that parsing gives back what was rendered.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;

use crate::http::{HeaderName, HeaderValue, Headers, Method, Reply, Request, StatusCode};

const BASE64_MARK: &str = "base64:";

/// Renders one exchange under a heading (`### {heading}`), ending with one line feed.
pub fn render(heading: &str, request: &Request, reply: &Reply) -> String {
    let mut text = format!("### {heading}\n");
    render_request(&mut text, request);
    text.push('\n');
    render_reply(&mut text, reply);
    text
}

/// Renders a request: request line, headers, and the body after an empty line.
pub fn render_request(text: &mut String, request: &Request) {
    let _ = writeln!(text, "{} {}", request.method, request.target);
    render_rest(text, &request.headers, &request.body);
}

/// Renders a reply: status line, headers, and the body after an empty line.
pub fn render_reply(text: &mut String, reply: &Reply) {
    let reason = reply.status.canonical_reason().unwrap_or("");
    let _ = writeln!(text, "{}", format!("HTTP/1.1 {} {reason}", reply.status.as_str()).trim_end());
    render_rest(text, &reply.headers, &reply.body);
}

fn render_rest(text: &mut String, headers: &Headers, body: &Bytes) {
    for (name, value) in headers.iter() {
        let line = format!("{name}: {}", String::from_utf8_lossy(value.as_bytes()));
        text.push_str(line.trim_end());
        text.push('\n');
    }
    if body.is_empty() {
        return;
    }
    text.push('\n');
    match std::str::from_utf8(body).ok().filter(|body| stands_as_it_is(body)) {
        Some(body) => text.push_str(body),
        None => {
            text.push_str(BASE64_MARK);
            text.push_str(&BASE64.encode(body));
        }
    }
    text.push('\n');
}

/// Whether a body can stand between the frames of the text form and be read back.
fn stands_as_it_is(body: &str) -> bool {
    !body.starts_with(BASE64_MARK)
        && !body.ends_with('\n')
        && !body.contains('\r')
        && body.lines().all(|line| !line.starts_with("### ") && !line.starts_with("HTTP/1.1 "))
        && !body.starts_with('\n')
}

/// A part of a text of exchanges: its heading, its request and, where one is given, its reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What stands after `### `.
    pub heading: String,
    /// The line on which the heading stands, from 1.
    pub line: usize,
    /// The request.
    pub request: Request,
    /// The reply, if the part has one.
    pub reply: Option<Reply>,
}

/// What is wrong with a text of exchanges, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what was expected.
    pub message: String,
}

impl std::fmt::Display for ParseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for ParseError {}

/// Parses a text of exchanges; what stands before the first heading is left to the caller.
pub fn parse(text: &str) -> Result<Vec<Part>, ParseError> {
    let lines: Vec<&str> = text.split('\n').collect();
    let starts: Vec<usize> = (0..lines.len()).filter(|&at| lines[at].starts_with("### ")).collect();
    let mut parts = Vec::with_capacity(starts.len());
    for (nth, &start) in starts.iter().enumerate() {
        let end = starts.get(nth + 1).copied().unwrap_or(lines.len());
        parts.push(parse_part(&lines, start, end)?);
    }
    Ok(parts)
}

fn parse_part(lines: &[&str], start: usize, end: usize) -> Result<Part, ParseError> {
    let reply_at = (start + 1..end).find(|&at| lines[at].starts_with("HTTP/1.1 "));
    let request_end = reply_at.unwrap_or(end);
    let first = lines.get(start + 1).copied().unwrap_or("");
    let fail = |at: usize, message: String| ParseError { line: at + 1, message };
    let (method, target) = first.split_once(' ').ok_or_else(|| {
        fail(start + 1, format!("expected a request line such as `GET /path`, found `{first}`"))
    })?;
    let method = Method::from_bytes(method.as_bytes())
        .map_err(|_| fail(start + 1, format!("`{method}` is not a method")))?;
    let (headers, body) = parse_rest(lines, start + 2, request_end)?;
    let request = Request { method, target: target.to_owned(), headers, body, over_limit: false };
    let reply = match reply_at {
        None => None,
        Some(at) => {
            let code = lines[at]["HTTP/1.1 ".len()..].split(' ').next().unwrap_or("");
            let status = code
                .parse::<u16>()
                .ok()
                .and_then(|code| StatusCode::from_u16(code).ok())
                .ok_or_else(|| fail(at, format!("expected a status of three digits, found `{code}`")))?;
            let (headers, body) = parse_rest(lines, at + 1, end)?;
            Some(Reply { status, headers, body })
        }
    };
    Ok(Part { heading: lines[start]["### ".len()..].to_owned(), line: start + 1, request, reply })
}

fn parse_rest(lines: &[&str], start: usize, end: usize) -> Result<(Headers, Bytes), ParseError> {
    let mut headers = Headers::new();
    let mut at = start;
    while at < end && !lines[at].is_empty() {
        let line = lines[at];
        let fail = |message: String| ParseError { line: at + 1, message };
        let (name, value) = line
            .split_once(':')
            .ok_or_else(|| fail(format!("expected a header such as `name: value`, found `{line}`")))?;
        let name = HeaderName::from_bytes(name.trim().as_bytes())
            .map_err(|_| fail(format!("`{name}` is not a header name")))?;
        let value = HeaderValue::from_str(value.trim())
            .map_err(|_| fail(format!("`{value}` cannot be the value of a header")))?;
        headers.push(name, value);
        at += 1;
    }
    let body = lines[(at + 1).min(end)..end].join("\n");
    let body = body.trim_end_matches('\n');
    match body.strip_prefix(BASE64_MARK) {
        None => Ok((headers, Bytes::copy_from_slice(body.as_bytes()))),
        Some(encoded) => BASE64
            .decode(encoded.trim())
            .map(|body| (headers, Bytes::from(body)))
            .map_err(|error| ParseError { line: at + 2, message: format!("not base64: {error}") }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn reply(body: &[u8]) -> Reply {
        Reply { status: StatusCode::OK, headers: Headers::new(), body: Bytes::copy_from_slice(body) }
    }

    #[test]
    fn an_exchange_without_bodies_is_two_heads() {
        let request = Request::new(Method::DELETE, "/a").with_header(HeaderName::from_static("x"), "1");
        let text = render("1 a.b.c", &request, &Reply::empty(StatusCode::NO_CONTENT));
        assert_eq!(text, "### 1 a.b.c\nDELETE /a\nx: 1\n\nHTTP/1.1 204 No Content\n");
    }

    #[test]
    fn a_wrong_line_is_named() {
        let error = parse("### a\nGET /x\nno header\n").expect_err("the third line is no header");
        assert_eq!(error.line, 3);
    }

    proptest! {
        #[test]
        fn what_is_rendered_parses_back(
            body in proptest::collection::vec(any::<u8>(), 0..64),
            lines in "(### |HTTP/1.1 |base64:|\\{|\n|\r|a| ){0,12}",
            target in "/[!-~]{0,20}",
            value in "[!-~]{0,12}",
        ) {
            for body in [body.as_slice(), lines.as_bytes()] {
                let mut request = Request::new(Method::POST, target.clone())
                    .with_header(HeaderName::from_static("x-any"), &value);
                request.body = Bytes::copy_from_slice(body);
                let text = render("1 a", &request, &reply(body)) + &render("2 b", &request, &reply(b""));
                let parts = parse(&text).expect("what was rendered parses");
                prop_assert_eq!(&parts[0].request, &request);
                prop_assert_eq!(parts[0].reply.as_ref(), Some(&reply(body)));
                prop_assert_eq!(parts[1].reply.as_ref(), Some(&reply(b"")));
            }
        }

        #[test]
        fn arbitrary_text_never_panics(text in "\\PC{0,200}|(### |GET /|\n|HTTP/1.1 |:){0,20}") {
            let _ = parse(&text);
        }
    }
}
