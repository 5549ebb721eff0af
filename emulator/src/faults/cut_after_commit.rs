//! `cut-after-commit`: the change is made and the answer is lost. To the client it looks like `empty`; a retry meets what
//! the vendor says to a change that is there already.

use super::deed::{Deed, Seen, What};
use super::effect::Cut;

pub(super) fn deed(seen: &Seen<'_>) -> Deed {
    let change = if seen.changes { "the change was made" } else { "there was no change to make" };
    let what = What::Cut { cut: Cut::Empty, keeps: true };
    Deed::new(what, format!("cut-after-commit: {change} and the answer was lost"))
}
