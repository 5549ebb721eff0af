//! Values that no source prints: what stands there is a filler, and only that something stands there is promised.

use super::mutation::{KeyDeed, Mutation, Wire};

/// Clauses, each with the places of such values; one below a place counts too.
const UNSTATED: [(&str, &[&str]); 3] = [
    (
        "vobiz.retrieve-account.retrieved",
        &[
            "$.allow_aws_ips",
            "$.auth_token_expire_time",
            "$.auto_recharge_config",
            "$.base_concurrent_calls_limit",
            "$.base_cps_limit",
            "$.carrier_type",
            "$.credit_limit",
            "$.customer_type",
            "$.description",
            "$.features.call_queue",
            "$.ip_auth_enabled",
            "$.last_login",
            "$.pricing_tier.billing_increment_seconds",
            "$.pricing_tier.description",
            "$.pricing_tier.id",
            "$.pricing_tier.is_active",
            "$.pricing_tier.is_default",
            "$.pricing_tier.minimum_duration_seconds",
            "$.pricing_tier.name",
            "$.pricing_tier.rate_per_minute",
            "$.pricing_tier_id",
            "$.purchased_concurrent_calls",
            "$.purchased_cps",
            "$.risk_rating",
            "$.risk_status",
        ],
    ),
    ("vobiz.create-subaccount.created", &["$.sub_account.email_verified"]),
    ("vobiz.list-subaccounts.listed", &["$.sub_accounts[*].email_verified"]),
];

/// Of a refusal that only a fault gives, what the page names and does not fill.
const NAMED_ONLY: (&str, &[&str]) = (
    "vobiz.any.rate-limited",
    &["$.error.details.current", "$.error.details.limit", "$.error.details.retryAfter"],
);

/// Values that are made up anew each time, in no form that a source gives.
const MADE_UP: (&str, &str) = ("vobiz.create-subaccount.created", "$.tokens.refresh_token");

/// Whether a mutation gives another value where no source prints one. That the key is there counts all the same.
pub(super) fn is_unstated(clause: &str, mutation: &Mutation) -> bool {
    let Mutation::Wire(Wire::Key { at, deed: KeyDeed::Retyped | KeyDeed::Revalued }) = mutation else {
        return false;
    };
    let at = at.to_string();
    let mut listed = UNSTATED.iter().chain([&NAMED_ONLY]);
    listed.any(|(id, places)| *id == clause && places.contains(&at.as_str()))
}

/// Whether a mutation gives another value where each is made up anew.
pub(super) fn is_made_up(clause: &str, mutation: &Mutation) -> bool {
    matches!(mutation, Mutation::Wire(Wire::Key { at, deed: KeyDeed::Revalued })
        if (clause, at.to_string().as_str()) == MADE_UP)
}

#[cfg(test)]
mod tests {
    use testline_emulator::contract::Clause;

    use super::*;

    #[test]
    fn every_clause_of_the_list_exists() {
        for (id, _) in UNSTATED.iter().chain([&NAMED_ONLY]) {
            assert!(Clause::find(id, None).is_some(), "{id}");
        }
        assert!(Clause::find(MADE_UP.0, None).is_some());
    }
}
