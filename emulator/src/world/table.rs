//! A persistent, ordered table of records: cloning it costs nothing, and copies share what they have in common.
//!
//! The library behind it is named here only, so that it can be exchanged.

use std::borrow::Borrow;
use std::marker::PhantomData;

use rpds::RedBlackTreeMapSync;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::text::Text;

/// Records by key, in the key's order.
#[derive(Clone)]
pub(crate) struct Table<K: Ord, V> {
    records: RedBlackTreeMapSync<K, V>,
    /// The record that was changed last, as it is now; `records` has its key. As long as a table shares its records with
    /// the one that it is a copy of, putting a record among them copies the whole way to it.
    changed: Option<Box<(K, V)>>,
}

impl<K: Ord + Clone, V: Clone> Table<K, V> {
    /// A table without records.
    pub(crate) fn new() -> Self {
        Self { records: RedBlackTreeMapSync::new_sync(), changed: None }
    }

    /// The record of this key.
    pub(crate) fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.changed_record(key).or_else(|| self.records.get(key))
    }

    /// The record of this key, with the key as the table holds it.
    pub(crate) fn entry<Q: Ord + ?Sized>(&self, key: &Q) -> Option<(&K, &V)>
    where
        K: Borrow<Q>,
    {
        let (held, record) = self.records.get_key_value(key)?;
        Some((held, self.changed_record(key).unwrap_or(record)))
    }

    /// The record of this key, to be changed.
    pub(crate) fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        if self.changed_record(key).is_none() {
            self.merge();
            let (key, record) = self.records.get_key_value(key)?;
            self.changed = Some(Box::new((key.clone(), record.clone())));
        }
        self.changed.as_mut().map(|changed| &mut changed.1)
    }

    /// Whether there is a record of this key.
    pub(crate) fn contains<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.records.contains_key(key)
    }

    /// Puts a record in the place of any that has its key.
    pub(crate) fn insert(&mut self, key: K, record: V) {
        if let Some(changed) = self.changed.as_mut().filter(|changed| changed.0 == key) {
            changed.1 = record;
            return;
        }
        self.merge();
        if self.records.contains_key(&key) {
            self.changed = Some(Box::new((key, record)));
        } else {
            self.records.insert_mut(key, record);
        }
    }

    /// Takes a record out; says whether there was one.
    pub(crate) fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        if self.changed_record(key).is_some() {
            self.changed = None;
        }
        self.records.remove_mut(key)
    }

    /// Puts the record that was changed last among the others. It changes nothing that can be seen, and costs least where
    /// no other table shares the records any more.
    pub(crate) fn merge(&mut self) {
        if let Some(changed) = self.changed.take() {
            let (key, record) = *changed;
            if let Some(place) = self.records.get_mut(&key) {
                *place = record;
            }
        }
    }

    /// Every record in the order of the keys.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.records.iter().map(|entry| self.as_it_is(entry))
    }

    /// Every record without its key, in the order of the keys.
    pub(crate) fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.iter().map(|(_, record)| record)
    }

    /// The records from this key on, in order.
    pub(crate) fn from<'s>(
        &'s self,
        key: &K,
    ) -> impl DoubleEndedIterator<Item = (&'s K, &'s V)> + use<'s, K, V> {
        let records =
            self.records.range::<K, _>((std::ops::Bound::Included(key.clone()), std::ops::Bound::Unbounded));
        records.map(|entry| self.as_it_is(entry))
    }

    /// The first record in the order of the keys.
    pub(crate) fn first(&self) -> Option<(&K, &V)> {
        self.records.first().map(|entry| self.as_it_is(entry))
    }

    /// How many records there are.
    pub(crate) fn len(&self) -> usize {
        self.records.size()
    }

    /// The record of this key, if it is the one that was changed last.
    fn changed_record<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.changed.as_deref().filter(|(held, _)| held.borrow() == key).map(|(_, record)| record)
    }

    fn as_it_is<'s>(&'s self, (key, record): (&'s K, &'s V)) -> (&'s K, &'s V) {
        (key, self.changed_record(key).unwrap_or(record))
    }
}

impl<V: Clone> Table<Text, V> {
    /// A key as the table holds it, to be shared; a new text where there is no such key.
    pub(crate) fn shared(&self, key: &str) -> Text {
        self.entry(key).map_or_else(|| key.into(), |(held, _)| held.clone())
    }
}

impl<K: Ord + Clone, V: Clone> Default for Table<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: Ord + Clone + std::fmt::Debug, V: Clone + std::fmt::Debug> std::fmt::Debug for Table<K, V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<K: Ord + Clone, V: Clone + PartialEq> PartialEq for Table<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl<K: Ord + Clone, V: Clone> FromIterator<(K, V)> for Table<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(records: I) -> Self {
        let mut table = Self::new();
        for (key, record) in records {
            table.records.insert_mut(key, record);
        }
        table
    }
}

impl<K: Ord + Clone + Serialize, V: Clone + Serialize> Serialize for Table<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de, K, V> Deserialize<'de> for Table<K, V>
where
    K: Ord + Clone + Deserialize<'de>,
    V: Clone + Deserialize<'de>,
{
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // One record after the other, so that there is never a second table.
        struct Records<K, V>(PhantomData<(K, V)>);

        impl<'de, K, V> Visitor<'de> for Records<K, V>
        where
            K: Ord + Clone + Deserialize<'de>,
            V: Clone + Deserialize<'de>,
        {
            type Value = Table<K, V>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut table = Table::new();
                while let Some((key, record)) = map.next_entry()? {
                    table.records.insert_mut(key, record);
                }
                Ok(table)
            }
        }

        deserializer.deserialize_map(Records(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_does_not_see_later_changes() {
        let mut table: Table<String, u32> = [("a".to_owned(), 1)].into_iter().collect();
        let copy = table.clone();
        *table.get_mut("a").expect("it was put in") = 2;
        table.insert("b".to_owned(), 3);
        assert_eq!((copy.get("a"), copy.len()), (Some(&1), 1));
        assert_eq!((table.get("a"), table.len()), (Some(&2), 2));
    }

    #[test]
    fn a_record_that_was_changed_is_seen_in_every_way_before_it_is_merged_and_after() {
        let mut table: Table<String, u32> =
            ["a", "b", "c"].map(|key| (key.to_owned(), 0)).into_iter().collect();
        let copy = table.clone();
        table.insert("a".to_owned(), 1);
        *table.get_mut("b").expect("it was put in") += 2;
        for merged in [false, true] {
            if merged {
                table.merge();
            }
            let records: Vec<(&str, u32)> =
                table.iter().map(|(key, record)| (key.as_str(), *record)).collect();
            assert_eq!(records, [("a", 1), ("b", 2), ("c", 0)]);
            assert_eq!(table.values().rev().copied().collect::<Vec<_>>(), [0, 2, 1]);
            assert_eq!(table.from(&"b".to_owned()).next().map(|(_, record)| *record), Some(2));
            assert_eq!((table.get("b"), table.entry("b").map(|(_, record)| *record)), (Some(&2), Some(2)));
            assert_eq!(table.first().map(|(_, record)| *record), Some(1));
            assert_ne!(table, copy);
        }
        *table.get_mut("b").expect("it was put in") = 3;
        assert!(table.remove("b"));
        assert_eq!((table.get("b"), table.len()), (None, 2));
        assert_eq!(table.get_mut("b"), None);
        assert!(copy.values().all(|record| *record == 0));
    }

    #[test]
    fn records_come_in_the_order_of_their_keys() {
        let table: Table<&str, u32> = [("b", 1), ("a", 2)].into_iter().collect();
        assert_eq!(table.values().copied().collect::<Vec<_>>(), [2, 1]);
    }
}
