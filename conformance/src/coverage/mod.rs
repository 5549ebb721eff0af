//! How much of the contracts is shown: by scenarios, on the emulator, and at the real vendors, and since when.

mod args;
mod gate;
mod known;
mod table;

pub use args::CoverageArgs;
pub use gate::{Age, missing};
pub use known::{Known, Live, records};
pub use table::table;
