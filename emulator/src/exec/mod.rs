//! Any command with an emulator of its own: what `exec` does, and the parts of it for others that run commands.

mod around;
mod child;
mod coverage;
mod demands;
mod no_live;
mod run;
mod running;
#[cfg(unix)]
mod signals;
#[cfg(not(unix))]
#[path = "signals_elsewhere.rs"]
mod signals;

pub use around::{Done, around};
pub use child::{Ended, run as run_command};
pub use no_live::{Bundle, NO_PROXY, PROXY, ROOTS};
pub(crate) use run::run;
pub(crate) use running::reach_of_running;
