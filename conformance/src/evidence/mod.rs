//! The dated record of what was really seen, clause by clause.

mod file;
mod gather;

pub use file::{EvidenceFile, Kind, Record, SeenAs};
pub use gather::{gather, name};
