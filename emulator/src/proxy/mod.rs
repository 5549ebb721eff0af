//! A proxy for clients whose hosts are fixed: what is meant for a vendor is answered here, and nothing else of a vendor
//! gets out.

mod forward;
mod serve;
mod tunnel;
mod whose;

pub use serve::Proxy;
pub(crate) use serve::connection;
