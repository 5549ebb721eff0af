//! The credentials of a world's tenants: made fresh, kept, or taken out, all in the same way for every vendor.
//!
//! Only tenants are walked, never their records, so that a copy of a large world costs no more than one of a small.

use std::collections::BTreeMap;

use super::{State, Vendor};
use crate::world::ids::Ids;
use crate::world::text::Text;

/// One credential of a tenant, where it stands in the state.
pub(crate) struct TenantCredential<'c> {
    /// The tenant's name.
    pub(crate) tenant: &'c str,
    /// The field that holds it.
    pub(crate) field: &'static str,
    /// The credential itself; empty where there is none.
    pub(crate) text: &'c mut Text,
    /// Whether a tenant can be without it.
    pub(crate) optional: bool,
    /// Makes one of the vendor's form.
    pub(crate) fresh: fn(&mut Ids) -> String,
}

impl TenantCredential<'_> {
    /// Puts a fresh one in its place; where there is none that a tenant can be without, there is none after.
    pub(crate) fn refresh(self, ids: &mut Ids) {
        if !self.optional || !self.text.is_empty() {
            *self.text = (self.fresh)(ids).into();
        }
    }
}

/// The credentials of all tenants, by vendor, tenant and field.
#[derive(Clone, Default)]
pub(crate) struct Credentials(BTreeMap<(Vendor, String, &'static str), Text>);

impl State {
    /// Every credential of every tenant.
    pub(crate) fn credentials(&self) -> Credentials {
        let mut held = BTreeMap::new();
        // A copy costs nothing, and what is written to it goes with it.
        self.clone().each_credential(|vendor, credential| {
            held.insert((vendor, credential.tenant.to_owned(), credential.field), credential.text.clone());
        });
        Credentials(held)
    }

    /// Gives tenants these credentials: those that have none, or with `over` all of which these know.
    pub(crate) fn take_credentials(&mut self, held: &Credentials, over: bool) {
        self.each_credential(|vendor, credential| {
            let key = (vendor, credential.tenant.to_owned(), credential.field);
            if let Some(text) = held.0.get(&key).filter(|_| over || credential.text.is_empty()) {
                credential.text.clone_from(text);
            }
        });
    }

    /// Gives credentials to tenants that have none; each is a function of seed, world, tenant and field.
    pub(crate) fn fill_credentials(&mut self, seed: u64, world: &str) {
        self.each_credential(|vendor, credential| {
            if credential.text.is_empty() {
                let place = format!("{world}/{vendor}/{}/{}", credential.tenant, credential.field);
                if !credential.optional {
                    credential.refresh(&mut Ids::new(seed, &place, 0));
                }
            }
        });
    }

    /// Takes every credential out, so that others can be given.
    pub(crate) fn forget_credentials(&mut self) {
        self.unleashx.forget_minted();
        self.each_credential(|_, credential| *credential.text = Text::default());
    }

    /// Lets every credential be changed, vendor by vendor.
    fn each_credential(&mut self, mut change: impl FnMut(Vendor, TenantCredential<'_>)) {
        self.trillet.change_credentials(&mut |credential| change(Vendor::Trillet, credential));
        self.unleashx.change_credentials(&mut |credential| change(Vendor::Unleashx, credential));
        self.vobiz.change_credentials(&mut |credential| change(Vendor::Vobiz, credential));
        self.dasha.change_credentials(&mut |credential| change(Vendor::Dasha, credential));
    }
}

#[cfg(test)]
mod tests {
    use crate::world::World;

    #[test]
    fn credentials_taken_out_and_given_back_are_the_same() {
        let state = World::new(0, "default").export().state;
        let held = state.credentials();
        let mut other = state.clone();
        other.forget_credentials();
        assert!(other.identifiers().iter().all(|(_, text)| text.is_empty()));
        other.take_credentials(&held, false);
        assert_eq!(other, state);
    }

    #[test]
    fn what_is_filled_in_is_unlike_in_unlike_worlds() {
        let filled = |world: &str| {
            let mut state = World::new(0, "default").export().state;
            state.forget_credentials();
            state.fill_credentials(0, world);
            state.identifiers()
        };
        assert_eq!(filled("a"), filled("a"));
        assert!(filled("a").iter().all(|identifier| !filled("b").contains(identifier)));
    }

    #[test]
    fn only_missing_credentials_are_taken_unless_told_otherwise() {
        let one = World::new(0, "one").export().state;
        let mut two = World::new(0, "two").export().state;
        let before = two.clone();
        two.take_credentials(&one.credentials(), false);
        assert_eq!(two, before);
        two.take_credentials(&one.credentials(), true);
        assert_eq!(two.identifiers(), one.identifiers());
    }
}
