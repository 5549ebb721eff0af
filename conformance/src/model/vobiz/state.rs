//! What the model of Vobiz remembers.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::action::Kind;

/// How long a number is being released: "Number will be in `pending_release` for 24 hours".
pub(super) const RELEASING: SignedDuration = SignedDuration::from_hours(24);
/// How long it then rests: "then quarantined for 45 days before becoming available".
pub(super) const RESTING: SignedDuration = SignedDuration::from_hours(45 * 24);
/// What a release costs in the default world.
pub(super) const RELEASE_FEE: i64 = 700;
/// Setup fee and first monthly fee of every number in the default world.
pub(super) const PRICE: i64 = 100 + 300;

/// Who has what.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    /// The main account that most requests come from.
    pub(super) first: String,
    /// A sub-account of it.
    pub(super) sub: String,
    /// By `auth_id`.
    pub(super) accounts: BTreeMap<String, Account>,
    /// Numbers that an account has, by E.164.
    pub(super) numbers: BTreeMap<String, Number>,
    /// Numbers that are for sale.
    pub(super) for_sale: BTreeMap<String, Stock>,
    /// Numbers that nobody has and nobody can buy, with the time from which they are for sale.
    pub(super) resting: BTreeMap<String, (Timestamp, Stock)>,
    /// By id.
    pub(super) trunks: BTreeMap<String, Trunk>,
    /// SIP credentials by id.
    pub(super) credentials: BTreeMap<String, Thing>,
    /// IP access control lists by id.
    pub(super) acls: BTreeMap<String, Thing>,
    /// Origination URIs by id.
    pub(super) uris: BTreeMap<String, Thing>,
    /// The account of each application.
    pub(super) applications: BTreeMap<String, String>,
}

#[derive(Clone, Debug)]
pub(super) struct Account {
    pub(super) token: String,
    /// The main account, if this is a sub-account.
    pub(super) parent: Option<String>,
    pub(super) name: String,
    pub(super) balance: i64,
    /// Whether its role lets it force things.
    pub(super) admin: bool,
    /// Whether the account itself is active.
    pub(super) active: bool,
    /// Whether its credentials are taken.
    pub(super) enabled: bool,
}

/// What does not change about a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stock {
    pub(super) country: &'static str,
}

#[derive(Clone, Debug)]
pub(super) struct Number {
    pub(super) stock: Stock,
    /// The account that it is shown with.
    pub(super) owner: String,
    /// When it was bought; lists show the latest first.
    pub(super) since: Timestamp,
    pub(super) trunk: Option<String>,
    pub(super) application: Option<String>,
    /// The end of its release, if it is being released.
    pub(super) releasing: Option<Timestamp>,
    /// When it last changed, where a page says that it did.
    pub(super) touched: Option<Timestamp>,
    /// When it was last called.
    pub(super) called: Option<Timestamp>,
}

/// A trunk, as far as the model follows it.
#[derive(Clone, Debug)]
pub(super) struct Trunk {
    pub(super) account: String,
    /// The fields that are shown as they were sent, with the defaults of those that were not.
    pub(super) fields: BTreeMap<&'static str, Value>,
    pub(super) touched: Option<Timestamp>,
    /// Whether calls are going over it.
    pub(super) calls: bool,
}

/// A credential, a list or a URI: the account that has it, and the fields that show.
#[derive(Clone, Debug)]
pub(super) struct Thing {
    pub(super) account: String,
    pub(super) fields: BTreeMap<&'static str, Value>,
}

impl State {
    /// Whether a number is in an account's inventory: its own, or one of its sub-accounts'.
    pub(super) fn has(&self, account: &str, number: &Number) -> bool {
        number.owner == account || self.parent(&number.owner) == Some(account)
    }

    /// The main account of a sub-account.
    pub(super) fn parent(&self, account: &str) -> Option<&str> {
        self.accounts.get(account)?.parent.as_deref()
    }

    /// The account that pays for another.
    pub(super) fn payer(&self, account: &str) -> String {
        self.parent(account).unwrap_or(account).to_owned()
    }

    /// Adds to the balance of whoever pays for an account.
    pub(super) fn pay(&mut self, account: &str, amount: i64) {
        let payer = self.payer(account);
        if let Some(payer) = self.accounts.get_mut(&payer) {
            payer.balance += amount;
        }
    }

    /// Lets numbers go that were being released, and sells those that have rested.
    pub(super) fn elapse(&mut self, now: Timestamp) {
        let gone = |number: &Number| number.releasing.filter(|end| *end <= now);
        let ended: Vec<(String, Timestamp)> =
            self.numbers.iter().filter_map(|(e164, number)| Some((e164.clone(), gone(number)?))).collect();
        for (e164, end) in ended {
            self.release(&e164, end);
        }
        let rested: Vec<String> =
            self.resting.iter().filter(|(_, (end, _))| *end <= now).map(|(e164, _)| e164.clone()).collect();
        for e164 in rested {
            if let Some((_, stock)) = self.resting.remove(&e164) {
                self.for_sale.insert(e164, stock);
            }
        }
    }

    /// Takes a number from its account; it rests from then on.
    pub(super) fn release(&mut self, e164: &str, from: Timestamp) {
        if let Some(number) = self.numbers.remove(e164) {
            let end = from.checked_add(RESTING).unwrap_or(Timestamp::MAX);
            self.resting.insert(e164.to_owned(), (end, number.stock));
        }
    }

    /// Deletes a trunk: its numbers leave it, and what only it names of credentials, lists and URIs goes with it.
    pub(super) fn delete_trunk(&mut self, id: &str) {
        let Some(gone) = self.trunks.remove(id) else { return };
        for number in self.numbers.values_mut().filter(|number| number.trunk.as_deref() == Some(id)) {
            number.trunk = None;
            number.touched = None;
        }
        for key in ["credential_uuid", "ipacl_uuid", "primary_uri_uuid", "fallback_uri_uuid"] {
            if let Some(named) = gone.fields.get(key).and_then(Value::as_str)
                && !self.is_named(named)
            {
                self.credentials.remove(named);
                self.acls.remove(named);
                self.uris.remove(named);
            }
        }
    }

    /// The resources of a kind.
    pub(super) const fn things(&self, kind: Kind) -> &BTreeMap<String, Thing> {
        match kind {
            Kind::Credential => &self.credentials,
            Kind::Acl => &self.acls,
            Kind::Uri => &self.uris,
        }
    }

    /// The resources of a kind, to be changed.
    pub(super) const fn things_mut(&mut self, kind: Kind) -> &mut BTreeMap<String, Thing> {
        match kind {
            Kind::Credential => &mut self.credentials,
            Kind::Acl => &mut self.acls,
            Kind::Uri => &mut self.uris,
        }
    }

    /// Whether a trunk names this credential, list or URI.
    pub(super) fn is_named(&self, id: &str) -> bool {
        self.trunks.values().any(|trunk| trunk.fields.values().any(|value| value == id))
    }
}
