//! `/_testline`: the emulator's own API, version 1.

mod contracts;
mod faults;
mod guard;
mod input;
mod journal;
mod output;
mod router;
mod worlds;

pub use guard::{Options, Peer};
pub use router::router;
