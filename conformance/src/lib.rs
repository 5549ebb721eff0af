//! The conformance suite: scripted scenarios that say, clause by clause, whether an endpoint behaves as a vendor's
//! contract says. A target is a world in process, an emulator at a URL, or whatever else answers at one.

pub mod audit;
pub mod cli;
pub mod command;
pub mod coverage;
pub mod dialect_out;
pub mod divergence;
pub mod embedded;
pub mod evidence;
pub mod exit;
pub mod explore;
pub mod export;
pub mod fixture;
pub mod live;
pub mod matcher;
pub mod model;
pub mod outputs;
pub mod pages;
pub mod plan;
pub mod profile;
pub mod publish;
pub mod race;
pub mod redact;
pub mod report;
pub mod run_args;
pub mod runner;
pub mod scenario;
pub mod select;
pub mod shell;
pub mod snapshot;
pub mod target;
pub mod template;
