//! The admin API: whether it can be used from here, and from where it is meant to be used.

use testline_emulator::ask::ask;

use super::finding::{Finding, fine, wrong};
use super::place::Place;
use super::probe::{There, probe};
use super::setup::SetUp;

/// Looks at the token of an emulator to be, and asks the one that is there.
pub(super) fn look(setup: &SetUp) -> Vec<Finding> {
    [open_without_token(setup), refused(setup)].into_iter().flatten().collect()
}

/// An address that others reach, and no token by which they could use the admin API.
fn open_without_token(setup: &SetUp) -> Option<Finding> {
    let listen = setup.serve.listen.as_deref()?;
    let own = || Place::of(&format!("http://{listen}")).is_none_or(|place| place.is_loopback());
    (!setup.serve.no_admin && setup.token().is_none() && !own()).then(|| {
        wrong(
            format!("--listen {listen} is reached from other machines and containers, and there is no admin token: \
                     they get the vendors and no worlds, faults or journals (403)"),
            "set TESTLINE_ADMIN_TOKEN for the emulator and for its clients, or --no-admin if nobody needs them",
        )
    })
}

/// What an emulator answers to the token that is set here.
fn refused(setup: &SetUp) -> Option<Finding> {
    let place = setup.emulator().filter(|place| !place.https)?;
    if !matches!(probe(&place), There::Emulator(_)) {
        return None;
    }
    let url = place.origin();
    let (status, _) = ask(&url.to_string(), "/_testline/v1/worlds/default", setup.token()).ok()?;
    let given = setup.token().is_some();
    Some(match status {
        401 if given => wrong(
            format!(
                "the emulator at {url} was started with another admin token than TESTLINE_ADMIN_TOKEN is here"
            ),
            "set TESTLINE_ADMIN_TOKEN to the same here and there",
        ),
        401 => wrong(
            format!("the emulator at {url} wants its admin token, and TESTLINE_ADMIN_TOKEN is not set here"),
            "set TESTLINE_ADMIN_TOKEN to what the emulator was started with",
        ),
        403 => wrong(
            format!("the emulator at {url} has no admin token, and so answers its own machine only"),
            "start it with TESTLINE_ADMIN_TOKEN set, and set the same here",
        ),
        _ => fine(format!("the admin API of the emulator at {url} answers")),
    })
}
