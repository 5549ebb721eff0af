//! UnleashX's error page: every refusal with its status and its text, and which clause gives which.

use std::borrow::Cow;

use serde::Serialize;

use super::wire::{self, Form};
use crate::contract::Clause;
use crate::contract::unleashx::{self, Conflict, clauses as c};
use crate::http::Request;
use crate::vendors::answer::{Answer, status};
use crate::vendors::context::Context;

/// Everything that UnleashX says no with. Several clauses may share one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    NotFound,
    BodyTooLarge,
    ServerError,
    RateLimited,
    InvalidCredentials,
    InvalidJson,
    AgentIdRequired,
    ProviderRequired,
    NumbersRequired,
    NumberFormat,
    ProviderInvalid,
    AgentNotFound,
    ProviderNotConfigured,
    NumberNotInInventory,
    /// A number is on another agent.
    AlreadyAttached(Held),
    /// A number is on the very agent that it is to go on, and the dialect refuses that.
    AttachedAgain(Held),
    AgentNameRequired,
    PromptRequired,
    Validation,
    LoginTokenRequired,
    InvalidLoginToken,
    SessionExpired,
    NoApiToken,
    /// What a fault demands by its status alone.
    Status(u16),
}

/// Who holds a number: the data of a conflict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Held {
    pub(super) existing_agent_id: AgentId,
    pub(super) phone_number: Cow<'static, str>,
}

/// The id of an agent in the form of the generation that shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum AgentId {
    Text(Cow<'static, str>),
    Integer(u64),
}

impl std::fmt::Display for AgentId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(id) => f.write_str(id),
            Self::Integer(id) => write!(f, "{id}"),
        }
    }
}

/// Which refusal each clause gives. A conflict has the documented example here, for a fault that demands it.
#[rustfmt::skip]
const BY_CLAUSE: &[(Clause, Refusal)] = {
    use Refusal as R;
    &[
        (c::ATTACH_PHONE_NUMBER_AGENT_ID_MISSING, R::AgentIdRequired),
        (c::ATTACH_PHONE_NUMBER_PROVIDER_MISSING, R::ProviderRequired),
        (c::ATTACH_PHONE_NUMBER_NUMBERS_MISSING, R::NumbersRequired),
        (c::ATTACH_PHONE_NUMBER_SINGULAR_NUMBER_SENT, R::NumbersRequired),
        (c::ATTACH_PHONE_NUMBER_BARE_STRING_SENT, R::NumbersRequired),
        (c::ATTACH_PHONE_NUMBER_NUMBER_FORMAT_INVALID, R::NumberFormat),
        (c::ATTACH_PHONE_NUMBER_PROVIDER_INVALID, R::ProviderInvalid),
        (c::ATTACH_PHONE_NUMBER_PROVIDER_NOT_LISTED, R::ProviderInvalid),
        (c::ATTACH_PHONE_NUMBER_PROVIDER_IN_OTHER_CASE, R::ProviderInvalid),
        (c::ATTACH_PHONE_NUMBER_AGENT_NOT_FOUND, R::AgentNotFound),
        (c::ATTACH_PHONE_NUMBER_PROVIDER_NOT_CONFIGURED, R::ProviderNotConfigured),
        (c::ATTACH_PHONE_NUMBER_NUMBER_NOT_IN_INVENTORY, R::NumberNotInInventory),
        (c::ATTACH_PHONE_NUMBER_NUMBER_ALREADY_ATTACHED, R::AlreadyAttached(Held {
            existing_agent_id: AgentId::Text(Cow::Borrowed("agent_xyz789abc")),
            phone_number: Cow::Borrowed("+918062810341"),
        })),
        (c::ATTACH_PHONE_NUMBERS_AGENT_ID_MISSING, R::AgentIdRequired),
        (c::ATTACH_PHONE_NUMBERS_NUMBERS_MISSING, R::NumbersRequired),
        (c::ATTACH_PHONE_NUMBERS_NUMBER_FORMAT_INVALID, R::NumberFormat),
        (c::ATTACH_PHONE_NUMBERS_AGENT_NOT_FOUND, R::AgentNotFound),
        (c::ATTACH_PHONE_NUMBERS_PROVIDER_NOT_CONFIGURED, R::ProviderNotConfigured),
        (c::ATTACH_PHONE_NUMBERS_NUMBER_NOT_IN_INVENTORY, R::NumberNotInInventory),
        (c::ATTACH_PHONE_NUMBERS_NUMBER_ALREADY_ATTACHED, R::AlreadyAttached(Held {
            existing_agent_id: AgentId::Integer(456),
            phone_number: Cow::Borrowed("+12025551234"),
        })),
        (c::CREATE_AGENT_AGENT_NAME_MISSING, R::AgentNameRequired),
        (c::CREATE_AGENT_PROMPT_MISSING, R::PromptRequired),
        (c::CREATE_VOICE_AGENT_AGENT_ID_EMPTY, R::AgentIdRequired),
        (c::CREATE_VOICE_AGENT_AGENT_NOT_FOUND, R::AgentNotFound),
        (c::CREATE_VOICE_AGENT_AGENT_NAME_MISSING, R::AgentNameRequired),
        (c::CREATE_VOICE_AGENT_PROMPT_MISSING, R::PromptRequired),
        (c::CREATE_VOICE_AGENT_FIELD_TYPE_INVALID, R::Validation),
        (c::CREATE_VOICE_AGENT_VOICE_PROVIDER_INVALID, R::Validation),
        (c::CREATE_VOICE_AGENT_VOICE_ID_MISSING, R::Validation),
        (c::GET_VOICE_AGENTS_AGENT_NOT_FOUND, R::AgentNotFound),
        (c::DELETE_VOICE_AGENT_AGENT_ID_MISSING, R::AgentIdRequired),
        (c::DELETE_VOICE_AGENT_AGENT_NOT_FOUND, R::AgentNotFound),
        (c::GENERATE_TOKEN_LOGIN_TOKEN_MISSING, R::LoginTokenRequired),
        (c::GENERATE_TOKEN_LOGIN_TOKEN_INVALID, R::InvalidLoginToken),
        (c::GENERATE_TOKEN_LOGIN_TOKEN_EXPIRED, R::SessionExpired),
        (c::GET_TOKEN_LOGIN_TOKEN_MISSING, R::LoginTokenRequired),
        (c::GET_TOKEN_LOGIN_TOKEN_INVALID, R::InvalidLoginToken),
        (c::GET_TOKEN_LOGIN_TOKEN_EXPIRED, R::SessionExpired),
        (c::GET_TOKEN_NO_API_TOKEN, R::NoApiToken),
        (c::ANY_NO_SUCH_ROUTE, R::NotFound),
        (c::ANY_WRONG_METHOD, R::NotFound),
        (c::ANY_HEAD, R::NotFound),
        (c::ANY_BODY_TOO_LARGE, R::BodyTooLarge),
        (c::ANY_SERVER_ERROR, R::ServerError),
        (c::ANY_NO_CREDENTIALS, R::InvalidCredentials),
        (c::ANY_AUTHORIZATION_NOT_READ, R::InvalidCredentials),
        (c::ANY_WRONG_CREDENTIALS, R::InvalidCredentials),
        (c::ANY_EXPIRED_CREDENTIALS, R::InvalidCredentials),
        (c::ANY_RATE_LIMITED, R::RateLimited),
        (c::ANY_MALFORMED_JSON, R::InvalidJson),
        (c::ANY_NOT_AN_OBJECT, R::InvalidJson),
    ]
};

impl Refusal {
    /// Status, text and data.
    fn page(&self, dialect: &unleashx::Dialect) -> (u16, Cow<'static, str>, Option<&Held>) {
        let (code, message) = match self {
            Self::NotFound => (404, "Not found"),
            Self::BodyTooLarge => (413, "Request body too large"),
            Self::ServerError => (500, "Internal server error"),
            Self::RateLimited => (429, "Rate limit exceeded"),
            Self::InvalidCredentials => (401, "Invalid Auth Key or Session Expired"),
            Self::InvalidJson => (400, "Invalid JSON"),
            Self::AgentIdRequired => (400, "Agent ID is required"),
            Self::ProviderRequired => (400, "Provider is required"),
            Self::NumbersRequired => (400, "Phone number(s) are required"),
            Self::NumberFormat => {
                (400, "Invalid phone number format. Use E.164 format (e.g., +918062810341)")
            }
            // Eight are taken; the vendor's text names six.
            Self::ProviderInvalid => {
                (422, "Invalid provider. Supported providers: san, ozonetell, twilio, exotel, telnyx, vonage")
            }
            Self::AgentNotFound => (404, "Agent not found"),
            Self::ProviderNotConfigured => (400, "Provider not configured for your account"),
            Self::NumberNotInInventory => (400, "Phone number not found in your account"),
            Self::AlreadyAttached(held) => match dialect.conflict {
                Conflict::V409 => return held_by(held),
                Conflict::V400 => (400, "Phone number is already attached to another agent"),
            },
            Self::AttachedAgain(held) => return held_by(held),
            Self::AgentNameRequired => (400, "Agent name is required"),
            Self::PromptRequired => (400, "Prompt is required"),
            Self::Validation => (422, "Validation error message"),
            Self::LoginTokenRequired => (400, "LOGIN_TOKEN_REQUIRED"),
            Self::InvalidLoginToken => (401, "INVALID_LOGIN_TOKEN"),
            Self::SessionExpired => (401, "SESSIONEXPIRED"),
            Self::NoApiToken => (404, "NO_API_TOKEN_FOUND"),
            Self::Status(code) => (*code, status(*code).canonical_reason().unwrap_or("Error")),
        };
        (code, Cow::Borrowed(message), None)
    }
}

/// The 409, which names the number and its agent.
fn held_by(held: &Held) -> (u16, Cow<'static, str>, Option<&Held>) {
    let message = format!("Phone number already attached to agent: {}", held.existing_agent_id);
    (409, Cow::Owned(message), Some(held))
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

/// A text of the request as a fact shows it: visible ASCII between backticks, and not too long.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 60;
    let visible = |c: char| if matches!(c, ' '..='~') { c } else { '?' };
    let cut = if text.chars().nth(LONGEST).is_some() { "..." } else { "" };
    format!("`{}{cut}`", text.chars().take(LONGEST).map(visible).collect::<String>())
}

impl Refused {
    /// A refusal that carries a fact of the state in its body.
    pub(super) fn with(clause: Clause, refusal: Refusal, fact: impl Into<String>) -> Self {
        Self { clause, refusal, fact: fact.into() }
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

    /// The answer on the wire, in the form of the request's path.
    pub(super) fn answer(
        self,
        operation: Option<&'static str>,
        request: &Request,
        context: &Context<'_>,
    ) -> Answer {
        let (code, message, held) = self.refusal.page(&context.dialect.unleashx);
        let reply = wire::refusal(context, Form::of(request.path()), code, &message, held);
        Answer::refuse(operation, self.clause, reply, self.fact, context.dialect)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusing_clause_has_its_page() {
        let missing: Vec<&str> = unleashx::CONTRACT
            .clauses()
            .filter(|clause| clause.refuses() && !BY_CLAUSE.iter().any(|(known, _)| known == clause))
            .map(Clause::id)
            .collect();
        assert_eq!(missing, [""; 0]);
    }

    #[test]
    fn a_text_of_the_request_is_shown_as_visible_ascii_and_cut() {
        assert_eq!(shown("tw\u{e9}lio\n"), "`tw?lio?`");
        assert_eq!(shown(&"a".repeat(61)), format!("`{}...`", "a".repeat(60)));
    }

    #[test]
    fn every_page_has_the_status_of_its_clauses() {
        for (clause, refusal) in BY_CLAUSE {
            let (code, _, _) = refusal.page(&unleashx::Dialect::default());
            assert_eq!(code, clause.status(), "{}", clause.id());
        }
    }
}
