//! The one certificate of the listener: every vendor's host names, and this machine's.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use jiff::{Timestamp, ToSpan as _, tz};
use rcgen::{
    CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, SanType,
};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::authority::{Authority, failed};
use crate::vendors::Vendor;

/// How many days the certificate is valid: it is made anew at every start, and some clients take no more than 398.
const DAYS: i64 = 397;

/// The host names that it speaks for.
pub(super) fn names() -> Vec<String> {
    let hosts = Vendor::ALL.into_iter().flat_map(|vendor| vendor.contract().hosts);
    hosts.map(|host| (*host).to_owned()).chain(["localhost".to_owned()]).collect()
}

/// The addresses that it speaks for.
pub(super) const ADDRESSES: [IpAddr; 2] = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];

impl Authority {
    /// What a listener needs to speak TLS under the vendors' names.
    pub fn server_config(&self, now: Timestamp) -> Result<Arc<rustls::ServerConfig>, String> {
        let key = KeyPair::generate().map_err(failed)?;
        let mut params = CertificateParams::new(names()).map_err(failed)?;
        params.subject_alt_names.extend(ADDRESSES.map(SanType::IpAddress));
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, "Testline emulator");
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        valid(&mut params, now, DAYS)?;
        let certificate = params.signed_by(&key, &self.issuer).map_err(failed)?;
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let wrong = |error: rustls::Error| format!("failed to set TLS up: {error}");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(wrong)?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .map_err(wrong)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

/// Makes a certificate valid from the day before a time, for so many days.
pub(super) fn valid(params: &mut CertificateParams, now: Timestamp, days: i64) -> Result<(), String> {
    let today = now.to_zoned(tz::TimeZone::UTC).date();
    let wrong = |error: jiff::Error| format!("failed to make a certificate: {error}");
    let (from, to) =
        (today.checked_sub(1.day()).map_err(wrong)?, today.checked_add(days.days()).map_err(wrong)?);
    // A calendar has no month and no day below 1.
    let [from, to] = [from, to].map(|date| {
        rcgen::date_time_ymd(i32::from(date.year()), date.month().unsigned_abs(), date.day().unsigned_abs())
    });
    (params.not_before, params.not_after) = (from, to);
    Ok(())
}
