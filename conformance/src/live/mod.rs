//! Live targets: a vendor itself, or what stands in for one. What a run changes there is permitted, written down before
//! it is sent, and undone.

mod alias;
mod api;
mod args;
mod book;
mod cleanup;
mod error;
mod form;
mod idle;
mod known;
mod ledger;
mod ledger_folder;
mod link;
mod outlook;
mod pace;
mod permit;
mod preflight;
mod price;
mod reach;
mod resource;
mod retry_after;
mod session;
mod sweep;
mod target;
mod target_file;
mod undo;
mod vendors;

pub use args::{CleanupArgs, LiveArgs};
pub use error::LiveError;
pub use outlook::Outlook;
pub use permit::Permits;
pub use target::{Live, Wishes};
pub use target_file::TargetFile;
