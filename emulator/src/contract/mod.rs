//! The contract as types: clauses, evidence, operations, switches and the dialect.
//!
//! `build.rs` writes one module a vendor from `contracts/<vendor>.yaml`; the files beside this one give them their types.

mod clause;
mod dialect;
mod operation;
pub mod testline;

pub use clause::{Clause, ClauseFacts, Evidence, Source};
pub use dialect::{Dialect, SwitchError};
pub use operation::{Body, Contract, EffectFacts, NotEmulated, OperationFacts, SwitchFacts};

include!(concat!(env!("OUT_DIR"), "/contracts.rs"));
