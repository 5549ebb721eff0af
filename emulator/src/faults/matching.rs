//! Which exchanges a fault strikes.

use serde::{Deserialize, Serialize};

use crate::http::Request;
use crate::vendors::Vendor;

/// The conditions of a fault; all that are given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Match {
    /// The vendor's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    /// The operation's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The method, in capitals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The path from the vendor's root, exactly as sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Only the so-many-th exchange that matches, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth: Option<u64>,
    /// Only the first so many exchanges that match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<u64>,
}

impl Match {
    /// Whether the request is one of those meant, `nth` and `first` apart.
    pub(super) fn means(&self, vendor: Vendor, operation: &str, request: &Request) -> bool {
        self.vendor.as_deref().is_none_or(|name| name == vendor.name())
            && self.operation.as_deref().is_none_or(|name| name == operation)
            && self.method.as_deref().is_none_or(|method| method == request.method.as_str())
            && self.path.as_deref().is_none_or(|path| path == request.path())
    }

    /// Whether the so-many-th of them, from 1, is struck.
    pub(super) fn strikes(&self, nth: u64) -> bool {
        self.nth.is_none_or(|only| only == nth) && self.first.is_none_or(|first| nth <= first)
    }
}
