//! Scenarios as files of hurl (<https://hurl.dev>), version 8.

mod asserts;
mod body;
mod file;
mod request;
mod text;
mod world;

pub use file::file;
pub use world::variables;
