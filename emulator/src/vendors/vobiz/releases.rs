//! Giving a number back, and taking that back within 24 hours.

use jiff::SignedDuration;
use serde::Serialize;

use super::money::Money;
use super::numbers::{NumberClauses, account_id, owned};
use super::path::decoded;
use super::records::NumberStatus;
use super::refusals::{Refused, refused};
use super::state::{QUARANTINE, State};
use super::{Operation, rules};
use crate::contract::vobiz::clauses;
use crate::http::{Reply, StatusCode};
use crate::vendors::answer::{Accepted, json};
use crate::vendors::call::Call;
use crate::vendors::context::Context;
use crate::world::text::Text;

/// How long a release can be taken back.
pub(super) const PENDING: SignedDuration = SignedDuration::from_hours(24);

#[derive(Serialize)]
struct Release {
    #[serde(skip_serializing_if = "Option::is_none")]
    cancel_url: Option<String>,
    cooldown_ends_at: String,
    message: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'static str>,
    release_fee: i64,
    status: NumberStatus,
}

/// Releases a number: it leaves trunk and application at once and the account after 24 hours, or at once with
/// `immediate=true`. No 404 is documented; what the account does not own gets 403
/// (`vobiz.unrent-number.not-owned`).
pub(super) fn release(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let missing = NumberClauses {
        raw_plus: clauses::UNRENT_NUMBER_RAW_PLUS,
        not_found: clauses::UNRENT_NUMBER_NOT_OWNED,
    };
    let (e164, number) = owned(state, context, call.params.raw("e164"), caller, missing)?;
    let immediate = call.query.first("immediate").is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let now = context.now;
    let (clause, fee, ends_at) = match (number.status, number.release_ends_at, number.release_fee) {
        (NumberStatus::PendingRelease, Some(ends_at), Some(fee)) => {
            (clauses::UNRENT_NUMBER_RELEASE_STARTED_AGAIN, fee, ends_at)
        }
        _ => {
            let payer = state.payer(caller).to_owned();
            let fee = state.accounts.get(payer.as_str()).map_or(0, |account| account.release_fee);
            if let Some(account) = state.accounts.get_mut(payer.as_str()) {
                account.balance = account.balance.minus(Money::whole(fee));
            }
            let ends_at = now.checked_add(PENDING).unwrap_or(now);
            if let Some(number) = state.numbers.get_mut(&*e164) {
                rules::begin_release(number, fee, ends_at, now);
            }
            if immediate {
                state.quarantine(&e164, now);
                let available_at = now.checked_add(QUARANTINE).unwrap_or(now);
                let release = Release {
                    cancel_url: None,
                    cooldown_ends_at: available_at.to_string(),
                    message: "number released",
                    note: None,
                    release_fee: fee,
                    status: NumberStatus::Released,
                };
                let reply = Reply::with_body(StatusCode::OK, "application/json", json(&release));
                return Ok(Accepted::new(clauses::UNRENT_NUMBER_RELEASED, reply));
            }
            state.start_release(&e164, ends_at);
            (clauses::UNRENT_NUMBER_RELEASE_STARTED, fee, ends_at)
        }
    };
    let release = Release {
        cancel_url: Some(format!(
            "/api/v1/account/{}/numbers/{e164}/cancel-release",
            account_id(state, caller)
        )),
        cooldown_ends_at: ends_at.to_string(),
        message: "number release initiated",
        note: Some(
            "Number will be in pending_release for 24 hours (cancellable), then quarantined for 45 days before \
             becoming available.",
        ),
        release_fee: fee,
        status: NumberStatus::PendingRelease,
    };
    let reply = Reply::with_body(StatusCode::OK, "application/json", json(&release));
    Ok(Accepted::new(clause, reply))
}

#[derive(Serialize)]
struct Cancelled<'a> {
    currency: &'a str,
    message: &'static str,
    refund_amount: i64,
    status: NumberStatus,
}

#[derive(Serialize)]
struct RefundFailed {
    message: &'static str,
    status: NumberStatus,
    refund_status: &'static str,
    refund_error: &'static str,
}

/// Takes the release of a number back and refunds its fee; what served it stays off. A raw `+` in the path names the
/// number here, since the vendor's own `cancel_url` carries one.
pub(super) fn cancel(
    state: &mut State,
    context: &mut Context<'_>,
    call: &Call<'_, Operation>,
    caller: &str,
) -> Result<Accepted, Refused> {
    let e164 = decoded(call.params.raw("e164"));
    let number =
        state.numbers.get(&*e164).filter(|number| state.owns(caller, &number.account)).ok_or_else(|| {
            let fact = format!("the account has no number {e164}");
            refused(clauses::CANCEL_RELEASE_NUMBER_NOT_FOUND, fact)
        })?;
    let (Some(ends_at), NumberStatus::PendingRelease) = (number.release_ends_at, number.status) else {
        let fact = format!("{e164} is not pending release");
        return Err(refused(clauses::CANCEL_RELEASE_NOT_PENDING_RELEASE, fact));
    };
    let fee = number.release_fee.unwrap_or(0);
    let message = "release cancelled, number restored to active status";
    state.stop_release(&e164, ends_at);
    if let Some(number) = state.numbers.get_mut(&*e164) {
        rules::cancel_release(number, context.now);
    }
    if context.armed_at(clauses::CANCEL_RELEASE_CANCELLED_REFUND_FAILED) {
        let body = json(&RefundFailed {
            message,
            status: NumberStatus::Active,
            refund_status: "failed",
            refund_error: "could not process refund, please contact support",
        });
        let reply = Reply::with_body(StatusCode::OK, "application/json", body);
        return Ok(Accepted::new(clauses::CANCEL_RELEASE_CANCELLED_REFUND_FAILED, reply));
    }
    let payer = state.payer(caller).to_owned();
    let mut currency = Text::default();
    if let Some(account) = state.accounts.get_mut(payer.as_str()) {
        account.balance = account.balance.plus(Money::whole(fee));
        currency.clone_from(&account.currency);
    }
    let body =
        json(&Cancelled { currency: &currency, message, refund_amount: fee, status: NumberStatus::Active });
    let reply = Reply::with_body(StatusCode::OK, "application/json", body);
    Ok(Accepted::new(clauses::CANCEL_RELEASE_CANCELLED, reply))
}
