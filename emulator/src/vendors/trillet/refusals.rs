//! Trillet's error page: every refusal with its status and its body, and which clause gives which.

use jiff::Timestamp;
use serde::Serialize;

use super::body::Kind;
use super::wire;
use crate::contract::Clause;
use crate::contract::trillet::clauses as c;
use crate::http::{Reply, Request, StatusCode, header};
use crate::vendors::answer::{Answer, json, status};
use crate::vendors::context::Context;

/// Everything that Trillet says no with. Several clauses may share one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// `Cannot <METHOD> <path>`, as Express says it of an unknown path and of a wrong method.
    Cannot(String),
    /// A segment with a broken percent escape.
    Undecodable(String),
    BodyTooLarge,
    ServerError,
    Unauthorized(&'static str),
    RateLimited,
    WorkspaceIdMissing,
    Forbidden,
    WorkspaceNotFound,
    InvalidJson,
    /// A request that is wrong in a way that needs no more than a sentence.
    Invalid(&'static str),
    /// A required field that is not there.
    Missing(&'static str),
    WrongType(&'static str, Kind),
    AgentNotFound,
    PhoneNumberNotFound,
    CallFlowNotFound,
    CallFlowNotConfigured,
    AlreadyBound,
    NotBound,
    TrunkUpdateFailed,
    InvalidNumber,
    NumberUnavailable,
    InsufficientCredits,
    /// What a fault demands by its status alone.
    Status(u16),
}

/// Which refusal each clause gives, those apart whose refusal always carries a fact of the request.
#[rustfmt::skip]
const BY_CLAUSE: &[(Clause, Refusal)] = {
    use Refusal as R;
    &[
        (c::ASSIGN_PHONE_NUMBER_TO_AGENT_RECORD_CALLS_NOT_BOOLEAN, R::WrongType("recordCalls", Kind::Boolean)),
        (c::ASSIGN_PHONE_NUMBER_TO_AGENT_RECORDING_PUBLIC_NOT_BOOLEAN, R::WrongType("recordingPublic", Kind::Boolean)),
        (c::ASSIGN_PHONE_NUMBER_TO_AGENT_OFFICE_HOURS_NOT_OBJECT, R::WrongType("officeHours", Kind::Object)),
        (c::ASSIGN_PHONE_NUMBER_TO_AGENT_METADATA_TAGS_NOT_OBJECT, R::WrongType("metadataTags", Kind::Object)),
        (c::ASSIGN_PHONE_NUMBER_TO_AGENT_AGENT_NOT_FOUND, R::AgentNotFound),
        (c::ASSIGN_PHONE_NUMBER_TO_AGENT_PHONE_NUMBER_NOT_FOUND, R::PhoneNumberNotFound),
        (c::ASSIGN_PHONE_NUMBER_TO_AGENT_PHONE_NUMBER_RELEASED, R::PhoneNumberNotFound),
        (c::ASSIGN_PHONE_NUMBER_TO_AGENT_CALL_FLOW_NOT_CONFIGURED, R::CallFlowNotConfigured),
        (c::ASSIGN_PHONE_NUMBER_TO_AGENT_ALREADY_BOUND, R::AlreadyBound),
        (c::ASSIGN_PHONE_NUMBER_TO_AGENT_SIP_TRUNK_UPDATE_FAILED, R::TrunkUpdateFailed),
        (c::UNASSIGN_PHONE_NUMBER_FROM_AGENT_CONFIRMATION_NOT_BOOLEAN, R::WrongType("confirmation", Kind::Boolean)),
        (c::UNASSIGN_PHONE_NUMBER_FROM_AGENT_AGENT_NOT_FOUND, R::AgentNotFound),
        (c::UNASSIGN_PHONE_NUMBER_FROM_AGENT_PHONE_NUMBER_NOT_FOUND, R::PhoneNumberNotFound),
        (c::UNASSIGN_PHONE_NUMBER_FROM_AGENT_PHONE_NUMBER_RELEASED, R::PhoneNumberNotFound),
        (c::UNASSIGN_PHONE_NUMBER_FROM_AGENT_NOT_BOUND, R::NotBound),
        (c::CREATE_AGENT_NAME_MISSING, R::Missing("name")),
        (c::CREATE_AGENT_WRONG_TYPE, R::WrongType("name", Kind::Text)),
        (c::CREATE_AGENT_PHONE_NUMBER_NOT_FOUND, R::PhoneNumberNotFound),
        (c::GET_AGENT_AGENT_NOT_FOUND, R::AgentNotFound),
        (c::UPDATE_AGENT_WRONG_TYPE, R::WrongType("name", Kind::Text)),
        (c::UPDATE_AGENT_AGENT_NOT_FOUND, R::AgentNotFound),
        (c::UPDATE_AGENT_PHONE_NUMBER_NOT_FOUND, R::PhoneNumberNotFound),
        (c::UPDATE_AGENT_CALL_FLOW_NOT_FOUND, R::CallFlowNotFound),
        (c::DELETE_AGENT_AGENT_NOT_FOUND, R::AgentNotFound),
        (c::CREATE_CALL_FLOW_NAME_MISSING, R::Missing("name")),
        (c::CREATE_CALL_FLOW_DIRECTION_MISSING, R::Missing("direction")),
        (c::CREATE_CALL_FLOW_WRONG_TYPE, R::WrongType("name", Kind::Text)),
        (c::CREATE_CALL_FLOW_DIRECTION_UNKNOWN, R::Invalid("direction must be inbound, outbound or bidirectional")),
        (c::CREATE_CALL_FLOW_AGENT_NOT_FOUND, R::AgentNotFound),
        (c::GET_CALL_FLOW_CALL_FLOW_NOT_FOUND, R::CallFlowNotFound),
        (c::GET_PHONE_NUMBER_CONFIG_PHONE_NUMBER_NOT_FOUND, R::PhoneNumberNotFound),
        (c::UPDATE_PHONE_NUMBER_CONFIG_WRONG_TYPE, R::WrongType("agentId", Kind::Text)),
        (c::UPDATE_PHONE_NUMBER_CONFIG_PHONE_NUMBER_NOT_FOUND, R::PhoneNumberNotFound),
        (c::UPDATE_PHONE_NUMBER_CONFIG_AGENT_NOT_FOUND, R::AgentNotFound),
        (c::LIST_AVAILABLE_NUMBERS_COUNTRY_MISSING, R::Missing("country")),
        (c::LIST_AVAILABLE_NUMBERS_TYPE_MISSING, R::Missing("type")),
        (c::PURCHASE_NUMBER_COUNTRY_MISSING, R::Missing("country")),
        (c::PURCHASE_NUMBER_TYPE_MISSING, R::Missing("type")),
        (c::PURCHASE_NUMBER_PHONE_NUMBER_MISSING, R::Missing("phoneNumber")),
        (c::PURCHASE_NUMBER_WRONG_TYPE, R::WrongType("country", Kind::Text)),
        (c::PURCHASE_NUMBER_INVALID_NUMBER, R::InvalidNumber),
        (c::PURCHASE_NUMBER_NUMBER_UNAVAILABLE, R::NumberUnavailable),
        (c::PURCHASE_NUMBER_INSUFFICIENT_CREDITS, R::InsufficientCredits),
        (c::REGISTER_EXTERNAL_NUMBER_PHONE_NUMBER_OR_PROVIDER_MISSING, R::Invalid("Phone number, provider type, and workspace ID are required")),
        (c::REGISTER_EXTERNAL_NUMBER_CREDENTIALS_MISSING, R::Missing("credentials")),
        (c::REGISTER_EXTERNAL_NUMBER_WRONG_TYPE, R::WrongType("phoneNumber", Kind::Text)),
        (c::REGISTER_EXTERNAL_NUMBER_UNSUPPORTED_PROVIDER, R::Invalid("Unsupported provider")),
        (c::REGISTER_EXTERNAL_NUMBER_INVALID_NUMBER, R::InvalidNumber),
        (c::REGISTER_EXTERNAL_NUMBER_ALREADY_REGISTERED, R::Invalid("Phone number is already registered")),
        (c::RELEASE_NUMBER_PHONE_NUMBER_ID_MISSING, R::Missing("phoneNumberId")),
        (c::RELEASE_NUMBER_WRONG_TYPE, R::WrongType("phoneNumberId", Kind::Text)),
        (c::RELEASE_NUMBER_PHONE_NUMBER_NOT_FOUND, R::PhoneNumberNotFound),
        (c::RELEASE_NUMBER_PHONE_NUMBER_RELEASED, R::PhoneNumberNotFound),
        (c::ANY_BODY_TOO_LARGE, R::BodyTooLarge),
        (c::ANY_SERVER_ERROR, R::ServerError),
        (c::ANY_NO_CREDENTIALS, R::Unauthorized("API key is required")),
        (c::ANY_WRONG_CREDENTIALS, R::Unauthorized("Invalid API key")),
        (c::ANY_WRONG_BEARER_KEY, R::Unauthorized("Invalid API key")),
        (c::ANY_RATE_LIMITED, R::RateLimited),
        (c::ANY_WORKSPACE_ID_MISSING, R::WorkspaceIdMissing),
        (c::ANY_WORKSPACE_FORBIDDEN, R::Forbidden),
        (c::ANY_WORKSPACE_NOT_FOUND, R::WorkspaceNotFound),
        (c::ANY_UNSUPPORTED_MEDIA_TYPE, R::Invalid("Content-Type must be application/json")),
        (c::ANY_MALFORMED_JSON, R::InvalidJson),
        (c::ANY_NOT_AN_OBJECT, R::Invalid("Request body must be a JSON object")),
    ]
};

impl Refusal {
    /// Status, code and message.
    fn page(&self) -> (u16, String, String) {
        let (status, code, message) = match self {
            Self::Cannot(what) => return (404, "not_found".into(), format!("Cannot {what}")),
            Self::Undecodable(segment) => {
                return (400, "invalid_request".into(), format!("Failed to decode param '{segment}'"));
            }
            Self::BodyTooLarge => (413, "payload_too_large", "Request body is too large"),
            Self::ServerError => (500, "internal_error", "Internal server error"),
            Self::Unauthorized(message) => (401, "unauthorized", *message),
            Self::RateLimited => {
                (429, "rate_limit_exceeded", "Too many requests. Please try again in 60 seconds.")
            }
            Self::WorkspaceIdMissing => (400, "missing_workspace_id", "x-workspace-id header is required"),
            Self::Forbidden => (403, "forbidden", "You do not have access to this workspace"),
            Self::WorkspaceNotFound => (404, "workspace_not_found", "Workspace not found"),
            Self::InvalidJson => (400, "invalid_json", "Request body is not valid JSON"),
            Self::Invalid(message) => (400, "invalid_request", *message),
            Self::Missing(field) => return (400, "invalid_request".into(), format!("{field} is required")),
            Self::WrongType(field, kind) => {
                return (400, "invalid_request".into(), format!("{field} must be {}", kind.phrase()));
            }
            Self::AgentNotFound => (404, "agent_not_found", "Agent not found"),
            Self::PhoneNumberNotFound => (404, "phone_number_not_found", "Phone number not found"),
            Self::CallFlowNotFound => (404, "call_flow_not_found", "Call flow not found"),
            Self::CallFlowNotConfigured => {
                (400, "call_flow_not_configured", "Agent does not have an associated call flow")
            }
            Self::AlreadyBound => {
                (400, "phone_number_already_bound", "Phone number is already bound to another agent")
            }
            Self::NotBound => (400, "phone_number_not_bound", "Phone number is not bound to this agent"),
            Self::TrunkUpdateFailed => (500, "sip_trunk_update_failed", "Failed to update SIP trunk"),
            Self::InvalidNumber => (400, "invalid_number", "The provided phone number is invalid"),
            Self::NumberUnavailable => {
                (400, "number_unavailable", "The requested phone number is not available")
            }
            Self::InsufficientCredits => {
                (403, "insufficient_credits", "Your account has insufficient credits")
            }
            Self::Status(code) => {
                let phrase = status(*code).canonical_reason().unwrap_or("Error");
                return (*code, phrase.to_lowercase().replace([' ', '-'], "_"), phrase.to_owned());
            }
        };
        (status, code.to_owned(), message.to_owned())
    }
}

/// A refusal with the clause that it comes from and the fact that decided.
#[derive(Debug)]
pub(super) struct Refused {
    clause: Clause,
    refusal: Refusal,
    fact: String,
}

/// The refusal of a clause.
pub(super) fn refused(clause: Clause, fact: impl Into<String>) -> Refused {
    let known = BY_CLAUSE.iter().find(|(known, _)| *known == clause);
    let refusal = known.map_or(Refusal::Status(clause.status()), |(_, refusal)| refusal.clone());
    Refused { clause, refusal, fact: fact.into() }
}

impl Refused {
    /// A refusal that carries a fact of the request in its body.
    pub(super) fn with(clause: Clause, refusal: Refusal, fact: impl Into<String>) -> Self {
        Self { clause, refusal, fact: fact.into() }
    }

    /// A method and a path that lead nowhere together; both are shown as sent, the path without its query.
    pub(super) fn cannot(clause: Clause, request: &Request, fact: String) -> Self {
        let what = format!("{} {}", request.method, request.path());
        Self { clause, refusal: Refusal::Cannot(what), fact }
    }

    /// An id with a broken percent escape.
    pub(super) fn broken_path(segment: &str) -> Self {
        let fact = format!("`{segment}` has a broken percent escape");
        Self { clause: c::ANY_BROKEN_PATH, refusal: Refusal::Undecodable(segment.to_owned()), fact }
    }

    /// What a fault demands by its status.
    pub(super) fn by_status(code: u16) -> Self {
        let fact = format!("a fault demands {code}");
        match code {
            500 => refused(c::ANY_SERVER_ERROR, fact),
            429 => refused(c::ANY_RATE_LIMITED, fact),
            _ => Self { clause: crate::contract::testline::FAULT, refusal: Refusal::Status(code), fact },
        }
    }

    /// The clause.
    #[cfg(test)]
    pub(super) fn clause(&self) -> Clause {
        self.clause
    }

    /// The answer on the wire.
    pub(super) fn answer(self, operation: Option<&'static str>, context: &Context<'_>) -> Answer {
        let (code, name, message) = self.refusal.page();
        let reset_at = (self.refusal == Refusal::RateLimited).then(|| end_of_minute(context.now).to_string());
        let body = json(&Envelope { error: Error { code: &name, message: &message, reset_at } });
        let mut reply = Reply::with_body(status(code), wire::JSON, body);
        if reply.status == StatusCode::PAYLOAD_TOO_LARGE {
            // The rest of the body is on its way still.
            reply = reply.and_header(header::CONNECTION, "close");
        }
        Answer::refuse(operation, self.clause, reply, self.fact, context.dialect)
    }
}

/// When the running minute is over.
fn end_of_minute(now: Timestamp) -> Timestamp {
    let minute = now.as_second().div_euclid(60);
    Timestamp::from_second((minute + 1) * 60).unwrap_or(now)
}

#[derive(Serialize)]
struct Envelope<'a> {
    error: Error<'a>,
}

#[derive(Serialize)]
struct Error<'a> {
    code: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reset_at: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::trillet::CONTRACT;

    /// Clauses whose refusal always carries a fact of the request.
    const WITH_A_FACT: [&str; 3] =
        ["trillet.any.no-such-route", "trillet.any.wrong-method", "trillet.any.broken-path"];

    #[test]
    fn every_refusing_clause_has_its_page() {
        let missing: Vec<&str> = CONTRACT
            .clauses()
            .filter(|clause| clause.refuses() && !BY_CLAUSE.iter().any(|(known, _)| known == clause))
            .map(Clause::id)
            .filter(|id| !WITH_A_FACT.contains(id))
            .collect();
        assert_eq!(missing, [""; 0]);
    }

    #[test]
    fn every_page_has_the_status_of_its_clause() {
        for (clause, refusal) in BY_CLAUSE {
            assert!(clause.allows(refusal.page().0), "{clause:?}");
        }
    }

    #[test]
    fn the_running_minute_ends_at_a_whole_one() {
        let at = |text: &str| text.parse::<Timestamp>().expect("a time");
        assert_eq!(end_of_minute(at("2026-01-24T08:50:19.292Z")), at("2026-01-24T08:51:00Z"));
        assert_eq!(end_of_minute(at("2026-01-24T08:51:00Z")), at("2026-01-24T08:52:00Z"));
    }
}
