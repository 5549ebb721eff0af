//! The bodies of Vobiz's refusals, as its pages and the contract give them.

use crate::model::claim::Claim;

/// `{"error":…,"message":…}`: numbers, trunks, account.
pub(super) fn said(error: &'static str, message: &'static str) -> Claim {
    Claim::Only(vec![("error", error.into()), ("message", message.into())])
}

/// `{"error":"invalid request","message":…}`.
pub(super) fn invalid(message: &'static str) -> Claim {
    said("invalid request", message)
}

/// `{"error":…,"code":…}`: credentials, lists, URIs.
pub(super) fn coded(error: &'static str, code: u16) -> Claim {
    Claim::Only(vec![("error", error.into()), ("code", Claim::Is(code.into()))])
}

/// `{"error":…}`: the cancelling of a release.
pub(super) fn phrase(error: &'static str) -> Claim {
    Claim::Only(vec![("error", error.into())])
}

/// An unknown path.
pub(super) fn no_route() -> Claim {
    said("not_found", "route not found")
}

/// Credentials that are not right.
pub(super) fn wrong_credentials() -> Claim {
    said("unauthorized", "invalid credentials")
}

/// The first source's 404 of a number.
pub(super) fn number_not_found() -> Claim {
    said(
        "Number not found",
        "The phone number could not be found. Ensure it is in your inventory and URL-encoded correctly.",
    )
}

/// The 404 of a number that is to leave its trunk.
pub(super) fn number_not_on_trunk() -> Claim {
    said("Number not found", "The phone number could not be found or is not assigned to any trunk.")
}

/// The first source's 400 of a number that is on a trunk.
pub(super) fn already_assigned() -> Claim {
    invalid("This number is already assigned to a trunk.")
}

/// A number or a sub-account that is not there.
pub(super) fn number_or_sub_account() -> Claim {
    said("not_found", "number or sub-account not found")
}

/// A number that the account does not own, to be released.
pub(super) fn not_owned() -> Claim {
    said("forbidden", "account does not own this number")
}

/// A trunk that the account does not have.
pub(super) fn trunk_not_found() -> Claim {
    said("Trunk not found", "The trunk could not be found in your account.")
}
