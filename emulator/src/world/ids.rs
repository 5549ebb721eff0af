//! Identifiers as a function of (root seed, world name, exchange number, index in the exchange).
//!
//! There is no generator state, so a replay hands out the same ids and two worlds never hand out each other's.

use uuid::Uuid;

const ALPHANUMERIC: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
const HEX: &[u8; 16] = b"0123456789abcdef";
const DIGITS: &[u8; 10] = b"0123456789";
const DIGITS_BUT_ZERO: &[u8; 9] = b"123456789";

/// The identifiers of one exchange, in the order in which they are asked for.
#[derive(Clone, Debug)]
pub struct Ids {
    state: u64,
}

impl Ids {
    /// The ids of exchange `exchange` of the world `world`; exchange 0 is the world's own making.
    pub fn new(root_seed: u64, world: &str, exchange: u64) -> Self {
        let mut state = mix(root_seed ^ 0x7465_7374_6c69_6e65);
        for byte in world.bytes() {
            state = mix(state ^ u64::from(byte));
        }
        Self { state: mix(state ^ exchange.wrapping_mul(0x9e37_79b9_7f4a_7c15)) }
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.state)
    }

    /// The next id in UUID form (version 4 layout).
    pub fn uuid(&mut self) -> Uuid {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.bits().to_be_bytes());
        bytes[8..].copy_from_slice(&self.bits().to_be_bytes());
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    /// The next id of `length` lower-case hex digits.
    pub fn hex(&mut self, length: usize) -> String {
        self.letters(HEX, length)
    }

    /// The next id of `length` lower-case letters and digits.
    pub fn alphanumeric(&mut self, length: usize) -> String {
        self.letters(ALPHANUMERIC, length)
    }

    /// The next id of `length` decimal digits, of which the first is not 0.
    pub fn digits(&mut self, length: usize) -> String {
        let first = self.letters(DIGITS_BUT_ZERO, length.min(1));
        first + &self.letters(DIGITS, length.saturating_sub(1))
    }

    /// How many letters there are is known when it is built, since a new world needs hundreds of letters and a division
    /// by a number that is not known takes longest.
    fn letters<const N: usize>(&mut self, alphabet: &[u8; N], length: usize) -> String {
        let mut text = String::with_capacity(length);
        for _ in 0..length {
            let at = usize::try_from(self.bits() % N as u64).unwrap_or(0);
            text.push(char::from(alphabet[at]));
        }
        text
    }
}

/// `SplitMix64`'s finaliser: every bit of the result depends on every bit of the input.
fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_place_gives_the_same_id() {
        assert_eq!(Ids::new(1, "default", 3).uuid(), Ids::new(1, "default", 3).uuid());
    }

    #[test]
    fn another_seed_world_exchange_or_index_gives_another_id() {
        let base = Ids::new(1, "default", 3).uuid();
        let mut same = Ids::new(1, "default", 3);
        same.uuid();
        for other in [
            Ids::new(2, "default", 3).uuid(),
            Ids::new(1, "w1", 3).uuid(),
            Ids::new(1, "default", 4).uuid(),
            same.uuid(),
        ] {
            assert_ne!(base, other);
        }
    }

    #[test]
    fn forms_are_as_long_as_asked() {
        let mut ids = Ids::new(0, "w", 1);
        assert_eq!(ids.hex(24).len(), 24);
        let digits = ids.digits(17);
        assert!(
            digits.len() == 17
                && digits.bytes().all(|digit| digit.is_ascii_digit())
                && !digits.starts_with('0')
        );
    }
}
