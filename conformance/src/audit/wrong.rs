//! What an accepted change does to the tables of a vendor's state, and the same done to the wrong record.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use testline_emulator::world::{Change, Snapshot};
use testline_emulator::{Timestamp, Vendor, World};

/// What a clause changes.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Tables of which a record was changed or removed, so that another could have been.
    pub records: BTreeSet<String>,
    /// Fields that were set to the name of a record: table and field.
    pub references: BTreeSet<(String, String)>,
    /// Whether anything was changed.
    pub any: bool,
}

impl Changes {
    /// What changed in a vendor's part of the state.
    pub(super) fn between(before: &Value, after: &Value) -> Self {
        let mut changes = Self { any: before != after, ..Self::default() };
        for (table, _, was, is) in records(before, after) {
            if was.is_some() {
                changes.records.insert(table.to_owned());
            }
            let Some(Value::Object(fields)) = is else { continue };
            for (field, value) in fields {
                let old = was.and_then(|was| was.get(field));
                if old != Some(value) && table_of(after, value).is_some() {
                    changes.references.insert((table.to_owned(), field.clone()));
                }
            }
        }
        changes
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.records.extend(other.records);
        self.references.extend(other.references);
        self.any |= other.any;
    }
}

/// A vendor's part of a state.
pub(super) fn part(snapshot: &Snapshot, vendor: Vendor) -> Value {
    let mut file = snapshot.export().to_json();
    file.get_mut(vendor.name()).map(Value::take).unwrap_or_default()
}

/// Does to another record of a table what was done to the right one; says whether it could.
pub(super) fn other_record(world: &mut World, before: &Snapshot, vendor: Vendor, table: &str) -> bool {
    let after = world.snapshot();
    let (was, is) = (part(before, vendor), part(&after, vendor));
    let found = records(&was, &is).find(|(held, _, was, _)| *held == table && was.is_some());
    let Some((_, name, Some(old), new)) = found else { return false };
    let new = new.cloned().unwrap_or(Value::Null);
    let restore = if new.is_null() { old.clone() } else { difference(&new, old) };
    siblings(&was, table, name, old).into_iter().any(|other| {
        let done = if new.is_null() { Value::Null } else { difference(old, &new) };
        lay_over(world, &after, vendor, table, [(name, restore.clone()), (other, done)])
    })
}

/// Lets a field that was set lead to another record; says whether it could.
pub(super) fn other_reference(
    world: &mut World,
    before: &Snapshot,
    vendor: Vendor,
    table: &str,
    field: &str,
) -> bool {
    let after = world.snapshot();
    let (was, is) = (part(before, vendor), part(&after, vendor));
    let found = records(&was, &is).find(|(held, _, was, is)| {
        let value = |of: &Option<&Value>| of.and_then(|of| of.get(field)).cloned();
        *held == table && is.is_some() && value(was) != value(is)
    });
    let Some((_, name, _, Some(record))) = found else { return false };
    let value = record.get(field).cloned().unwrap_or_default();
    let (Some(to), Some(key)) = (table_of(&is, &value), key_of(&value)) else { return false };
    let target = is.pointer(&format!("/{to}/{}", escaped(key))).cloned().unwrap_or_default();
    siblings(&is, to, key, &target).into_iter().any(|other| {
        let other = if value.is_array() { json!([other]) } else { json!(other) };
        lay_over(world, &after, vendor, table, [(name, json!({ field: other }))])
    })
}

/// Lays patches over records; says whether the world takes them.
fn lay_over<const N: usize>(
    world: &mut World,
    after: &Snapshot,
    vendor: Vendor,
    table: &str,
    patches: [(&str, Value); N],
) -> bool {
    let patches: Map<String, Value> =
        patches.into_iter().map(|(name, patch)| (name.to_owned(), patch)).collect();
    let patch = json!({ vendor.name(): { table: patches } });
    match after.changed(Change::Patch(&patch), Timestamp::UNIX_EPOCH) {
        Ok(wrong) if part(&wrong, vendor) != part(after, vendor) => {
            world.put_state(&wrong);
            true
        }
        Ok(_) | Err(_) => false,
    }
}

/// The records that differ: table, name, what was and what is.
fn records<'v>(
    before: &'v Value,
    after: &'v Value,
) -> impl Iterator<Item = (&'v str, &'v str, Option<&'v Value>, Option<&'v Value>)> {
    let names = |of: &'v Value| {
        let tables = of.as_object().into_iter().flatten();
        tables.flat_map(|(table, records)| {
            records.as_object().into_iter().flatten().map(|(name, _)| (table.as_str(), name.as_str()))
        })
    };
    let all: BTreeSet<(&str, &str)> = names(before).chain(names(after)).collect();
    all.into_iter().filter_map(move |(table, name)| {
        let of = |value: &'v Value| value.get(table).and_then(|records| records.get(name));
        let (was, is) = (of(before), of(after));
        (was != is).then_some((table, name, was, is))
    })
}

/// The other records of a table, those that are most like this one first, so that a tenant's own come before another's.
fn siblings<'v>(state: &'v Value, table: &str, name: &str, record: &Value) -> Vec<&'v str> {
    let alike = |other: &Value| {
        let fields = record.as_object().into_iter().flatten();
        fields.filter(|(field, value)| other.get(field.as_str()) == Some(value)).count()
    };
    let records = state.get(table).and_then(Value::as_object).into_iter().flatten();
    let mut others: Vec<(usize, &str)> = records
        .filter(|(held, _)| held.as_str() != name)
        .map(|(held, other)| (alike(other), held.as_str()))
        .collect();
    others.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    others.into_iter().map(|(_, held)| held).collect()
}

/// The table in which a value names a record.
fn table_of<'v>(state: &'v Value, value: &Value) -> Option<&'v str> {
    let key = key_of(value)?;
    let mut tables = state.as_object().into_iter().flatten();
    tables
        .find(|(_, records)| records.get(key).is_some_and(Value::is_object))
        .map(|(table, _)| table.as_str())
}

/// The name that a field holds, alone or as the only one of a list.
fn key_of(value: &Value) -> Option<&str> {
    match value {
        Value::String(key) => Some(key),
        Value::Array(items) if items.len() == 1 => items[0].as_str(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A JSON merge patch that makes `to` of `from`.
fn difference(from: &Value, to: &Value) -> Value {
    let (Value::Object(from), Value::Object(to)) = (from, to) else { return to.clone() };
    let gone = from.keys().filter(|key| !to.contains_key(*key)).map(|key| (key.clone(), Value::Null));
    let new = to.iter().filter(|(key, value)| from.get(*key) != Some(value)).map(|(key, value)| {
        (key.clone(), from.get(key).map_or_else(|| value.clone(), |old| difference(old, value)))
    });
    Value::Object(gone.chain(new).collect())
}

/// A name as a JSON pointer takes it.
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_is_found_by_table_and_field() {
        let before = json!({"numbers": {"a": {}, "b": {}}, "agents": {"x": {}, "y": {}}, "log": 1});
        let after =
            json!({"numbers": {"a": {"agent": "x", "at": "2"}, "b": {}}, "agents": {"x": {}, "y": {}}});
        let changes = Changes::between(&before, &after);
        assert_eq!(changes.records, BTreeSet::from(["numbers".to_owned()]));
        assert_eq!(changes.references, BTreeSet::from([("numbers".to_owned(), "agent".to_owned())]));
        assert!(changes.any && !Changes::between(&after, &after).any);
    }

    #[test]
    fn a_difference_laid_over_gives_the_other_record() {
        let from = json!({"a": 1, "b": {"c": 1, "d": 2}});
        let to = json!({"b": {"c": 1, "e": 3}, "f": [1]});
        assert_eq!(difference(&from, &to), json!({"a": null, "b": {"d": null, "e": 3}, "f": [1]}));
    }
}
