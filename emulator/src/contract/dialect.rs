//! The dialect: which value each switch has.

use super::{SwitchFacts, dasha, trillet, unleashx, vobiz};
use crate::vendors::Vendor;

/// One value of every switch of every vendor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dialect {
    /// Trillet's.
    pub trillet: trillet::Dialect,
    /// UnleashX's.
    pub unleashx: unleashx::Dialect,
    /// Vobiz's.
    pub vobiz: vobiz::Dialect,
    /// Dasha's.
    pub dasha: dasha::Dialect,
}

impl Dialect {
    /// Turns a switch named `vendor.switch`.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), SwitchError> {
        let (vendor, switch) = name.split_once('.').unwrap_or((name, ""));
        match vendor.parse::<Vendor>() {
            Ok(Vendor::Trillet) => self.trillet.set(switch, value),
            Ok(Vendor::Unleashx) => self.unleashx.set(switch, value),
            Ok(Vendor::Vobiz) => self.vobiz.set(switch, value),
            Ok(Vendor::Dasha) => self.dasha.set(switch, value),
            Err(_) => Err(SwitchError(format!(
                "`{name}` is no switch: it must begin with a vendor ({}), as in `vobiz.raw-plus`",
                Vendor::names()
            ))),
        }
    }

    /// The value of a vendor's switch.
    pub fn get(&self, vendor: Vendor, switch: &str) -> Option<&'static str> {
        match vendor {
            Vendor::Trillet => self.trillet.get(switch),
            Vendor::Unleashx => self.unleashx.get(switch),
            Vendor::Vobiz => self.vobiz.get(switch),
            Vendor::Dasha => self.dasha.get(switch),
        }
    }

    /// Every switch that is not at its default, as `vendor.switch` and value.
    pub fn turned(&self) -> Vec<(String, &'static str)> {
        let mut turned = Vec::new();
        for vendor in Vendor::ALL {
            for switch in vendor.contract().switches {
                if let Some(value) = self.get(vendor, switch.name).filter(|value| *value != switch.values[0])
                {
                    turned.push((format!("{}.{}", vendor.name(), switch.name), value));
                }
            }
        }
        turned
    }
}

/// A switch or a value that does not exist; it names those that do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SwitchError(String);

impl SwitchError {
    pub(crate) fn name(vendor: Vendor, switches: &[SwitchFacts], name: &str) -> Self {
        let names: Vec<&str> = switches.iter().map(|switch| switch.name).collect();
        Self(format!("{} has no switch `{name}`; it has: {}", vendor.name(), names.join(", ")))
    }

    pub(crate) fn value(vendor: Vendor, switch: &SwitchFacts, value: &str) -> Self {
        Self(format!(
            "`{}.{}` has no value `{value}`; it takes: {}",
            vendor.name(),
            switch.name,
            switch.values.join(", ")
        ))
    }
}

impl std::fmt::Display for SwitchError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SwitchError {}
