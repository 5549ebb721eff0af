//! What holds after every step, whatever happened: each a function with the sentence of the source that it comes from.

use serde_json::Value;
use testline_emulator::http::{Reply, Request};

/// Something that always holds.
#[derive(Clone, Copy, Debug)]
pub struct Invariant {
    /// Its name.
    pub name: &'static str,
    /// The sentence that it comes from.
    pub says: &'static str,
    /// Who says it: a page and its section, or why we hold it.
    pub source: &'static str,
    /// How it is looked at.
    pub check: Check,
}

/// What an invariant looks at. An error says what breaks it.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// One exchange.
    Exchange(fn(&Seen<'_>) -> Result<(), String>),
    /// The vendor's part of the state, as a world file says it; where the target shows none, it is not looked at.
    State(fn(&Value) -> Result<(), String>),
}

/// One exchange, as invariants see it.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'s> {
    /// What was sent.
    pub request: &'s Request,
    /// What came back.
    pub reply: &'s Reply,
    /// Its body as JSON, if it is JSON.
    pub json: Option<&'s Value>,
    /// Words that the caller must not get to see.
    pub hidden: &'s [String],
}

/// A reply without content has no body.
pub const NO_CONTENT_HAS_NO_BODY: Invariant = Invariant {
    name: "no-content-has-no-body",
    says: "A 204 response is terminated by the end of the header section; it cannot contain content or trailers.",
    source: "RFC 9110, section 15.3.5",
    check: Check::Exchange(no_content_has_no_body),
};

fn no_content_has_no_body(seen: &Seen<'_>) -> Result<(), String> {
    if seen.reply.status != 204 {
        return Ok(());
    }
    match ["content-type", "content-length"].into_iter().find(|name| seen.reply.headers.contains(name)) {
        _ if !seen.reply.body.is_empty() => {
            Err(format!("the 204 has a body of {} bytes", seen.reply.body.len()))
        }
        Some(name) => Err(format!("the 204 has the header {name}")),
        None => Ok(()),
    }
}

/// One tenant never sees what is another's.
pub const TENANTS_DO_NOT_SEE_EACH_OTHER: Invariant = Invariant {
    name: "tenants-do-not-see-each-other",
    says: "One tenant's credentials never show another's objects.",
    source: "every vendor answers a foreign id as an unknown one, or refuses it",
    check: Check::Exchange(tenants_do_not_see_each_other),
};

fn tenants_do_not_see_each_other(seen: &Seen<'_>) -> Result<(), String> {
    let asked =
        |word: &str| seen.request.target.contains(word) || contains(&seen.request.body, word.as_bytes());
    // A refusal may repeat what was sent.
    match seen.hidden.iter().find(|word| contains(&seen.reply.body, word.as_bytes()) && !asked(word)) {
        Some(word) => Err(format!("the reply holds `{word}`, which is another tenant's")),
        None => Ok(()),
    }
}

/// Whether bytes hold other bytes.
fn contains(held: &[u8], wanted: &[u8]) -> bool {
    let Some((first, rest)) = wanted.split_first() else { return true };
    let last = held.len().saturating_sub(rest.len());
    let mut from = 0;
    while let Some(at) = held.get(from..last).and_then(|part| part.iter().position(|byte| byte == first)) {
        let at = from + at + 1;
        if held[at..].starts_with(rest) {
            return true;
        }
        from = at;
    }
    false
}

#[cfg(test)]
mod tests {
    use testline_emulator::http::{HeaderName, Method, StatusCode};

    use super::*;

    fn seen(
        reply: &Reply,
        hidden: &[String],
        look: fn(&Seen<'_>) -> Result<(), String>,
    ) -> Result<(), String> {
        let request = Request::new(Method::GET, "/asked-for");
        look(&Seen { request: &request, reply, json: None, hidden })
    }

    #[test]
    fn a_body_or_its_headers_on_a_204_are_noticed() {
        let bare = Reply::empty(StatusCode::NO_CONTENT);
        assert_eq!(seen(&bare, &[], no_content_has_no_body), Ok(()));
        let with_type = bare.clone().and_header(HeaderName::from_static("content-type"), "application/json");
        assert!(seen(&with_type, &[], no_content_has_no_body).is_err());
        let with_body = Reply { body: "{}".into(), ..bare };
        assert!(seen(&with_body, &[], no_content_has_no_body).is_err());
    }

    #[test]
    fn what_is_anothers_is_noticed_unless_it_was_sent() {
        let hidden = ["secret".to_owned(), "asked-for".to_owned()];
        let reply = |body: &'static str| Reply { body: body.into(), ..Reply::empty(StatusCode::OK) };
        assert!(seen(&reply("a secret"), &hidden, tenants_do_not_see_each_other).is_err());
        assert!(seen(&reply("secresecret"), &hidden, tenants_do_not_see_each_other).is_err());
        assert_eq!(seen(&reply("asked-for, secre"), &hidden, tenants_do_not_see_each_other), Ok(()));
    }
}
