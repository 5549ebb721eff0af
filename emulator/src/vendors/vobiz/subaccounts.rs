//! Sub-accounts of a main account, and numbers that they hold.

use jiff::SignedDuration;
use serde::Serialize;

use super::numbers::{NumberClauses, object, owned};
use super::records::{Account, Audit, Permissions, Role};
use super::refusals::{Refusal, Refused, refused};
use super::state::{State, fresh_auth_id, fresh_jwt};
use super::trunks::created;
use super::{Operation, wire};
use crate::contract::vobiz::clauses;
use crate::http::{Reply, StatusCode};
use crate::vendors::answer::{Accepted, json};
use crate::vendors::call::{Call, Fields};
use crate::vendors::context::Context;

/// How long after a call a number stays with its sub-account.
const COOL_OFF: SignedDuration = SignedDuration::from_hours(15 * 24);

/// Hands a number to a sub-account; it keeps its trunk. 204 without a body.
pub(super) fn assign_number(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let id = object(call)?.text("sub_account_id").filter(|id| !id.is_empty()).ok_or_else(|| {
        let fact = "sub_account_id is missing, null, empty or not a string";
        refused(clauses::ASSIGN_SUBACCOUNT_SUB_ACCOUNT_ID_MISSING, fact)
    })?;
    let missing = NumberClauses {
        raw_plus: clauses::ASSIGN_SUBACCOUNT_RAW_PLUS,
        not_found: clauses::ASSIGN_SUBACCOUNT_NUMBER_NOT_FOUND,
    };
    let (e164, _) = owned(state, context, call.params.raw("e164"), caller, missing)?;
    let sub_account = state
        .account_by_auth_id(id)
        .filter(|(_, account)| account.parent.as_deref() == Some(caller))
        .map(|(name, _)| name.clone())
        .ok_or_else(|| {
            let fact = format!("the account has no sub-account {id}");
            refused(clauses::ASSIGN_SUBACCOUNT_SUB_ACCOUNT_NOT_FOUND, fact)
        })?;
    state.hand_over(&e164, &sub_account, context.now);
    Ok(Accepted::new(clauses::ASSIGN_SUBACCOUNT_ASSIGNED, Reply::empty(StatusCode::NO_CONTENT)))
}

/// Takes a number back. Within 15 days of its last call only an account of the role admin can, with `force=true`, which
/// writes a row of the audit.
pub(super) fn unassign_number(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let force = call.query.first("force").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let is_admin = state.accounts.get(caller).is_some_and(|account| account.role == Role::Admin);
    if force && !is_admin {
        return Err(refused(
            clauses::UNASSIGN_SUBACCOUNT_FORCE_NOT_ADMIN,
            "the role of the account is not admin",
        ));
    }
    let missing = NumberClauses {
        raw_plus: clauses::UNASSIGN_SUBACCOUNT_RAW_PLUS,
        not_found: clauses::UNASSIGN_SUBACCOUNT_NUMBER_NOT_FOUND,
    };
    let (e164, number) = owned(state, context, call.params.raw("e164"), caller, missing)?;
    let sub_account = number.account.clone();
    if sub_account == caller {
        let fact = format!("{e164} is on no sub-account");
        return Err(refused(clauses::UNASSIGN_SUBACCOUNT_NOT_ON_SUB_ACCOUNT, fact));
    }
    let until = number.last_call_at.and_then(|at| at.checked_add(COOL_OFF).ok());
    if let Some(until) = until.filter(|until| *until > context.now && !force) {
        let seconds = until.duration_since(context.now).as_secs();
        let refusal = Refusal::CoolOff { until: wire::micros(until).to_string(), seconds };
        let fact = format!("the last call of {e164} was less than 15 days ago");
        return Err(Refused::with(clauses::UNASSIGN_SUBACCOUNT_COOL_OFF_IN_EFFECT, refusal, fact));
    }
    state.hand_over(&e164, caller, context.now);
    let clause = if force {
        let row = Audit {
            account: caller.into(),
            number: e164.into(),
            sub_account,
            action: "force_unassign".into(),
            at: context.now,
        };
        let written = state.did_assignment_audit.len() + 1;
        state.did_assignment_audit.insert(written.to_string().into(), row);
        clauses::UNASSIGN_SUBACCOUNT_UNASSIGNED_BY_FORCE
    } else {
        clauses::UNASSIGN_SUBACCOUNT_UNASSIGNED
    };
    Ok(Accepted::new(clause, Reply::empty(StatusCode::NO_CONTENT)))
}

#[derive(Serialize)]
struct Created<'a> {
    message: &'static str,
    sub_account: SubAccountObject<'a>,
    auth_credentials: Pair<'a>,
    tokens: Tokens,
}

#[derive(Serialize)]
struct Pair<'a> {
    auth_id: &'a str,
    auth_token: &'a str,
}

#[derive(Serialize)]
struct Tokens {
    access_token: String,
    refresh_token: String,
    token_type: &'static str,
    expires_in: u32,
}

/// Creates a sub-account with credentials of its own, which select this world from now on.
pub(super) fn create(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let Some(parent) = state.accounts.get(caller).filter(|account| account.parent.is_none()).cloned() else {
        let fact = "the credentials are those of a sub-account";
        return Err(refused(clauses::CREATE_SUBACCOUNT_NOT_MAIN_ACCOUNT, fact));
    };
    let body = object(call)?;
    let name = body.text("name").filter(|name| !name.is_empty()).ok_or_else(|| {
        refused(clauses::CREATE_SUBACCOUNT_NAME_MISSING, "name is missing, null, empty or not a string")
    })?;
    let email = body.text("email").unwrap_or("");
    if body.text("kyc_mode") == Some("customer_use") && email.is_empty() {
        return Err(refused(
            clauses::CREATE_SUBACCOUNT_EMAIL_MISSING,
            "kyc_mode is customer_use and email is missing",
        ));
    }
    let access_token = fresh_jwt(&mut context.ids);
    let account = Account {
        auth_id: fresh_auth_id(true, &mut context.ids).into(),
        auth_token: context.ids.alphanumeric(32).into(),
        access_token: Some(access_token.clone().into()),
        parent: Some(caller.into()),
        id: context.ids.digits(6).into(),
        api_id: context.ids.uuid().to_string().into(),
        name: name.into(),
        email: email.into(),
        phone: body.text("phone").unwrap_or("").into(),
        description: Some(body.text("description").unwrap_or("").into()),
        enabled: flag(body, "enabled", true),
        rate_limit: body.get("rate_limit").and_then(super::fields::whole).unwrap_or(1000),
        permissions: permissions(body),
        currency: parent.currency.clone(),
        balance_id: context.ids.uuid().to_string().into(),
        created_at: context.now,
        updated_at: context.now,
        ..Account::default()
    };
    let shown = Created {
        message: "Sub-account created successfully",
        sub_account: sub_account_object(&account, &parent, &account.auth_token),
        auth_credentials: Pair { auth_id: &account.auth_id, auth_token: &account.auth_token },
        tokens: Tokens {
            access_token: access_token.clone(),
            refresh_token: fresh_jwt(&mut context.ids),
            token_type: "bearer",
            expires_in: 1800,
        },
    };
    let reply = Reply::with_body(created(&context.dialect.vobiz), "application/json", json(&shown));
    context.minted.extend([account.auth_id.to_string(), access_token]);
    state.put_account(account.auth_id.clone(), account);
    Ok(Accepted::new(clauses::CREATE_SUBACCOUNT_CREATED, reply))
}

fn flag(body: &Fields, name: &str, default: bool) -> bool {
    body.get(name).and_then(serde_json::Value::as_bool).unwrap_or(default)
}

fn permissions(body: &Fields) -> Permissions {
    let given = body.get("permissions");
    let may =
        |name: &str| given.and_then(|all| all.get(name)).and_then(serde_json::Value::as_bool).unwrap_or(true);
    Permissions { calls: may("calls"), cdr: may("cdr") }
}

#[derive(Serialize)]
struct SubAccountPage<'a> {
    sub_accounts: Vec<SubAccountObject<'a>>,
    total: usize,
    page: usize,
    size: usize,
}

/// Lists the sub-accounts of the account, the newest first, with redacted tokens.
pub(super) fn list(state: &State, call: &Call<'_, Operation>, caller: &str) -> Result<Accepted, Refused> {
    let active_only = call.query.first("active_only").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let mut all: Vec<&Account> = state
        .accounts
        .values()
        .filter(|account| account.parent.as_deref() == Some(caller))
        .filter(|account| !active_only || account.enabled && account.is_active)
        .collect();
    all.sort_by(|a, b| b.created_at.cmp(&a.created_at).then(a.auth_id.cmp(&b.auth_id)));
    let page = wire::whole(&call.query, "page", 1).max(1);
    let size = wire::whole(&call.query, "size", 25).clamp(1, 100);
    let parent = state.accounts.get(caller).cloned().unwrap_or_default();
    let shown = SubAccountPage {
        sub_accounts: all
            .iter()
            .skip((page - 1).saturating_mul(size))
            .take(size)
            .map(|account| sub_account_object(account, &parent, "<redacted>"))
            .collect(),
        total: all.len(),
        page,
        size,
    };
    let reply = Reply::with_body(StatusCode::OK, "application/json", json(&shown));
    Ok(Accepted::new(clauses::LIST_SUBACCOUNTS_LISTED, reply))
}

#[derive(Serialize)]
struct SubAccountObject<'a> {
    name: &'a str,
    email: &'a str,
    phone: &'a str,
    description: &'a str,
    permissions: Permissions,
    rate_limit: i64,
    id: &'a str,
    parent_account_id: &'a str,
    parent_auth_id: &'a str,
    auth_id: &'a str,
    auth_token: &'a str,
    api_id: &'a str,
    email_verified: bool,
    enabled: bool,
    is_active: bool,
    created: String,
    modified: String,
    created_at: String,
    updated_at: String,
    account: String,
    resource_uri: String,
    last_used: Option<String>,
}

fn sub_account_object<'a>(account: &'a Account, parent: &'a Account, token: &'a str) -> SubAccountObject<'a> {
    SubAccountObject {
        name: &account.name,
        email: &account.email,
        phone: &account.phone,
        description: account.description.as_deref().unwrap_or(""),
        permissions: account.permissions,
        rate_limit: account.rate_limit,
        id: &account.id,
        parent_account_id: &parent.id,
        parent_auth_id: &parent.auth_id,
        auth_id: &account.auth_id,
        auth_token: token,
        api_id: &account.api_id,
        email_verified: account.email_verified,
        enabled: account.enabled,
        is_active: account.is_active,
        created: wire::with_offset(account.created_at),
        modified: wire::with_offset(account.updated_at),
        created_at: wire::with_offset(account.created_at),
        updated_at: wire::with_offset(account.updated_at),
        account: format!("/v1/Account/{}/", parent.auth_id),
        resource_uri: format!("/v1/Account/{}/Subaccount/{}/", parent.auth_id, account.auth_id),
        last_used: account.last_used.map(wire::with_offset),
    }
}
