//! Variables by which a command's clients reach the emulator under the vendors' own names, and nobody else.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::tls;

/// Variables that name a proxy.
pub const PROXY: [&str; 4] = ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"];
/// Variables that name hosts to be reached without a proxy.
pub const NO_PROXY: [&str; 2] = ["NO_PROXY", "no_proxy"];
/// Variables that name a file of trusted roots.
pub const ROOTS: [&str; 4] = ["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"];
/// What is reached without a proxy: the emulator by its own address, and a test's own servers.
const DIRECT: &str = "127.0.0.1,localhost,::1";

/// The file of roots that a command's clients trust: the system's and the emulator's. It goes when this is dropped.
#[derive(Debug)]
pub struct Bundle {
    folder: PathBuf,
    file: PathBuf,
}

impl Bundle {
    /// Writes the file, with this certificate of an authority, into a folder of its own that nobody else can write to.
    pub fn new(authority: &str) -> Result<Self, String> {
        let (folder, file) = (0..u8::MAX)
            .find_map(|attempt| {
                let name = format!("testline-{}-{attempt}", std::process::id());
                let folder = std::env::temp_dir().join(name);
                match new_folder(&folder) {
                    Ok(()) => Some(Ok((folder.clone(), folder.join("roots.pem")))),
                    Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => None,
                    Err(error) => Some(Err(format!("failed to make {}: {error}", folder.display()))),
                }
            })
            .unwrap_or_else(|| {
                Err(format!("failed to make a folder in {}", std::env::temp_dir().display()))
            })?;
        let bundle = Self { folder, file };
        let written = std::fs::File::create_new(&bundle.file)
            .and_then(|mut file| file.write_all(tls::bundle(authority).as_bytes()));
        written.map_err(|error| format!("failed to write {}: {error}", bundle.file.display()))?;
        Ok(bundle)
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.file
    }

    /// The variables that lead to the proxy at this URL and to the file.
    pub fn variables(&self, proxy: &str) -> Vec<(String, OsString)> {
        let proxy = PROXY.map(|name| (name, OsString::from(proxy)));
        let direct = NO_PROXY.map(|name| (name, OsString::from(DIRECT)));
        let roots = ROOTS.map(|name| (name, self.file.clone().into_os_string()));
        // Node takes a proxy from the environment only where this says so, and only from Node 22.21 and 24.5 on.
        let node = [("NODE_USE_ENV_PROXY", OsString::from("1"))];
        let all = proxy.into_iter().chain(direct).chain(roots).chain(node);
        all.map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

impl Drop for Bundle {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.file);
        let _ = std::fs::remove_dir(&self.folder);
    }
}

fn new_folder(path: &Path) -> std::io::Result<()> {
    let mut folder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        folder.mode(0o700);
    }
    folder.create(path)
}
