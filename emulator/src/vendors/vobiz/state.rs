//! Vobiz's tables, what is derived from them, and the few ways in which they change together.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::listing::Listing;
use super::records::{
    Account, Application, Audit, Credential, IpAcl, Number, NumberStatus, OriginationUri, Trunk,
};
use crate::vendors::credentials::TenantCredential;
use crate::vendors::{CredentialSet, Profile};
use crate::world::ids::Ids;
use crate::world::table::Table;
use crate::world::text::Text;
use crate::world::timers::Timers;

/// How long a released number waits before it is for sale again.
pub(super) const QUARANTINE: SignedDuration = SignedDuration::from_hours(45 * 24);

/// Everything that Vobiz remembers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct State {
    pub(super) accounts: Table<Text, Account>,
    pub(super) numbers: Table<Text, Number>,
    pub(super) inventory: Table<Text, Number>,
    pub(super) trunks: Table<Text, Trunk>,
    pub(super) credentials: Table<Text, Credential>,
    pub(super) ip_acls: Table<Text, IpAcl>,
    pub(super) origination_uris: Table<Text, OriginationUri>,
    pub(super) applications: Table<Text, Application>,
    pub(super) did_assignment_audit: Table<Text, Audit>,
    /// The tenant's name of each `auth_id`.
    #[serde(skip)]
    by_auth_id: Table<Text, Text>,
    #[serde(skip)]
    listing: Listing,
    #[serde(skip)]
    timers: Timers<Due>,
}

/// What falls due by itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    /// The 24 hours of a release are over: the number leaves its account.
    ReleaseEnds(Text),
    /// The quarantine of a number is over: it is for sale again.
    QuarantineEnds(Text),
}

impl State {
    /// The account of an `auth_id`, with its tenant's name.
    pub(super) fn account_by_auth_id(&self, auth_id: &str) -> Option<(&Text, &Account)> {
        let name = self.by_auth_id.get(auth_id)?;
        self.accounts.get(name).map(|account| (name, account))
    }

    /// Adds an account or replaces one of the same name.
    pub(super) fn put_account(&mut self, name: Text, account: Account) {
        self.by_auth_id.insert(account.auth_id.clone(), name.clone());
        self.accounts.insert(name, account);
    }

    /// Adds a number to its account.
    pub(super) fn put_number(&mut self, e164: Text, number: Number) {
        self.listing.put(&e164, &number);
        self.numbers.insert(e164, number);
    }

    /// Gives a number to another account.
    pub(super) fn hand_over(&mut self, e164: &str, account: &str, now: Timestamp) {
        if let Some(number) = self.numbers.get_mut(e164) {
            self.listing.remove(e164, number);
            number.account = account.into();
            number.updated_at = now;
            self.listing.put(e164, number);
        }
    }

    /// The numbers of an account, and with them those of its sub-accounts where they are asked for, in the order of a
    /// list; and how many there are.
    pub(super) fn numbers_of<'s>(
        &'s self,
        name: &'s str,
        with_sub_accounts: bool,
    ) -> (impl Iterator<Item = (&'s str, &'s Number)>, usize) {
        let is_part = |(other, account): &(&Text, &Account)| {
            *other != name && with_sub_accounts && account.parent.as_deref() == Some(name)
        };
        let parts = self.accounts.iter().filter(is_part).map(|(name, _)| name.as_str());
        let accounts: Vec<&str> = std::iter::once(name).chain(parts).collect();
        let count = self.listing.count(&accounts);
        let in_order = self.listing.in_order(&accounts);
        (in_order.filter_map(|e164| self.numbers.get(e164).map(|number| (e164, number))), count)
    }

    /// Whether a number of `owner` is `caller`'s to use: its own, or its sub-account's.
    pub(super) fn owns(&self, caller: &str, owner: &str) -> bool {
        caller == owner
            || self.accounts.get(owner).is_some_and(|account| account.parent.as_deref() == Some(caller))
    }

    /// The account that pays for what `name` does.
    pub(super) fn payer<'s>(&'s self, name: &'s str) -> &'s str {
        self.accounts.get(name).and_then(|account| account.parent.as_deref()).unwrap_or(name)
    }

    /// Lets a number leave its account at `ends_at`.
    pub(super) fn start_release(&mut self, e164: &str, ends_at: Timestamp) {
        self.timers.set(ends_at, Due::ReleaseEnds(e164.into()));
    }

    /// Forgets the release of a number.
    pub(super) fn stop_release(&mut self, e164: &str, ends_at: Timestamp) {
        self.timers.cancel(ends_at, Due::ReleaseEnds(e164.into()));
    }

    /// Takes a number from its account into quarantine.
    pub(super) fn quarantine(&mut self, e164: &str, now: Timestamp) {
        let Some(number) = self.numbers.get(e164).cloned() else { return };
        let available_at = now.checked_add(QUARANTINE).unwrap_or(Timestamp::MAX);
        self.listing.remove(e164, &number);
        self.numbers.remove(e164);
        self.inventory.insert(
            e164.into(),
            Number {
                account: String::new().into(),
                status: NumberStatus::Released,
                available_at: Some(available_at),
                release_ends_at: None,
                release_fee: None,
                trunk: None,
                application: None,
                routed_in_exchange: None,
                released_at: Some(now),
                updated_at: now,
                ..number
            },
        );
        self.timers.set(available_at, Due::QuarantineEnds(e164.into()));
    }

    /// Puts what was changed last among the other records, now that the state before is gone and shares them no more.
    pub(in crate::vendors) fn merge(&mut self) {
        self.accounts.merge();
        self.numbers.merge();
        self.inventory.merge();
        self.trunks.merge();
        self.credentials.merge();
        self.ip_acls.merge();
        self.origination_uris.merge();
        self.applications.merge();
    }

    pub(in crate::vendors) fn next_deadline(&self) -> Option<Timestamp> {
        self.timers.next()
    }

    pub(in crate::vendors) fn fall_due(&mut self, now: Timestamp) -> Option<(Timestamp, String)> {
        let (at, due) = self.timers.pop_due(now)?;
        let what = match due {
            Due::ReleaseEnds(e164) => {
                self.quarantine(&e164, at);
                format!("{e164} left its account")
            }
            Due::QuarantineEnds(e164) => {
                if let Some(number) = self.inventory.get_mut(e164.as_str()) {
                    number.status = NumberStatus::Active;
                    number.available_at = None;
                    number.updated_at = at;
                }
                format!("{e164} is for sale again")
            }
        };
        Some((at, what))
    }

    pub(in crate::vendors) fn complete(&mut self, _ids: &mut Ids, now: Timestamp) -> Result<(), String> {
        self.fill_in();
        self.check()?;
        self.by_auth_id =
            self.accounts.iter().map(|(name, account)| (account.auth_id.clone(), name.clone())).collect();
        self.timers = Timers::new();
        let pending: Vec<(Text, Number)> = self
            .numbers
            .iter()
            .filter(|(_, number)| number.status == NumberStatus::PendingRelease)
            .map(|(e164, number)| (e164.clone(), number.clone()))
            .collect();
        for (e164, mut number) in pending {
            let ends_at = number
                .release_ends_at
                .unwrap_or_else(|| now.checked_add(super::releases::PENDING).unwrap_or(Timestamp::MAX));
            number.release_ends_at = Some(ends_at);
            number.release_fee = number.release_fee.or_else(|| {
                self.accounts.get(self.payer(&number.account)).map(|account| account.release_fee)
            });
            self.numbers.insert(e164.clone(), number);
            self.start_release(&e164, ends_at);
        }
        self.listing = Listing::of(&self.numbers);
        for (e164, number) in self.inventory.iter() {
            if let Some(at) = number.available_at {
                self.timers.set(at, Due::QuarantineEnds(e164.clone()));
            }
        }
        Ok(())
    }

    /// Gives ids to numbers that have none. Those that are complete stay the same records for all copies of them.
    pub(in crate::vendors) fn fill_in_numbers(&mut self) {
        for numbers in [&mut self.numbers, &mut self.inventory] {
            let incomplete = numbers.iter().filter(|(_, number)| number.id.is_empty());
            for e164 in incomplete.map(|(e164, _)| e164.clone()).collect::<Vec<_>>() {
                if let Some(number) = numbers.get_mut(&e164) {
                    number.id = made("number", &e164);
                }
            }
        }
    }

    /// Gives ids and names to records that have none; each is a function of the record's key.
    fn fill_in(&mut self) {
        let fill = |field: &mut Text, kind: &str, key: &str| {
            if field.is_empty() {
                *field = made(kind, key);
            }
        };
        for name in self.accounts.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>() {
            let Some(account) = self.accounts.get_mut(&name) else { continue };
            fill(&mut account.api_id, "account", &name);
            fill(&mut account.balance_id, "balance", &name);
            let mut ids = Ids::new(0, &format!("vobiz.tenant.{name}"), 0);
            if account.auth_id.is_empty() {
                account.auth_id = fresh_auth_id(account.parent.is_some(), &mut ids).into();
            }
            if account.auth_token.is_empty() {
                account.auth_token = ids.alphanumeric(32).into();
            }
            if account.name.is_empty() {
                account.name.clone_from(&name);
            }
        }
        self.fill_in_numbers();
        for id in self.applications.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>() {
            if let Some(application) = self.applications.get_mut(&id) {
                fill(&mut application.api_id, "application", &id);
                if application.app_name.is_empty() {
                    application.app_name.clone_from(&id);
                }
            }
        }
    }

    /// Checks that every record refers to records that are there.
    fn check(&self) -> Result<(), String> {
        let account = |table: &str, key: &str, name: &str| {
            if self.accounts.contains(name) {
                return Ok(());
            }
            let names: Vec<&str> = self.accounts.iter().map(|(name, _)| name.as_str()).collect();
            Err(format!(
                "{table}.{key}.account: no account is named `{name}`; there are: {}",
                names.join(", ")
            ))
        };
        for (key, number) in self.numbers.iter() {
            account("numbers", key, &number.account)?;
            if let Some(trunk) = number.trunk.as_ref().filter(|trunk| !self.trunks.contains(trunk.as_str())) {
                return Err(format!("numbers.{key}.trunk: there is no trunk `{trunk}`"));
            }
            if let Some(id) =
                number.application.as_ref().filter(|id| !self.applications.contains(id.as_str()))
            {
                return Err(format!("numbers.{key}.application: there is no application `{id}`"));
            }
        }
        for (key, trunk) in self.trunks.iter() {
            account("trunks", key, &trunk.account)?;
        }
        for (key, application) in self.applications.iter() {
            account("applications", key, &application.account)?;
        }
        for (key, credential) in self.credentials.iter() {
            account("credentials", key, &credential.account)?;
        }
        for (key, acl) in self.ip_acls.iter() {
            account("ip_acls", key, &acl.account)?;
        }
        for (key, uri) in self.origination_uris.iter() {
            account("origination_uris", key, &uri.account)?;
        }
        for (key, sub_account) in self.accounts.iter() {
            if let Some(parent) =
                sub_account.parent.as_ref().filter(|name| !self.accounts.contains(name.as_str()))
            {
                return Err(format!("accounts.{key}.parent: no account is named `{parent}`"));
            }
        }
        Ok(())
    }

    pub(in crate::vendors) fn refresh_credentials(&mut self, ids: &mut Ids) {
        self.change_credentials(&mut |credential| credential.refresh(ids));
    }

    /// Lets every credential be changed and derives anew who has which.
    pub(in crate::vendors) fn change_credentials(&mut self, change: &mut dyn FnMut(TenantCredential<'_>)) {
        for name in self.accounts.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>() {
            let Some(account) = self.accounts.get_mut(&name) else { continue };
            let sub_account = account.parent.is_some();
            let mut change = |field, text: &mut Text, optional, fresh| {
                change(TenantCredential { tenant: &name, field, text, optional, fresh });
            };
            let fresh: fn(&mut Ids) -> String =
                if sub_account { |ids| fresh_auth_id(true, ids) } else { |ids| fresh_auth_id(false, ids) };
            change("auth_id", &mut account.auth_id, false, fresh);
            change("auth_token", &mut account.auth_token, false, |ids| ids.alphanumeric(32));
            let mut access_token = account.access_token.take().unwrap_or_default();
            change("access_token", &mut access_token, true, fresh_jwt);
            account.access_token = Some(access_token).filter(|token| !token.is_empty());
        }
        self.by_auth_id =
            self.accounts.iter().map(|(name, account)| (account.auth_id.clone(), name.clone())).collect();
    }

    pub(in crate::vendors) fn profile(&self) -> Profile {
        let sets = self.accounts.iter().map(|(name, account)| {
            let set = CredentialSet {
                headers: [("X-Auth-ID", &account.auth_id), ("X-Auth-Token", &account.auth_token)]
                    .map(|(name, value)| (name.to_owned(), value.to_string()))
                    .into(),
                ids: [("auth_id".to_owned(), account.auth_id.to_string())].into(),
            };
            (name.to_string(), set)
        });
        sets.collect()
    }

    pub(in crate::vendors) fn identifiers(&self) -> Vec<String> {
        self.accounts
            .values()
            .flat_map(|account| [Some(account.auth_id.clone()), account.access_token.clone()])
            .flatten()
            .map(|text| text.to_string())
            .collect()
    }
}

/// The id of a record that has none: a function of what it is and of its key.
fn made(kind: &str, key: &str) -> Text {
    Ids::new(0, &format!("vobiz.{kind}.{key}"), 0).uuid().to_string().into()
}

/// An `auth_id` as the vendor makes them: `MA_` or `SA_` and eight capitals or digits.
pub(super) fn fresh_auth_id(sub_account: bool, ids: &mut Ids) -> String {
    let prefix = if sub_account { "SA_" } else { "MA_" };
    format!("{prefix}{}", ids.alphanumeric(8).to_uppercase())
}

/// Something of the form of a JWT.
pub(super) fn fresh_jwt(ids: &mut Ids) -> String {
    format!("eyJ{}.eyJ{}.{}", ids.alphanumeric(17), ids.alphanumeric(24), ids.alphanumeric(32))
}
