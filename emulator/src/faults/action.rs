//! What faults there are, as files and the admin API write them.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::deed::{Deed, Seen};
use super::matching::{Match, Meant, check_same_operation, one_vendor};
use super::rate_limit::RateLimit;
use super::refuse::{self, Refuse};
use super::reply::Stub;
use super::{cut_after_commit, delay, empty, forget, reset, truncate};
use crate::contract::Clause;
use crate::http::Reply;

/// What a fault does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Action {
    /// The vendor refuses: with the reply of a clause, or with a status in its own error shape.
    Refuse {
        /// The id of a refusing clause, with or without its vendor.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        clause: Option<String>,
        /// A status from 400 to 599.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<u16>,
    },
    /// The answer goes out later; what it says is done at once.
    Delay {
        /// How much later, as an ISO 8601 duration.
        by: SignedDuration,
    },
    /// So many requests pass in each window of time; the vendor refuses the others.
    RateLimit {
        /// How many pass.
        requests: u64,
        /// The window, as an ISO 8601 duration of the world's clock.
        per: SignedDuration,
    },
    /// The connection is reset; nothing is changed.
    Reset {},
    /// The connection is closed without a byte; nothing is changed.
    Empty {},
    /// The body is cut short and the connection closed; what it says is done.
    Truncate {},
    /// The change is made and the answer is lost.
    CutAfterCommit {},
    /// The answer says success and nothing is changed.
    Forget {},
    /// An answer of the user's own in the place of the vendor's.
    Reply(Stub),
}

/// An action whose names are looked up, with what it remembers.
#[derive(Clone, Debug)]
pub(super) enum Ready {
    Refuse(Refuse),
    Delay(SignedDuration),
    RateLimit(RateLimit),
    Reset,
    Empty,
    Truncate,
    CutAfterCommit,
    Forget,
    Reply(Stub, Reply),
}

impl Action {
    /// Makes the action ready for what is meant, which a clause may narrow; an error says what is wrong and what is
    /// allowed.
    pub(super) fn ready(&self, matching: &Match, meant: &mut Meant) -> Result<Ready, String> {
        let ready = match self {
            Self::Refuse { clause, status } => {
                let refuse = refuse::demand(clause.as_deref(), *status, meant.vendor)?;
                if let Refuse::Clause(clause) = refuse {
                    meant.vendor = one_vendor(meant.vendor, clause)?;
                    if let Some(name) = matching.operation.as_deref() {
                        check_same_operation(name, clause)?;
                    }
                }
                Ready::Refuse(refuse)
            }
            Self::Delay { by } => {
                delay::check(*by)?;
                Ready::Delay(*by)
            }
            Self::RateLimit { requests, per } => Ready::RateLimit(RateLimit::new(*requests, *per)?),
            Self::Reset {} => Ready::Reset,
            Self::Empty {} => Ready::Empty,
            Self::Truncate {} => Ready::Truncate,
            Self::CutAfterCommit {} => Ready::CutAfterCommit,
            Self::Forget {} => Ready::Forget,
            Self::Reply(stub) => Ready::Reply(stub.clone(), stub.reply()?),
        };
        if let (Ready::Refuse(_) | Ready::RateLimit(_), Some(name)) = (&ready, matching.operation.as_deref())
        {
            let emulated =
                crate::vendors::Vendor::ALL.iter().any(|of| of.contract().operation(name).is_some());
            if !emulated {
                return Err(format!(
                    "{name} is not emulated, so that nothing can refuse it; a `reply` answers for it"
                ));
            }
        }
        Ok(ready)
    }
}

impl Ready {
    /// Whether the action can do anything to such an exchange: a vendor refuses what reaches one of its operations.
    pub(super) fn can_strike(&self, seen: &Seen<'_>) -> bool {
        match self {
            Self::Refuse(Refuse::Clause(clause)) => seen.is_emulated() && decides(*clause, seen),
            Self::Refuse(Refuse::Status(_)) | Self::RateLimit(_) => seen.is_emulated(),
            Self::Delay(_)
            | Self::Reset
            | Self::Empty
            | Self::Truncate
            | Self::CutAfterCommit
            | Self::Forget
            | Self::Reply(..) => true,
        }
    }

    /// What the action does to an exchange that it strikes; none where there is nothing to do.
    pub(super) fn deed(&mut self, seen: &Seen<'_>) -> Option<Deed> {
        match self {
            Self::Refuse(refuse) => Some(refuse::deed(*refuse)),
            Self::Delay(by) => Some(delay::deed(*by)),
            Self::RateLimit(limit) => limit.deed(seen),
            Self::Reset => Some(reset::deed()),
            Self::Empty => Some(empty::deed()),
            Self::Truncate => Some(truncate::deed(seen)),
            Self::CutAfterCommit => Some(cut_after_commit::deed(seen)),
            Self::Forget => forget::deed(seen),
            Self::Reply(stub, reply) => Some(stub.deed(reply)),
        }
    }
}

/// Whether a clause may decide such an exchange: it is one of the operation's, or of any.
fn decides(clause: Clause, seen: &Seen<'_>) -> bool {
    seen.operation.is_some_and(|name| check_same_operation(name, clause).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_reads_back_as_it_is_written() {
        for text in [
            r#"{"kind":"refuse","clause":"any.server-error"}"#,
            r#"{"kind":"refuse","status":503}"#,
            r#"{"kind":"delay","by":"PT2S"}"#,
            r#"{"kind":"rate-limit","requests":2,"per":"PT1M"}"#,
            r#"{"kind":"reset"}"#,
            r#"{"kind":"empty"}"#,
            r#"{"kind":"truncate"}"#,
            r#"{"kind":"cut-after-commit"}"#,
            r#"{"kind":"forget"}"#,
            r#"{"kind":"reply","status":200,"headers":{"x":"1"},"json":{"b":1,"a":null},"reason":"why"}"#,
        ] {
            let action: Action = serde_json::from_str(text).expect(text);
            assert_eq!(serde_json::to_string(&action).expect("it serializes"), text);
        }
    }

    #[test]
    fn unknown_kinds_and_keys_are_refused() {
        for text in [
            r#"{"kind":"explode"}"#,
            r#"{"kind":"reset","by":"PT1S"}"#,
            r#"{"kind":"forget","x":1}"#,
            r#"{"kind":"delay","by":"PT1S","jitter":1}"#,
            r#"{"kind":"delay"}"#,
            r#"{"kind":"reply","status":200,"body":"a"}"#,
            "{}",
        ] {
            assert!(serde_json::from_str::<Action>(text).is_err(), "{text}");
        }
    }
}
