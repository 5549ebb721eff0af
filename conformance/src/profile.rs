//! What a target offers a scenario: credential sets, and names for the things that may be used.

use std::collections::BTreeMap;

use serde_json::Value;
use testline_emulator::{CredentialSet, DEFAULT_WORLD, Vendor, World};

use crate::template::Scope;

/// The credential sets and the named things of one vendor at a target.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    /// Credential sets by name.
    pub sets: BTreeMap<String, CredentialSet>,
    /// Things by name.
    pub names: BTreeMap<String, Value>,
}

/// Where a world that is like the default one has a name's value from.
#[derive(Clone, Copy, Debug)]
enum Given {
    /// It is the same in every world.
    Text(&'static str),
    /// A phone number for which any other of its country would do, since the account takes any.
    AnyPhone(&'static str),
    /// A number that is the same in every world.
    Integer(i64),
    /// The id that goes with a credential set, fresh in each world; the same in every world where the set has none.
    Id { set: &'static str, otherwise: &'static str },
}

const TRILLET: &[(&str, Given)] = &[
    ("workspace", Given::Id { set: "first", otherwise: "664a1b2c3d4e5f6a7b8c9d0e" }),
    ("other_workspace", Given::Id { set: "second", otherwise: "6764d172953253138a3a70f4" }),
    ("agent", Given::Text("64f9b12a")),
    ("agent_2", Given::Text("64f9b12b")),
    ("agent_without_flow", Given::Text("64f9b12c")),
    ("other_agent", Given::Text("64f9b12d")),
    ("flow", Given::Text("pwy_abc123")),
    ("flow_2", Given::Text("pwy_abc124")),
    ("other_flow", Given::Text("pwy_abc125")),
    ("number", Given::Text("750cd920")),
    ("number_2", Given::Text("750cd921")),
    ("other_number", Given::Text("750cd922")),
    ("e164", Given::Text("+12345678901")),
    ("e164_2", Given::Text("+12345678902")),
    ("for_sale", Given::Text("+14155551234")),
    ("for_sale_2", Given::Text("+14155551235")),
    ("for_sale_3", Given::Text("+14155551236")),
];

const UNLEASHX: &[(&str, Given)] = &[
    ("agent", Given::Text("agent_abc123xyz")),
    ("agent_2", Given::Text("agent_xyz789abc")),
    ("agent_int", Given::Integer(123)),
    ("agent_2_int", Given::Integer(456)),
    ("other_agent", Given::Text("agent_other")),
    ("other_agent_int", Given::Integer(789)),
    ("number", Given::AnyPhone("+918062810341")),
    ("number_2", Given::AnyPhone("+12025551234")),
    ("number_3", Given::AnyPhone("+919876543210")),
    ("email", Given::Text("user@example.com")),
    ("workspace_name", Given::Text("My Workspace")),
];

const VOBIZ: &[(&str, Given)] = &[
    ("auth_id", Given::Id { set: "first", otherwise: "MA_XXXXXX" }),
    ("other_auth_id", Given::Id { set: "second", otherwise: "MA_BN2MZ1VV" }),
    ("sub_account", Given::Id { set: "sub-account", otherwise: "SA_XXXXXX" }),
    ("number", Given::Text("+912271264217")),
    ("number_2", Given::Text("+1234567890")),
    ("other_number", Given::Text("+918071000001")),
    ("trunk", Given::Text("aabbccdd-1234-5678-90ab-cdef12345678")),
    ("trunk_2", Given::Text("e3e55a78-1234-5678-90ab-cdef12345678")),
    ("other_trunk", Given::Text("bbbbccdd-1234-5678-90ab-cdef12345678")),
    ("application", Given::Text("20577609616603585")),
    ("for_sale", Given::Text("+918071000101")),
    ("for_sale_2", Given::Text("+918071000102")),
    ("for_sale_3", Given::Text("+12025550143")),
];

const DASHA: &[(&str, Given)] = &[
    ("organization", Given::Id { set: "first", otherwise: "133a8968-e176-4810-9d2e-f6cf0fe8f98d" }),
    ("other_organization", Given::Id { set: "second", otherwise: "133a8968-e176-4810-9d2e-f6cf0fe8f98e" }),
    ("credential", Given::Text("3c90c3cc-0d44-4b50-8888-8dd25736052b")),
    ("other_credential", Given::Text("3c90c3cc-0d44-4b50-8888-8dd25736052d")),
    ("number", Given::Text("3c90c3cc-0d44-4b50-8888-8dd25736052a")),
    ("other_number", Given::Text("3c90c3cc-0d44-4b50-8888-8dd25736052c")),
    ("e164", Given::Text("+15551234567")),
    ("agent", Given::Text("9839c486-f904-4db4-9d66-228964d76580")),
    ("agent_2", Given::Text("9839c486-f904-4db4-9d66-228964d76581")),
    ("other_agent", Given::Text("9839c486-f904-4db4-9d66-228964d76582")),
];

const fn table(vendor: Vendor) -> &'static [(&'static str, Given)] {
    match vendor {
        Vendor::Trillet => TRILLET,
        Vendor::Unleashx => UNLEASHX,
        Vendor::Vobiz => VOBIZ,
        Vendor::Dasha => DASHA,
    }
}

/// The credential sets that a profile of a vendor may have.
pub const fn sets(vendor: Vendor) -> &'static [&'static str] {
    match vendor {
        Vendor::Trillet | Vendor::Dasha => &["first", "second"],
        Vendor::Unleashx => {
            &["first", "first-api-key", "first-login", "second", "second-api-key", "second-login"]
        }
        Vendor::Vobiz => &["first", "second", "sub-account"],
    }
}

/// The names that a profile of a vendor may have.
pub fn names(vendor: Vendor) -> impl Iterator<Item = &'static str> {
    table(vendor).iter().map(|(name, _)| *name)
}

/// Whether a profile of a vendor may have this name.
pub fn has_name(vendor: Vendor, name: &str) -> bool {
    names(vendor).any(|held| held == name)
}

/// The names that go with a credential set, each with the set whose id it is.
pub fn ids(vendor: Vendor) -> impl Iterator<Item = (&'static str, &'static str)> {
    table(vendor).iter().filter_map(|(name, given)| match given {
        Given::Id { set, .. } => Some((*name, *set)),
        Given::Text(_) | Given::AnyPhone(_) | Given::Integer(_) => None,
    })
}

/// Whether what a name stands for is a whole number.
pub fn is_integer(vendor: Vendor, name: &str) -> bool {
    table(vendor).iter().any(|(held, given)| *held == name && matches!(given, Given::Integer(_)))
}

/// Whether a name stands for one certain phone number, of which there is no second.
pub fn is_one_phone(vendor: Vendor, name: &str) -> bool {
    let phone = |given: &Given| matches!(given, Given::Text(text) if text.starts_with('+'));
    table(vendor).iter().any(|(held, given)| *held == name && phone(given))
}

/// Whether a name comes with the first credential set, so that no scenario needs to ask for it.
pub fn is_implied(vendor: Vendor, name: &str) -> bool {
    table(vendor).iter().any(|(held, given)| *held == name && matches!(given, Given::Id { set: "first", .. }))
}

/// The credential set whose id a name stands for; none where the name is the same in every world.
pub fn set_of(vendor: Vendor, name: &str) -> Option<&'static str> {
    table(vendor).iter().find(|(held, _)| *held == name).and_then(|(_, given)| match *given {
        Given::Id { set, .. } => Some(set),
        Given::Text(_) | Given::AnyPhone(_) | Given::Integer(_) => None,
    })
}

/// Whether a value is the one that this name has in the default world, which everybody can read.
pub fn is_public(name: &str, value: &Value) -> bool {
    let held = |given: &Given| match *given {
        Given::Text(text) | Given::AnyPhone(text) | Given::Id { otherwise: text, .. } => *value == text,
        Given::Integer(number) => *value == number,
    };
    Vendor::ALL.into_iter().flat_map(table).any(|(of, given)| *of == name && held(given))
}

impl Profile {
    /// The profile of a world that is like the default one and has these credential sets.
    pub fn of_world(vendor: Vendor, sets: BTreeMap<String, CredentialSet>) -> Self {
        let value = |given: &Given| match *given {
            Given::Text(text) | Given::AnyPhone(text) => Value::from(text),
            Given::Integer(number) => Value::from(number),
            Given::Id { set, otherwise } => {
                let id = sets.get(set).and_then(|set| set.ids.values().next());
                Value::from(id.map_or(otherwise, String::as_str))
            }
        };
        let names = table(vendor).iter().map(|(name, given)| ((*name).to_owned(), value(given))).collect();
        Self { sets, names }
    }

    /// The profile of the default world, whose credentials are the same everywhere.
    pub fn of_default_world(vendor: Vendor) -> Self {
        Self::of_world(vendor, World::new(0, DEFAULT_WORLD).profile(vendor))
    }

    /// The profile of the default world for a scenario that shares it with others: phone numbers for which any other of
    /// their country would do are others for each `serial`, so that what one scenario attached for good is in no other's
    /// way. They differ in their last six digits, of which the first is at most 4, as it is in no number of a scenario.
    pub fn of_shared_world(vendor: Vendor, serial: u32) -> Self {
        let mut profile = Self::of_default_world(vendor);
        for (name, given) in table(vendor) {
            if let Given::AnyPhone(text) = given {
                let kept = &text[..text.len() - 6];
                let phone = format!("{kept}{:06}", serial % 500_000);
                profile.names.insert((*name).to_owned(), Value::from(phone));
            }
        }
        profile
    }

    /// The variables of a scenario: the names that it needs, and every header of every credential set.
    pub fn scope(&self, vendor: Vendor, needs: &[String]) -> Scope {
        let mut given = BTreeMap::new();
        for (name, value) in &self.names {
            if needs.contains(name) || is_implied(vendor, name) {
                given.insert(name.clone(), value.clone());
            }
        }
        for (set, credentials) in &self.sets {
            for (header, value) in &credentials.headers {
                given.insert(format!("{set}.{}", header.to_ascii_lowercase()), Value::from(value.as_str()));
            }
        }
        Scope::new(given)
    }

    /// What a scenario needs and the profile does not have, in words that say why it is skipped.
    pub fn misses(&self, needs: &[String], sets: &[String]) -> Option<String> {
        let name = needs.iter().find(|name| !self.names.contains_key(*name));
        let set = sets.iter().find(|set| !self.sets.contains_key(*set));
        name.map(|name| format!("the target's profile has no `{name}`"))
            .or_else(|| set.map(|set| format!("the target's profile has no credentials `{set}`")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_is_fresh_in_a_world_is_taken_from_its_credentials() {
        let ids = [("auth_id".to_owned(), "MA_FRESH".to_owned())].into();
        let sets = [("first".to_owned(), CredentialSet { headers: BTreeMap::new(), ids })].into();
        let profile = Profile::of_world(Vendor::Vobiz, sets);
        assert_eq!(profile.names["auth_id"], "MA_FRESH");
        assert_eq!(profile.names["other_auth_id"], "MA_BN2MZ1VV");
    }

    #[test]
    fn a_scope_holds_what_is_needed_and_what_comes_with_the_credentials() {
        let profile = Profile::of_default_world(Vendor::Vobiz);
        let scope = profile.scope(Vendor::Vobiz, &["trunk".to_owned()]);
        assert!(
            scope.get("trunk").is_some() && scope.get("auth_id").is_some() && scope.get("number").is_none()
        );
        assert_eq!(scope.get("first.x-auth-token"), Some(&Value::from("testline")));
    }

    #[test]
    fn who_shares_the_default_world_gets_phone_numbers_of_its_own() {
        let number = |serial| Profile::of_shared_world(Vendor::Unleashx, serial).names["number_2"].clone();
        assert_eq!([number(7), number(500_008)], ["+12025000007", "+12025000008"]);
        let vobiz = Profile::of_shared_world(Vendor::Vobiz, 7);
        assert_eq!(vobiz.names, Profile::of_default_world(Vendor::Vobiz).names);
    }

    #[test]
    fn the_default_world_has_every_set() {
        for vendor in Vendor::ALL {
            let profile = Profile::of_default_world(vendor);
            let wanted: Vec<String> = sets(vendor).iter().map(|set| (*set).to_owned()).collect();
            assert_eq!(profile.misses(&[], &wanted), None, "{vendor}");
        }
    }
}
