//! What a request can reach at a vendor. It is judged more widely than any vendor reads paths, since a request that
//! might change something must never pass for one that does not.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::Value;
use testline_emulator::Vendor;
use testline_emulator::contract::OperationFacts;
use testline_emulator::http::{Method, Request};

/// What a request can reach.
#[derive(Clone, Debug)]
pub(crate) struct Reach {
    /// The operation of its method and path.
    pub(crate) operation: Option<&'static OperationFacts>,
    /// The documented operation outside the contract that has its path.
    pub(crate) not_emulated: Option<&'static str>,
    /// The call, as each operation reads it whose path it has, whatever its method.
    pub(crate) calls: Vec<Call>,
    is_safe: bool,
}

/// A request as an operation reads it.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// The operation's name.
    pub(crate) operation: &'static str,
    /// The parts of the path that vary.
    pub(crate) params: BTreeMap<&'static str, String>,
    /// The query, decoded, names in small letters.
    pub(crate) query: Vec<(String, String)>,
    /// The body, null where it is no JSON.
    pub(crate) body: Value,
}

impl Reach {
    /// What a request can reach.
    pub(crate) fn of(vendor: Vendor, request: &Request) -> Self {
        let contract = vendor.contract();
        let path = segments(request.path());
        let is_safe = matches!(request.method, Method::GET | Method::HEAD | Method::OPTIONS);
        let mut reach = Self { operation: None, not_emulated: None, calls: Vec::new(), is_safe };
        let query = query(request.query());
        let body: Value = serde_json::from_slice(&request.body).unwrap_or(Value::Null);
        let mut fewest = usize::MAX;
        for operation in contract.operations {
            let call =
                |params| Call { operation: operation.name, params, query: query.clone(), body: body.clone() };
            for (method, route) in operation.routes {
                let Some(params) = params(route, &path) else { continue };
                // Of two routes that fit, the one with more of its path in words is meant.
                if *method == request.method.as_str() && params.len() < fewest {
                    fewest = params.len();
                    reach.operation = Some(operation);
                    reach.calls = vec![call(params)];
                } else if reach.operation.is_none() && operation.changes {
                    reach.calls.push(call(params));
                }
            }
        }
        for outside in contract.not_emulated {
            for (method, route) in outside.routes {
                let params = params(route, &path).filter(|_| *method == request.method.as_str());
                if params.is_some_and(|params| params.len() < fewest) {
                    reach = Self {
                        operation: None,
                        not_emulated: Some(outside.name),
                        calls: Vec::new(),
                        is_safe,
                    };
                }
            }
        }
        reach
    }

    /// Whether it changes nothing, whatever the vendor makes of it.
    pub(crate) fn is_safe(&self) -> bool {
        match self.operation {
            Some(operation) => !operation.changes,
            None => self.is_safe,
        }
    }
}

impl Call {
    /// A part of the path.
    pub(crate) fn param(&self, name: &str) -> Option<&str> {
        self.params.get(name).map(String::as_str)
    }

    /// A text or a number of the body, in any letter case of its name.
    pub(crate) fn field(&self, name: &str) -> Option<String> {
        let fields = self.body.as_object()?;
        let (_, value) = fields.iter().find(|(key, _)| key.eq_ignore_ascii_case(name))?;
        match value {
            Value::String(_) | Value::Number(_) => Some(crate::template::text_of(value)),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        }
    }

    /// The texts of a list of the body.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        let items = self.body.get(name).and_then(Value::as_array);
        items.into_iter().flatten().map(crate::template::text_of).collect()
    }

    /// Every value of a name in the query.
    pub(crate) fn queried<'c>(&'c self, name: &'c str) -> impl Iterator<Item = &'c str> {
        self.query.iter().filter(move |(held, _)| held == name).map(|(_, value)| value.as_str())
    }
}

/// The segments of a path: decoded until nothing is left to decode, in their letter case, without empty ones.
fn segments(path: &str) -> Vec<String> {
    let mut path = path.to_owned();
    for _ in 0..4 {
        let decoded = percent_decode_str(&path).decode_utf8_lossy().into_owned();
        if decoded == path {
            break;
        }
        path = decoded;
    }
    path.split('/').filter(|segment| !segment.is_empty()).map(str::to_owned).collect()
}

/// The parts of a path that vary, if it is one of a route, in any letter case.
fn params(route: &'static str, path: &[String]) -> Option<BTreeMap<&'static str, String>> {
    let wanted: Vec<&'static str> = route.split('/').filter(|segment| !segment.is_empty()).collect();
    if wanted.len() != path.len() {
        return None;
    }
    let mut params = BTreeMap::new();
    for (wanted, came) in wanted.into_iter().zip(path) {
        match wanted.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
            Some(name) => {
                params.insert(name, came.clone());
            }
            None if wanted.eq_ignore_ascii_case(came) => {}
            None => return None,
        }
    }
    Some(params)
}

fn query(text: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name).to_lowercase(), decoded(value))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(method: Method, target: &str) -> Reach {
        Reach::of(Vendor::Vobiz, &Request::new(method, target))
    }

    #[test]
    fn a_path_is_recognised_in_every_spelling() {
        for target in [
            "/api/v1/Account/MA/numbers/%2B912271264217/assign",
            "/API/v1/account//MA/numbers/%252B912271264217/assign/?x=1",
            "/api%2Fv1/Account/MA/numbers/+912271264217/%61ssign",
        ] {
            let reach = reach(Method::POST, target);
            assert_eq!(
                reach.operation.map(|operation| operation.name),
                Some("assign-number-to-trunk"),
                "{target}"
            );
            assert!(!reach.is_safe());
            assert!(reach.calls.iter().any(|call| call.param("phone_number") == Some("+912271264217")));
        }
    }

    #[test]
    fn a_wrong_method_may_still_change_what_its_path_names() {
        let reach = reach(Method::PUT, "/api/v1/Account/MA/numbers/%2B1/assign");
        assert!(reach.operation.is_none() && !reach.is_safe());
        assert_eq!(reach.calls.len(), 2);
    }

    #[test]
    fn reading_is_safe_and_what_the_contract_leaves_out_is_told() {
        assert!(reach(Method::GET, "/api/v1/Account/MA/numbers").is_safe());
        assert!(reach(Method::GET, "/api/v1/Account/MA/numbers/%2B1/assign").is_safe());
        let outside = reach(Method::POST, "/api/v1/account/MA/Call/");
        assert_eq!(outside.not_emulated, Some("make-call"));
    }
}
