//! A small client of two vendors: puts a phone number on a SIP trunk at Vobiz, and on a voice agent at UnleashX.

use std::collections::BTreeMap;
use std::fmt;

use reqwest::{Method, Response};
use serde_json::{Value, json};

/// Where a vendor is, and what to send.
#[derive(Clone, Debug)]
pub struct Vendor {
    /// Without a slash at the end.
    pub url: String,
    /// The headers that say who calls.
    pub headers: BTreeMap<String, String>,
}

/// Phone numbers that lead to a voice agent.
#[derive(Clone, Debug)]
pub struct Helpline {
    /// Who has the numbers and the trunks.
    pub vobiz: Vendor,
    /// The account there.
    pub account: String,
    /// Who has the agents.
    pub unleashx: Vendor,
}

/// Why a number does not lead to the agent.
#[derive(Debug)]
pub enum Error {
    /// It serves something else, which has to be decided by people.
    Taken(String),
    /// A vendor answers what it should not.
    Answer(u16, String),
    /// A vendor does not answer.
    Http(reqwest::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken(why) => f.write_str(why),
            Self::Answer(status, body) => write!(f, "{status} {body}"),
            Self::Http(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error)
    }
}

impl Vendor {
    async fn ask(&self, method: Method, path: &str, json: Option<&Value>) -> reqwest::Result<Response> {
        let mut request = reqwest::Client::new().request(method, format!("{}{path}", self.url));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some(json) = json {
            request = request.json(json);
        }
        request.send().await
    }
}

impl Helpline {
    /// Puts a number on a trunk and on an agent; what is done already stays.
    pub async fn open(&self, number: &str, trunk: &str, agent: &str) -> Result<(), Error> {
        self.put_on_trunk(number, trunk).await?;
        self.give_to_agent(number, agent).await
    }

    /// Puts a number on a trunk.
    pub async fn put_on_trunk(&self, number: &str, trunk: &str) -> Result<(), Error> {
        let path = format!("/api/v1/Account/{}/numbers/{}/assign", self.account, number.replace('+', "%2B"));
        let sent = json!({"trunk_group_id": trunk});
        let assign = || self.vobiz.ask(Method::POST, &path, Some(&sent));
        let answer = match assign().await {
            Ok(answer) => answer,
            // The answer is lost, and nobody knows whether the change was made. So look before asking again.
            Err(_) if self.trunk_of(number).await?.as_deref() == Some(trunk) => return Ok(()),
            Err(_) => assign().await?,
        };
        let (status, body) = (answer.status(), answer.text().await?);
        if status == 400 && body.contains("already assigned") {
            return match self.trunk_of(number).await?.as_deref() {
                Some(on) if on == trunk => Ok(()),
                _ => Err(Error::Taken(format!("{number} is on another trunk"))),
            };
        }
        if status.is_success() { Ok(()) } else { Err(Error::Answer(status.as_u16(), body)) }
    }

    /// The trunk that a number is on.
    pub async fn trunk_of(&self, number: &str) -> Result<Option<String>, Error> {
        let path = format!("/api/v1/Account/{}/numbers", self.account);
        let answer = self.vobiz.ask(Method::GET, &path, None).await?.error_for_status()?;
        let list: Value = answer.json().await?;
        let mut items = list["items"].as_array().into_iter().flatten();
        let item = items.find(|item| item["e164"] == number);
        Ok(item.and_then(|item| item["trunk_group_id"].as_str()).map(str::to_owned))
    }

    /// Puts a number on an agent.
    pub async fn give_to_agent(&self, number: &str, agent: &str) -> Result<(), Error> {
        let sent = json!({"agent_id": agent, "provider": "san", "numbers": [number]});
        let answer = self.unleashx.ask(Method::POST, "/api/agent/attach-phone-number", Some(&sent)).await?;
        let (status, body) = (answer.status(), answer.text().await?);
        match status.as_u16() {
            200 => Ok(()),
            409 => Err(Error::Taken(format!("{number} is on another agent"))),
            status => Err(Error::Answer(status, body)),
        }
    }
}
