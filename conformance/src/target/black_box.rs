//! Whatever answers at a URL: nothing is known of it but its replies.

use std::time::Duration;

use testline_emulator::Vendor;
use testline_emulator::http::Request;

use super::client::Client;
use super::{Response, Target, Unanswered};
use crate::profile::Profile;

/// A vendor at a URL, reached with the credentials of a profile.
#[derive(Debug)]
pub struct BlackBox {
    client: Client,
    base: String,
    profile: Profile,
}

impl BlackBox {
    /// A target below this URL; `{vendor}` in it stands for the vendor's name.
    pub fn new(client: Client, url: &str, vendor: Vendor, profile: Profile) -> Self {
        Self { client, base: url.trim_end_matches('/').replace("{vendor}", vendor.name()), profile }
    }
}

impl Target for BlackBox {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn is_emulator(&self) -> bool {
        false
    }

    fn base_url(&self) -> Option<&str> {
        Some(&self.base)
    }

    async fn send(&mut self, request: &Request) -> Result<Response, Unanswered> {
        self.client.send(&self.base, request).await
    }

    async fn send_all(&mut self, requests: &[Request]) -> Result<Vec<Response>, Unanswered> {
        at_once(&self.client, &self.base, requests).await
    }

    async fn wait(&mut self, time: Duration) {
        crate::shell::wait(time).await;
    }
}

/// Sends requests at once, each over a connection of its own.
pub(crate) async fn at_once(
    client: &Client,
    base: &str,
    requests: &[Request],
) -> Result<Vec<Response>, Unanswered> {
    let mut sent = Vec::with_capacity(requests.len());
    for request in requests {
        let (client, base, request) = (client.clone(), base.to_owned(), request.clone());
        sent.push(tokio::spawn(async move { client.send(&base, &request).await }));
    }
    let mut replies = Vec::with_capacity(sent.len());
    for task in sent {
        let reply = task.await.map_err(|error| Unanswered::Unreachable(error.to_string()))?;
        replies.push(reply?);
    }
    Ok(replies)
}
