//! `delay`: the answer goes out later. What it says is done at once, and no other exchange waits.

use jiff::SignedDuration;

use super::deed::{Deed, What};

/// Checks the time that an answer is to wait.
pub(super) fn check(by: SignedDuration) -> Result<(), String> {
    if by.is_positive() { Ok(()) } else { Err(format!("`by` must be longer than nothing, not {by}")) }
}

pub(super) fn deed(by: SignedDuration) -> Deed {
    Deed::new(What::Delay(by), format!("delay: the answer waited {by}"))
}
