//! What would make the emulator behave as a target did: switches where one covers a difference, else stubs.

mod learn;
mod replay;
mod stub;
mod text;

pub use learn::{Learned, Turned, learn};
pub use stub::Stub;
pub use text::text;
