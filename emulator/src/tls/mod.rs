//! TLS for clients whose hosts are fixed: a certificate authority, and one certificate of the vendors' host names.

mod authority;
mod certificate;
mod connection;
mod files;
mod pem;
mod roots;

pub use authority::{Authority, CERTIFICATE, default_folder};
pub(crate) use connection::connection;
pub use roots::bundle;
