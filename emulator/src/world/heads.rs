//! The heads of the last few exchanges of a journal, of which those that are the same stand once: a client sends the same
//! headers over and over, and they would be most of what a journal takes.

use std::sync::Arc;

/// How many heads are remembered.
const MOST: usize = 16;

/// See the module.
#[derive(Clone, Debug, Default)]
pub(super) struct Heads {
    last: Vec<Arc<[u8]>>,
    /// Which of them goes next.
    oldest: usize,
    /// Where a head is written before it is compared.
    text: Vec<u8>,
}

impl Heads {
    /// The head that is written: one that is remembered, or a new one, which takes the place of the oldest.
    pub(super) fn shared(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> Arc<[u8]> {
        self.text.clear();
        write(&mut self.text);
        if let Some(held) = self.last.iter().find(|held| held[..] == self.text[..]) {
            return Arc::clone(held);
        }
        let head: Arc<[u8]> = Arc::from(&self.text[..]);
        match self.last.get_mut(self.oldest) {
            Some(place) => *place = Arc::clone(&head),
            None => self.last.push(Arc::clone(&head)),
        }
        self.oldest = (self.oldest + 1) % MOST;
        head
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(heads: &mut Heads, text: &str) -> Arc<[u8]> {
        heads.shared(|head| head.extend_from_slice(text.as_bytes()))
    }

    #[test]
    fn heads_that_are_the_same_stand_once() {
        let mut heads = Heads::default();
        let [one, other, again] = ["a", "b", "a"].map(|text| shared(&mut heads, text));
        assert!(Arc::ptr_eq(&one, &again));
        assert_eq!((&one[..], &other[..]), (&b"a"[..], &b"b"[..]));
    }

    #[test]
    fn the_oldest_is_forgotten_and_what_has_it_keeps_it() {
        let mut heads = Heads::default();
        let first = shared(&mut heads, "0");
        for nth in 1..=MOST {
            shared(&mut heads, &nth.to_string());
        }
        let again = shared(&mut heads, "0");
        assert_eq!(first, again);
        assert!(!Arc::ptr_eq(&first, &again));
    }
}
