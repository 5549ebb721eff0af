//! What Vobiz lets happen to a number. Nothing here knows HTTP.

use jiff::Timestamp;

use super::money::Money;
use super::records::{Account, CreditLimit, Number, NumberStatus};

/// What serves the calls to a number; never two things at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Route<'n> {
    Nothing,
    Trunk(&'n str),
    Application(&'n str),
}

/// What serves the calls to this number now.
pub(super) fn route(number: &Number) -> Route<'_> {
    match (&number.trunk, &number.application) {
        (Some(trunk), _) => Route::Trunk(trunk),
        (None, Some(application)) => Route::Application(application),
        (None, None) => Route::Nothing,
    }
}

/// Puts a number on a trunk and takes it off its application.
pub(super) fn put_on_trunk(number: &mut Number, trunk: &str, exchange: u64, now: Timestamp) {
    number.trunk = Some(trunk.into());
    number.application = None;
    number.routed_in_exchange = Some(exchange);
    number.updated_at = now;
}

/// Puts a number on an application.
pub(super) fn put_on_application(number: &mut Number, application: &str, exchange: u64, now: Timestamp) {
    number.application = Some(application.into());
    number.routed_in_exchange = Some(exchange);
    number.updated_at = now;
}

/// Takes a number off whatever serves it.
pub(super) fn take_off(number: &mut Number, now: Timestamp) {
    number.trunk = None;
    number.application = None;
    number.routed_in_exchange = None;
    number.updated_at = now;
}

/// Lets the release of a number begin: it serves nothing any more and leaves its account at `ends_at`.
pub(super) fn begin_release(number: &mut Number, fee: i64, ends_at: Timestamp, now: Timestamp) {
    take_off(number, now);
    number.status = NumberStatus::PendingRelease;
    number.release_ends_at = Some(ends_at);
    number.release_fee = Some(fee);
}

/// Takes the release of a number back. What served it before stays off.
pub(super) fn cancel_release(number: &mut Number, now: Timestamp) {
    number.status = NumberStatus::Active;
    number.release_ends_at = None;
    number.release_fee = None;
    number.updated_at = now;
}

/// Takes an amount from an account unless that breaks a hard limit; says whether it did.
pub(super) fn debit(account: &mut Account, amount: Money) -> bool {
    let left = account.balance.minus(amount);
    if account.credit_limit_type == CreditLimit::Hard && left.plus(account.credit_limit) < Money::ZERO {
        return false;
    }
    account.balance = left;
    true
}

/// Whether a text is a `+`, a digit that is not 0, and 6 to 14 digits more.
pub(super) fn is_number_format(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('+') else { return false };
    (7..=15).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|digit| digit.is_ascii_digit())
}

/// Whether a text is 8-4-4-4-12 hex digits, in any letter case and of any version.
pub(super) fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    #[test]
    fn a_number_is_on_a_trunk_or_on_an_application() {
        let mut number = Number::default();
        put_on_application(&mut number, "a", 1, NOW);
        assert_eq!(route(&number), Route::Application("a"));
        put_on_trunk(&mut number, "t", 2, NOW);
        assert_eq!(route(&number), Route::Trunk("t"));
        take_off(&mut number, NOW);
        assert_eq!(route(&number), Route::Nothing);
    }

    #[test]
    fn a_release_takes_a_number_off_its_trunk_and_a_cancel_does_not_put_it_back() {
        let mut number = Number::default();
        put_on_trunk(&mut number, "t", 1, NOW);
        begin_release(&mut number, 700, NOW, NOW);
        cancel_release(&mut number, NOW);
        assert_eq!((number.status, route(&number)), (NumberStatus::Active, Route::Nothing));
    }

    #[test]
    fn only_a_hard_limit_stops_a_debit() {
        let mut account = Account::default();
        assert!(!debit(&mut account, Money::whole(1)));
        account.credit_limit = Money::whole(1);
        assert!(debit(&mut account, Money::whole(1)));
        account.credit_limit_type = CreditLimit::Soft;
        assert!(debit(&mut account, Money::whole(1)));
        assert_eq!(account.balance, Money::ZERO.minus(Money::whole(2)));
    }

    #[test]
    fn a_uuid_is_judged_by_its_form_alone() {
        assert!(is_uuid("AABBCCDD-1234-5678-90ab-cdef12345678"));
        assert!(!is_uuid("aabbccdd123456789-0ab-cdef1234567890"));
        assert!(!is_uuid("aabbccdd-1234-5678-90ab-cdef1234567"));
    }

    #[test]
    fn a_number_has_a_plus_and_seven_to_fifteen_digits() {
        assert!(is_number_format("+912271264217"));
        for wrong in ["912271264217", "+0123456789", "+123456", "+1234567890123456", "+91 2271264217"] {
            assert!(!is_number_format(wrong), "{wrong}");
        }
    }
}
