//! `reset`: the connection is reset, and nothing is changed.

use super::deed::{Deed, What};
use super::effect::Cut;

pub(super) fn deed() -> Deed {
    let what = What::Cut { cut: Cut::Reset, keeps: false };
    Deed::new(what, "reset: the connection was reset and nothing was changed")
}
