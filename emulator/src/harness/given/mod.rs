//! What a test's world commonly is given before the test begins, in one line each; [`WorldHandle::patch`] does the
//! rest.
//!
//! [`WorldHandle::patch`]: crate::WorldHandle::patch

mod dasha;
mod trillet;
mod unleashx;
mod vobiz;

pub use dasha::DashaNumber;
pub use trillet::TrilletNumber;
pub use unleashx::UnleashxNumber;
pub use vobiz::VobizNumber;
