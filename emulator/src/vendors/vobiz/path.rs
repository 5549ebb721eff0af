//! Vobiz's rules for paths: which spellings of a path lead to an operation, and what the others get.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memchr;

use super::refusals::{Refused, refused};
use super::{Operation, ROUTES};
use crate::contract::NotEmulated;
use crate::contract::vobiz::{AccountCase, CONTRACT, Dialect, RawPlus, clauses};
use crate::http::{Method, Request};
use crate::segments::segments;
use crate::vendors::route::{self, Found, Index, Params};

/// The families whose paths are never served with `account` in lower case.
const CAPITAL_ONLY: [&str; 4] = ["Call", "Application", "Endpoint", "Recording"];

/// Every way to an operation, made ready to be looked up.
static INDEX: LazyLock<Index<Operation>> = LazyLock::new(|| Index::of(ROUTES, &CONTRACT));

/// What a path led to.
#[derive(Debug)]
pub(super) enum Resolved<'r> {
    Operation(Operation, Params<'r>),
    NotEmulated(&'static NotEmulated),
    Refused(Refused),
}

/// Finds the operation of a request.
pub(super) fn resolve<'r>(request: &'r Request, dialect: &Dialect) -> Resolved<'r> {
    let path = request.path();
    if let Some(segment) = broken_segment(path) {
        let fact = format!("`{segment}` has a broken percent escape");
        return Resolved::Refused(refused(clauses::ANY_BROKEN_PATH, fact));
    }
    let both_cases = || {
        dialect.account_case == AccountCase::Both
            && !segments(path).any(|segment| CAPITAL_ONLY.contains(&segment))
    };
    let same = |literal: &str, segment: &str| {
        literal == segment || literal == "Account" && segment == "account" && both_cases()
    };
    let refusal = match INDEX.find(&request.method, path, same) {
        Found::Operation(operation, params) => return Resolved::Operation(operation, params),
        Found::NotEmulated(facts) => return Resolved::NotEmulated(facts),
        Found::OtherMethods(methods) => wrong_method(&request.method, methods),
        Found::Nothing => unknown_path(request),
    };
    Resolved::Refused(refusal)
}

/// A path is read before it is looked up, so that an unknown one with a broken escape is broken too.
fn broken_segment(path: &str) -> Option<&str> {
    let first = memchr(b'%', path.as_bytes())?;
    let from = path[..first].rfind('/').map_or(0, |slash| slash + 1);
    segments(&path[from..]).find(|segment| route::is_broken(segment))
}

fn wrong_method(method: &Method, mut methods: Vec<Method>) -> Refused {
    methods.sort_by(|a, b| a.as_str().cmp(b.as_str()));
    let allow = methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
    let clause = match method.as_str() {
        "HEAD" => clauses::ANY_HEAD,
        "OPTIONS" => clauses::ANY_OPTIONS,
        _ => clauses::ANY_WRONG_METHOD,
    };
    let fact = format!("the path has no {method}; it has {allow}");
    Refused::wrong_method(clause, allow, fact)
}

/// Tells a path in a wrong letter case from one that is not there at all.
fn unknown_path(request: &Request) -> Refused {
    let path = request.path();
    let any_case = |literal: &str, segment: &str| literal.eq_ignore_ascii_case(segment);
    let emulated = ROUTES.iter().map(|route| route.template);
    let not_emulated =
        CONTRACT.not_emulated.iter().flat_map(|facts| facts.routes).map(|(_, template)| *template);
    let template =
        emulated.chain(not_emulated).find(|template| route::matches(template, path, any_case).is_some());
    let Some(template) = template else {
        return refused(clauses::ANY_NO_SUCH_ROUTE, format!("no route has the path {path}"));
    };
    let fact = format!("the path differs from {template} in letter case");
    let has = |segment: &str| template.split('/').any(|literal| literal == segment);
    if has("sub-accounts") || CAPITAL_ONLY.iter().any(|name| has(name)) {
        refused(clauses::ANY_WRONG_CASE, fact)
    } else if has("account") {
        refused(clauses::ANY_CAPITAL_ACCOUNT, fact)
    } else if has("Account") && segments(path).any(|segment| segment == "account") {
        refused(clauses::ANY_LOWER_CASE_ACCOUNT, fact)
    } else {
        refused(clauses::ANY_NO_SUCH_ROUTE, fact)
    }
}

/// How a path names a number.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NumberSegment<'r> {
    /// It begins with a raw `+`, which names no number.
    RawPlus,
    /// The decoded text.
    E164(Cow<'r, str>),
}

/// Reads the segment of a number; `%2B` and `%2b` are a `+`.
pub(super) fn number_segment<'r>(segment: &'r str, dialect: &Dialect) -> NumberSegment<'r> {
    if segment.starts_with('+') && dialect.raw_plus == RawPlus::V404 {
        NumberSegment::RawPlus
    } else {
        NumberSegment::E164(decoded(segment))
    }
}

/// A segment decoded once; `resolve` has refused broken escapes.
pub(super) fn decoded(segment: &str) -> Cow<'_, str> {
    route::decode(segment).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(method: Method, path: &str) -> &'static str {
        match resolve(&Request::new(method, path), &Dialect::default()) {
            Resolved::Operation(operation, _) => operation.name(),
            Resolved::NotEmulated(facts) => facts.name,
            Resolved::Refused(refused) => refused.clause().facts().name,
        }
    }

    #[test]
    fn both_spellings_of_account_lead_to_numbers() {
        assert_eq!(clause(Method::GET, "/api/v1/Account/MA_X/numbers"), "list-account-phone-numbers");
        assert_eq!(clause(Method::GET, "/api/v1/account/MA_X/numbers"), "list-account-phone-numbers");
        assert_eq!(clause(Method::GET, "/api/v1/ACCOUNT/MA_X/numbers"), "no-such-route");
    }

    #[test]
    fn a_wrong_case_gets_what_its_family_gives() {
        assert_eq!(
            clause(Method::POST, "/api/v1/Account/MA_X/numbers/%2B1/assign-subaccount"),
            "capital-account"
        );
        assert_eq!(clause(Method::POST, "/api/v1/account/MA_X/Call/"), "wrong-case");
        assert_eq!(clause(Method::GET, "/api/v1/Accounts/MA_X/sub-accounts/"), "wrong-case");
    }

    #[test]
    fn a_literal_goes_before_a_parameter() {
        assert_eq!(clause(Method::GET, "/api/v1/Account/MA_X/trunks/credentials"), "list-credentials");
        assert_eq!(clause(Method::GET, "/api/v1/Account/MA_X/trunks/x"), "retrieve-trunk");
    }

    #[test]
    fn a_broken_escape_anywhere_breaks_the_path() {
        assert_eq!(clause(Method::POST, "/api/v1/Account/MA_X/numbers/%2/assign"), "broken-path");
        assert_eq!(clause(Method::POST, "/api/v1/Account/MA_X/numbers/%2B1/assign%zz"), "broken-path");
        assert_eq!(clause(Method::POST, "/api/v1/Account/MA_X/numbers/%2B1/assign%20"), "no-such-route");
    }

    #[test]
    fn what_is_not_emulated_is_known() {
        assert_eq!(clause(Method::POST, "/api/v1/Account/MA_X/Call/"), "make-call");
        assert_eq!(clause(Method::PUT, "/api/v1/Account/MA_X/Call/"), "wrong-method");
    }
}
