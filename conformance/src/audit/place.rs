//! Places in a JSON document, with all elements of a list as one place.

use serde_json::Value;

/// One step down a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The value of a key.
    Key(String),
    /// Every element of a list.
    Each,
}

/// A place in a document: `$.items[*].name`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place(Vec<Step>);

impl Place {
    /// The same place, a key deeper.
    fn key(&self, key: &str) -> Self {
        Self(self.0.iter().cloned().chain([Step::Key(key.to_owned())]).collect())
    }

    /// The elements of the list here.
    fn each(&self) -> Self {
        Self(self.0.iter().cloned().chain([Step::Each]).collect())
    }

    /// The whole document.
    pub const fn root() -> Self {
        Self(Vec::new())
    }

    /// The last step as a key, with the place that holds it; none for a document or an element.
    pub fn in_object(&self) -> Option<(Self, &str)> {
        match self.0.split_last() {
            Some((Step::Key(key), above)) => Some((Self(above.to_vec()), key)),
            Some((Step::Each, _)) | None => None,
        }
    }

    /// Calls `change` with every value at this place, which may be none or many; says whether it was called.
    pub fn visit(&self, document: &mut Value, change: &mut dyn FnMut(&mut Value)) -> bool {
        visit(&self.0, document, change)
    }

    /// Every place of a document, itself first.
    pub fn all(document: &Value) -> Vec<Self> {
        let mut found = Vec::new();
        collect(document, &Self::root(), &mut found);
        found.sort();
        found.dedup();
        found
    }
}

fn visit(steps: &[Step], value: &mut Value, change: &mut dyn FnMut(&mut Value)) -> bool {
    match (steps.split_first(), value) {
        (None, value) => {
            change(value);
            true
        }
        (Some((Step::Key(key), rest)), Value::Object(fields)) => {
            fields.get_mut(key).is_some_and(|value| visit(rest, value, change))
        }
        (Some((Step::Each, rest)), Value::Array(items)) => {
            // Every element is visited, also after the first that was found.
            items.iter_mut().filter_map(|item| visit(rest, item, change).then_some(())).count() > 0
        }
        (Some(_), _) => false,
    }
}

fn collect(value: &Value, at: &Place, found: &mut Vec<Place>) {
    found.push(at.clone());
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| collect(value, &at.key(key), found)),
        Value::Array(items) => items.iter().for_each(|value| collect(value, &at.each(), found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("$")?;
        self.0.iter().try_for_each(|step| match step {
            Step::Key(key) => write!(f, ".{key}"),
            Step::Each => f.write_str("[*]"),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_elements_of_a_list_are_one_place() {
        let document = json!({"a": [{"b": 1}, {"b": 2, "c": []}]});
        let shown: Vec<String> = Place::all(&document).iter().map(ToString::to_string).collect();
        assert_eq!(shown, ["$", "$.a", "$.a[*]", "$.a[*].b", "$.a[*].c"]);
    }

    #[test]
    fn every_value_of_a_place_is_visited() {
        let mut document = json!({"a": [{"b": 1}, 7, {"b": 2}]});
        let place = Place::all(&document).into_iter().find(|place| place.to_string() == "$.a[*].b");
        assert!(place.expect("it is there").visit(&mut document, &mut |value| *value = json!(null)));
        assert_eq!(document, json!({"a": [{"b": null}, 7, {"b": null}]}));
        let gone = Place::root().key("z");
        assert!(!gone.visit(&mut document, &mut |_| {}));
    }
}
