//! `truncate`: the body is cut short and the connection closed. What the answer says is done.

use super::deed::{Deed, Seen, What};
use super::effect::Cut;
use crate::http::{Reply, header};

pub(super) fn deed(seen: &Seen<'_>) -> Deed {
    let change = if seen.changes { " after the change was made" } else { "" };
    let what = What::Cut { cut: Cut::Truncate, keeps: true };
    Deed::new(what, format!("truncate: the answer was cut short{change}"))
}

/// A reply as it goes out cut short: its head, with the length of the whole body, and the first half of the body. Of one
/// without a body, half the head.
#[cfg_attr(not(any(feature = "server", test)), expect(dead_code, reason = "the shell carries it out"))]
pub(crate) fn bytes(reply: &Reply) -> Vec<u8> {
    let reason = reply.status.canonical_reason().unwrap_or("");
    let mut bytes = format!("HTTP/1.1 {} {reason}\r\n", reply.status.as_str()).into_bytes();
    for (name, value) in reply.headers.iter() {
        if *name != header::CONTENT_LENGTH {
            bytes.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
    }
    if reply.body.is_empty() {
        bytes.truncate(bytes.len() / 2);
    } else {
        bytes.extend(format!("content-length: {}\r\n\r\n", reply.body.len()).into_bytes());
        bytes.extend(&reply.body[..reply.body.len() / 2]);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{HeaderName, StatusCode};

    #[test]
    fn half_of_a_body_follows_a_head_that_promises_the_whole() {
        let reply = Reply::with_body(StatusCode::OK, "text/plain", "abcdefg");
        let reply = reply.and_header(HeaderName::from_static("x-more"), "1");
        let text = String::from_utf8(bytes(&reply)).expect("ASCII");
        assert_eq!(
            text,
            "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nx-more: 1\r\ncontent-length: 7\r\n\r\nabc"
        );
    }

    #[test]
    fn without_a_body_the_head_itself_is_cut() {
        let reply = Reply::empty(StatusCode::NO_CONTENT);
        assert_eq!(bytes(&reply), b"HTTP/1.1 204");
    }
}
