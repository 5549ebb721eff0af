//! IP access control lists of an account.

use std::net::Ipv4Addr;

use jiff::Timestamp;
use serde::Serialize;

use super::numbers::{account_id, object};
use super::path::decoded;
use super::records::IpAcl;
use super::refusals::{Refused, refused};
use super::state::State;
use super::trunks::created;
use super::{Operation, wire};
use crate::contract::Clause;
use crate::contract::vobiz::clauses;
use crate::http::{Reply, StatusCode};
use crate::vendors::answer::{Accepted, json};
use crate::vendors::call::Call;
use crate::vendors::context::Context;
use crate::world::text::Text;

#[derive(Serialize)]
struct IpAclObject<'a> {
    id: &'a str,
    account_id: &'a str,
    ip_address: &'a str,
    description: &'a str,
    enabled: bool,
    created_at: Timestamp,
    updated_at: Timestamp,
}

fn shown<'a>(id: &'a str, acl: &'a IpAcl, account_id: &'a str) -> IpAclObject<'a> {
    IpAclObject {
        id,
        account_id,
        ip_address: &acl.ip_address,
        description: &acl.description,
        enabled: acl.enabled,
        created_at: wire::micros(acl.created_at),
        updated_at: wire::micros(acl.updated_at),
    }
}

/// Lists the access control lists of the account, the latest first.
pub(super) fn list(state: &State, call: &Call<'_, Operation>, caller: &str) -> Result<Accepted, Refused> {
    let mut all: Vec<(&Text, &IpAcl)> =
        state.ip_acls.iter().filter(|(_, acl)| acl.account == caller).collect();
    all.sort_by(|(a_id, a), (b_id, b)| b.created_at.cmp(&a.created_at).then(a_id.cmp(b_id)));
    let account_id = account_id(state, caller);
    let page = wire::object_page(&call.query, &all, |(id, acl)| shown(id, acl, account_id));
    let reply = Reply::with_body(StatusCode::OK, "application/json", json(&page));
    Ok(Accepted::new(clauses::LIST_IP_ACLS_LISTED, reply))
}

/// Creates a list from an address or a range; the `name` sent is the `description` given.
pub(super) fn create(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let body = object(call)?;
    let ip_address =
        body.text("ip_address").filter(|address| is_ipv4_or_range(address)).ok_or_else(|| {
            refused(
                clauses::CREATE_IP_ACL_IP_ADDRESS_INVALID,
                "ip_address is no IPv4 address or range that may be used",
            )
        })?;
    let acl = IpAcl {
        account: caller.into(),
        ip_address: ip_address.into(),
        description: body.text("name").unwrap_or("").into(),
        enabled: true,
        created_at: context.now,
        updated_at: context.now,
    };
    let id = context.ids.uuid().to_string();
    let body = json(&shown(&id, &acl, account_id(state, caller)));
    state.ip_acls.insert(id.into(), acl);
    let reply = Reply::with_body(created(&context.dialect.vobiz), "application/json", body);
    Ok(Accepted::new(clauses::CREATE_IP_ACL_CREATED, reply))
}

/// Changes the fields that are sent.
pub(super) fn update(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let body = object(call)?;
    let (id, mut acl) = owned(state, call, caller, clauses::UPDATE_IP_ACL_IP_ACL_NOT_FOUND)?;
    if let Some(given) = body.get("ip_address") {
        let address = given.as_str().filter(|address| is_ipv4_or_range(address)).ok_or_else(|| {
            let fact = "ip_address is no IPv4 address or range that may be used";
            refused(clauses::UPDATE_IP_ACL_IP_ADDRESS_INVALID, fact)
        })?;
        acl.ip_address = address.into();
    }
    if let Some(name) = body.text("name") {
        acl.description = name.into();
    }
    if let Some(enabled) = body.get("enabled").and_then(serde_json::Value::as_bool) {
        acl.enabled = enabled;
    }
    acl.updated_at = context.now;
    let body = json(&shown(&id, &acl, account_id(state, caller)));
    state.ip_acls.insert(id.into(), acl);
    let reply = Reply::with_body(StatusCode::OK, "application/json", body);
    Ok(Accepted::new(clauses::UPDATE_IP_ACL_UPDATED, reply))
}

/// Deletes a list.
pub(super) fn delete(
    state: &mut State,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let (id, _) = owned(state, call, caller, clauses::DELETE_IP_ACL_IP_ACL_NOT_FOUND)?;
    state.ip_acls.remove(id.as_str());
    Ok(Accepted::new(clauses::DELETE_IP_ACL_DELETED, Reply::empty(StatusCode::NO_CONTENT)))
}

fn owned(
    state: &State,
    call: &Call<'_, Operation>,
    caller: &str,
    missing: Clause,
) -> Result<(String, IpAcl), Refused> {
    let id = decoded(call.params.raw("ip_acl_id")).to_ascii_lowercase();
    match state.ip_acls.get(id.as_str()).filter(|acl| acl.account == caller) {
        Some(acl) => Ok((id, acl.clone())),
        None => Err(refused(missing, format!("the account has no access control list {id}"))),
    }
}

/// Whether a text is an IPv4 address or a CIDR range that is not reserved for documentation.
fn is_ipv4_or_range(text: &str) -> bool {
    let (address, bits) = text.split_once('/').unwrap_or((text, "32"));
    let bits_fit = bits.parse::<u8>().is_ok_and(|bits| bits <= 32);
    bits_fit && address.parse::<Ipv4Addr>().is_ok_and(|address| !address.is_documentation())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_for_documentation_and_ipv6_are_refused() {
        for right in ["203.0.114.1", "10.0.0.0/8"] {
            assert!(is_ipv4_or_range(right), "{right}");
        }
        for wrong in ["192.0.2.1", "198.51.100.0/24", "203.0.113.9", "::1", "1.2.3", "1.2.3.4/33", ""] {
            assert!(!is_ipv4_or_range(wrong), "{wrong}");
        }
    }
}
