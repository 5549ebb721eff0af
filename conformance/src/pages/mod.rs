//! What is generated of the documentation: a page of each vendor, and tables of what is known. A test keeps it current.

mod tables;
mod vendor;

pub use tables::{operations, vendors};
pub use vendor::page;
