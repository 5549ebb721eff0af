//! Secrets that a vendor makes while a run goes on: no profile knows them, so that they are found by the key under
//! which they stand.

use std::sync::LazyLock;

use regex_lite::{Captures, Regex};

/// What stands in the place of such a secret.
pub const SECRET: &str = "{secret}";

/// The ends of keys under which a secret stands, in small letters, without `_` and `-`.
const ENDS: [&str; 8] =
    ["password", "secret", "apikey", "authtoken", "accesstoken", "refreshtoken", "credentials", "jwt"];

/// A key and a text, as JSON or as JSON inside a text of JSON.
#[expect(clippy::expect_used, reason = "the pattern is fixed, and a test runs it")]
static PAIR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(\\*"([A-Za-z0-9_-]+)\\*"\s*:\s*\\*")((?:[^"\\]|\\[^"\\])+)"#).expect("a right pattern")
});

/// Whether what stands under a key or in a header is a secret.
pub fn names_a_secret(key: &str) -> bool {
    let plain: String = key.chars().filter(|c| !matches!(c, '_' | '-')).collect::<String>().to_lowercase();
    plain == "token" || plain == "setcookie" || ENDS.iter().any(|end| plain.ends_with(end))
}

/// The text with `{secret}` in the place of every text that stands under the key of a secret. What has a name already
/// stays, and so does what `is_public`.
pub fn mask(text: &str, is_public: impl Fn(&str) -> bool) -> String {
    if !text.contains('"') {
        return text.to_owned();
    }
    let masked = PAIR.replace_all(text, |found: &Captures<'_>| {
        let part = |at: usize| found.get(at).map_or("", |part| part.as_str());
        let (before, key, value) = (part(1), part(2), part(3));
        let stays = value.starts_with(['{', '$']) || is_public(value) || !names_a_secret(key);
        format!("{before}{}", if stays { value } else { SECRET })
    });
    masked.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_found_by_its_key() {
        let text =
            r#"{"data": [{"auth_token": "t", "authPassword":"p\n1","tokens":"x","id":"i"}], "token": ""}"#;
        assert_eq!(
            mask(text, |_| false),
            r#"{"data": [{"auth_token": "{secret}", "authPassword":"{secret}","tokens":"x","id":"i"}], "token": ""}"#
        );
    }

    #[test]
    fn a_secret_in_a_text_that_holds_json_is_found() {
        assert_eq!(mask(r#"came "{\"token\":\"abc\"}""#, |_| false), r#"came "{\"token\":\"{secret}\"}""#);
    }

    #[test]
    fn what_has_a_name_and_what_is_public_stays() {
        let text = r#"{"token":"{minted}","api_key":"$FIRST_TOKEN","password":"from the file"}"#;
        assert_eq!(mask(text, |value| value == "from the file"), text);
    }
}
