//! The variables by which clients find an emulator and their credentials: what `exec` sets and `env` prints.

mod reach;
mod template;
mod text;

pub use reach::{Reach, names};
pub use template::Assignment;
pub use text::Form;
