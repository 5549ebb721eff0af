//! What falls due later: an ordered set of (time, what), kept inside the state so that copies carry it.

use jiff::Timestamp;

use super::table::Table;

/// Things that fall due, earliest first; what it is breaks ties.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Timers<T: Ord + Clone>(Table<(Timestamp, T), ()>);

impl<T: Ord + Clone> Timers<T> {
    /// Nothing falls due.
    pub(crate) fn new() -> Self {
        Self(Table::new())
    }

    /// Lets something fall due at a time.
    pub(crate) fn set(&mut self, at: Timestamp, what: T) {
        self.0.insert((at, what), ());
    }

    /// Forgets something that was to fall due at a time.
    pub(crate) fn cancel(&mut self, at: Timestamp, what: T) {
        self.0.remove(&(at, what));
    }

    /// When the next thing falls due.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.0.first().map(|((at, _), ())| *at)
    }

    /// Takes the next thing out if it falls due at `now` or before.
    pub(crate) fn pop_due(&mut self, now: Timestamp) -> Option<(Timestamp, T)> {
        let (at, what) = self.0.first().map(|(key, ())| key.clone()).filter(|(at, _)| *at <= now)?;
        self.0.remove(&(at, what.clone()));
        Some((at, what))
    }
}

impl<T: Ord + Clone> Default for Timers<T> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a small number of seconds")
    }

    #[test]
    fn the_earliest_falls_due_first() {
        let mut timers = Timers::new();
        timers.set(at(2), "b");
        timers.set(at(1), "a");
        assert_eq!(timers.next(), Some(at(1)));
        assert_eq!(timers.pop_due(at(5)), Some((at(1), "a")));
        assert_eq!(timers.pop_due(at(1)), None);
        assert_eq!(timers.pop_due(at(2)), Some((at(2), "b")));
    }

    #[test]
    fn what_is_cancelled_never_falls_due() {
        let mut timers = Timers::new();
        timers.set(at(1), "a");
        timers.cancel(at(1), "a");
        assert_eq!(timers.next(), None);
    }
}
