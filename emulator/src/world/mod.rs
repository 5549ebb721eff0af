//! One isolated universe: the state of all four vendors, a clock, ids, faults, a journal and a dialect.
//!
//! The core is pure: nothing below reads a clock, an environment or a socket, and nothing awaits. The same seed and the
//! same requests give the same bytes.

mod attempt;
pub mod clock;
mod copies;
mod core;
mod coverage;
mod file;
mod heads;
pub mod ids;
pub mod journal;
mod kept;
mod lines;
mod mask;
mod snapshot;
mod start;
pub(crate) mod table;
pub(crate) mod text;
pub(crate) mod timers;
mod told;
pub(crate) mod yaml;

pub use self::copies::Leftover;
pub use self::core::{Fired, Outcome, World};
pub use self::coverage::Coverage;
#[cfg(feature = "server")]
pub(crate) use self::file::NotRead;
#[cfg(feature = "server")]
pub(crate) use self::file::default_world;
pub use self::file::{DEFAULT_WORLD, FileError, WorldFile};
pub use self::snapshot::{Change, Snapshot};
pub(crate) use self::start::Start;
