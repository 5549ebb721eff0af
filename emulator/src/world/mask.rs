//! Hides secrets in what is shown: headers that carry one, and JSON fields that hold one.

use bytes::Bytes;
use serde_json::Value;

use crate::http::{HeaderValue, Headers};

/// What stands in the place of a secret.
pub(crate) const MASK: &str = "***";

const HEADERS: [&str; 7] =
    ["x-auth-token", "x-api-key", "token", "api_access_token", "authorization", "cookie", "set-cookie"];

const FIELDS: [&str; 12] = [
    "access_token",
    "apiKey",
    "api_key",
    "authPassword",
    "authToken",
    "auth_token",
    "credentials",
    "customer_api_key",
    "elevenLabsApiKey",
    "password",
    "refresh_token",
    "token",
];

/// The same headers with every secret hidden.
pub(crate) fn headers(headers: &Headers) -> Headers {
    headers
        .iter()
        .map(|(name, value)| {
            let value =
                if HEADERS.contains(&name.as_str()) { HeaderValue::from_static(MASK) } else { value.clone() };
            (name.clone(), value)
        })
        .collect()
}

/// The same body with every secret hidden; one that holds none stays as it is, byte for byte. One that is no JSON, or no
/// longer since it was cut, is read as text.
pub(crate) fn body(body: &Bytes) -> Bytes {
    if !FIELDS.iter().any(|name| contains(body, name.as_bytes())) {
        return body.clone();
    }
    match serde_json::from_slice::<Value>(body) {
        Ok(mut value) => {
            if mask(&mut value) {
                Bytes::from(value.to_string())
            } else {
                body.clone()
            }
        }
        Err(_) => Bytes::from(mask_text(body)),
    }
}

/// Hides what stands between quotes after the name of a secret and a colon; an end that is cut off counts as a quote.
fn mask_text(text: &[u8]) -> Vec<u8> {
    let mut masked = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        match secret_at(&text[at..]) {
            None => {
                masked.push(text[at]);
                at += 1;
            }
            Some((start, end)) => {
                masked.extend(&text[at..at + start]);
                masked.extend(MASK.as_bytes());
                at += end;
            }
        }
    }
    masked
}

/// Where the secret begins and ends, if a text begins with the quoted name of one, a colon and a quote.
fn secret_at(text: &[u8]) -> Option<(usize, usize)> {
    let rest = text.strip_prefix(b"\"")?;
    let name = FIELDS
        .iter()
        .find(|name| rest.strip_prefix(name.as_bytes()).is_some_and(|rest| rest.starts_with(b"\"")))?;
    let blank = |at: usize| at + text[at..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let colon = blank(name.len() + 2);
    let quote = blank(colon + usize::from(*text.get(colon)? == b':'));
    if text.get(colon) != Some(&b':') || text.get(quote) != Some(&b'"') {
        return None;
    }
    let start = quote + 1;
    let mut end = start;
    while let Some(byte) = text.get(end).filter(|byte| **byte != b'"') {
        end += if *byte == b'\\' { 2 } else { 1 };
    }
    Some((start, end.min(text.len())))
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

fn mask(value: &mut Value) -> bool {
    match value {
        Value::Object(fields) => fields.iter_mut().fold(false, |masked, (name, value)| {
            if FIELDS.contains(&name.as_str()) && (value.is_string() || value.is_object()) {
                *value = Value::from(MASK);
                true
            } else {
                mask(value) | masked
            }
        }),
        Value::Array(items) => items.iter_mut().fold(false, |masked, item| mask(item) | masked),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_hidden_wherever_it_stands() {
        let hidden = body(&Bytes::from_static(br#"{"a":[{"authPassword":"s3cret"}],"b":1}"#));
        assert_eq!(hidden, br#"{"a":[{"authPassword":"***"}],"b":1}"#.as_slice());
    }

    #[test]
    fn a_secret_is_hidden_also_in_what_is_no_json() {
        for (text, hidden) in [
            (r#"{"token" : "s\"3cret", "b":1,}"#, r#"{"token" : "***", "b":1,}"#),
            (r#"{"a":1,"apiKey":"s3cr"#, r#"{"a":1,"apiKey":"***"#),
            (r#"{"a":1,"apiKey":"s3cr\"#, r#"{"a":1,"apiKey":"***"#),
            (r#"{"tokens":"a","token":1,"token"#, r#"{"tokens":"a","token":1,"token"#),
            (r#"{"token":"#, r#"{"token":"#),
            (r#"{"token""#, r#"{"token""#),
        ] {
            let body = body(&Bytes::copy_from_slice(text.as_bytes()));
            assert_eq!(String::from_utf8_lossy(&body), hidden);
        }
    }

    #[test]
    fn a_body_without_secrets_stays_as_it_is() {
        let text = Bytes::from_static(b"{ \"tokens\" : 1 }");
        assert_eq!(body(&text), text);
    }
}
