//! Finding what runs made by the names that they gave it.

use super::api::Api;
use super::known::Known;
use super::link::Link;
use super::resource::{Kind, Thing};
use super::{undo, vendors};

/// What came of a sweep.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Swept {
    /// What was removed.
    pub(crate) removed: Vec<String>,
    /// What could not be removed.
    pub(crate) left: Vec<String>,
}

/// Removes everything of a kind whose name is meant.
pub(crate) async fn sweep(
    known: &Known,
    link: &Link,
    kind: Kind,
    set: &str,
    mut meant: impl FnMut(&str) -> bool,
) -> Swept {
    let api = Api::new(link, known.vendor, &known.profile, set);
    let mut swept = Swept::default();
    let listed = match vendors::list(&api, kind).await {
        Ok(listed) => listed,
        Err(error) => {
            swept.left.push(format!("any {kind} that runs made: failed to {error}"));
            return swept;
        }
    };
    for item in listed.into_iter().filter(|item| meant(&item.name)) {
        let thing = Thing { kind, id: item.id, set: set.to_owned() };
        match undo::remove(known, link, &thing).await {
            Ok(()) => swept.removed.push(format!("{thing} `{}`", item.name)),
            Err(what) => swept.left.push(format!("{what} (`{}`)", item.name)),
        }
    }
    swept
}
