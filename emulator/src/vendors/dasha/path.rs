//! Dasha's rules for paths: which spellings of a path lead to an operation, and what the others get.

use std::sync::LazyLock;

use super::refusals::{Refused, refused};
use super::rules;
use super::{Operation, ROUTES};
use crate::contract::NotEmulated;
use crate::contract::dasha::{CONTRACT, Dialect, MalformedId, clauses};
use crate::http::{Method, Request};
use crate::segments::has_escape;
use crate::vendors::route::{self, Found, Index, Params};

/// Every way to an operation, made ready to be looked up.
static INDEX: LazyLock<Index<Operation>> = LazyLock::new(|| Index::of(ROUTES, &CONTRACT));

/// What a path led to.
#[derive(Debug)]
pub(super) enum Resolved<'r> {
    Operation(Operation, Params<'r>),
    NotEmulated(&'static NotEmulated),
    Refused(Refused),
}

/// Finds the operation of a request. Literal segments match in any letter case, and one trailing slash is accepted.
pub(super) fn resolve<'r>(request: &'r Request, dialect: &Dialect) -> Resolved<'r> {
    let path = request.path();
    let path = path.strip_suffix('/').unwrap_or(path);
    if dialect.malformed_id == MalformedId::V404 && names_no_uuid(path) {
        return Resolved::Refused(refused(clauses::ANY_MALFORMED_ID, "the id of the path is no uuid"));
    }
    let refusal = match INDEX.find(&request.method, path, same) {
        Found::Operation(operation, params) => return Resolved::Operation(operation, params),
        Found::NotEmulated(facts) => return Resolved::NotEmulated(facts),
        Found::OtherMethods(methods) => wrong_method(&request.method, methods),
        Found::Nothing => refused(clauses::ANY_NO_SUCH_ROUTE, "no route has this path"),
    };
    Resolved::Refused(refusal)
}

fn same(literal: &str, segment: &str) -> bool {
    literal.eq_ignore_ascii_case(segment)
        || has_escape(segment) && literal.eq_ignore_ascii_case(&decoded(segment))
}

/// Whether a path has the place of an uuid and something else there.
fn names_no_uuid(path: &str) -> bool {
    ROUTES
        .iter()
        .filter_map(|route| route::matches(route.template, path, same))
        .flat_map(|params| params.iter().collect::<Vec<_>>())
        .any(|(name, segment)| name == "id" && rules::uuid_in_any_spelling(&decoded(segment)).is_none())
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

/// A segment decoded once. `%2F` stays, since it does not split a segment, and so does a broken escape.
pub(super) fn decoded(segment: &str) -> String {
    if !has_escape(segment) {
        return segment.to_owned();
    }
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        match escaped(rest) {
            Some(byte) if byte != b'/' => {
                bytes.push(byte);
                rest = &rest[3..];
            }
            Some(_) | None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| segment.to_owned())
}

/// The byte of an escape that stands at the front.
fn escaped(bytes: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = bytes else { return None };
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    Some(digit(high)? * 16 + digit(low)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(method: Method, path: &str, dialect: &Dialect) -> &'static str {
        match resolve(&Request::new(method, path), dialect) {
            Resolved::Operation(operation, _) => operation.name(),
            Resolved::NotEmulated(facts) => facts.name,
            Resolved::Refused(refusal) => refusal.clause().facts().name,
        }
    }

    #[test]
    fn paths_match_in_any_letter_case_with_one_trailing_slash_and_decoded_once() {
        for (path, expected) in [
            ("/api/v1/sip-phone-numbers/x/agent-link", "link-phone-number-to-agent"),
            ("/API/v1/SIP-Phone-Numbers/x/Agent-Link/", "link-phone-number-to-agent"),
            ("/api/v1/sip-phone-numbers/x/%61gent-link", "link-phone-number-to-agent"),
            ("/api/v1/sip-phone-numbers/x/%2561gent-link", "no-such-route"),
            ("/api/v1/sip-phone-numbers/x/agent-link//", "no-such-route"),
            ("/api/v1/sip-phone-numbers/x%2Fagent-link", "update-phone-number"),
            ("/api/v1/sip-phone-numbers//agent-link", "no-such-route"),
            ("/api/v1/sip-phone-numbers", "wrong-method"),
        ] {
            assert_eq!(clause(Method::PUT, path, &Dialect::default()), expected, "{path}");
        }
        assert_eq!(clause(Method::POST, "/api/v1/calls", &Dialect::default()), "create-call");
        assert_eq!(clause(Method::HEAD, "/api/v1/agents", &Dialect::default()), "head");
        assert_eq!(clause(Method::OPTIONS, "/api/v1/agents/a", &Dialect::default()), "options");
    }

    #[test]
    fn under_the_switch_an_id_that_is_no_uuid_makes_the_path_unknown() {
        let dialect = Dialect { malformed_id: MalformedId::V404, ..Dialect::default() };
        assert_eq!(clause(Method::POST, "/api/v1/sip-credentials/abc", &dialect), "malformed-id");
        assert_eq!(clause(Method::GET, "/api/v1/agents/abc", &dialect), "get-agent");
        let path = "/api/v1/sip-credentials/3c90c3cc0d444b5088888dd25736052b";
        assert_eq!(clause(Method::GET, path, &dialect), "get-sip-credential");
    }

    #[test]
    fn slashes_and_broken_escapes_are_not_decoded() {
        for (segment, expected) in [
            ("a%20b", "a b"),
            ("a%2fb%2Fc", "a%2fb%2Fc"),
            ("%zz%4", "%zz%4"),
            ("%ff", "%ff"),
            ("%c3%bc", "ü"),
        ] {
            assert_eq!(decoded(segment), expected);
        }
    }
}
