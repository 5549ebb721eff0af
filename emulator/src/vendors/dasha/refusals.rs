//! Dasha's error page: every refusal with its status and its body, and which clause gives which.

use super::problem::problem;
use super::validation::Errors;
use crate::contract::Clause;
use crate::contract::dasha::{MalformedId, OtherOrganization, UnknownCredentials, clauses as c};
use crate::http::{Reply, Request, StatusCode, header};
use crate::vendors::answer::Answer;
use crate::vendors::context::Context;

/// Everything that Dasha says no with. Several clauses may share one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    NoSuchRoute,
    WrongMethod {
        allow: String,
    },
    BodyTooLarge,
    /// A challenge without a body.
    Unauthorized(&'static str),
    RateLimited,
    /// The path's id is no uuid, as a matter of routing or of validation.
    MalformedId,
    /// What is wrong with path, query and body.
    Invalid(Errors),
    /// The same for a clause alone, with a value that stands for any.
    Example(&'static [(&'static str, &'static str)]),
    /// A rule that says in one sentence what it is.
    Rule(u16, &'static str),
    OtherOrganization,
    UnknownCredentials,
    /// A problem that its status says all of.
    Status(u16),
}

const REQUEST: (&str, &str) = ("request", "The request field is required.");

/// Which refusal each clause gives, those apart whose refusal always carries a fact of the request.
#[rustfmt::skip]
const BY_CLAUSE: &[(Clause, Refusal)] = {
    use Refusal as R;
    const NUMBER: Refusal = R::Rule(404, "Phone number not found");
    const AGENT: Refusal = R::Rule(404, "Agent not found");
    const CREDENTIALS: Refusal = R::Rule(404, "SIP credential not found");
    const PROVIDER: Refusal = R::Rule(409, "Credential is managed by a provider");
    const SIBLING: Refusal = R::Rule(409, "Phone number is already linked");
    const PAIR: Refusal = R::Rule(409, "Phone number already exists for these credentials");
    const AGENT_ID: Refusal = R::Example(&[("agentId", "The agentId field is required.")]);
    const MODE_UNKNOWN: Refusal = R::Example(&[("mode", "The value 'both' is not valid.")]);
    const MODE_EMPTY: Refusal = R::Example(&[("mode", "The value '' is invalid.")]);
    const MODE_RANGE: Refusal = R::Example(&[("mode", "The value '7' is invalid.")]);
    const FORCE: Refusal = R::Example(&[("force", "The value 'yes' is not valid.")]);
    const PHONE_NUMBER: Refusal = R::Example(&[("PhoneNumber", "The PhoneNumber field is required.")]);
    const CREDENTIALS_ID: Refusal = R::Example(&[("CredentialsId", "The CredentialsId field is required.")]);
    const SERVER: Refusal = R::Example(&[("Server", "The Server field is required.")]);
    const NAME: Refusal = R::Example(&[("Name", "The Name field is required.")]);
    const CONFIG: Refusal = R::Example(&[("Config", "The Config field is required.")]);
    &[
        (c::LINK_PHONE_NUMBER_TO_AGENT_AGENT_ID_MISSING, AGENT_ID),
        (c::LINK_PHONE_NUMBER_TO_AGENT_MODE_UNKNOWN, MODE_UNKNOWN),
        (c::LINK_PHONE_NUMBER_TO_AGENT_MODE_EMPTY, MODE_EMPTY),
        (c::LINK_PHONE_NUMBER_TO_AGENT_MODE_OUT_OF_RANGE, MODE_RANGE),
        (c::LINK_PHONE_NUMBER_TO_AGENT_NUMBER_NOT_FOUND, NUMBER),
        (c::LINK_PHONE_NUMBER_TO_AGENT_AGENT_NOT_FOUND, AGENT),
        (c::LINK_PHONE_NUMBER_TO_AGENT_LINKED_IN_OTHER_ORGANIZATION, R::OtherOrganization),
        (c::LINK_PHONE_NUMBER_TO_AGENT_LINKED_BY_SIBLING, SIBLING),
        (c::UNLINK_PHONE_NUMBER_FROM_AGENT_AGENT_ID_MISSING, AGENT_ID),
        (c::UNLINK_PHONE_NUMBER_FROM_AGENT_MODE_UNKNOWN, MODE_UNKNOWN),
        (c::UNLINK_PHONE_NUMBER_FROM_AGENT_MODE_EMPTY, MODE_EMPTY),
        (c::UNLINK_PHONE_NUMBER_FROM_AGENT_MODE_OUT_OF_RANGE, MODE_RANGE),
        (c::UNLINK_PHONE_NUMBER_FROM_AGENT_NUMBER_NOT_FOUND, NUMBER),
        (c::UNLINK_PHONE_NUMBER_FROM_AGENT_AGENT_NOT_FOUND, AGENT),
        (c::LIST_PHONE_NUMBERS_UNLINKED_ONLY_INVALID, R::Example(&[("unlinkedOnly", "The value 'yes' is not valid.")])),
        (c::LIST_PHONE_NUMBERS_PROVIDER_ID_INVALID, R::Example(&[("providerId", "The value 'abc' is not valid.")])),
        (c::CREATE_PHONE_NUMBER_PHONE_NUMBER_MISSING, PHONE_NUMBER),
        (c::CREATE_PHONE_NUMBER_CREDENTIALS_ID_MISSING, CREDENTIALS_ID),
        (c::CREATE_PHONE_NUMBER_CREDENTIALS_NOT_FOUND, R::UnknownCredentials),
        (c::CREATE_PHONE_NUMBER_ALREADY_EXISTS, PAIR),
        (c::GET_PHONE_NUMBER_NUMBER_NOT_FOUND, NUMBER),
        (c::UPDATE_PHONE_NUMBER_PHONE_NUMBER_MISSING, PHONE_NUMBER),
        (c::UPDATE_PHONE_NUMBER_CREDENTIALS_ID_MISSING, CREDENTIALS_ID),
        (c::UPDATE_PHONE_NUMBER_NUMBER_NOT_FOUND, NUMBER),
        (c::UPDATE_PHONE_NUMBER_CREDENTIALS_NOT_FOUND, R::UnknownCredentials),
        (c::UPDATE_PHONE_NUMBER_ALREADY_EXISTS, PAIR),
        (c::UPDATE_PHONE_NUMBER_LINKED_IN_OTHER_ORGANIZATION, R::OtherOrganization),
        (c::UPDATE_PHONE_NUMBER_LINKED_BY_SIBLING, SIBLING),
        (c::DELETE_PHONE_NUMBER_IN_USE, R::Rule(409, "Phone number is used by agents")),
        (c::DELETE_PHONE_NUMBER_FORCE_INVALID, FORCE),
        (c::DELETE_PHONE_NUMBER_NUMBER_NOT_FOUND, NUMBER),
        (c::GET_AGENTS_USING_PHONE_NUMBER_NUMBER_NOT_FOUND, NUMBER),
        (c::CREATE_SIP_CREDENTIAL_SERVER_MISSING, SERVER),
        (c::GET_SIP_CREDENTIAL_CREDENTIAL_NOT_FOUND, CREDENTIALS),
        (c::UPDATE_SIP_CREDENTIAL_SERVER_MISSING, SERVER),
        (c::UPDATE_SIP_CREDENTIAL_CREDENTIAL_NOT_FOUND, CREDENTIALS),
        (c::UPDATE_SIP_CREDENTIAL_PROVIDER_MANAGED, PROVIDER),
        (c::DELETE_SIP_CREDENTIAL_IN_USE, R::Rule(409, "SIP credential is used by phone numbers")),
        (c::DELETE_SIP_CREDENTIAL_PROVIDER_MANAGED, PROVIDER),
        (c::DELETE_SIP_CREDENTIAL_FORCE_INVALID, FORCE),
        (c::DELETE_SIP_CREDENTIAL_CREDENTIAL_NOT_FOUND, CREDENTIALS),
        (c::GET_AGENTS_USING_SIP_CREDENTIAL_CREDENTIAL_NOT_FOUND, CREDENTIALS),
        (c::CREATE_AGENT_NAME_MISSING, NAME),
        (c::CREATE_AGENT_CONFIG_MISSING, CONFIG),
        (c::GET_AGENT_AGENT_NOT_FOUND, AGENT),
        (c::UPDATE_AGENT_NAME_MISSING, NAME),
        (c::UPDATE_AGENT_CONFIG_MISSING, CONFIG),
        (c::UPDATE_AGENT_AGENT_NOT_FOUND, AGENT),
        (c::DELETE_AGENT_AGENT_NOT_FOUND, AGENT),
        (c::ANY_NO_SUCH_ROUTE, R::NoSuchRoute),
        (c::ANY_BODY_TOO_LARGE, R::BodyTooLarge),
        (c::ANY_SERVER_ERROR, R::Status(500)),
        (c::ANY_RATE_LIMITED, R::RateLimited),
        (c::ANY_FORBIDDEN, R::Status(403)),
        (c::ANY_NO_CREDENTIALS, R::Unauthorized("Bearer")),
        (c::ANY_WRONG_CREDENTIALS, R::Unauthorized("Bearer error=\"invalid_token\"")),
        (c::ANY_UNSUPPORTED_MEDIA_TYPE, R::Status(415)),
        (c::ANY_MALFORMED_JSON, R::Example(&[("$", "The request body is not valid JSON."), REQUEST])),
        (c::ANY_BODY_EMPTY, R::Example(&[("", "A non-empty request body is required."), REQUEST])),
        (c::ANY_NOT_AN_OBJECT, R::Example(&[("$", "The JSON value could not be converted to System.Object. Path: $ | LineNumber: 0 | BytePositionInLine: 2."), REQUEST])),
        (c::ANY_MEMBER_WRONG_TYPE, R::Example(&[("$.name", "The JSON value could not be converted to System.String. Path: $.name | LineNumber: 0 | BytePositionInLine: 9."), REQUEST])),
        (c::ANY_MEMBER_TOO_LONG, R::Example(&[("Description", "The field Description must be a string with a maximum length of 255.")])),
        (c::ANY_MALFORMED_ID, R::MalformedId),
        (c::ANY_SKIP_OUT_OF_RANGE, R::Example(&[("skip", "The field skip must be between 0 and 2147483647.")])),
        (c::ANY_TAKE_OUT_OF_RANGE, R::Example(&[("take", "The field take must be between 1 and 1000.")])),
        (c::ANY_PAGING_NOT_A_NUMBER, R::Example(&[("take", "The value 'abc' is not valid.")])),
        (c::ANY_SEVERAL_ERRORS, R::Example(&[("id", "The value 'abc' is not valid."), ("mode", "The value 'both' is not valid.")])),
    ]
};

impl Refusal {
    /// Status, headers and body.
    fn page(&self, request: &Request, context: &mut Context<'_>) -> Reply {
        let dialect = &context.dialect.dasha;
        let (code, detail, errors) = match self {
            Self::NoSuchRoute => return Reply::empty(StatusCode::NOT_FOUND),
            Self::WrongMethod { allow } => {
                return Reply::empty(StatusCode::METHOD_NOT_ALLOWED).and_header(header::ALLOW, allow);
            }
            Self::BodyTooLarge => {
                return Reply::empty(StatusCode::PAYLOAD_TOO_LARGE).and_header(header::CONNECTION, "close");
            }
            Self::Unauthorized(challenge) => {
                return Reply::empty(StatusCode::UNAUTHORIZED)
                    .and_header(header::WWW_AUTHENTICATE, challenge);
            }
            Self::RateLimited => {
                let reply = problem(429, None, None, request, context);
                return reply.and_header(header::RETRY_AFTER, "1");
            }
            Self::MalformedId => match dialect.malformed_id {
                MalformedId::V400 => (400, None, Some(errors_of(&[("id", "The value 'abc' is not valid.")]))),
                MalformedId::V404 => return Reply::empty(StatusCode::NOT_FOUND),
            },
            Self::Invalid(errors) => (400, None, Some(errors.clone())),
            Self::Example(entries) => (400, None, Some(errors_of(entries))),
            Self::Rule(code, detail) => (*code, Some(*detail), None),
            Self::OtherOrganization => {
                let code = match dialect.other_organization {
                    OtherOrganization::V409 => 409,
                    OtherOrganization::V403 => 403,
                    OtherOrganization::V400 => 400,
                };
                (code, Some("Phone number is already linked in another organization"), None)
            }
            Self::UnknownCredentials => {
                let code = match dialect.unknown_credentials {
                    UnknownCredentials::V404 => 404,
                    UnknownCredentials::V400 => 400,
                };
                (code, Some("SIP credential not found"), None)
            }
            Self::Status(code) => (*code, None, None),
        };
        problem(code, detail, errors, request, context)
    }
}

fn errors_of(entries: &[(&str, &str)]) -> Errors {
    entries.iter().map(|(key, message)| ((*key).to_owned(), vec![(*message).to_owned()])).collect()
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

    /// A known path with a method that it does not have.
    pub(super) fn wrong_method(clause: Clause, allow: String, fact: String) -> Self {
        Self { clause, refusal: Refusal::WrongMethod { allow }, fact }
    }

    /// What a fault demands by its status.
    pub(super) fn by_status(code: u16) -> Self {
        let fact = format!("a fault demands {code}");
        match code {
            500 => refused(c::ANY_SERVER_ERROR, fact),
            429 => refused(c::ANY_RATE_LIMITED, fact),
            403 => refused(c::ANY_FORBIDDEN, fact),
            _ => Self { clause: crate::contract::testline::FAULT, refusal: Refusal::Status(code), fact },
        }
    }

    /// The clause.
    #[cfg(test)]
    pub(super) fn clause(&self) -> Clause {
        self.clause
    }

    /// The answer on the wire.
    pub(super) fn answer(
        self,
        operation: Option<&'static str>,
        request: &Request,
        context: &mut Context<'_>,
    ) -> Answer {
        let reply = self.refusal.page(request, context);
        Answer::refuse(operation, self.clause, reply, self.fact, context.dialect)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::dasha::CONTRACT;
    use crate::http::Method;
    use crate::world::ids::Ids;

    /// Clauses whose refusal always carries a fact of the request.
    const WITH_A_FACT: [&str; 3] = ["dasha.any.wrong-method", "dasha.any.head", "dasha.any.options"];

    fn with_context<T>(use_it: impl FnOnce(&mut Context<'_>) -> T) -> T {
        let dialect = crate::contract::Dialect::default();
        let ids = Ids::new(0, "default", 1);
        use_it(&mut Context::new(jiff::Timestamp::UNIX_EPOCH, 1, ids, &dialect, None))
    }

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
        let request = Request::new(Method::GET, "/");
        for (clause, refusal) in BY_CLAUSE {
            let reply = with_context(|context| refusal.page(&request, context));
            assert_eq!(reply.status.as_u16(), clause.status(), "{clause:?}");
        }
    }

    #[test]
    fn a_problem_has_its_members_in_the_order_of_asp_net_core() {
        let request = Request::new(Method::GET, "/a");
        let reply = with_context(|context| Refusal::Rule(404, "Agent not found").page(&request, context));
        let body = String::from_utf8(reply.body.to_vec()).expect("text");
        let (head, trace) = body.split_once("\"traceId\":\"00-").expect("a trace id");
        assert_eq!(
            head,
            "{\"type\":\"https://tools.ietf.org/html/rfc9110#section-15.5.5\",\
             \"title\":\"Not Found\",\"status\":404,\"detail\":\"Agent not found\","
        );
        assert_eq!(trace.len(), 32 + 1 + 16 + "-00\"}".len());
    }
}
