//! HTTP/1.1 to a target: hyper's client over rustls. It sends what a request says and adds nothing but `host` and
//! `content-length`; it follows no redirect and uses no proxy.

use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper_rustls::{ConfigBuilderExt as _, HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client as Pool;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use testline_emulator::http::{HeaderName, HeaderValue, Headers, Reply, Request, StatusCode};

use super::{Response, Unanswered};

/// How long one exchange may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A client for one target; clones share its connections.
#[derive(Clone, Debug)]
pub struct Client {
    pool: Pool<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

impl Client {
    /// A client for targets below a URL. Where it begins with `https`, the system's roots are trusted, or in their place
    /// the certificates of a PEM file.
    pub fn new(url: &str, ca: Option<&Path>) -> Result<Self, String> {
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| format!("set up TLS: {error}"))?;
        let config = if let Some(file) = ca {
            config.with_root_certificates(roots(file)?)
        } else if url.starts_with("https:") {
            config.with_native_roots().map_err(|error| {
                format!("set up TLS: {error}; install the system's certificates (ca-certificates)")
            })?
        } else {
            // Nothing is trusted, since nothing is encrypted.
            config.with_root_certificates(rustls::RootCertStore::empty())
        };
        let connector = HttpsConnectorBuilder::new().with_tls_config(config.with_no_client_auth());
        let pool =
            Pool::builder(TokioExecutor::new()).build(connector.https_or_http().enable_http1().build());
        Ok(Self { pool })
    }

    /// Sends one request to `base` and the request's own target.
    pub async fn send(&self, base: &str, request: &Request) -> Result<Response, Unanswered> {
        let sent = outgoing(base, request)?;
        let unreachable = |why: String| {
            let hint = if why.contains("certificate") {
                "nobody whom this machine trusts vouches for it; --ca FILE names a certificate to trust"
            } else {
                "is it running, and is the URL right?"
            };
            Unanswered::Unreachable(format!("reach {base}: {why}; {hint}"))
        };
        let exchange = async {
            let reply = self.pool.request(sent).await.map_err(|error| chain(&error))?;
            let (head, body) = reply.into_parts();
            let body = body.collect().await.map_err(|error| chain(&error))?;
            Ok::<_, String>(response(head.status, head.headers.iter(), body.to_bytes()))
        };
        let done = tokio::time::timeout(PATIENCE, exchange).await;
        done.map_err(|_| unreachable(format!("no reply within {} s", PATIENCE.as_secs())))?
            .map_err(unreachable)
    }
}

/// The certificates of a PEM file.
fn roots(file: &Path) -> Result<rustls::RootCertStore, String> {
    let failed = |why: String| format!("read the certificates of --ca {}: {why}", file.display());
    let mut roots = rustls::RootCertStore::empty();
    let found = CertificateDer::pem_file_iter(file).map_err(|error| failed(error.to_string()))?;
    for certificate in found {
        let certificate = certificate.map_err(|error| failed(error.to_string()))?;
        roots.add(certificate).map_err(|error| failed(error.to_string()))?;
    }
    if roots.is_empty() { Err(failed("it holds none".to_owned())) } else { Ok(roots) }
}

/// The request as hyper takes it, if its target can go on the wire as it stands.
fn outgoing(base: &str, request: &Request) -> Result<http::Request<Full<Bytes>>, Unanswered> {
    let unable =
        || Unanswered::Unable(format!("the client cannot send the target {} as it stands", request.target));
    let uri: http::Uri = format!("{base}{}", request.target).parse().map_err(|_| unable())?;
    if !uri.path_and_query().is_some_and(|target| target.as_str().ends_with(&request.target)) {
        return Err(unable());
    }
    let mut sent = http::Request::new(Full::new(request.body.clone()));
    *sent.method_mut() = request.method.clone();
    *sent.uri_mut() = uri;
    for (name, value) in request.headers.iter() {
        sent.headers_mut().append(name.clone(), value.clone());
    }
    Ok(sent)
}

/// Parts what the emulator says of a reply from the reply itself.
fn response<'h>(
    status: StatusCode,
    fields: impl Iterator<Item = (&'h HeaderName, &'h HeaderValue)>,
    body: Bytes,
) -> Response {
    let (mut headers, mut told) = (Headers::new(), Headers::new());
    for (name, value) in fields {
        let of = if name.as_str().starts_with("testline-") { &mut told } else { &mut headers };
        of.push(name.clone(), value.clone());
    }
    let said = |name: &str| told.get(name).map(std::borrow::Cow::into_owned);
    Response {
        reply: Reply { status, headers, body },
        clause: said("testline-clause"),
        evidence: said("testline-evidence"),
        because: said("testline-because"),
    }
}

/// An error with its causes, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let said = inner.to_string();
        if !text.contains(&said) {
            text.push_str(": ");
            text.push_str(&said);
        }
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use testline_emulator::http::Method;

    use super::*;

    #[test]
    fn a_target_goes_out_as_it_stands_or_not_at_all() {
        let target = |text: &str| {
            let sent = outgoing("http://127.0.0.1:1/w/a", &Request::new(Method::GET, text))?;
            Ok::<_, Unanswered>(sent.uri().to_string())
        };
        for text in ["/a/../b//c", "/a?b=+%2B&c={}", "/%zz"] {
            assert_eq!(target(text), Ok(format!("http://127.0.0.1:1/w/a{text}")));
        }
        for text in ["/a#b", "/a b", "/<"] {
            assert!(matches!(target(text), Err(Unanswered::Unable(_))), "{text}");
        }
    }
}
