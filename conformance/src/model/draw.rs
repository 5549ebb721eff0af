//! What proptest draws for one step, and how a model reads it.

use proptest::prelude::*;
use proptest::sample::Index;

/// How many numbers a draw has.
const PICKS: usize = 7;

/// One step of a case as it is drawn: positions, which a model turns into an action when it comes to the step.
///
/// A position keeps its sense when other steps go: it points to "the second of the numbers that there are", not to a
/// number. It shrinks towards the first of what there is, so lists of choices begin with what is most ordinary.
#[derive(Clone, Debug)]
pub struct Draw([Index; PICKS]);

impl Draw {
    /// All draws.
    pub fn strategy() -> impl Strategy<Value = Self> {
        proptest::array::uniform7(any::<Index>()).prop_map(Self)
    }

    /// The draw that points to the first of everything.
    #[cfg(test)]
    pub(crate) fn first() -> Self {
        use proptest::strategy::ValueTree as _;
        use proptest::test_runner::TestRunner;
        let mut runner = TestRunner::deterministic();
        let mut tree = Self::strategy().new_tree(&mut runner).expect("nothing is filtered");
        while tree.simplify() {}
        tree.current()
    }

    /// The dice of one of its numbers: 0 is what kind of step it is, 1 what is asked, 2 who asks and what is wrong about
    /// it, and the others are the vendor's.
    pub fn dice(&self, pick: usize) -> Dice {
        Dice(self.0[pick % PICKS].index(usize::MAX) as u64)
    }
}

/// A number that many choices are read from, one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Dice(u64);

impl Dice {
    /// A position below `count`; 0 where `count` is 0.
    pub fn below(&mut self, count: usize) -> usize {
        let product = u128::from(self.0) * count as u128;
        // What the choice leaves of the number decides the next one.
        self.0 = product as u64;
        (product >> 64) as usize
    }

    /// True so many times of a hundred, and never for what has shrunk.
    pub fn seldom(&mut self, percent: usize) -> bool {
        self.below(100) >= 100 - percent.min(99)
    }

    /// One of these; none where there are none.
    pub fn of<'t, T>(&mut self, items: &'t [T]) -> Option<&'t T> {
        items.get(self.below(items.len()))
    }

    /// One of these, each as likely as its weight says.
    pub fn weighted<T: Copy>(&mut self, items: &[(usize, T)], otherwise: T) -> T {
        let mut at = self.below(items.iter().map(|(weight, _)| weight).sum());
        for (weight, item) in items {
            match at.checked_sub(*weight) {
                None => return *item,
                Some(rest) => at = rest,
            }
        }
        otherwise
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shrunken_draw_takes_the_first_of_everything() {
        let draw = Draw::first();
        for pick in 0..PICKS {
            let mut dice = draw.dice(pick);
            assert!(!dice.seldom(99));
            assert_eq!(dice.weighted(&[(1, 'a'), (9, 'b')], 'c'), 'a');
            assert_eq!(dice.of(&['x', 'y']), Some(&'x'));
        }
    }

    #[test]
    fn every_choice_can_be_made_and_none_outside() {
        let mut met = [0; 5];
        for raw in 0..1_000_u64 {
            let mut dice = Dice(raw.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            let first = dice.below(2);
            met[first * 2 + dice.below(2)] += 1;
        }
        assert!(met[..4].iter().all(|count| *count > 150), "{met:?}");
        assert_eq!(met[4], 0);
    }
}
