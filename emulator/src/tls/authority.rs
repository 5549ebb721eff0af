//! A certificate authority that can speak for the vendors' host names and for this machine, and for nobody else.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType, GeneralSubtree, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, NameConstraints,
};

use super::certificate::{ADDRESSES, names, valid};
use super::files::read_or_make;

/// How many days the authority's certificate is valid.
const DAYS: i64 = 10 * 365;

/// The name of the file, in an authority's folder, that clients have to trust.
pub const CERTIFICATE: &str = "ca.pem";

/// Where the certificate authority is kept unless told otherwise; nowhere where there is no home directory.
pub fn default_folder() -> Option<PathBuf> {
    let home = std::env::home_dir().filter(|home| !home.as_os_str().is_empty())?;
    Some(home.join(".local/share/testline"))
}

/// A certificate authority.
#[derive(Debug)]
pub struct Authority {
    pub(super) issuer: Issuer<'static, KeyPair>,
    certificate: String,
    path: Option<PathBuf>,
}

impl Authority {
    /// One that nothing keeps.
    pub fn new(now: Timestamp) -> Result<Self, String> {
        let key = KeyPair::generate().map_err(failed)?;
        let params = params(now)?;
        let certificate = params.self_signed(&key).map_err(failed)?.pem();
        Ok(Self { issuer: Issuer::new(params, key), certificate, path: None })
    }

    /// The one that a folder keeps; it is made on first use. The key is readable by its owner only.
    pub fn kept(folder: &Path, now: Timestamp) -> Result<Self, String> {
        std::fs::create_dir_all(folder)
            .map_err(|error| format!("failed to make {}: {error}", folder.display()))?;
        let key = read_or_make(&folder.join("ca-key.pem"), true, || {
            KeyPair::generate().map(|key| key.serialize_pem()).map_err(failed)
        })?;
        let key = KeyPair::from_pem(&key)
            .map_err(|error| format!("failed to read {}: {error}", folder.join("ca-key.pem").display()))?;
        let params = params(now)?;
        let path = folder.join(CERTIFICATE);
        let certificate =
            read_or_make(&path, false, || params.self_signed(&key).map(|made| made.pem()).map_err(failed))?;
        Ok(Self { issuer: Issuer::new(params, key), certificate, path: Some(path) })
    }

    /// The certificate that clients have to trust, as PEM.
    pub fn pem(&self) -> &str {
        &self.certificate
    }

    /// Where the certificate lies, if a folder keeps it.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }
}

/// What the authority's certificate says.
fn params(now: Timestamp) -> Result<CertificateParams, String> {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, "Testline emulator, local certificate authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    valid(&mut params, now, DAYS)?;
    // Whoever trusts it by mistake, and whoever gets hold of its key, has no more than these names.
    let names = names().into_iter().map(GeneralSubtree::DnsName);
    let addresses = ADDRESSES.map(|address| {
        let bits = if address.is_ipv4() { 32 } else { 128 };
        GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(address, bits))
    });
    let permitted_subtrees = names.chain(addresses).collect();
    params.name_constraints = Some(NameConstraints { permitted_subtrees, excluded_subtrees: Vec::new() });
    Ok(params)
}

#[expect(clippy::needless_pass_by_value, reason = "`map_err` hands it over")]
pub(super) fn failed(error: rcgen::Error) -> String {
    format!("failed to make a certificate: {error}")
}
