//! Who calls Dasha: the organisation of a bearer key.

use super::refusals::{Refused, refused};
use super::state::State;
use crate::contract::dasha::clauses;
use crate::http::Request;
use crate::world::text::Text;

/// The identifier that may select a world: the bearer key.
pub(in crate::vendors) fn identifiers(request: &Request) -> Vec<Text> {
    token(request).into_iter().collect()
}

/// What makes the bearer key of a request the first organisation's, for a world that opens for it. One with a space or a
/// comma in it, as of a header that stands twice, is not well-formed.
pub(in crate::vendors) fn adoption(request: &Request) -> Option<serde_json::Value> {
    let token = token(request).filter(|token| !token.contains([' ', ',']))?;
    Some(serde_json::json!({"dasha": {"organizations": {"first": {"token": token.as_str()}}}}))
}

/// The tenant's name of whoever calls.
pub(super) fn caller(state: &State, request: &Request) -> Result<Text, Refused> {
    let token = token(request)
        .ok_or_else(|| refused(clauses::ANY_NO_CREDENTIALS, "Authorization carries no bearer key"))?;
    match state.organization_by_token(&token) {
        Some(name) => Ok(name.clone()),
        None => Err(refused(clauses::ANY_WRONG_CREDENTIALS, "no organisation has the bearer key")),
    }
}

/// The key after `Bearer`, in any letter case, and a blank. Two headers are joined to one key that nobody has.
fn token(request: &Request) -> Option<Text> {
    let value = request.headers.joined("authorization", ",")?;
    let (scheme, rest) = value.trim().split_once(' ')?;
    let token = rest.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then(|| token.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Method, header};

    fn identifiers_of(values: &[&str]) -> Vec<Text> {
        let request = Request::new(Method::GET, "/");
        identifiers(
            &values.iter().fold(request, |request, value| request.with_header(header::AUTHORIZATION, value)),
        )
    }

    #[test]
    fn a_key_stands_after_the_scheme_in_any_letter_case() {
        for value in ["Bearer key", "bEARER key", " Bearer  key "] {
            assert_eq!(identifiers_of(&[value]), ["key"], "{value}");
        }
        for value in ["Bearer", "Bearer ", "Basic key", "key", ""] {
            assert_eq!(identifiers_of(&[value]), [""; 0], "{value}");
        }
    }

    #[test]
    fn two_headers_are_one_key_for_which_no_world_opens() {
        assert_eq!(identifiers_of(&["Bearer a", "Bearer b"]), ["a,Bearer b"]);
        let request = |value| Request::new(Method::GET, "/").with_header(header::AUTHORIZATION, value);
        assert!(adoption(&request("Bearer a")).is_some());
        assert_eq!(adoption(&request("Bearer a,Bearer b")), None);
    }
}
