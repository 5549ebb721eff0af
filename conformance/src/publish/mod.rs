//! The form of exchanges that may be published: no secret, no identity, and the same from run to run.

mod digest;
mod exchange;
mod literals;
mod secrets;
mod shapes;

pub use digest::{digest, said};
pub use exchange::{Published, Publisher};
pub use secrets::{SECRET, mask, names_a_secret};
pub use shapes::Shapes;
