//! An emulator inside a test: on its own thread and its own runtime, so that it works under any test runtime and with
//! blocking clients.

mod asserts;
mod builder;
mod emulator;
pub mod given;
mod journal;
mod running;
mod world;

pub use builder::EmulatorBuilder;
pub use emulator::Emulator;
pub use journal::{ByOperation, JournalView};
pub use world::WorldHandle;
