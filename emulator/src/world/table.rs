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
pub(crate) struct Table<K: Ord, V>(RedBlackTreeMapSync<K, V>);

impl<K: Ord + Clone, V: Clone> Table<K, V> {
    /// A table without records.
    pub(crate) fn new() -> Self {
        Self(RedBlackTreeMapSync::new_sync())
    }

    /// The record of this key.
    pub(crate) fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.0.get(key)
    }

    /// The record of this key, with the key as the table holds it.
    pub(crate) fn entry<Q: Ord + ?Sized>(&self, key: &Q) -> Option<(&K, &V)>
    where
        K: Borrow<Q>,
    {
        self.0.get_key_value(key)
    }

    /// The record of this key, to be changed.
    pub(crate) fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.0.get_mut(key)
    }

    /// Whether there is a record of this key.
    pub(crate) fn contains<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.0.contains_key(key)
    }

    /// Puts a record in the place of any that has its key.
    pub(crate) fn insert(&mut self, key: K, record: V) {
        self.0.insert_mut(key, record);
    }

    /// Takes a record out; says whether there was one.
    pub(crate) fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.0.remove_mut(key)
    }

    /// Every record in the order of the keys.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.0.iter()
    }

    /// Every record without its key, in the order of the keys.
    pub(crate) fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.0.values()
    }

    /// The records from this key on, in order.
    pub(crate) fn from<'s>(
        &'s self,
        key: &K,
    ) -> impl DoubleEndedIterator<Item = (&'s K, &'s V)> + use<'s, K, V> {
        self.0.range::<K, _>((std::ops::Bound::Included(key.clone()), std::ops::Bound::Unbounded))
    }

    /// The first record in the order of the keys.
    pub(crate) fn first(&self) -> Option<(&K, &V)> {
        self.0.first()
    }

    /// How many records there are.
    pub(crate) fn len(&self) -> usize {
        self.0.size()
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
            table.insert(key, record);
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
                    table.insert(key, record);
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
    fn records_come_in_the_order_of_their_keys() {
        let table: Table<&str, u32> = [("b", 1), ("a", 2)].into_iter().collect();
        assert_eq!(table.values().copied().collect::<Vec<_>>(), [2, 1]);
    }
}
