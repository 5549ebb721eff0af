//! Which vendor and which world a request belongs to, and the worlds that there are.

mod conduct;
mod directory;
mod found;
mod name;
mod owner;
mod remains;
mod settings;
mod tenant;
mod worlds;
mod writing;

pub use conduct::{Answering, Conduct};
pub use found::{Found, NotMade, NotWritten};
pub use owner::{Owner, owner_of};
pub use settings::Settings;
pub use tenant::Tenant;
pub use worlds::Tenancy;
