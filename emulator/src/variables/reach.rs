//! How clients reach a world: base URLs and credentials, by the names that real clients read.

use std::collections::BTreeMap;

use crate::vendors::{Profile, Vendor};
use crate::world::{DEFAULT_WORLD, World};

/// Each variable with the value that it has; the vendors' base URLs have neither a version nor a slash at the end.
const VARIABLES: [(&str, &str); 18] = [
    ("TESTLINE_URL", "url"),
    ("TESTLINE_ADMIN_URL", "admin_url"),
    ("TESTLINE_WORLD_NAME", "world"),
    ("VOBIZ_BASE_URL", "vobiz.base_url"),
    ("VOBIZ_AUTH_ID", "vobiz.auth_id"),
    ("VOBIZ_AUTH_TOKEN", "vobiz.auth_token"),
    ("UNLEASHX_BASE_URL", "unleashx.base_url"),
    ("UNLEASHX_URL", "unleashx.base_url"),
    ("UNLEASHX_TOKEN", "unleashx.token"),
    ("UNLEASHX_API_KEY", "unleashx.api_key"),
    ("DASHA_BASE_URL", "dasha.base_url"),
    ("DASHA_API_KEY", "dasha.api_key"),
    ("BLACKBOX_API_URL", "dasha.base_url"),
    ("BLACKBOX_API_KEY", "dasha.api_key"),
    ("TRILLET_BASE_URL", "trillet.base_url"),
    ("TRILLET_API_BASE_URL", "trillet.base_url"),
    ("TRILLET_API_KEY", "trillet.api_key"),
    ("TRILLET_WORKSPACE_ID", "trillet.workspace_id"),
];

/// The variables that are read by clients, and, of those that hold the base URL of a vendor, which vendor's.
pub fn names() -> impl Iterator<Item = (&'static str, Option<Vendor>)> {
    VARIABLES.into_iter().map(|(name, value)| {
        let vendor = value.strip_suffix(".base_url").and_then(|vendor| vendor.parse().ok());
        (name, vendor)
    })
}

/// How clients reach a world.
#[derive(Clone, Debug)]
pub struct Reach {
    url: String,
    world: String,
    profiles: BTreeMap<Vendor, Profile>,
}

impl Reach {
    /// How clients reach a world of the emulator at this URL.
    pub fn new(url: &str, world: &World) -> Self {
        Self::by_profiles(url, world.name(), Vendor::ALL.map(|vendor| (vendor, world.profile(vendor))).into())
    }

    /// The same of a world that is known by its profiles only, since it is in another process.
    pub fn by_profiles(url: &str, world: &str, profiles: BTreeMap<Vendor, Profile>) -> Self {
        Self { url: url.trim_end_matches('/').to_owned(), world: world.to_owned(), profiles }
    }

    /// Where a vendor is; the default world needs no prefix.
    pub fn base_url(&self, vendor: Vendor) -> String {
        match self.world.as_str() {
            DEFAULT_WORLD => format!("{}/{vendor}", self.url),
            world => format!("{}/w/{world}/{vendor}", self.url),
        }
    }

    /// The variables and their values; of one vendor only, if one is given.
    pub fn variables(&self, vendor: Option<Vendor>) -> Vec<(String, String)> {
        let values = self.values();
        let wanted = |value: &str| vendor.is_none_or(|vendor| value.starts_with(&format!("{vendor}.")));
        VARIABLES
            .into_iter()
            .filter(|(_, value)| wanted(value))
            .filter_map(|(name, value)| Some((name.to_owned(), values.get(value)?.clone())))
            .collect()
    }

    /// Everything that a template may name. A credential that the world's file does not have is not there.
    pub(super) fn values(&self) -> BTreeMap<&'static str, String> {
        let mut values: BTreeMap<&'static str, String> = [
            ("url", self.url.clone()),
            ("admin_url", format!("{}/_testline", self.url)),
            ("world", self.world.clone()),
            ("trillet.base_url", self.base_url(Vendor::Trillet)),
            ("unleashx.base_url", self.base_url(Vendor::Unleashx)),
            ("vobiz.base_url", self.base_url(Vendor::Vobiz)),
            ("dasha.base_url", self.base_url(Vendor::Dasha)),
        ]
        .into();
        let credentials = [
            ("trillet.api_key", self.header(Vendor::Trillet, "first", "x-api-key")),
            ("trillet.workspace_id", self.header(Vendor::Trillet, "first", "x-workspace-id")),
            ("unleashx.token", self.header(Vendor::Unleashx, "first", "token")),
            ("unleashx.api_key", self.header(Vendor::Unleashx, "first-api-key", "authorization")),
            ("unleashx.login_token", self.header(Vendor::Unleashx, "first-login", "token")),
            ("vobiz.auth_id", self.header(Vendor::Vobiz, "first", "X-Auth-ID")),
            ("vobiz.auth_token", self.header(Vendor::Vobiz, "first", "X-Auth-Token")),
            ("dasha.api_key", self.header(Vendor::Dasha, "first", "Authorization")),
        ];
        for (name, value) in credentials {
            if let Some(value) = value {
                // What a client is configured with is the key alone.
                let key = value.strip_prefix("Bearer ").unwrap_or(value);
                values.insert(name, key.to_owned());
            }
        }
        values
    }

    fn header(&self, vendor: Vendor, set: &str, header: &str) -> Option<&str> {
        self.profiles.get(&vendor)?.get(set)?.headers.get(header).map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variable_has_its_value_in_the_default_world() {
        let world = World::new(0, DEFAULT_WORLD);
        let variables = Reach::new("http://127.0.0.1:7464/", &world).variables(None);
        let text: String = variables.iter().map(|(name, value)| format!("{name}={value}\n")).collect();
        insta::assert_snapshot!(text, @r"
        TESTLINE_URL=http://127.0.0.1:7464
        TESTLINE_ADMIN_URL=http://127.0.0.1:7464/_testline
        TESTLINE_WORLD_NAME=default
        VOBIZ_BASE_URL=http://127.0.0.1:7464/vobiz
        VOBIZ_AUTH_ID=MA_XXXXXX
        VOBIZ_AUTH_TOKEN=testline
        UNLEASHX_BASE_URL=http://127.0.0.1:7464/unleashx
        UNLEASHX_URL=http://127.0.0.1:7464/unleashx
        UNLEASHX_TOKEN=YOUR_AUTH_TOKEN
        UNLEASHX_API_KEY=YOUR_API_KEY
        DASHA_BASE_URL=http://127.0.0.1:7464/dasha
        DASHA_API_KEY=testline
        BLACKBOX_API_URL=http://127.0.0.1:7464/dasha
        BLACKBOX_API_KEY=testline
        TRILLET_BASE_URL=http://127.0.0.1:7464/trillet
        TRILLET_API_BASE_URL=http://127.0.0.1:7464/trillet
        TRILLET_API_KEY=tk_testline
        TRILLET_WORKSPACE_ID=664a1b2c3d4e5f6a7b8c9d0e
        ");
    }

    #[test]
    fn another_world_is_reached_by_its_prefix() {
        let reach = Reach::new("http://127.0.0.1:7464", &World::new(0, "billing"));
        let variables = reach.variables(Some(Vendor::Dasha));
        assert_eq!(variables[0].1, "http://127.0.0.1:7464/w/billing/dasha");
        assert_ne!(variables[1].1, "testline");
    }
}
