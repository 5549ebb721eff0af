//! Which trunk or application a number is on.

use jiff::Timestamp;
use testline_emulator::contract::vobiz::clauses as c;

use super::action::{Field, Segment};
use super::refusals as r;
use super::state::{Number, State};
use crate::model::action::Expected;
use crate::model::claim::Claim;

/// The number of an account that a path names.
pub(super) fn own<'s>(state: &'s State, account: &str, number: &Segment) -> Option<&'s Number> {
    let held = state.numbers.get(number.named()?)?;
    state.has(account, held).then_some(held)
}

const RAW_PLUS: &str = "the path writes the number with a raw +";
const NOT_FOUND: &str = "the path names no number of the account";

pub(super) fn assign(
    state: &mut State,
    account: &str,
    number: &Segment,
    trunk: &Field,
    now: Timestamp,
) -> Expected {
    let Some(id) = trunk.given() else {
        return Expected::new(
            c::ASSIGN_NUMBER_TO_TRUNK_TRUNK_GROUP_ID_MISSING,
            r::invalid("trunk_group_id is required."),
            "the body has no trunk_group_id that is a text",
        );
    };
    if !is_uuid(id) {
        return Expected::new(
            c::ASSIGN_NUMBER_TO_TRUNK_TRUNK_GROUP_ID_NOT_UUID,
            r::invalid("trunk_group_id must be a valid UUID."),
            "trunk_group_id is no UUID",
        );
    }
    if matches!(number, Segment::RawPlus(_)) {
        return Expected::new(c::ASSIGN_NUMBER_TO_TRUNK_RAW_PLUS, r::number_not_found(), RAW_PLUS);
    }
    let Some(held) = own(state, account, number) else {
        return Expected::new(c::ASSIGN_NUMBER_TO_TRUNK_NUMBER_NOT_FOUND, r::number_not_found(), NOT_FOUND);
    };
    let e164 = number.e164();
    if held.releasing.is_some() {
        return Expected::new(
            c::ASSIGN_NUMBER_TO_TRUNK_PENDING_RELEASE,
            r::invalid("This number is pending release."),
            "the number is being released",
        );
    }
    if let Some(trunk) = &held.trunk {
        return Expected::new(
            c::ASSIGN_NUMBER_TO_TRUNK_ALREADY_ASSIGNED,
            r::already_assigned(),
            format!("{e164} is on the trunk {trunk}"),
        );
    }
    if let Some(application) = &held.application {
        return Expected::new(
            c::ASSIGN_NUMBER_TO_TRUNK_ON_APPLICATION,
            r::invalid("This number is already attached to an application."),
            format!("{e164} is on the application {application}"),
        );
    }
    let id = id.to_ascii_lowercase();
    let Some(trunk) = state.trunks.get_mut(&id).filter(|trunk| trunk.account == account) else {
        return Expected::new(
            c::ASSIGN_NUMBER_TO_TRUNK_TRUNK_NOT_FOUND,
            r::invalid("The trunk could not be found in your account."),
            "the account has no such trunk",
        );
    };
    trunk.touched = Some(now);
    if let Some(held) = state.numbers.get_mut(e164) {
        held.trunk = Some(id);
        held.touched = Some(now);
    }
    Expected::empty(
        c::ASSIGN_NUMBER_TO_TRUNK_ASSIGNED,
        "the number is on nothing and the trunk is the account's",
    )
}

pub(super) fn unassign(state: &mut State, account: &str, number: &Segment, now: Timestamp) -> Expected {
    match number {
        Segment::RawPlus(_) => {
            return Expected::new(c::UNASSIGN_NUMBER_FROM_TRUNK_RAW_PLUS, r::number_not_on_trunk(), RAW_PLUS);
        }
        Segment::Digits(_) | Segment::Twice(_) => {
            return Expected::new(
                c::UNASSIGN_NUMBER_FROM_TRUNK_NUMBER_FORMAT_INVALID,
                r::invalid("The phone number format is invalid. Ensure it is URL-encoded correctly."),
                "what the path names is no + and digits",
            );
        }
        Segment::Encoded(_) | Segment::LowerHex(_) => {}
    }
    let Some(held) = own(state, account, number) else {
        return Expected::new(
            c::UNASSIGN_NUMBER_FROM_TRUNK_NUMBER_NOT_FOUND,
            r::number_not_on_trunk(),
            NOT_FOUND,
        );
    };
    let Some(trunk) = held.trunk.clone() else {
        return Expected::new(
            c::UNASSIGN_NUMBER_FROM_TRUNK_NOT_ON_TRUNK,
            r::number_not_on_trunk(),
            format!("{} is on no trunk", number.e164()),
        );
    };
    if let Some(held) = state.numbers.get_mut(number.e164()) {
        held.trunk = None;
        held.touched = Some(now);
    }
    if let Some(trunk) = state.trunks.get_mut(&trunk) {
        trunk.touched = Some(now);
    }
    Expected::empty(c::UNASSIGN_NUMBER_FROM_TRUNK_UNASSIGNED, format!("{} is on {trunk}", number.e164()))
}

pub(super) fn attach(state: &mut State, account: &str, number: &Segment, application: &Field) -> Expected {
    let id = match application {
        Field::Text(id) => id.as_str(),
        Field::Empty => "",
        Field::Missing | Field::Null | Field::Number => {
            return Expected::new(
                c::ATTACH_NUMBER_APPLICATION_ID_MISSING,
                r::invalid("application_id is required."),
                "the body has no application_id that is a text",
            );
        }
    };
    if matches!(number, Segment::RawPlus(_)) {
        return Expected::new(c::ATTACH_NUMBER_RAW_PLUS, r::number_not_found(), RAW_PLUS);
    }
    let Some(held) = own(state, account, number) else {
        return Expected::new(c::ATTACH_NUMBER_NUMBER_NOT_FOUND, r::number_not_found(), NOT_FOUND);
    };
    if let Some(trunk) = &held.trunk {
        return Expected::new(
            c::ATTACH_NUMBER_ON_TRUNK,
            r::already_assigned(),
            format!("{} is on the trunk {trunk}", number.e164()),
        );
    }
    if state.applications.get(id).is_none_or(|owner| owner != account) {
        return Expected::new(
            c::ATTACH_NUMBER_APPLICATION_NOT_FOUND,
            Claim::Only(vec![("error", "Application not found".into()), ("app_id", id.to_owned().into())]),
            "the account has no such application",
        );
    }
    let clause =
        if held.application.is_some() { c::ATTACH_NUMBER_REATTACHED } else { c::ATTACH_NUMBER_ATTACHED };
    let body = reply("Number attached to application", number, Some(id), account);
    if let Some(held) = state.numbers.get_mut(number.e164()) {
        held.application = Some(id.to_owned());
        held.touched = None;
    }
    Expected::new(clause, body, "the number is on no trunk and the application is the account's")
}

pub(super) fn detach(state: &mut State, account: &str, number: &Segment) -> Expected {
    if matches!(number, Segment::RawPlus(_)) {
        return Expected::new(c::DETACH_NUMBER_RAW_PLUS, r::number_not_found(), RAW_PLUS);
    }
    let Some(held) = own(state, account, number) else {
        return Expected::new(c::DETACH_NUMBER_NUMBER_NOT_FOUND, r::number_not_found(), NOT_FOUND);
    };
    let application = held.application.clone();
    if let Some(held) = state.numbers.get_mut(number.e164()) {
        held.application = None;
        held.touched = None;
    }
    let (clause, why) = match application {
        Some(_) => (c::DETACH_NUMBER_DETACHED, "the number is on an application"),
        None => (c::DETACH_NUMBER_DETACHED_AGAIN, "the number is on no application"),
    };
    let owner = application.as_deref().and_then(|id| state.applications.get(id)).cloned().unwrap_or_default();
    let body = reply("Number detached from application", number, application.as_deref(), &owner);
    Expected::new(clause, body, why)
}

fn reply(message: &'static str, number: &Segment, application: Option<&str>, account: &str) -> Claim {
    let application = application.map_or(Claim::Is(serde_json::Value::Null), |id| {
        Claim::Has(vec![
            ("app_id", id.to_owned().into()),
            ("resource_uri", format!("/v1/Account/{account}/Application/{id}/").into()),
            ("sip_uri", format!("sip:{id}@app.vobiz.ai").into()),
        ])
    });
    Claim::Only(vec![
        ("message", message.into()),
        ("number", number.e164().to_owned().into()),
        ("application", application),
    ])
}

/// Whether a text is 8-4-4-4-12 hex digits.
fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}
