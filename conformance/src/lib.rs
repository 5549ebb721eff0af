//! The conformance suite: scripted scenarios that say, clause by clause, whether an endpoint behaves as a vendor's
//! contract says. A target is a world in process, an emulator at a URL, or whatever else answers at one.

pub mod cli;
pub mod embedded;
pub mod exit;
pub mod fixture;
pub mod matcher;
pub mod plan;
pub mod profile;
pub mod publish;
pub mod redact;
pub mod report;
pub mod runner;
pub mod scenario;
pub mod select;
pub mod shell;
pub mod target;
pub mod template;
