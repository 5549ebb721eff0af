//! What a vendor says of when it wants to be asked again.

use std::time::Duration;

use testline_emulator::http::Reply;

/// The time that a reply's `Retry-After` asks to wait: seconds, or a date.
pub(crate) fn retry_after(reply: &Reply) -> Option<Duration> {
    let text = reply.headers.get("retry-after")?;
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let at = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    let left = at.duration_since(crate::shell::now());
    Some(Duration::try_from(left).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use testline_emulator::http::{StatusCode, header};

    use super::*;

    #[test]
    fn seconds_and_dates_are_understood() {
        let wait = |text: &str| {
            let reply = Reply::empty(StatusCode::TOO_MANY_REQUESTS).and_header(header::RETRY_AFTER, text);
            retry_after(&reply)
        };
        assert_eq!(wait("7"), Some(Duration::from_secs(7)));
        assert_eq!(wait("Wed, 21 Oct 2015 07:28:00 GMT"), Some(Duration::ZERO));
        assert_eq!(wait("soon"), None);
    }
}
