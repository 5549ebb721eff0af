//! `empty`: the connection is closed without a byte, and nothing is changed.

use super::deed::{Deed, What};
use super::effect::Cut;

pub(super) fn deed() -> Deed {
    let what = What::Cut { cut: Cut::Empty, keeps: false };
    Deed::new(what, "empty: the connection was closed without a byte and nothing was changed")
}
