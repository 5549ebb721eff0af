//! Vobiz's error page: every refusal with its status and its body, and which clause gives which.

use bytes::Bytes;
use serde::Serialize;

use crate::contract::Clause;
use crate::contract::vobiz::{AuthIdMismatch, PurchaseShortBalance, UnknownTrunk, clauses as c};
use crate::http::{Reply, StatusCode, header};
use crate::vendors::answer::{Answer, json, status};
use crate::vendors::context::Context;

/// Everything that Vobiz says no with. Several clauses may share one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    NoSuchRoute,
    BrokenPath,
    WrongMethod {
        allow: String,
    },
    BodyTooLarge,
    ServerError,
    RateLimited,
    MissingHeader(&'static str),
    WrongCredentials,
    InvalidToken,
    AccountInactive,
    AuthIdMismatch,
    Invalid(&'static str),
    InvalidField(String),
    NumberNotFound,
    NumberNotOnTrunk,
    TrunkUnknown,
    TrunkNotFound,
    TrunkBusy,
    NotInInventory,
    DebitFailed,
    NotOwned,
    AccessDenied,
    ReleaseNumberNotFound,
    NotPendingRelease,
    NumberOrSubaccountNotFound,
    ForceNotAdmin,
    CoolOff {
        until: String,
        seconds: i64,
    },
    ApplicationNotFound {
        app_id: String,
    },
    /// `{"error","code"}`, as the SIP resources of the account write it.
    Coded(u16, &'static str),
    AccountNotFound,
    BalanceNotFound,
    /// What a fault demands by its status alone.
    Status(u16),
}

/// Which refusal each clause gives, those apart whose refusal carries a fact of the request.
#[rustfmt::skip]
const BY_CLAUSE: &[(Clause, Refusal)] = {
    use Refusal as R;
    const NOT_AN_OBJECT: Refusal = R::Invalid("The request body must be a JSON object.");
    const NAME_MISSING: Refusal = R::Invalid("name is required.");
    const ON_TRUNK: Refusal = R::Invalid("This number is already assigned to a trunk.");
    const WEBHOOK_URL: Refusal = R::Invalid("invalid webhook_url");
    const PASSWORD_MISSING: Refusal = R::Coded(400, "password is required");
    const PASSWORD_SHORT: Refusal = R::Coded(400, "password must be at least 8 characters");
    const CREDENTIAL: Refusal = R::Coded(404, "Credential not found");
    const IP_ADDRESS: Refusal = R::Coded(400, "Invalid IP address format");
    const IP_ACL: Refusal = R::Coded(404, "IP ACL not found");
    const SIP_URI: Refusal = R::Coded(400, "Invalid SIP URI format. Expected: sip:user@host:port");
    const URI: Refusal = R::Coded(404, "Origination URI not found");
    &[
        (c::ANY_NO_SUCH_ROUTE, R::NoSuchRoute),
        (c::ANY_LOWER_CASE_ACCOUNT, R::NoSuchRoute),
        (c::ANY_CAPITAL_ACCOUNT, R::NoSuchRoute),
        (c::ANY_WRONG_CASE, R::WrongCredentials),
        (c::ANY_BROKEN_PATH, R::BrokenPath),
        (c::ANY_BODY_TOO_LARGE, R::BodyTooLarge),
        (c::ANY_SERVER_ERROR, R::ServerError),
        (c::ANY_RATE_LIMITED, R::RateLimited),
        (c::ANY_NO_CREDENTIALS, R::MissingHeader("X-Auth-ID")),
        (c::ANY_NO_AUTH_TOKEN, R::MissingHeader("X-Auth-Token")),
        (c::ANY_WRONG_CREDENTIALS, R::WrongCredentials),
        (c::ANY_SUB_ACCOUNT_DISABLED, R::WrongCredentials),
        (c::ANY_ACCOUNT_INACTIVE, R::AccountInactive),
        (c::ANY_AUTH_ID_MISMATCH, R::AuthIdMismatch),
        (c::ANY_MALFORMED_JSON, NOT_AN_OBJECT),
        (c::ANY_NOT_AN_OBJECT, NOT_AN_OBJECT),
        (c::ASSIGN_NUMBER_TO_TRUNK_TRUNK_GROUP_ID_MISSING, R::Invalid("trunk_group_id is required.")),
        (c::ASSIGN_NUMBER_TO_TRUNK_TRUNK_GROUP_ID_NOT_UUID, R::Invalid("trunk_group_id must be a valid UUID.")),
        (c::ASSIGN_NUMBER_TO_TRUNK_RAW_PLUS, R::NumberNotFound),
        (c::ASSIGN_NUMBER_TO_TRUNK_NUMBER_NOT_FOUND, R::NumberNotFound),
        (c::ASSIGN_NUMBER_TO_TRUNK_SUB_ACCOUNT_NUMBER, R::NumberNotFound),
        (c::ASSIGN_NUMBER_TO_TRUNK_PENDING_RELEASE, R::Invalid("This number is pending release.")),
        (c::ASSIGN_NUMBER_TO_TRUNK_ALREADY_ASSIGNED, ON_TRUNK),
        (c::ASSIGN_NUMBER_TO_TRUNK_ON_APPLICATION, R::Invalid("This number is already attached to an application.")),
        (c::ASSIGN_NUMBER_TO_TRUNK_TRUNK_NOT_FOUND, R::TrunkUnknown),
        (c::UNASSIGN_NUMBER_FROM_TRUNK_RAW_PLUS, R::NumberNotOnTrunk),
        (c::UNASSIGN_NUMBER_FROM_TRUNK_NUMBER_FORMAT_INVALID, R::Invalid("The phone number format is invalid. Ensure it is URL-encoded correctly.")),
        (c::UNASSIGN_NUMBER_FROM_TRUNK_NUMBER_NOT_FOUND, R::NumberNotOnTrunk),
        (c::UNASSIGN_NUMBER_FROM_TRUNK_NOT_ON_TRUNK, R::NumberNotOnTrunk),
        (c::PURCHASE_FROM_INVENTORY_E164_MISSING, R::Invalid("e164 is required.")),
        (c::PURCHASE_FROM_INVENTORY_NUMBER_NOT_IN_INVENTORY, R::NotInInventory),
        (c::PURCHASE_FROM_INVENTORY_DEBIT_FAILED, R::DebitFailed),
        (c::UNRENT_NUMBER_RAW_PLUS, R::NotOwned),
        (c::UNRENT_NUMBER_NOT_OWNED, R::NotOwned),
        (c::CANCEL_RELEASE_INVALID_TOKEN, R::InvalidToken),
        (c::CANCEL_RELEASE_ACCESS_DENIED, R::AccessDenied),
        (c::CANCEL_RELEASE_NUMBER_NOT_FOUND, R::ReleaseNumberNotFound),
        (c::CANCEL_RELEASE_NOT_PENDING_RELEASE, R::NotPendingRelease),
        (c::ASSIGN_SUBACCOUNT_SUB_ACCOUNT_ID_MISSING, R::Invalid("sub_account_id is required.")),
        (c::ASSIGN_SUBACCOUNT_RAW_PLUS, R::NumberOrSubaccountNotFound),
        (c::ASSIGN_SUBACCOUNT_NUMBER_NOT_FOUND, R::NumberOrSubaccountNotFound),
        (c::ASSIGN_SUBACCOUNT_SUB_ACCOUNT_NOT_FOUND, R::NumberOrSubaccountNotFound),
        (c::UNASSIGN_SUBACCOUNT_FORCE_NOT_ADMIN, R::ForceNotAdmin),
        (c::UNASSIGN_SUBACCOUNT_RAW_PLUS, R::NumberOrSubaccountNotFound),
        (c::UNASSIGN_SUBACCOUNT_NUMBER_NOT_FOUND, R::NumberOrSubaccountNotFound),
        (c::UNASSIGN_SUBACCOUNT_NOT_ON_SUB_ACCOUNT, R::NumberOrSubaccountNotFound),
        (c::ATTACH_NUMBER_APPLICATION_ID_MISSING, R::Invalid("application_id is required.")),
        (c::ATTACH_NUMBER_RAW_PLUS, R::NumberNotFound),
        (c::ATTACH_NUMBER_NUMBER_NOT_FOUND, R::NumberNotFound),
        (c::ATTACH_NUMBER_ON_TRUNK, ON_TRUNK),
        (c::DETACH_NUMBER_RAW_PLUS, R::NumberNotFound),
        (c::DETACH_NUMBER_NUMBER_NOT_FOUND, R::NumberNotFound),
        (c::CREATE_TRUNK_NAME_MISSING, NAME_MISSING),
        (c::CREATE_TRUNK_WEBHOOK_URL_PRIVATE, WEBHOOK_URL),
        (c::CREATE_TRUNK_WEBHOOK_URL_INVALID, WEBHOOK_URL),
        (c::RETRIEVE_TRUNK_TRUNK_NOT_FOUND, R::TrunkNotFound),
        (c::UPDATE_TRUNK_TRUNK_NOT_FOUND, R::TrunkNotFound),
        (c::UPDATE_TRUNK_NAME_MISSING, NAME_MISSING),
        (c::UPDATE_TRUNK_WEBHOOK_URL_PRIVATE, WEBHOOK_URL),
        (c::UPDATE_TRUNK_WEBHOOK_URL_INVALID, WEBHOOK_URL),
        (c::DELETE_TRUNK_TRUNK_NOT_FOUND, R::TrunkNotFound),
        (c::DELETE_TRUNK_ACTIVE_CALLS, R::TrunkBusy),
        (c::CREATE_CREDENTIAL_USERNAME_MISSING, R::Coded(400, "username is required")),
        (c::CREATE_CREDENTIAL_USERNAME_INVALID, R::Coded(400, "Invalid username")),
        (c::CREATE_CREDENTIAL_PASSWORD_MISSING, PASSWORD_MISSING),
        (c::CREATE_CREDENTIAL_PASSWORD_TOO_SHORT, PASSWORD_SHORT),
        (c::CREATE_CREDENTIAL_USERNAME_TAKEN, R::Coded(409, "Username already exists")),
        (c::UPDATE_CREDENTIAL_CREDENTIAL_NOT_FOUND, CREDENTIAL),
        (c::UPDATE_CREDENTIAL_PASSWORD_MISSING, PASSWORD_MISSING),
        (c::UPDATE_CREDENTIAL_PASSWORD_TOO_SHORT, PASSWORD_SHORT),
        (c::DELETE_CREDENTIAL_CREDENTIAL_NOT_FOUND, CREDENTIAL),
        (c::DELETE_CREDENTIAL_IN_USE, R::Coded(409, "Credential is in use by a trunk")),
        (c::CREATE_IP_ACL_IP_ADDRESS_INVALID, IP_ADDRESS),
        (c::UPDATE_IP_ACL_IP_ACL_NOT_FOUND, IP_ACL),
        (c::UPDATE_IP_ACL_IP_ADDRESS_INVALID, IP_ADDRESS),
        (c::DELETE_IP_ACL_IP_ACL_NOT_FOUND, IP_ACL),
        (c::CREATE_ORIGINATION_URI_SIP_URI_INVALID, SIP_URI),
        (c::UPDATE_ORIGINATION_URI_URI_NOT_FOUND, URI),
        (c::UPDATE_ORIGINATION_URI_SIP_URI_INVALID, SIP_URI),
        (c::DELETE_ORIGINATION_URI_URI_NOT_FOUND, URI),
        (c::DELETE_ORIGINATION_URI_IN_USE, R::Coded(409, "Origination URI is in use by a trunk")),
        (c::RETRIEVE_BALANCE_CURRENCY_NOT_HELD, R::BalanceNotFound),
        (c::CREATE_SUBACCOUNT_NOT_MAIN_ACCOUNT, R::AccountNotFound),
        (c::CREATE_SUBACCOUNT_NAME_MISSING, NAME_MISSING),
        (c::CREATE_SUBACCOUNT_EMAIL_MISSING, R::Invalid("email is required for customer_use.")),
    ]
};

impl Refusal {
    /// Status and body.
    fn page(&self, context: &mut Context<'_>) -> (StatusCode, Bytes) {
        let dialect = &context.dialect.vobiz;
        let wrong_credentials = (401, "unauthorized", "invalid credentials");
        let number_not_found = (
            404,
            "Number not found",
            "The phone number could not be found. Ensure it is in your inventory and URL-encoded correctly.",
        );
        let trunk_not_found = (404, "Trunk not found", "The trunk could not be found in your account.");
        let (code, error, message) = match self {
            Self::NoSuchRoute => (404, "not_found", "route not found"),
            Self::BrokenPath => (400, "invalid request", "The request path is not valid."),
            Self::WrongMethod { .. } => (405, "method_not_allowed", "method not allowed"),
            Self::BodyTooLarge => (413, "payload_too_large", "request body too large"),
            Self::ServerError => (500, "internal_server_error", "internal server error"),
            Self::MissingHeader(name) => {
                let message = format!("missing {name} header");
                return (status(401), json(&Message { error: "unauthorized", message: &message }));
            }
            Self::WrongCredentials => wrong_credentials,
            Self::AuthIdMismatch => match dialect.auth_id_mismatch {
                AuthIdMismatch::V403 => (403, "forbidden", "auth_id does not match X-Auth-ID"),
                AuthIdMismatch::V401 => wrong_credentials,
                AuthIdMismatch::V404 => number_not_found,
            },
            Self::Invalid(message) => (400, "invalid request", *message),
            Self::InvalidField(field) => {
                let message = format!("invalid {field}");
                return (status(400), json(&Message { error: "invalid request", message: &message }));
            }
            Self::NumberNotFound => number_not_found,
            Self::NumberNotOnTrunk => (
                404,
                "Number not found",
                "The phone number could not be found or is not assigned to any trunk.",
            ),
            Self::TrunkUnknown => match dialect.unknown_trunk {
                UnknownTrunk::V400 => (400, "invalid request", trunk_not_found.2),
                UnknownTrunk::V404 => trunk_not_found,
            },
            Self::TrunkNotFound => trunk_not_found,
            Self::TrunkBusy => (409, "conflict", "The trunk has active calls."),
            Self::NotInInventory => (404, "not_found", "number not found in inventory"),
            Self::DebitFailed => match dialect.purchase_short_balance {
                PurchaseShortBalance::V500 => (500, "internal_server_error", "failed to purchase number"),
                PurchaseShortBalance::V402 => (402, "insufficient_balance", "insufficient balance"),
            },
            Self::NotOwned => (403, "forbidden", "account does not own this number"),
            Self::NumberOrSubaccountNotFound => (404, "not_found", "number or sub-account not found"),
            Self::ForceNotAdmin => (403, "forbidden", "force requires an admin account"),
            Self::AccountNotFound => (404, "not_found", "account not found"),
            Self::BalanceNotFound => (404, "not_found", "balance not found"),
            Self::AccessDenied => return (status(403), json(&Phrase { error: "access denied" })),
            Self::ReleaseNumberNotFound => return (status(404), json(&Phrase { error: "number not found" })),
            Self::NotPendingRelease => {
                return (status(400), json(&Phrase { error: "number is not pending release" }));
            }
            Self::InvalidToken => {
                let error = GatewayError { code: 401, message: "Invalid token" };
                return (status(401), json(&Gateway { error }));
            }
            Self::Coded(code, error) => return (status(*code), json(&Coded { error, code: *code })),
            Self::ApplicationNotFound { app_id } => {
                return (status(404), json(&NoApplication { error: "Application not found", app_id }));
            }
            Self::CoolOff { until, seconds } => {
                let body = CoolOff {
                    error: "did_cool_off_in_effect",
                    cool_off_until: until,
                    cool_off_remaining_seconds: *seconds,
                };
                return (status(409), json(&body));
            }
            Self::AccountInactive => {
                return (status(403), platform(context, "ACCOUNT_INACTIVE", "Account is inactive", None));
            }
            Self::RateLimited => {
                let details = RateLimit { limit_type: "cps", limit: 2, current: 3, retry_after: 1 };
                let body = platform(context, "RATE_LIMIT_EXCEEDED", "Rate limit exceeded", Some(details));
                return (status(429), body);
            }
            Self::Status(code) => {
                let error = status(*code).canonical_reason().unwrap_or("error").to_lowercase();
                let body = Message { error: &error.replace(' ', "_"), message: &error };
                return (status(*code), json(&body));
            }
        };
        (status(code), json(&Message { error, message }))
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
            _ => Self { clause: crate::contract::testline::FAULT, refusal: Refusal::Status(code), fact },
        }
    }

    /// The clause.
    #[cfg(test)]
    pub(super) fn clause(&self) -> Clause {
        self.clause
    }

    /// The answer on the wire.
    pub(super) fn answer(self, operation: Option<&'static str>, context: &mut Context<'_>) -> Answer {
        let (status, body) = self.refusal.page(context);
        let mut reply = Reply::with_body(status, "application/json", body);
        if let Refusal::WrongMethod { allow } = &self.refusal {
            reply = reply.and_header(header::ALLOW, allow);
        }
        Answer::refuse(operation, self.clause, reply, self.fact, context.dialect)
    }
}

#[derive(Serialize)]
struct Message<'a> {
    error: &'a str,
    message: &'a str,
}

#[derive(Serialize)]
struct Phrase<'a> {
    error: &'a str,
}

#[derive(Serialize)]
struct Gateway<'a> {
    error: GatewayError<'a>,
}

#[derive(Serialize)]
struct GatewayError<'a> {
    code: u16,
    message: &'a str,
}

#[derive(Serialize)]
struct Coded<'a> {
    error: &'a str,
    code: u16,
}

#[derive(Serialize)]
struct NoApplication<'a> {
    error: &'a str,
    app_id: &'a str,
}

#[derive(Serialize)]
struct CoolOff<'a> {
    error: &'a str,
    cool_off_until: &'a str,
    cool_off_remaining_seconds: i64,
}

#[derive(Serialize)]
struct Platform<'a> {
    status: &'a str,
    error: PlatformError<'a>,
    timestamp: String,
    #[serde(rename = "requestId")]
    request_id: String,
}

#[derive(Serialize)]
struct PlatformError<'a> {
    code: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    details: Option<RateLimit<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RateLimit<'a> {
    limit_type: &'a str,
    limit: u32,
    current: u32,
    retry_after: u32,
}

/// The form of the general page of errors.
fn platform(context: &mut Context<'_>, code: &str, message: &str, details: Option<RateLimit<'_>>) -> Bytes {
    json(&Platform {
        status: "error",
        error: PlatformError { code, message, details },
        timestamp: super::wire::micros(context.now).to_string(),
        request_id: format!("req_{}", context.ids.hex(12)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::vobiz;

    /// Clauses whose refusal carries a fact of the request.
    const WITH_A_FACT: [&str; 7] = [
        "vobiz.any.wrong-method",
        "vobiz.any.head",
        "vobiz.any.options",
        "vobiz.attach-number.application-not-found",
        "vobiz.unassign-subaccount.cool-off-in-effect",
        "vobiz.create-trunk.field-invalid",
        "vobiz.update-trunk.field-invalid",
    ];

    #[test]
    fn every_refusing_clause_has_its_page() {
        let missing: Vec<&str> = vobiz::CONTRACT
            .clauses()
            .filter(|clause| clause.refuses() && !BY_CLAUSE.iter().any(|(known, _)| known == clause))
            .map(Clause::id)
            .filter(|id| !WITH_A_FACT.contains(id))
            .collect();
        assert_eq!(missing, [""; 0]);
    }
}
