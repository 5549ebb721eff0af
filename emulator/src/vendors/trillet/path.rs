//! Trillet's rules for paths: Express's, with literal segments in any letter case and one trailing slash allowed.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::refusals::Refused;
use super::{Operation, ROUTES};
use crate::contract::NotEmulated;
use crate::contract::trillet::{CONTRACT, clauses};
use crate::http::{Method, Request};
use crate::vendors::route::{self, Found, Index, Params};

/// Every way to an operation, made ready to be looked up.
static INDEX: LazyLock<Index<Operation>> = LazyLock::new(|| Index::of(ROUTES, &CONTRACT));

/// What a path led to.
#[derive(Debug)]
pub(super) enum Resolved<'r> {
    Operation(Operation, Params<'r>),
    NotEmulated(&'static NotEmulated),
    /// OPTIONS on a known path, with the path's methods.
    Options {
        allow: String,
    },
    Refused(Refused),
}

/// Finds the operation of a request. HEAD leads where GET does.
pub(super) fn resolve(request: &Request) -> Resolved<'_> {
    let sent = request.path();
    let path = sent.strip_suffix('/').unwrap_or(sent);
    let method = if request.method == Method::HEAD { &Method::GET } else { &request.method };
    match INDEX.find(method, path, str::eq_ignore_ascii_case) {
        Found::Operation(operation, params) => match broken_segment(&params) {
            None => Resolved::Operation(operation, params),
            Some(segment) => Resolved::Refused(Refused::broken_path(segment)),
        },
        Found::NotEmulated(facts) => Resolved::NotEmulated(facts),
        Found::OtherMethods(methods) if request.method == Method::OPTIONS => {
            Resolved::Options { allow: allow(&methods) }
        }
        Found::OtherMethods(methods) => {
            let fact = format!("the path has no {}; it has {}", request.method, allow(&methods));
            Resolved::Refused(Refused::cannot(clauses::ANY_WRONG_METHOD, request, fact))
        }
        Found::Nothing => {
            let fact = format!("no route has the path {sent}");
            Resolved::Refused(Refused::cannot(clauses::ANY_NO_SUCH_ROUTE, request, fact))
        }
    }
}

fn broken_segment<'r>(params: &Params<'r>) -> Option<&'r str> {
    params.iter().map(|(_, segment)| segment).find(|segment| route::is_broken(segment))
}

/// The methods of a path as Express writes them: `GET,HEAD,POST`.
fn allow(methods: &[Method]) -> String {
    let has = |name: &str| {
        let name = if name == "HEAD" { "GET" } else { name };
        methods.iter().any(|method| method.as_str() == name)
    };
    ["GET", "HEAD", "POST", "PUT", "DELETE"]
        .into_iter()
        .filter(|name| has(name))
        .collect::<Vec<_>>()
        .join(",")
}

/// A segment decoded once; `resolve` has refused broken escapes.
pub(super) fn decoded(segment: &str) -> Cow<'_, str> {
    route::decode(segment).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(method: Method, path: &str) -> String {
        match resolve(&Request::new(method, path)) {
            Resolved::Operation(operation, _) => operation.name().to_owned(),
            Resolved::NotEmulated(facts) => facts.name.to_owned(),
            Resolved::Options { allow } => allow,
            Resolved::Refused(refused) => refused.clause().facts().name.to_owned(),
        }
    }

    #[test]
    fn literals_have_no_letter_case_and_one_slash_may_follow() {
        assert_eq!(outcome(Method::POST, "/V1/api/Agents/a/BIND/n"), "assign-phone-number-to-agent");
        assert_eq!(outcome(Method::GET, "/v1/api/agents/"), "list-agents");
        assert_eq!(outcome(Method::GET, "/v1/api/agents//"), "no-such-route");
    }

    #[test]
    fn a_literal_is_sent_plain() {
        assert_eq!(outcome(Method::POST, "/v1/api/agents/a/%62ind/n"), "no-such-route");
    }

    #[test]
    fn an_escaped_slash_does_not_split_an_id() {
        assert_eq!(outcome(Method::GET, "/v1/api/agents/a%2Fb"), "get-agent");
    }

    #[test]
    fn an_id_with_a_broken_escape_is_refused() {
        for path in ["/v1/api/agents/%zz", "/v1/api/agents/a%", "/v1/api/agents/%ff"] {
            assert_eq!(outcome(Method::GET, path), "broken-path");
        }
    }

    #[test]
    fn head_leads_where_get_does() {
        assert_eq!(outcome(Method::HEAD, "/v1/api/agents"), "list-agents");
        assert_eq!(outcome(Method::HEAD, "/v1/api/agents/a/bind/n"), "wrong-method");
    }

    #[test]
    fn options_names_the_methods_of_a_known_path() {
        assert_eq!(outcome(Method::OPTIONS, "/v1/api/agents"), "GET,HEAD,POST");
        assert_eq!(outcome(Method::OPTIONS, "/v1/api/agents/a"), "GET,HEAD,PUT,DELETE");
        assert_eq!(outcome(Method::OPTIONS, "/v1/api/agents/a/bind/n"), "POST");
        assert_eq!(outcome(Method::OPTIONS, "/v1/api/nothing"), "no-such-route");
    }

    #[test]
    fn what_is_not_emulated_is_known() {
        assert_eq!(outcome(Method::DELETE, "/v1/api/call-flows/f"), "delete-call-flow");
        assert_eq!(outcome(Method::GET, "/v2/api/call-history/metrics"), "get-call-metrics");
    }
}
