//! Whether the records of a world file go together: each reference leads to a record of the same organisation.

use std::collections::BTreeMap;

use super::records::{Agent, Organization, PhoneNumber, SipCredentials};
use super::rules;
use crate::world::table::Table;
use crate::world::text::Text;

/// Checks all tables; an error names the table and the record.
pub(super) fn check(
    organizations: &Table<Text, Organization>,
    credentials: &Table<Text, SipCredentials>,
    numbers: &Table<Text, PhoneNumber>,
    agents: &Table<Text, Agent>,
) -> Result<(), String> {
    let organization = |table: &str, key: &str, name: &str| {
        if organizations.contains(name) {
            return Ok(());
        }
        let names: Vec<&str> = organizations.iter().map(|(name, _)| name.as_str()).collect();
        Err(format!(
            "{table}.{key}.organization: no organisation is named `{name}`; there are: {}",
            names.join(", ")
        ))
    };
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, held) in organizations.iter() {
        if let Some(other) = owners.insert(&held.token, name) {
            return Err(format!("organizations.{name}.token: `{other}` has the same token"));
        }
    }
    for (id, held) in credentials.iter() {
        uuid("sip_credentials", id)?;
        organization("sip_credentials", id, &held.organization)?;
    }
    for (id, number) in numbers.iter() {
        uuid("phone_numbers", id)?;
        organization("phone_numbers", id, &number.organization)?;
        let on = credentials.get(&number.credentials).map(|held| held.organization.as_str());
        same("phone_numbers", id, "credentials", &number.credentials, on, &number.organization)?;
        if let Some(agent) = &number.inbound_agent {
            let of = agents.get(agent).map(|held| held.organization.as_str());
            same("phone_numbers", id, "inbound_agent", agent, of, &number.organization)?;
        }
    }
    for (id, agent) in agents.iter() {
        organization("agents", id, &agent.organization)?;
        if let Some(number) = &agent.outbound_number {
            let of = numbers.get(number).map(|held| held.organization.as_str());
            same("agents", id, "outbound_number", number, of, &agent.organization)?;
        }
    }
    Ok(())
}

fn uuid(table: &str, key: &str) -> Result<(), String> {
    if rules::hyphenated_uuid(key).as_deref() == Some(key) {
        return Ok(());
    }
    Err(format!("{table}.{key}: the key must be a lower-case uuid with hyphens"))
}

/// Checks that a field refers to a record, and to one of the same organisation.
fn same(
    table: &str,
    key: &str,
    field: &str,
    refers_to: &str,
    owner: Option<&str>,
    organization: &str,
) -> Result<(), String> {
    match owner {
        Some(owner) if owner == organization => Ok(()),
        Some(owner) => Err(format!("{table}.{key}.{field}: `{refers_to}` is of the organisation `{owner}`")),
        None => Err(format!("{table}.{key}.{field}: there is no `{refers_to}`")),
    }
}
