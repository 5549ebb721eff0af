//! The forms of what Trillet answers.

use jiff::Timestamp;
use testline_emulator::contract::Clause;

use crate::model::Claim;
use crate::model::action::Expected;

/// A refusal: `{error: {code, message}}`.
pub(super) fn refused(
    clause: Clause,
    code: &'static str,
    message: impl Into<Claim>,
    why: impl Into<String>,
) -> Expected {
    let error = Claim::Only(vec![("code", code.into()), ("message", message.into())]);
    Expected::new(clause, Claim::Only(vec![("error", error)]), why.into())
}

/// A request that is not as the page wants it.
pub(super) fn invalid(clause: Clause, message: impl Into<Claim>, why: &'static str) -> Expected {
    refused(clause, "invalid_request", message, why)
}

/// An agent that the workspace does not have.
pub(super) fn no_agent(clause: Clause) -> Expected {
    refused(clause, "agent_not_found", "Agent not found", "the workspace has no such agent")
}

/// A number that the workspace does not have.
pub(super) fn no_number(clause: Clause, why: &'static str) -> Expected {
    refused(clause, "phone_number_not_found", "Phone number not found", why)
}

/// A call flow that the workspace does not have.
pub(super) fn no_flow(clause: Clause) -> Expected {
    refused(clause, "call_flow_not_found", "Call flow not found", "the workspace has no such call flow")
}

/// Nothing can be made where nobody is the owner.
pub(super) fn no_owner(clause: Clause) -> Expected {
    refused(clause, "workspace_not_found", "Workspace not found", "nobody has this workspace")
}

/// `{"success": true}`.
pub(super) fn success() -> Claim {
    Claim::Only(vec![("success", Claim::Is(true.into()))])
}

/// A moment with milliseconds and Z.
pub(super) fn millis(time: Timestamp) -> Claim {
    format!("{time:.3}").into()
}

/// Likewise, where it is known.
pub(super) fn known(time: Option<Timestamp>) -> Claim {
    time.map_or(Claim::SomeText, millis)
}
