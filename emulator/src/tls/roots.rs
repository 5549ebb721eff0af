//! The roots that a client of the emulator trusts: the system's and ours.

use super::pem;

/// The system's roots with an authority's certificate after them, as PEM. A client that is told to trust this file
/// still reaches everybody else.
pub fn bundle(authority: &str) -> String {
    // Roots that cannot be read are left out: a client then trusts less, never more.
    let system = rustls_native_certs::load_native_certs().certs;
    let mut text: String = system.iter().map(|certificate| pem::certificate(certificate)).collect();
    text.push_str(authority);
    text
}
