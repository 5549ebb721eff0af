//! Vobiz: phone numbers on SIP trunks.
//!
//! This page is the contract's table of operations; `emulator/contracts/vobiz.yaml` says clause by clause what each
//! answers and where that is known from.

mod accounts;
mod applications;
pub(in crate::vendors) mod auth;
mod credentials;
mod entry;
mod fields;
mod inventory;
mod ip_acls;
mod listing;
mod money;
mod numbers;
mod origination_uris;
mod path;
mod records;
mod refusals;
mod releases;
mod rules;
mod state;
mod subaccounts;
mod trunks;
mod webhook;
mod wire;

pub(in crate::vendors) use entry::apply;
pub(crate) use state::State;

use self::refusals::Refused;
use super::answer::Accepted;
use super::call::Call;
use super::context::Context;
use super::route::{Route, route};
use crate::http::Method;

/// What Vobiz can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    AssignNumberToTrunk,
    UnassignNumberFromTrunk,
    ListAccountPhoneNumbers,
    ListInventoryNumbers,
    PurchaseFromInventory,
    UnrentNumber,
    CancelRelease,
    AssignSubaccount,
    UnassignSubaccount,
    AttachNumber,
    DetachNumber,
    CreateTrunk,
    ListTrunks,
    RetrieveTrunk,
    UpdateTrunk,
    DeleteTrunk,
    ListCredentials,
    CreateCredential,
    UpdateCredential,
    DeleteCredential,
    ListIpAcls,
    CreateIpAcl,
    UpdateIpAcl,
    DeleteIpAcl,
    ListOriginationUris,
    CreateOriginationUri,
    UpdateOriginationUri,
    DeleteOriginationUri,
    RetrieveAccount,
    RetrieveBalance,
    CreateSubaccount,
    ListSubaccounts,
}

/// Every way to an operation, in the order of the contract.
#[rustfmt::skip]
pub(super) const ROUTES: &[Route<Operation>] = {
    use Operation as O;
    &[
        route(O::AssignNumberToTrunk, Method::POST, "/api/v1/Account/{auth_id}/numbers/{phone_number}/assign"),
        route(O::UnassignNumberFromTrunk, Method::DELETE, "/api/v1/Account/{auth_id}/numbers/{phone_number}/assign"),
        route(O::ListAccountPhoneNumbers, Method::GET, "/api/v1/Account/{auth_id}/numbers"),
        route(O::ListInventoryNumbers, Method::GET, "/api/v1/Account/{auth_id}/inventory/numbers"),
        route(O::PurchaseFromInventory, Method::POST, "/api/v1/Account/{auth_id}/numbers/purchase-from-inventory"),
        route(O::UnrentNumber, Method::DELETE, "/api/v1/Account/{auth_id}/numbers/{e164}"),
        route(O::CancelRelease, Method::POST, "/api/v1/account/{account_id}/numbers/{e164}/cancel-release"),
        route(O::AssignSubaccount, Method::POST, "/api/v1/account/{auth_id}/numbers/{e164}/assign-subaccount"),
        route(O::UnassignSubaccount, Method::DELETE, "/api/v1/account/{auth_id}/numbers/{e164}/assign-subaccount"),
        route(O::AttachNumber, Method::POST, "/api/v1/Account/{auth_id}/numbers/{number}/application"),
        route(O::DetachNumber, Method::DELETE, "/api/v1/Account/{auth_id}/numbers/{number}/application"),
        route(O::CreateTrunk, Method::POST, "/api/v1/Account/{auth_id}/trunks"),
        route(O::ListTrunks, Method::GET, "/api/v1/Account/{auth_id}/trunks"),
        route(O::RetrieveTrunk, Method::GET, "/api/v1/Account/{auth_id}/trunks/{trunk_id}"),
        route(O::UpdateTrunk, Method::PUT, "/api/v1/Account/{auth_id}/trunks/{trunk_id}"),
        route(O::DeleteTrunk, Method::DELETE, "/api/v1/Account/{auth_id}/trunks/{trunk_id}"),
        route(O::ListCredentials, Method::GET, "/api/v1/Account/{auth_id}/trunks/credentials"),
        route(O::CreateCredential, Method::POST, "/api/v1/Account/{auth_id}/credentials"),
        route(O::UpdateCredential, Method::PUT, "/api/v1/Account/{auth_id}/credentials/{credential_id}"),
        route(O::DeleteCredential, Method::DELETE, "/api/v1/Account/{auth_id}/credentials/{credential_id}"),
        route(O::ListIpAcls, Method::GET, "/api/v1/Account/{auth_id}/trunks/ip-acl"),
        route(O::CreateIpAcl, Method::POST, "/api/v1/Account/{auth_id}/ip-acl"),
        route(O::UpdateIpAcl, Method::PUT, "/api/v1/Account/{auth_id}/ip-acl/{ip_acl_id}"),
        route(O::DeleteIpAcl, Method::DELETE, "/api/v1/Account/{auth_id}/ip-acl/{ip_acl_id}"),
        route(O::ListOriginationUris, Method::GET, "/api/v1/Account/{auth_id}/trunks/origination-uris"),
        route(O::CreateOriginationUri, Method::POST, "/api/v1/Account/{auth_id}/origination-uris"),
        route(O::UpdateOriginationUri, Method::PUT, "/api/v1/Account/{auth_id}/origination-uris/{uri_id}"),
        route(O::DeleteOriginationUri, Method::DELETE, "/api/v1/Account/{auth_id}/origination-uris/{uri_id}"),
        route(O::RetrieveAccount, Method::GET, "/api/v1/auth/me"),
        route(O::RetrieveBalance, Method::GET, "/api/v1/Account/{auth_id}/balance/{currency}"),
        route(O::CreateSubaccount, Method::POST, "/api/v1/accounts/{auth_id}/sub-accounts/"),
        route(O::ListSubaccounts, Method::GET, "/api/v1/accounts/{auth_id}/sub-accounts/"),
    ]
};

/// Runs an operation for the account that called it.
fn run(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    match call.operation {
        Operation::AssignNumberToTrunk => numbers::assign(state, context, call, caller),
        Operation::UnassignNumberFromTrunk => numbers::unassign(state, context, call, caller),
        Operation::ListAccountPhoneNumbers => numbers::list(state, context, call, caller),
        Operation::ListInventoryNumbers => inventory::list(state, call),
        Operation::PurchaseFromInventory => inventory::purchase(state, context, call, caller),
        Operation::UnrentNumber => releases::release(state, context, call, caller),
        Operation::CancelRelease => releases::cancel(state, context, call, caller),
        Operation::AssignSubaccount => subaccounts::assign_number(state, context, call, caller),
        Operation::UnassignSubaccount => subaccounts::unassign_number(state, context, call, caller),
        Operation::AttachNumber => applications::attach(state, context, call, caller),
        Operation::DetachNumber => applications::detach(state, context, call, caller),
        Operation::CreateTrunk => trunks::create(state, context, call, caller),
        Operation::ListTrunks => trunks::list(state, context, call, caller),
        Operation::RetrieveTrunk => trunks::retrieve(state, context, call, caller),
        Operation::UpdateTrunk => trunks::update(state, context, call, caller),
        Operation::DeleteTrunk => trunks::delete(state, context, call, caller),
        Operation::ListCredentials => credentials::list(state, call, caller),
        Operation::CreateCredential => credentials::create(state, context, call, caller),
        Operation::UpdateCredential => credentials::update(state, context, call, caller),
        Operation::DeleteCredential => credentials::delete(state, call, caller),
        Operation::ListIpAcls => ip_acls::list(state, call, caller),
        Operation::CreateIpAcl => ip_acls::create(state, context, call, caller),
        Operation::UpdateIpAcl => ip_acls::update(state, context, call, caller),
        Operation::DeleteIpAcl => ip_acls::delete(state, call, caller),
        Operation::ListOriginationUris => origination_uris::list(state, call, caller),
        Operation::CreateOriginationUri => origination_uris::create(state, context, call, caller),
        Operation::UpdateOriginationUri => origination_uris::update(state, context, call, caller),
        Operation::DeleteOriginationUri => origination_uris::delete(state, call, caller),
        Operation::RetrieveAccount => accounts::retrieve(state, caller),
        Operation::RetrieveBalance => accounts::balance(state, call, caller),
        Operation::CreateSubaccount => subaccounts::create(state, context, call, caller),
        Operation::ListSubaccounts => subaccounts::list(state, call, caller),
    }
}
