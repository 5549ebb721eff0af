//! An index of records: which ids belong to a group, by time, then id, as Dasha lists them.

use jiff::Timestamp;

use crate::world::table::Table;

/// The ids of each group.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Index(Table<(String, Timestamp, String), ()>);

impl Index {
    /// Puts an id into a group.
    pub(super) fn put(&mut self, group: &str, at: Timestamp, id: &str) {
        self.0.insert((group.to_owned(), at, id.to_owned()), ());
    }

    /// Takes an id out of a group.
    pub(super) fn remove(&mut self, group: &str, at: Timestamp, id: &str) {
        self.0.remove(&(group.to_owned(), at, id.to_owned()));
    }

    /// The ids of a group in order.
    pub(super) fn of<'s>(&'s self, group: &'s str) -> impl Iterator<Item = &'s str> {
        self.0
            .from(&(group.to_owned(), Timestamp::MIN, String::new()))
            .take_while(move |((held, _, _), ())| held == group)
            .map(|((_, _, id), ())| id.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("a small number of seconds")
    }

    #[test]
    fn the_ids_of_a_group_come_by_time_then_id() {
        let mut index = Index::default();
        for (group, second, id) in [("b", 0, "x"), ("a", 2, "k"), ("a", 1, "z"), ("a", 1, "m")] {
            index.put(group, at(second), id);
        }
        assert_eq!(index.of("a").collect::<Vec<_>>(), ["m", "z", "k"]);
        index.remove("a", at(1), "m");
        assert_eq!(index.of("a").collect::<Vec<_>>(), ["z", "k"]);
        assert_eq!(index.of("c").next(), None);
    }
}
