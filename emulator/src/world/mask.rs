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

/// The same body with every secret hidden; one that holds none stays as it is, byte for byte.
pub(crate) fn body(body: &Bytes) -> Bytes {
    if !FIELDS.iter().any(|name| contains(body, name.as_bytes())) {
        return body.clone();
    }
    let Ok(mut value) = serde_json::from_slice::<Value>(body) else { return body.clone() };
    if mask(&mut value) { Bytes::from(value.to_string()) } else { body.clone() }
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
    fn a_body_without_secrets_stays_as_it_is() {
        let text = Bytes::from_static(b"{ \"tokens\" : 1 }");
        assert_eq!(body(&text), text);
    }
}
