//! UnleashX's rules for paths: letter case and one slash at the end do not matter, a percent escape never matches, and
//! a method that a path does not have is answered like a path that is not there.

use std::sync::LazyLock;

use super::refusals::{Refused, refused, shown};
use super::{Operation, ROUTES};
use crate::contract::NotEmulated;
use crate::contract::unleashx::{CONTRACT, clauses};
use crate::http::{Method, Reply, Request, StatusCode, header};
use crate::vendors::answer::Answer;
use crate::vendors::route::{self, Found, Index};

/// Every way to an operation, made ready to be looked up.
static INDEX: LazyLock<Index<Operation>> = LazyLock::new(|| Index::of(ROUTES, &CONTRACT));

/// What a path led to.
#[derive(Debug)]
pub(super) enum Resolved {
    Operation(Operation),
    NotEmulated(&'static NotEmulated),
    /// OPTIONS on a known path, with the value of `Allow`.
    Options(String),
    Refused(Refused),
}

/// Finds the operation of a request. HEAD goes the way of GET.
pub(super) fn resolve(request: &Request) -> Resolved {
    let path = without_last_slash(request.path());
    let method = if request.method == Method::HEAD { &Method::GET } else { &request.method };
    match INDEX.find(method, path, str::eq_ignore_ascii_case) {
        Found::Operation(operation, _) => Resolved::Operation(operation),
        Found::NotEmulated(facts) => Resolved::NotEmulated(facts),
        Found::OtherMethods(methods) if request.method == Method::OPTIONS => {
            Resolved::Options(allow(&methods))
        }
        Found::OtherMethods(methods) => {
            let clause =
                if request.method == Method::HEAD { clauses::ANY_HEAD } else { clauses::ANY_WRONG_METHOD };
            let fact = format!("the path has no {}; it has {}", request.method, allow(&methods));
            Resolved::Refused(refused(clause, fact))
        }
        Found::Nothing => {
            let fact = format!("no route has the path {}", shown(request.path()));
            Resolved::Refused(refused(clauses::ANY_NO_SUCH_ROUTE, fact))
        }
    }
}

/// The answer to OPTIONS: the methods in `Allow` and as text (`unleashx.any.options`).
pub(super) fn options(allow: &str) -> Answer {
    let reply = Reply::with_body(StatusCode::OK, "text/html; charset=utf-8", allow.to_owned());
    Answer {
        clause: clauses::ANY_OPTIONS,
        operation: None,
        reply: reply.and_header(header::ALLOW, allow),
        because: None,
        accepted: true,
        unread: Vec::new(),
    }
}

/// Whether a path is this template under the vendor's rules.
pub(super) fn is(path: &str, template: &'static str) -> bool {
    route::matches(template, without_last_slash(path), str::eq_ignore_ascii_case).is_some()
}

fn without_last_slash(path: &str) -> &str {
    path.strip_suffix('/').unwrap_or(path)
}

/// The methods of a path in the order GET, HEAD, POST; where there is GET there is HEAD.
fn allow(methods: &[Method]) -> String {
    let has = |method: &Method| methods.contains(method);
    let mut allowed = Vec::new();
    if has(&Method::GET) {
        allowed.extend(["GET", "HEAD"]);
    }
    if has(&Method::POST) {
        allowed.push("POST");
    }
    allowed.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn led_to(method: Method, path: &str) -> String {
        match resolve(&Request::new(method, path)) {
            Resolved::Operation(operation) => operation.name().to_owned(),
            Resolved::NotEmulated(facts) => facts.name.to_owned(),
            Resolved::Options(allow) => allow,
            Resolved::Refused(refused) => refused.clause().facts().name.to_owned(),
        }
    }

    #[test]
    fn letter_case_and_one_slash_at_the_end_do_not_matter() {
        assert_eq!(led_to(Method::POST, "/API/Agent/Attach-Phone-Number/"), "attach-phone-number");
        assert_eq!(led_to(Method::POST, "/api/agents//"), "no-such-route");
        assert_eq!(led_to(Method::GET, "/API/v1/Global/Agents/Get/?agent_id=1"), "get-voice-agents");
    }

    #[test]
    fn a_percent_escape_in_the_path_is_no_route() {
        assert_eq!(led_to(Method::POST, "/api/agent/attach%2Dphone-number"), "no-such-route");
    }

    #[test]
    fn head_goes_the_way_of_get() {
        assert_eq!(led_to(Method::HEAD, "/api/v1/global/agents/get"), "get-voice-agents");
        assert_eq!(led_to(Method::HEAD, "/api/agents"), "head");
        assert_eq!(led_to(Method::HEAD, "/api/nothing"), "no-such-route");
    }

    #[test]
    fn options_names_the_methods_of_a_known_path() {
        assert_eq!(led_to(Method::OPTIONS, "/api/v1/global/agents/get"), "GET,HEAD,POST");
        assert_eq!(led_to(Method::OPTIONS, "/api/agents"), "POST");
        assert_eq!(led_to(Method::OPTIONS, "/api/nothing"), "no-such-route");
    }

    #[test]
    fn another_method_is_told_apart_from_another_path() {
        assert_eq!(led_to(Method::PUT, "/api/agents"), "wrong-method");
        assert_eq!(led_to(Method::POST, "/api/v1/global/agents/call"), "make-call");
        assert_eq!(led_to(Method::GET, "/api/v1/global/agents/call"), "wrong-method");
    }
}
