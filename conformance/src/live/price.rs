//! Amounts of money: what may be spent, and what a purchase would cost.

use std::str::FromStr;

/// An amount in millionths of its currency's unit, so that no price is rounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Amount(i64);

/// An amount of a currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Price {
    pub(crate) amount: Amount,
    pub(crate) currency: String,
}

impl Amount {
    /// The sum of two.
    #[must_use]
    pub(crate) const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl FromStr for Amount {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("expected an amount such as 2.50, found `{text}`");
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        if !whole.chars().chain(part.chars()).all(|c| c.is_ascii_digit()) || part.is_empty() || part.len() > 6
        {
            return Err(wrong());
        }
        let whole: i64 = whole.parse().map_err(|_| wrong())?;
        let part: i64 = format!("{part:0<6}").parse().map_err(|_| wrong())?;
        whole.checked_mul(1_000_000).and_then(|whole| whole.checked_add(part)).map(Self).ok_or_else(wrong)
    }
}

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let part = format!("{:06}", self.0 % 1_000_000);
        let part = part.trim_end_matches('0');
        if part.is_empty() {
            write!(f, "{}", self.0 / 1_000_000)
        } else {
            write!(f, "{}.{part:0<2}", self.0 / 1_000_000)
        }
    }
}

impl std::fmt::Display for Price {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact() {
        let amount = |text: &str| text.parse::<Amount>();
        let sum = amount("0.10").expect("an amount").plus(amount("0.2").expect("an amount"));
        assert_eq!((sum, sum.to_string()), (amount("0.3").expect("an amount"), "0.30".to_owned()));
        assert_eq!(amount("500").expect("an amount").to_string(), "500");
        for wrong in ["", "-1", "1.", "1e3", "1.2345678", "all"] {
            assert!(amount(wrong).is_err(), "{wrong}");
        }
    }
}
