//! `forget`: the answer says success and nothing is changed. A refusal, or an answer to a mere question, has nothing to
//! forget and stays as it is.

use super::deed::{Deed, Seen, What};

pub(super) fn deed(seen: &Seen<'_>) -> Option<Deed> {
    let did = "forget: the answer said success and nothing was changed";
    seen.changes.then(|| Deed::new(What::Forget, did))
}
