//! Undoing: a thing gets back what was read of it before, what was made goes. Each is looked at afterwards, so that
//! nothing counts as undone that is not seen to be so.

use super::api::Api;
use super::known::Known;
use super::ledger::{Open, Undo};
use super::link::Link;
use super::resource::{Kind, Settings, Thing, differences};
use super::vendors;
use crate::target::Unanswered;

/// How often an undo is tried.
const ATTEMPTS: u32 = 2;

/// The states in which a thing counts as gone.
const GONE: [&str; 2] = ["pending_release", "released"];

/// Undoes an entry, or says what is left.
pub(crate) async fn undo(known: &Known, link: &Link, entry: &Open) -> Result<(), String> {
    match &entry.undo {
        Undo::Restore { thing, to } => restore(known, link, thing, to).await,
        Undo::Remove { kind, set, id, name } => {
            let api = Api::new(link, known.vendor, &known.profile, set);
            let ids = match (id, name) {
                (Some(id), _) => vec![id.clone()],
                (None, Some(name)) => found(&api, *kind, name).await.map_err(|error| {
                    format!("the {kind} `{name}` that {} may have made: failed to {error}", entry.operation)
                })?,
                (None, None) => {
                    return Err(format!(
                        "a {kind} that {} may have made, without a name by which it could be found",
                        entry.operation
                    ));
                }
            };
            for id in ids {
                remove(known, link, &Thing { kind: *kind, id, set: set.clone() }).await?;
            }
            Ok(())
        }
    }
}

/// The ids of what has a name.
async fn found(api: &Api<'_>, kind: Kind, name: &str) -> Result<Vec<String>, Unanswered> {
    let listed = vendors::list(api, kind).await?;
    Ok(listed.into_iter().filter(|item| item.name == name).map(|item| item.id).collect())
}

/// Gives a thing its settings back, or says how it differs.
pub(crate) async fn restore(known: &Known, link: &Link, thing: &Thing, to: &Settings) -> Result<(), String> {
    let api = Api::new(link, known.vendor, &known.profile, &thing.set);
    let title = known.title(thing);
    let failed = |error: Unanswered| format!("the {title}: failed to {error}");
    let mut left = Vec::new();
    for _ in 0..ATTEMPTS {
        let Some(now) = vendors::read(&api, thing).await.map_err(failed)? else {
            return Err(format!("the {title} is gone, and no operation brings it back"));
        };
        left = differences(&now, to);
        if left.is_empty() {
            return Ok(());
        }
        vendors::put_back(&api, thing, &now, to).await.map_err(failed)?;
    }
    if let Some(now) = vendors::read(&api, thing).await.map_err(failed)? {
        left = differences(&now, to);
    }
    if left.is_empty() { Ok(()) } else { Err(format!("the {title}: {}", left.join(", "))) }
}

/// Removes a thing that a run made, or says that it is still there.
pub(crate) async fn remove(known: &Known, link: &Link, thing: &Thing) -> Result<(), String> {
    let api = Api::new(link, known.vendor, &known.profile, &thing.set);
    let failed = |error: Unanswered| format!("the {thing}, which the run made: failed to {error}");
    for _ in 0..ATTEMPTS {
        if is_gone(&api, thing).await.map_err(failed)? {
            return Ok(());
        }
        vendors::remove(&api, thing).await.map_err(failed)?;
    }
    let gone = is_gone(&api, thing).await.map_err(failed)?;
    if gone { Ok(()) } else { Err(format!("the {thing}, which the run made, is still there")) }
}

async fn is_gone(api: &Api<'_>, thing: &Thing) -> Result<bool, Unanswered> {
    let settings = vendors::read(api, thing).await?;
    Ok(settings.is_none_or(|settings| {
        let status = settings.get("status").and_then(serde_json::Value::as_str);
        status.is_some_and(|status| GONE.contains(&status))
    }))
}
