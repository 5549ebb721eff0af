//! Amounts in hundredths, so that no fee is ever a rounding error.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An amount of money in hundredths of its currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Money(i64);

impl Money {
    pub(super) const ZERO: Self = Self(0);

    /// So many units of the currency.
    pub(super) const fn whole(units: i64) -> Self {
        Self(units.saturating_mul(100))
    }

    pub(super) const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    pub(super) const fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// The amount with two decimals: `1000.00`.
    pub(super) fn decimals(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        format!("{sign}{}.{:02}", cents / 100, cents % 100)
    }
}

impl Serialize for Money {
    /// Whole amounts as integers, others as decimals.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 100 == 0 {
            serializer.serialize_i64(self.0 / 100)
        } else {
            #[expect(clippy::cast_precision_loss, reason = "amounts are far below 2^53 hundredths")]
            serializer.serialize_f64(self.0 as f64 / 100.0)
        }
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let amount = f64::deserialize(deserializer)?;
        let hundredths = (amount * 100.0).round();
        if hundredths.abs() < 9e15 {
            #[expect(clippy::cast_possible_truncation, reason = "the bound above makes it exact")]
            return Ok(Self(hundredths as i64));
        }
        Err(serde::de::Error::custom("an amount must be below 90 trillion"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_reads_back_as_it_was_written() {
        for text in ["100000", "0", "-12.5", "0.01"] {
            let money: Money = serde_json::from_str(text).expect("an amount");
            assert_eq!(serde_json::to_string(&money).expect("it serializes"), text);
        }
        assert_eq!(Money::whole(1000).decimals(), "1000.00");
    }
}
