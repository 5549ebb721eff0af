//! `reply`: a stub, which is an answer of the user's own in the place of the vendor's. Nothing is changed.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::deed::{Deed, What};
use crate::http::{HeaderName, HeaderValue, Reply, StatusCode, header};

/// The answer of a stub.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stub {
    /// The status, from 200 to 599.
    pub status: u16,
    /// The header fields.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, HeaderValues>,
    /// A JSON body; its content type is `application/json` unless the headers say another.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub json: Option<Value>,
    /// A body of text; its content type is `text/plain; charset=utf-8` unless the headers say another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Why the stub is there, for the journal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// One value of a header, or several.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, expecting = "a header takes a text or a list of texts")]
pub enum HeaderValues {
    /// One.
    One(String),
    /// Several, each in a field of its own.
    Several(Vec<String>),
}

/// Tells `json: null`, which is a body, from no `json`.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

impl Stub {
    /// The reply; an error says what is wrong with the stub.
    pub(super) fn reply(&self) -> Result<Reply, String> {
        let status = Some(self.status)
            .filter(|status| (200..600).contains(status))
            .and_then(|status| StatusCode::from_u16(status).ok())
            .ok_or_else(|| format!("`status` must be from 200 to 599, not {}", self.status))?;
        let (content_type, body) = match (&self.json, &self.text) {
            (Some(_), Some(_)) => return Err("a stub has either `json` or `text`".to_owned()),
            (Some(json), None) => ("application/json", json.to_string()),
            (None, Some(text)) => ("text/plain; charset=utf-8", text.clone()),
            (None, None) => ("", String::new()),
        };
        if !body.is_empty() && matches!(self.status, 204 | 205 | 304) {
            return Err(format!("a {} has no body; leave out `json` and `text`", self.status));
        }
        let mut reply = Reply::empty(status);
        reply.body = body.into();
        for (name, values) in &self.headers {
            let name: HeaderName = name.parse().map_err(|_| format!("`{name}` is no name of a header"))?;
            if [header::CONTENT_LENGTH, header::TRANSFER_ENCODING].contains(&name) {
                return Err(format!("`{name}` follows from the body; leave it out"));
            }
            for value in values.iter() {
                let value = HeaderValue::from_str(value)
                    .map_err(|_| format!("the value of `{name}` has characters that no header may have"))?;
                reply.headers.push(name.clone(), value);
            }
        }
        if !content_type.is_empty() && !reply.headers.contains("content-type") {
            reply.headers.push(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        Ok(reply)
    }

    pub(super) fn deed(&self, reply: &Reply) -> Deed {
        let reason = self.reason.as_deref().map(|reason| format!(" ({reason})")).unwrap_or_default();
        Deed::new(What::Answer(reply.clone()), format!("reply: a stub answered{reason}"))
    }
}

impl HeaderValues {
    fn iter(&self) -> impl Iterator<Item = &str> {
        let values = match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Several(values) => values,
        };
        values.iter().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stub(text: &str) -> Result<Reply, String> {
        serde_json::from_str::<Stub>(text).map_err(|error| error.to_string()).and_then(|stub| stub.reply())
    }

    #[test]
    fn a_stub_answers_with_its_own_status_headers_and_body() {
        let reply =
            stub(r#"{"status":202,"headers":{"x":["1","2"],"content-type":"a/b"},"json":{"b":1,"a":2}}"#);
        let reply = reply.expect("a valid stub");
        assert_eq!((reply.status.as_u16(), reply.body.as_ref()), (202, br#"{"b":1,"a":2}"#.as_slice()));
        assert_eq!(reply.headers.all("x").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(reply.headers.all("content-type").collect::<Vec<_>>(), ["a/b"]);
    }

    #[test]
    fn json_null_is_a_body_and_no_json_is_none() {
        assert_eq!(stub(r#"{"status":200,"json":null}"#).expect("a valid stub").body, "null");
        assert_eq!(stub(r#"{"status":204}"#), Ok(Reply::empty(StatusCode::NO_CONTENT)));
    }

    #[test]
    fn a_stub_that_no_server_could_send_is_refused() {
        for (text, says) in [
            (r#"{"status":100}"#, "from 200 to 599"),
            (r#"{"status":204,"text":"a"}"#, "has no body"),
            (r#"{"status":200,"text":"a","json":1}"#, "either `json` or `text`"),
            (r#"{"status":200,"headers":{"content-length":"1"}}"#, "follows from the body"),
            (r#"{"status":200,"headers":{"a b":"1"}}"#, "no name of a header"),
            (r#"{"status":200,"headers":{"a":"\n"}}"#, "no header may have"),
            (r#"{"status":200,"headers":{"a":1}}"#, "a text or a list of texts"),
            (r#"{"status":200,"body":"a"}"#, "unknown field `body`"),
        ] {
            let error = stub(text).expect_err(text);
            assert!(error.contains(says), "{text}: {error}");
        }
    }
}
