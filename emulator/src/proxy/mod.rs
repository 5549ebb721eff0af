//! A proxy for clients whose hosts are fixed: what is meant for a vendor is answered here, and nothing else of a vendor
//! gets out.

mod forward;
mod serve;
mod tunnel;
mod whose;

pub(crate) use serve::connection;
pub use serve::{Proxy, WHAT_IT_IS};
pub use whose::is_a_vendors;
