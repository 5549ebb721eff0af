//! Requests and replies as plain values, as the core sees them.
//!
//! Nothing here knows a socket: `server.rs` turns what arrives into a [`Request`] and writes a [`Reply`] out.

use std::borrow::Cow;

use bytes::Bytes;
pub use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use memchr::memchr;

/// Header fields in the order in which they came or go; a name may stand more than once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Headers(Vec<(HeaderName, HeaderValue)>);

impl Headers {
    /// No header at all.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// No header yet, and room for so many.
    pub(crate) fn with_room(fields: usize) -> Self {
        Self(Vec::with_capacity(fields))
    }

    /// Adds a field at the end, beside any other of the same name.
    pub fn push(&mut self, name: HeaderName, value: HeaderValue) {
        self.0.push((name, value));
    }

    /// Adds a field whose value is a constant, which must be visible ASCII; it is not copied.
    pub fn push_static(&mut self, name: HeaderName, value: &'static str) {
        // `from_static` is made for constants that the compiler reads, and slow where it does not.
        let value = HeaderValue::from_maybe_shared(Bytes::from_static(value.as_bytes()));
        self.push(name, value.unwrap_or(HeaderValue::from_static("?")));
    }

    /// Adds a field whose value is text; characters that no header may carry become `?`.
    pub fn push_text(&mut self, name: HeaderName, value: &str) {
        self.push(name, header_value(value));
    }

    /// The name of the last field.
    #[cfg(feature = "server")]
    pub(crate) fn last(&self) -> Option<&HeaderName> {
        self.0.last().map(|(name, _)| name)
    }

    /// How many fields there are.
    #[cfg(feature = "server")]
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The first value of a name as text, if it is there; bytes that are not UTF-8 become `U+FFFD`.
    pub fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        self.values(name).next().map(text)
    }

    /// Every value of a name, in order.
    pub fn all<'s>(&'s self, name: &'s str) -> impl Iterator<Item = Cow<'s, str>> {
        self.values(name).map(text)
    }

    fn values<'s, 'n>(&'s self, name: &'n str) -> impl Iterator<Item = &'s HeaderValue> + use<'s, 'n> {
        self.0.iter().filter(move |(held, _)| is(held, name)).map(|(_, value)| value)
    }

    /// All values of a name joined by `separator`, as some frameworks hand them to their applications.
    pub fn joined(&self, name: &str, separator: &str) -> Option<Cow<'_, str>> {
        let mut values = self.values(name).map(text);
        let first = values.next()?;
        match values.next() {
            None => Some(first),
            Some(second) => {
                let rest = std::iter::once(second).chain(values);
                Some(Cow::Owned(rest.fold(first.into_owned(), |joined, value| joined + separator + &value)))
            }
        }
    }

    /// Whether a field of this name is there.
    pub fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|(held, _)| is(held, name))
    }

    /// Every field in order.
    pub fn iter(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        self.0.iter().map(|(name, value)| (name, value))
    }
}

/// Whether a field has this name, in any letter case.
fn is(held: &HeaderName, name: &str) -> bool {
    // Fields have their names in lower case, and so has whoever asks, as a rule.
    let held = held.as_str();
    held.len() == name.len() && (held == name || held.eq_ignore_ascii_case(name))
}

/// A text as a value; characters that no header may carry become `?`.
pub(crate) fn header_value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| {
        let visible: String = text.chars().map(|c| if matches!(c, ' '..='~') { c } else { '?' }).collect();
        HeaderValue::from_str(&visible).unwrap_or(HeaderValue::from_static("?"))
    })
}

/// A value as text; bytes that are not UTF-8 become `U+FFFD`.
fn text(value: &HeaderValue) -> Cow<'_, str> {
    // Checking a text that is right is much quicker than looking for what is wrong in it.
    match std::str::from_utf8(value.as_bytes()) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(value.as_bytes()),
    }
}

impl FromIterator<(HeaderName, HeaderValue)> for Headers {
    fn from_iter<I: IntoIterator<Item = (HeaderName, HeaderValue)>>(fields: I) -> Self {
        Self(fields.into_iter().collect())
    }
}

impl IntoIterator for Headers {
    type Item = (HeaderName, HeaderValue);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// One request, read whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The method as sent.
    pub method: Method,
    /// Path and query as sent, from the vendor's root: no scheme, no host, no `/w/{world}` and no `/{vendor}` prefix.
    pub target: String,
    /// The header fields.
    pub headers: Headers,
    /// The body; empty where it was over the limit.
    pub body: Bytes,
    /// Whether the body was longer than the limit, and so was not read.
    pub over_limit: bool,
}

impl Request {
    /// A request without headers and body.
    pub fn new(method: Method, target: impl Into<String>) -> Self {
        Self { method, target: target.into(), headers: Headers::new(), body: Bytes::new(), over_limit: false }
    }

    /// The same request with one header more.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        self.headers.push_text(name, value);
        self
    }

    /// The same request with this JSON text as its body and the content type to go with it.
    #[must_use]
    pub fn with_json(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self.headers.push(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self
    }

    /// The target up to the first `?`.
    pub fn path(&self) -> &str {
        memchr(b'?', self.target.as_bytes()).map_or(self.target.as_str(), |end| &self.target[..end])
    }

    /// What follows the first `?`; empty where there is none.
    pub fn query(&self) -> &str {
        memchr(b'?', self.target.as_bytes()).map_or("", |end| &self.target[end + 1..])
    }
}

/// One reply: what goes on the wire, less what HTTP itself adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The status code.
    pub status: StatusCode,
    /// The header fields, in order.
    pub headers: Headers,
    /// The body; empty for none.
    pub body: Bytes,
}

impl Reply {
    /// As many fields as most replies have, those that the shell adds among them.
    const FIELDS: usize = 8;

    /// A reply without headers and body.
    pub fn empty(status: StatusCode) -> Self {
        Self { status, headers: Headers::with_room(Self::FIELDS), body: Bytes::new() }
    }

    /// A reply with a body of this content type.
    pub fn with_body(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let mut headers = Headers::with_room(Self::FIELDS);
        headers.push_static(header::CONTENT_TYPE, content_type);
        Self { status, headers, body: body.into() }
    }

    /// The same reply with one header more.
    #[must_use]
    pub fn and_header(mut self, name: HeaderName, value: &str) -> Self {
        self.headers.push_text(name, value);
        self
    }

    /// The reply as HEAD gives it: the same head, its length named, and no body.
    #[must_use]
    pub fn without_body(mut self) -> Self {
        if !self.headers.contains("content-length") {
            let length = HeaderValue::from(self.body.len());
            self.headers.push(header::CONTENT_LENGTH, length);
        }
        self.body = Bytes::new();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_header_is_joined_in_order() {
        let mut headers = Headers::new();
        headers.push_text(HeaderName::from_static("token"), "a");
        headers.push_text(HeaderName::from_static("token"), "b");
        assert_eq!(headers.joined("Token", ", ").as_deref(), Some("a, b"));
        assert_eq!(headers.get("token").as_deref(), Some("a"));
    }

    #[test]
    fn a_header_text_that_no_header_may_carry_is_made_visible() {
        let mut headers = Headers::new();
        headers.push_text(HeaderName::from_static("testline-because"), "a\r\nb é");
        assert_eq!(headers.get("testline-because").as_deref(), Some("a??b ?"));
    }

    #[test]
    fn path_and_query_part_at_the_first_question_mark() {
        let request = Request::new(Method::GET, "/a?b=c?d");
        assert_eq!((request.path(), request.query()), ("/a", "b=c?d"));
        assert_eq!(Request::new(Method::GET, "/a").query(), "");
    }
}
