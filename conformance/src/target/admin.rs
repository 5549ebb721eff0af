//! The emulator's admin API, as far as the suite uses it.

use serde_json::{Value, json};
use testline_emulator::http::{HeaderName, Method, Request};

use super::Unanswered;
use super::client::Client;

/// The statuses of a route that an emulator does not have.
pub(super) const NO_ROUTE: &[u16] = &[404, 405, 501];

/// The same, and that of a body that it does not understand.
pub(super) const NO_SUCH_BODY: &[u16] = &[400, 404, 405, 501];

/// An emulator's admin API at a URL.
#[derive(Clone, Debug)]
pub(super) struct Admin {
    client: Client,
    base: String,
    token: Option<String>,
}

impl Admin {
    pub(super) fn new(client: Client, base: &str, token: Option<String>) -> Self {
        Self { client, base: base.trim_end_matches('/').to_owned(), token }
    }

    pub(super) const fn client(&self) -> &Client {
        &self.client
    }

    /// Whether there is an admin API that lets us in; an error says why it does not.
    pub(super) async fn is_there(&self) -> Result<bool, String> {
        let health =
            self.ask(Method::GET, "/_testline/health", None).await.map_err(|error| error.to_string())?;
        if health.0 != 200 {
            return Ok(false);
        }
        match self.ask(Method::GET, "/_testline/v1/worlds", None).await.map_err(|error| error.to_string())? {
            (200, _) => Ok(true),
            (401 | 403, said) => Err(format!(
                "use the admin API of {}: {}; give its token with --admin-token",
                self.base,
                detail(&said)
            )),
            _ => Ok(false),
        }
    }

    /// Calls a route below `/_testline/v1` and gives what it says; anything but success is an error. With one of the
    /// statuses `unable` the emulator says that it cannot do such a thing.
    pub(super) async fn call(
        &self,
        method: Method,
        route: &str,
        body: Option<&Value>,
        unable: &[u16],
    ) -> Result<Value, Unanswered> {
        let target = format!("/_testline/v1{route}");
        match self.ask(method.clone(), &target, body).await? {
            (status, said) if (200..300).contains(&status) => Ok(said),
            (status, said) if unable.contains(&status) => {
                Err(Unanswered::Unable(format!("the emulator cannot do it: {}", detail(&said))))
            }
            (status, said) => {
                Err(Unanswered::Unreachable(format!("call {method} {target}: {status}: {}", detail(&said))))
            }
        }
    }

    async fn ask(
        &self,
        method: Method,
        target: &str,
        body: Option<&Value>,
    ) -> Result<(u16, Value), Unanswered> {
        let mut request = Request::new(method, target);
        if let Some(body) = body {
            request = request.with_json(body.to_string());
        }
        if let Some(token) = &self.token {
            request =
                request.with_header(HeaderName::from_static("authorization"), &format!("Bearer {token}"));
        }
        let reply = self.client.send(&self.base, &request).await?.reply;
        let said = serde_json::from_slice(&reply.body).unwrap_or_else(|_| json!(null));
        Ok((reply.status.as_u16(), said))
    }
}

/// What a problem says of itself.
fn detail(said: &Value) -> String {
    let text = said.get("detail").or_else(|| said.get("title")).and_then(Value::as_str);
    text.unwrap_or("it does not say why").to_owned()
}
