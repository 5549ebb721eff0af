//! Scenarios as files of hurl (<https://hurl.dev>), version 8.

mod asserts;
mod body;
mod elements;
mod file;
mod readme;
mod request;
mod text;
mod world;

pub use file::file;
pub use readme::{command, readme};
pub use world::variables;
