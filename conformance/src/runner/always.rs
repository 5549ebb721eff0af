//! What holds for every reply of an emulator, so that no scenario has to say it.

use testline_emulator::Vendor;
use testline_emulator::http::Reply;

use crate::matcher::{Aspect, Mismatch};
use crate::scenario::{Claims, Expect};

/// The header that Vobiz's samples show on every reply (docs.vobiz.ai/trunks/unassign-number).
const VOBIZ_SERVER: &str = "Vobiz API Gateway";

/// What of it is not so.
pub(super) fn mismatches(vendor: Option<Vendor>, expect: &Expect, reply: &Reply) -> Vec<Mismatch> {
    let mut found = Vec::new();
    let claims_json = |claims: &Claims| claims.json.is_some() || claims.json_includes.is_some();
    let says_json = reply.headers.get("content-type").is_some_and(|value| is_json(&value));
    if (claims_json(&expect.fair) || expect.emulator.as_ref().is_some_and(claims_json)) && !says_json {
        found.push(mismatch(reply, "content-type", "the type of a JSON body"));
    }
    // What the emulator answers by itself, no vendor has signed.
    let own = reply.headers.get("content-type").is_some_and(|value| value == "application/problem+json");
    let signed = reply.headers.get("server").is_some_and(|value| value == VOBIZ_SERVER);
    if vendor == Some(Vendor::Vobiz) && !own && !signed {
        found.push(mismatch(reply, "server", VOBIZ_SERVER));
    }
    found
}

/// Whether a content type is that of JSON, with parameters or without.
fn is_json(value: &str) -> bool {
    let essence = value.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

fn mismatch(reply: &Reply, name: &str, expected: &str) -> Mismatch {
    let came = reply.headers.get(name).map_or("no such header".to_owned(), std::borrow::Cow::into_owned);
    Mismatch { aspect: Aspect::Header, place: format!("header {name}"), expected: expected.to_owned(), came }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use testline_emulator::http::{HeaderName, StatusCode};

    use super::*;

    fn places(vendor: Vendor, expect: &Expect, reply: &Reply) -> Vec<String> {
        mismatches(Some(vendor), expect, reply).into_iter().map(|mismatch| mismatch.place).collect()
    }

    #[test]
    fn a_json_body_says_that_it_is_json() {
        let fair = Claims { json: Some(json!({})), ..Claims::default() };
        let expect = Expect { fair, ..Expect::default() };
        for (content_type, expected) in [
            ("application/json", 0),
            ("application/json; charset=utf-8", 0),
            ("application/problem+json", 0),
            ("text/html", 1),
        ] {
            let reply = Reply::with_body(StatusCode::OK, content_type, "{}");
            assert_eq!(places(Vendor::Dasha, &expect, &reply).len(), expected, "{content_type}");
        }
        let reply = Reply { body: "{}".into(), ..Reply::empty(StatusCode::OK) };
        assert_eq!(places(Vendor::Dasha, &expect, &reply), ["header content-type"]);
        assert!(places(Vendor::Dasha, &Expect::default(), &reply).is_empty());
    }

    #[test]
    fn every_reply_of_vobiz_is_signed() {
        let reply = Reply::empty(StatusCode::NO_CONTENT);
        assert_eq!(places(Vendor::Vobiz, &Expect::default(), &reply), ["header server"]);
        assert!(places(Vendor::Trillet, &Expect::default(), &reply).is_empty());
        let signed = reply.and_header(HeaderName::from_static("server"), VOBIZ_SERVER);
        assert!(places(Vendor::Vobiz, &Expect::default(), &signed).is_empty());
    }
}
