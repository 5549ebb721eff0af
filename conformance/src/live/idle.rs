//! Whether what a run may change is free: nothing that the target file does not name may be bound to it.

use super::api::Api;
use super::error::LiveError;
use super::known::Known;
use super::link::Link;
use super::resource::Named;
use super::vendors;
use crate::target::Unanswered;

/// Reads every thing that the target file names; says what holds one that is not free.
pub(crate) async fn check(known: &Known, link: &Link, file: &str) -> Result<(), LiveError> {
    let mut problems = Vec::new();
    for named in known.named.iter().filter(|named| is_readable(known, named)) {
        match holders(known, link, named, file).await {
            Ok(found) => problems.extend(found),
            // Some things show nowhere, so that nobody can say what holds them.
            Err(Unanswered::Unable(_)) => {}
            Err(Unanswered::Unreachable(message)) => return Err(LiveError::unreachable(message)),
        }
    }
    if problems.is_empty() {
        return Ok(());
    }
    Err(LiveError::unreachable(format!(
        "change anything at {file}: {}; nothing was changed. Free it, or name what holds it",
        problems.join("; ")
    )))
}

/// Whether a thing can be looked at: the account has it, and its credentials are there.
pub(crate) fn is_readable(known: &Known, named: &Named) -> bool {
    !named.for_sale && known.profile.sets.contains_key(&named.thing.set)
}

async fn holders(known: &Known, link: &Link, named: &Named, file: &str) -> Result<Vec<String>, Unanswered> {
    let api = Api::new(link, known.vendor, &known.profile, &named.thing.set);
    let title = known.title(&named.thing);
    let Some(settings) = vendors::read(&api, &named.thing).await? else {
        return Ok(vec![format!("the {title} is not there")]);
    };
    let bonds = vendors::bonds(&api, &named.thing, &settings).await?;
    let strangers = bonds.into_iter().filter(|bond| known.find(bond.kind, &bond.id).is_none());
    Ok(strangers
        .map(|bond| {
            format!("the {title} {} the {} {}, which {file} does not name", bond.how, bond.kind, bond.id)
        })
        .collect())
}
