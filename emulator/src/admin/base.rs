//! The base of the URLs that worlds are told to use.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;

use super::router::Shared;

/// Marks a request that came inside TLS.
#[derive(Clone, Copy, Debug)]
pub struct Encrypted;

/// The public URL that was set, else the scheme and the host by which the request came.
#[derive(Debug)]
pub(super) struct Base(pub(super) String);

impl FromRequestParts<Shared> for Base {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Infallible> {
        if let Some(url) = &shared.options.public_url {
            return Ok(Self(url.trim_end_matches('/').to_owned()));
        }
        let scheme = if parts.extensions.get::<Encrypted>().is_some() { "https" } else { "http" };
        let host = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let host = host.map_or_else(|| shared.local.to_string(), str::to_owned);
        Ok(Self(format!("{scheme}://{host}")))
    }
}
