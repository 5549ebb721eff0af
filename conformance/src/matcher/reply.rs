//! Comparing a whole reply with what a scenario claims of it.

use serde_json::Value;
use testline_emulator::http::{HeaderName, Headers, Reply, StatusCode, header};

use super::expected::Expected;
use super::json::{Compare, Order};
use super::mismatch::{Aspect, Mismatch, shown};
use crate::scenario::{Claims, HeaderClaim, StatusClaim};
use crate::template::{Scope, TemplateError};

/// What a comparison found.
#[derive(Clone, Debug)]
pub struct Compared {
    /// What is not as expected, in the order status, headers, body.
    pub mismatches: Vec<Mismatch>,
    /// The reply that was expected, as far as it was said: what was not asked for is as it came.
    pub view: Reply,
}

/// Compares a reply with claims. What is captured goes into the scope.
pub fn compare(
    claims: &Claims,
    reply: &Reply,
    order: Order,
    scope: &mut Scope,
) -> Result<Compared, TemplateError> {
    let mut found = Compared { mismatches: Vec::new(), view: reply.clone() };
    status(claims, reply, &mut found);
    headers(claims, reply, &mut found, scope)?;
    body(claims, reply, &mut found, order, scope)?;
    Ok(found)
}

fn status(claims: &Claims, reply: &Reply, found: &mut Compared) {
    let wanted = match &claims.status {
        None | Some(StatusClaim::Any) => return,
        Some(StatusClaim::OneOf(wanted)) => wanted,
    };
    if wanted.contains(&reply.status.as_u16()) {
        return;
    }
    let said: Vec<String> = wanted.iter().map(ToString::to_string).collect();
    found.fail(Aspect::Status, "status", said.join(" or "), reply.status.as_str().to_owned());
    if let Some(status) = wanted.first().and_then(|status| StatusCode::from_u16(*status).ok()) {
        found.view.status = status;
    }
}

fn headers(
    claims: &Claims,
    reply: &Reply,
    found: &mut Compared,
    scope: &mut Scope,
) -> Result<(), TemplateError> {
    for (name, claim) in &claims.headers {
        let place = format!("header {name}");
        let came: Vec<String> = reply.headers.all(name.as_str()).map(|value| value.into_owned()).collect();
        let said =
            if came.is_empty() { "no such header".to_owned() } else { shown(&Value::from(came.join(", "))) };
        match claim {
            HeaderClaim::Absent if came.is_empty() => {}
            HeaderClaim::Absent => {
                found.fail(Aspect::Header, &place, "no such header".to_owned(), said);
                found.set_header(name, &[]);
            }
            HeaderClaim::Present if came.is_empty() => {
                found.fail(Aspect::Header, &place, "one".to_owned(), said);
                found.set_header(name, &["{{any}}".to_owned()]);
            }
            HeaderClaim::Present => {}
            HeaderClaim::Values(texts) => {
                // One text speaks of all values together, a list of each value by itself.
                let held = if texts.len() == 1 && came.len() > 1 { vec![came.join(", ")] } else { came };
                let mut wrong = texts.len() != held.len();
                let mut words = Vec::new();
                for (at, text) in texts.iter().enumerate() {
                    let wanted = Expected::read(text, scope)?;
                    words.push(wanted.says(text));
                    wrong |= held.get(at).is_none_or(|value| !passes(&wanted, value, scope));
                }
                if wrong {
                    found.fail(Aspect::Header, &place, words.join(" and "), said);
                    found.set_header(name, texts);
                }
            }
        }
    }
    Ok(())
}

fn body(
    claims: &Claims,
    reply: &Reply,
    found: &mut Compared,
    order: Order,
    scope: &mut Scope,
) -> Result<(), TemplateError> {
    let text = String::from_utf8_lossy(&reply.body).into_owned();
    let came = if reply.body.is_empty() { "no body".to_owned() } else { shown(&Value::from(text.as_str())) };
    if claims.empty_body && !reply.body.is_empty() {
        found.fail(Aspect::Body, "body", "none".to_owned(), came.clone());
        found.view.body = bytes::Bytes::new();
    } else if claims.empty_body && reply.status == StatusCode::NO_CONTENT {
        unread(reply, found);
    }
    for (expected, exact) in [(&claims.json, true), (&claims.json_includes, false)] {
        let Some(expected) = expected else { continue };
        match serde_json::from_slice::<Value>(&reply.body) {
            Ok(value) => {
                let mut compare = Compare { scope, order, mismatches: Vec::new() };
                let view = if exact {
                    compare.exact(expected, &value)?
                } else {
                    compare.includes(expected, &value)?
                };
                found.mismatches.append(&mut compare.mismatches);
                found.view.body = view.to_string().into();
            }
            Err(_) => {
                found.fail(Aspect::Body, "$", shown(expected), format!("no JSON: {came}"));
                found.view.body = expected.to_string().into();
            }
        }
    }
    if let Some(expected) = &claims.text {
        let wanted = Expected::read(expected, scope)?;
        if !passes(&wanted, &text, scope) {
            found.fail(Aspect::Body, "body", wanted.says(expected), came.clone());
            found.view.body = expected.clone().into();
        }
    }
    for part in &claims.text_includes {
        let wanted = crate::template::fill(part, scope)?;
        if !text.contains(&wanted) {
            found.fail(Aspect::Body, "body", format!("a text with {}", Value::from(wanted)), came.clone());
        }
    }
    Ok(())
}

/// A client reads no body after a 204, so that one shows by the length that the head gives it.
fn unread(reply: &Reply, found: &mut Compared) {
    if let Some(length) = reply.headers.get("content-length").filter(|length| length != "0") {
        found.fail(Aspect::Body, "body", "none".to_owned(), format!("a content-length of {length}"));
        found.set_header(&header::CONTENT_LENGTH, &[]);
    }
}

/// Whether a text is as expected; one that reads like an integer passes where an integer is wanted.
fn passes(wanted: &Expected, text: &str, scope: &mut Scope) -> bool {
    if wanted.passes(&Value::from(text), scope) {
        return true;
    }
    match wanted {
        Expected::Value(_) | Expected::Matcher(..) => serde_json::from_str::<Value>(text)
            .is_ok_and(|value| !value.is_string() && wanted.passes(&value, scope)),
        Expected::Pattern(..) => false,
    }
}

impl Compared {
    fn fail(&mut self, aspect: Aspect, place: &str, expected: String, came: String) {
        self.mismatches.push(Mismatch { aspect, place: place.to_owned(), expected, came });
    }

    fn set_header(&mut self, name: &HeaderName, values: &[String]) {
        let kept = self.view.headers.iter().filter(|(held, _)| *held != name);
        let mut headers: Headers = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
        for value in values {
            headers.push_text(name.clone(), value);
        }
        self.view.headers = headers;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn mismatches(claims: &Claims, reply: &Reply) -> Vec<String> {
        let compared = compare(claims, reply, Order::Counts, &mut Scope::default()).expect("right texts");
        compared.mismatches.iter().map(ToString::to_string).collect()
    }

    fn reply() -> Reply {
        Reply::with_body(StatusCode::OK, "application/json", r#"{"a":1}"#)
            .and_header(HeaderName::from_static("allow"), "GET")
            .and_header(HeaderName::from_static("allow"), "POST")
    }

    fn header(name: &'static str, claim: HeaderClaim) -> Claims {
        Claims { headers: vec![(HeaderName::from_static(name), claim)], ..Claims::default() }
    }

    #[test]
    fn a_wrong_status_says_what_would_have_been_right() {
        let claims = Claims { status: Some(StatusClaim::OneOf(vec![400, 404])), ..Claims::default() };
        assert_eq!(mismatches(&claims, &reply()), ["status: expected 400 or 404, came 200"]);
    }

    #[test]
    fn headers_are_absent_present_or_equal() {
        assert!(mismatches(&header("allow", HeaderClaim::Present), &reply()).is_empty());
        assert!(mismatches(&header("server", HeaderClaim::Absent), &reply()).is_empty());
        assert!(
            mismatches(&header("allow", HeaderClaim::Values(vec!["GET, POST".into()])), &reply()).is_empty()
        );
        assert_eq!(
            mismatches(&header("allow", HeaderClaim::Values(vec!["GET".into(), "PUT".into()])), &reply()),
            ["header allow: expected \"GET\" and \"PUT\", came \"GET, POST\""]
        );
        assert_eq!(
            mismatches(&header("server", HeaderClaim::Present), &reply()),
            ["header server: expected one, came no such header"]
        );
    }

    #[test]
    fn a_body_where_none_was_promised_is_shown() {
        let claims = Claims { empty_body: true, ..Claims::default() };
        assert_eq!(mismatches(&claims, &reply()), [r#"body: expected none, came "{\"a\":1}""#]);
    }

    #[test]
    fn what_is_no_json_is_said_so() {
        let claims = Claims { json: Some(json!({})), ..Claims::default() };
        let text = Reply::with_body(StatusCode::OK, "text/plain", "oh");
        assert_eq!(mismatches(&claims, &text), [r#"$: expected {}, came no JSON: "oh""#]);
    }
}
