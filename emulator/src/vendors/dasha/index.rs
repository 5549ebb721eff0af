//! Indexes of records: which ids belong to a group, by time, then id, as Dasha lists them.

use jiff::Timestamp;

use crate::world::table::Table;
use crate::world::text::Text;

/// The ids of each group, where groups are large: a group's name is held once.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Groups(Table<Text, Table<(Timestamp, Text), ()>>);

impl Groups {
    /// As `Table::merge`.
    pub(super) fn merge(&mut self) {
        self.0.merge();
    }

    /// Puts an id into a group.
    pub(super) fn put(&mut self, group: &Text, at: Timestamp, id: &Text) {
        let place = (at, id.clone());
        match self.0.get_mut(group) {
            Some(places) => places.insert(place, ()),
            None => self.0.insert(group.clone(), [(place, ())].into_iter().collect()),
        }
    }

    /// Takes an id out of a group.
    pub(super) fn remove(&mut self, group: &Text, at: Timestamp, id: &Text) {
        let Some(places) = self.0.get_mut(group) else { return };
        places.remove(&(at, id.clone()));
        if places.len() == 0 {
            self.0.remove(group);
        }
    }

    /// The ids of a group in order.
    pub(super) fn of<'s>(&'s self, group: &str) -> impl Iterator<Item = &'s str> + use<'s> {
        let places = self.0.get(group).into_iter();
        places.flat_map(Table::iter).map(|((_, id), ())| id.as_str())
    }
}

/// The ids of each group, where most groups have one id.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Pairs(Table<(Text, Timestamp, Text), ()>);

impl Pairs {
    /// Puts an id into a group.
    pub(super) fn put(&mut self, group: &Text, at: Timestamp, id: &Text) {
        self.0.insert((group.clone(), at, id.clone()), ());
    }

    /// Takes an id out of a group.
    pub(super) fn remove(&mut self, group: &Text, at: Timestamp, id: &Text) {
        self.0.remove(&(group.clone(), at, id.clone()));
    }

    /// The ids of a group in order.
    pub(super) fn of<'s>(&'s self, group: &'s str) -> impl Iterator<Item = &'s str> {
        self.0
            .from(&(group.into(), Timestamp::MIN, Text::default()))
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

    const PUT: [(&str, i64, &str); 4] = [("b", 0, "x"), ("a", 2, "k"), ("a", 1, "z"), ("a", 1, "m")];

    #[test]
    fn the_ids_of_a_large_group_come_by_time_then_id() {
        let mut index = Groups::default();
        for (group, second, id) in PUT {
            index.put(&group.into(), at(second), &id.into());
        }
        assert_eq!(index.of("a").collect::<Vec<_>>(), ["m", "z", "k"]);
        index.remove(&"a".into(), at(1), &"m".into());
        assert_eq!(index.of("a").collect::<Vec<_>>(), ["z", "k"]);
        assert_eq!(index.of("c").next(), None);
    }

    #[test]
    fn a_group_without_ids_leaves_nothing() {
        let mut index = Groups::default();
        index.put(&"a".into(), at(1), &"m".into());
        index.remove(&"b".into(), at(1), &"m".into());
        index.remove(&"a".into(), at(1), &"m".into());
        assert_eq!(index, Groups::default());
    }

    #[test]
    fn the_ids_of_a_small_group_come_by_time_then_id() {
        let mut index = Pairs::default();
        for (group, second, id) in PUT {
            index.put(&group.into(), at(second), &id.into());
        }
        assert_eq!(index.of("a").collect::<Vec<_>>(), ["m", "z", "k"]);
        index.remove(&"a".into(), at(1), &"m".into());
        assert_eq!(index.of("a").collect::<Vec<_>>(), ["z", "k"]);
        assert_eq!(index.of("c").next(), None);
    }
}
