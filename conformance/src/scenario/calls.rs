//! From the form of a request to what is sent: method, target, credentials, headers and body.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::Value;
use serde_saphyr::Spanned;
use testline_emulator::http::{HeaderName, Method};

use super::convert::Reader;
use super::error::Place;
use super::file::StepFile;
use super::model::{Body, Call, HeaderEdit};
use crate::profile;

/// The longest body of spaces: more than any target's limit, and little enough to keep in memory.
const MOST: usize = 64 * 1024 * 1024;

impl Reader<'_> {
    /// What a request sends; none where its line is wrong.
    pub(super) fn call(&mut self, step: StepFile) -> Option<Call> {
        let request = step.request?;
        let at: Place = request.referenced.into();
        let parts = request.value.split_once(' ').map(|(method, target)| (method, target.trim()));
        let Some((method, target)) = parts.filter(|(_, target)| target.starts_with(['/', '{', '*'])) else {
            self.fail(at, format!("expected a request such as `GET /path`, found `{}`", request.value));
            return None;
        };
        let Ok(method) = Method::from_bytes(method.as_bytes()) else {
            self.fail(at, format!("`{method}` is no method"));
            return None;
        };
        let auth = self.auth(step.auth.as_ref());
        let mut headers = Vec::new();
        for (name, edit) in step.headers {
            match HeaderName::from_bytes(name.as_bytes()) {
                Ok(name) => {
                    headers.push((name, edit.map_or(HeaderEdit::Remove, |texts| HeaderEdit::Set(texts.0))));
                }
                Err(_) => self.fail(at.find(self.text, &name), format!("`{name}` is no name of a header")),
            }
        }
        let body = self.body(step.json.0, step.text, step.base64, step.filler, at);
        Some(Call { method, target: target.to_owned(), auth, headers, body })
    }

    fn auth(&mut self, auth: Option<&Spanned<String>>) -> Option<String> {
        let Some(name) = auth else { return Some("first".to_owned()) };
        if name.value == "none" {
            return None;
        }
        if !profile::sets(self.vendor).contains(&name.value.as_str()) {
            let known = profile::sets(self.vendor).join(", ");
            let message =
                format!("{} has no credential set `{}`; it has: none, {known}", self.vendor, name.value);
            self.fail(name.referenced.into(), message);
        }
        Some(name.value.clone())
    }

    fn body(
        &mut self,
        json: Option<Value>,
        text: Option<String>,
        base64: Option<Spanned<String>>,
        filler: Option<Spanned<usize>>,
        at: Place,
    ) -> Body {
        match (json, text, base64, filler) {
            (None, None, None, None) => Body::None,
            (Some(json), None, None, None) => Body::Json(json),
            (None, Some(text), None, None) => Body::Text(text),
            (None, None, Some(encoded), None) => match BASE64.decode(encoded.value.trim()) {
                Ok(bytes) => Body::Bytes(bytes),
                Err(error) => {
                    self.fail(encoded.referenced.into(), format!("this is not base64: {error}"));
                    Body::None
                }
            },
            (None, None, None, Some(size)) => {
                if !(1..=MOST).contains(&size.value) {
                    self.fail(size.referenced.into(), format!("`filler` must be from 1 to {MOST} bytes"));
                }
                Body::Filler(size.value.min(MOST))
            }
            _ => {
                self.fail(at, "a request has one body: `json`, `text`, `base64` or `filler`");
                Body::None
            }
        }
    }
}
