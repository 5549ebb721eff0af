//! `rate-limit`: so many requests pass in each window of time, and the vendor refuses the others in its own words.
//!
//! The first request opens a window; the first one after its end opens the next. Time is the world's, so that a manual
//! clock decides.

use jiff::{SignedDuration, Timestamp};

use super::deed::{Deed, Seen, What};
use super::refuse::Refuse;
use crate::contract::Clause;

/// A rate limit and how much of it is used.
#[derive(Clone, Copy, Debug)]
pub(super) struct RateLimit {
    requests: u64,
    per: SignedDuration,
    window: Option<Window>,
}

#[derive(Clone, Copy, Debug)]
struct Window {
    opened: Timestamp,
    requests: u64,
}

impl RateLimit {
    /// A limit of which nothing is used.
    pub(super) fn new(requests: u64, per: SignedDuration) -> Result<Self, String> {
        if requests == 0 {
            return Err("`requests` must be at least 1; `refuse` lets none pass".to_owned());
        }
        if !per.is_positive() {
            return Err(format!("`per` must be longer than nothing, not {per}"));
        }
        Ok(Self { requests, per, window: None })
    }

    /// Counts a request; one over the limit gets the vendor's `any.rate-limited`, or a plain 429 of a vendor that has no
    /// such clause.
    pub(super) fn deed(&mut self, seen: &Seen<'_>) -> Option<Deed> {
        let fresh = Window { opened: seen.at, requests: 0 };
        let mut window = self.window.unwrap_or(fresh);
        let age = seen.at.duration_since(window.opened);
        // A clock that was set back opens a new window too.
        if age >= self.per || age.is_negative() {
            window = fresh;
        }
        window.requests = window.requests.saturating_add(1);
        self.window = Some(window);
        if window.requests <= self.requests {
            return None;
        }
        let clause = Clause::find("any.rate-limited", Some(seen.vendor));
        let refuse = clause.map_or(Refuse::Status(429), Refuse::Clause);
        let did = format!(
            "rate-limit: {} requests each {} had passed since {}",
            self.requests, self.per, window.opened
        );
        Some(Deed::new(What::Refuse(refuse), did))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Method, Request};
    use crate::vendors::Vendor;

    #[test]
    fn a_window_opens_with_a_request_and_the_next_one_after_its_end() {
        let mut limit = RateLimit::new(2, SignedDuration::from_secs(10)).expect("a valid limit");
        let request = Request::new(Method::GET, "/");
        let mut limited = |second: i64| {
            let seen = Seen {
                at: Timestamp::from_second(second).expect("a small number"),
                vendor: Vendor::Vobiz,
                request: &request,
                operation: Some("list-trunks"),
                clause: crate::contract::testline::BUG,
                changes: false,
            };
            limit.deed(&seen).is_some()
        };
        assert_eq!(
            [100, 101, 109, 110, 119, 119, 120].map(&mut limited),
            [false, false, true, false, false, true, false]
        );
        assert!(!limited(5), "a clock that was set back opens a window");
    }
}
