//! `/_testline`: the emulator's own API, version 1.

mod base;
mod clock;
mod contracts;
mod coverage;
mod faults;
mod guard;
mod input;
mod journal;
mod openapi;
mod output;
mod router;
mod state;
mod worlds;

pub use base::Encrypted;
pub use guard::{Options, Peer};
pub use router::router;
