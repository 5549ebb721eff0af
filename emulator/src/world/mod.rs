//! One isolated universe: the state of all four vendors, a clock, ids, faults, a journal and a dialect.
//!
//! The core is pure: nothing below reads a clock, an environment or a socket, and nothing awaits. The same seed and the
//! same requests give the same bytes.

pub mod clock;
mod core;
mod file;
pub mod ids;
pub mod journal;
mod mask;
pub(crate) mod table;
pub(crate) mod timers;

pub use self::core::{Fired, Outcome, World};
pub use self::file::{DEFAULT_WORLD, FileError, WorldFile};
