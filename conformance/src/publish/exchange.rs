//! An exchange as it may be published.

use bytes::Bytes;
use serde_json::Value;
use testline_emulator::exchange;
use testline_emulator::http::{Headers, Reply, Request};

use super::literals;
use super::secrets::{SECRET, mask, names_a_secret};
use super::shapes::Shapes;
use crate::redact::Redactor;
use crate::runner::{Run, Seen};
use crate::scenario::Scenario;

/// Header fields of a reply that HTTP adds and nobody compares.
const UNTOLD: [&str; 2] = ["date", "content-length"];

/// A request and a reply in which every secret and every identity has a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The request.
    pub request: Request,
    /// The reply.
    pub reply: Reply,
}

impl Published {
    /// An exchange of whose every text something is hidden.
    pub fn new(request: &Request, reply: &Reply, mut hide: impl FnMut(&str) -> String) -> Self {
        let request = Request {
            method: request.method.clone(),
            target: hide(&request.target),
            headers: headers(&request.headers, false, &mut hide),
            body: body(&request.body, &mut hide),
            over_limit: request.over_limit,
        };
        let reply = Reply {
            status: reply.status,
            headers: headers(&reply.headers, true, &mut hide),
            body: body(&reply.body, &mut hide),
        };
        Self { request, reply }
    }

    /// The exchange in the one text form.
    pub fn text(&self, heading: &str) -> String {
        exchange::render(heading, &self.request, &self.reply)
    }
}

/// Makes the exchanges of one run publishable.
#[derive(Clone, Debug)]
pub struct Publisher<'r> {
    redactor: &'r Redactor,
    public: String,
}

impl<'r> Publisher<'r> {
    /// For the exchanges of a run of this scenario.
    pub fn new(run: &'r Run, scenario: &Scenario) -> Self {
        Self { redactor: &run.redactor, public: literals::of(scenario) }
    }

    /// One exchange.
    pub fn exchange(&self, seen: &Seen) -> Published {
        self.parts(&seen.request, &seen.reply)
    }

    /// Texts that belong together: equal values get equal names in all of them.
    pub fn texts(&self, texts: &[&str]) -> Vec<String> {
        let mut shapes = Shapes::keeping(self.public.clone());
        texts.iter().map(|text| self.text(text, &mut shapes)).collect()
    }

    /// A request with its reply.
    pub(super) fn parts(&self, request: &Request, reply: &Reply) -> Published {
        let mut shapes = Shapes::keeping(self.public.clone());
        Published::new(request, reply, |text| self.text(text, &mut shapes))
    }

    fn text(&self, text: &str, shapes: &mut Shapes) -> String {
        shapes.name(&mask(&self.redactor.hide(text), |value| self.public.contains(value)))
    }
}

fn headers(headers: &Headers, came: bool, hide: &mut impl FnMut(&str) -> String) -> Headers {
    let mut shown = Headers::new();
    for (name, value) in headers.iter().filter(|(name, _)| !(came && UNTOLD.contains(&name.as_str()))) {
        let value = String::from_utf8_lossy(value.as_bytes());
        let text = if came && names_a_secret(name.as_str()) { SECRET.to_owned() } else { hide(&value) };
        shown.push_text(name.clone(), &text);
    }
    shown
}

/// A body; JSON is spread over lines, so that white space makes no difference.
fn body(body: &Bytes, hide: &mut impl FnMut(&str) -> String) -> Bytes {
    match serde_json::from_slice::<Value>(body) {
        Ok(value) if value.is_object() || value.is_array() => {
            hide(&serde_json::to_string_pretty(&value).unwrap_or_default()).into()
        }
        Ok(_) | Err(_) => match std::str::from_utf8(body) {
            Ok(text) => hide(text).into(),
            // Bytes that are no text stay, unless a name would have to stand in them.
            Err(_) => {
                let lossy = String::from_utf8_lossy(body);
                let named = hide(&lossy);
                if named == lossy { body.clone() } else { named.into() }
            }
        },
    }
}
