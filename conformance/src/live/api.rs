//! Asking a vendor on the run's own account: reading a thing, putting it back.

use serde_json::Value;
use testline_emulator::Vendor;
use testline_emulator::http::{HeaderName, HeaderValue, Method, Request};

use super::link::{Link, Repeat};
use crate::profile::Profile;
use crate::target::Unanswered;

/// A vendor as one credential set sees it.
#[derive(Debug)]
pub(crate) struct Api<'l> {
    link: &'l Link,
    vendor: Vendor,
    profile: &'l Profile,
    set: &'l str,
}

/// What a vendor answered.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) json: Value,
    what: String,
}

impl<'l> Api<'l> {
    pub(crate) const fn new(link: &'l Link, vendor: Vendor, profile: &'l Profile, set: &'l str) -> Self {
        Self { link, vendor, profile, set }
    }

    pub(crate) const fn vendor(&self) -> Vendor {
        self.vendor
    }

    /// An id that goes with the credential set, such as `auth_id`; empty where the set has none.
    pub(crate) fn id(&self, name: &str) -> &str {
        let set = self.profile.sets.get(self.set);
        set.and_then(|set| set.ids.get(name)).map_or("", String::as_str)
    }

    /// Reads something.
    pub(crate) async fn get(&self, target: &str) -> Result<Answer, Unanswered> {
        self.ask(Method::GET, target, None, Repeat::Harmless).await
    }

    /// Changes something. What is put back is looked at afterwards, so that no answer is taken for more than it says.
    pub(crate) async fn change(
        &self,
        method: Method,
        target: &str,
        body: Option<Value>,
    ) -> Result<Answer, Unanswered> {
        let repeat = if method == Method::POST { Repeat::Never } else { Repeat::Harmless };
        self.ask(method, target, body, repeat).await
    }

    async fn ask(
        &self,
        method: Method,
        target: &str,
        body: Option<Value>,
        repeat: Repeat,
    ) -> Result<Answer, Unanswered> {
        let what = format!("{method} {target}");
        let mut request = Request::new(method, target);
        let headers = self.profile.sets.get(self.set).map(|set| &set.headers);
        for (name, value) in headers.into_iter().flatten() {
            let wrong = |_| {
                Unanswered::Unreachable(format!(
                    "send the header {name}: its variable holds what no header may"
                ))
            };
            let name = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| Unanswered::Unreachable(format!("send a header named `{name}`")))?;
            request.headers.push(name, HeaderValue::from_str(value).map_err(wrong)?);
        }
        if let Some(body) = body {
            request = request.with_json(body.to_string());
        }
        let response = self.link.send(&request, repeat, None).await?;
        let json = serde_json::from_slice(&response.reply.body).unwrap_or(Value::Null);
        Ok(Answer { status: response.reply.status.as_u16(), json, what })
    }
}

impl Answer {
    /// What was read; none where there is no such thing.
    pub(crate) fn found(self) -> Result<Option<Value>, Unanswered> {
        match self.status {
            200 => Ok(Some(self.json)),
            400 | 404 | 410 | 422 => Ok(None),
            _ => Err(self.refused()),
        }
    }

    /// What was read of a list, which is always there.
    pub(crate) fn listed(self) -> Result<Value, Unanswered> {
        if self.status == 200 { Ok(self.json) } else { Err(self.refused()) }
    }

    fn refused(&self) -> Unanswered {
        let hint = match self.status {
            401 | 403 => "; are the credentials of the target file right?",
            _ => "",
        };
        Unanswered::Unreachable(format!(
            "read the vendor's state with {}: it answered {}{hint}",
            self.what, self.status
        ))
    }
}

/// The items of a list that stand at a pointer.
pub(crate) fn items(json: &Value, pointer: &str) -> Vec<Value> {
    json.pointer(pointer).and_then(Value::as_array).cloned().unwrap_or_default()
}

/// The text at a key; a number as its text.
pub(crate) fn text(json: &Value, key: &str) -> Option<String> {
    match json.get(key)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A text in a segment of a path or in a query.
pub(crate) fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, crate::template::RESERVED).to_string()
}
