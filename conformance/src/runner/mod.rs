//! Runs scenarios and says of each clause what came of it.

mod always;
mod cleanup;
mod failure;
mod judge;
mod outcome;
mod parallel;
mod run;
mod seen;
mod send;
mod shared;
mod stop;
mod suite;

pub use failure::Failure;
pub use judge::{Judged, judge};
pub use outcome::{End, Run, Verdict, skipped};
pub use run::run;
pub use seen::Seen;
pub(crate) use send::request as build;
pub use stop::Stop;
pub use suite::{Event, Suite, Summary};
