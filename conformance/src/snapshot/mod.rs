//! Snapshots of how a client talks to the vendors: its exchanges, without what changes from run to run, in a file that
//! people read and agree to.

mod args;
mod compare;
mod contents;
mod decide;
mod difference;
mod exchange;
mod file;
mod kind;
mod layout;
mod redaction;
mod references;
mod token;
mod update;

pub use args::SnapshotArgs;
