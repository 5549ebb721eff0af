//! Comparing JSON: exactly, or by what it includes. Every mismatch names its path.

use serde_json::{Map, Value};

use super::expected::Expected;
use super::mismatch::{Aspect, Mismatch, Path, shown};
use crate::template::{Scope, TemplateError, fill};

/// Whether the order of an object's keys counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// It does.
    Counts,
    /// It does not.
    Free,
}

/// A comparison under way: what it has captured and what it has found.
#[derive(Debug)]
pub struct Compare<'s> {
    /// Variables and captures.
    pub scope: &'s mut Scope,
    /// Whether the order of keys counts.
    pub order: Order,
    /// What is not as expected.
    pub mismatches: Vec<Mismatch>,
}

impl Compare<'_> {
    /// Compares exactly: same keys, same values, nothing more. Gives the expected document with every match filled
    /// in, so that a difference of the two texts shows only what is wrong.
    pub fn exact(&mut self, expected: &Value, came: &Value) -> Result<Value, TemplateError> {
        self.value(&Path::root(), expected, came, Extent::All)
    }

    /// Compares what is named: the keys must be there and equal, each given element must be one of the array's.
    pub fn includes(&mut self, expected: &Value, came: &Value) -> Result<Value, TemplateError> {
        self.value(&Path::root(), expected, came, Extent::Named)
    }

    fn value(
        &mut self,
        path: &Path,
        expected: &Value,
        came: &Value,
        extent: Extent,
    ) -> Result<Value, TemplateError> {
        match (expected, came) {
            (Value::Object(fields), Value::Object(held)) => self.object(path, fields, held, extent),
            (Value::Array(items), Value::Array(held)) => match extent {
                Extent::All => self.array(path, items, held),
                Extent::Named => self.elements(path, items, held),
            },
            (Value::String(text), _) => {
                let wanted = match Expected::read(text, self.scope) {
                    Ok(wanted) => wanted,
                    // What it stands for may be what a mismatch before has kept from being captured.
                    Err(_) if !self.mismatches.is_empty() => return Ok(expected.clone()),
                    Err(error) => return Err(error),
                };
                if wanted.passes(came, self.scope) {
                    return Ok(came.clone());
                }
                self.fail(path, wanted.says(text), shown(came));
                Ok(match wanted {
                    Expected::Value(value) => value,
                    Expected::Matcher(..) | Expected::Pattern(..) => expected.clone(),
                })
            }
            (Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_), _) => {
                if expected != came {
                    self.fail(path, shown(expected), shown(came));
                }
                Ok(expected.clone())
            }
        }
    }

    fn object(
        &mut self,
        path: &Path,
        fields: &Map<String, Value>,
        held: &Map<String, Value>,
        extent: Extent,
    ) -> Result<Value, TemplateError> {
        let mut view = Map::new();
        for (key, expected) in fields {
            let key = fill(key, self.scope)?;
            let path = path.key(&key);
            let value = match held.get(&key) {
                Some(came) => self.value(&path, expected, came, extent)?,
                None => {
                    self.fail(&path, shown(expected), "no such key".to_owned());
                    expected.clone()
                }
            };
            view.insert(key, value);
        }
        match extent {
            Extent::All => {
                for (key, came) in held.iter().filter(|(key, _)| !view.contains_key(*key)) {
                    self.fail(&path.key(key), "no such key".to_owned(), shown(came));
                }
                let common = |of: &Map<String, Value>, other: &Map<String, Value>| -> Vec<String> {
                    of.keys().filter(|key| other.contains_key(*key)).cloned().collect()
                };
                let (wanted, order) = (common(&view, held), common(held, &view));
                if self.order == Order::Counts && wanted != order {
                    self.fail(path, format!("keys in the order {}", wanted.join(", ")), order.join(", "));
                }
                if self.order == Order::Free {
                    view = sorted_as(view, held);
                }
                Ok(Value::Object(view))
            }
            Extent::Named => {
                let mut whole = held.clone();
                whole.extend(view);
                Ok(Value::Object(whole))
            }
        }
    }

    fn array(&mut self, path: &Path, items: &[Value], held: &[Value]) -> Result<Value, TemplateError> {
        let mut view = Vec::new();
        for (at, expected) in items.iter().enumerate() {
            let path = path.index(at);
            view.push(match held.get(at) {
                Some(came) => self.value(&path, expected, came, Extent::All)?,
                None => {
                    self.fail(&path, shown(expected), "no such element".to_owned());
                    expected.clone()
                }
            });
        }
        for (at, came) in held.iter().enumerate().skip(items.len()) {
            self.fail(&path.index(at), "no such element".to_owned(), shown(came));
        }
        Ok(Value::Array(view))
    }

    /// Each given element must be like some element of the array.
    fn elements(&mut self, path: &Path, items: &[Value], held: &[Value]) -> Result<Value, TemplateError> {
        let mut view = held.to_vec();
        for expected in items {
            let (before, captured) = (self.mismatches.len(), self.scope.captured().len());
            let mut best: Option<Vec<Mismatch>> = None;
            for (at, came) in held.iter().enumerate() {
                let seen = self.value(&path.index(at), expected, came, Extent::Named)?;
                let found = self.mismatches.split_off(before);
                if found.is_empty() {
                    view[at] = seen;
                    best = Some(found);
                    break;
                }
                self.scope.forget_after(captured);
                best = Some(found);
            }
            match best {
                Some(found) if found.is_empty() => {}
                Some(found) if held.len() == 1 => {
                    self.mismatches.extend(found);
                    view.push(expected.clone());
                }
                _ => {
                    let came = format!("none in {} elements", held.len());
                    self.fail(path, format!("an element like {}", shown(expected)), came);
                    view.push(expected.clone());
                }
            }
        }
        Ok(Value::Array(view))
    }

    fn fail(&mut self, path: &Path, expected: String, came: String) {
        let place = path.as_str().to_owned();
        self.mismatches.push(Mismatch { aspect: Aspect::Body, place, expected, came });
    }
}

/// How much of an object is compared.
#[derive(Clone, Copy, Debug)]
enum Extent {
    All,
    Named,
}

/// The same fields in the order of another object, so that a free order makes no difference in a text.
fn sorted_as(mut fields: Map<String, Value>, other: &Map<String, Value>) -> Map<String, Value> {
    let mut sorted = Map::with_capacity(fields.len());
    for key in other.keys() {
        if let Some((key, value)) = fields.shift_remove_entry(key) {
            sorted.insert(key, value);
        }
    }
    sorted.extend(fields);
    sorted
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn compare(expected: &Value, came: &Value, order: Order, named: bool) -> Vec<String> {
        let mut scope = Scope::default();
        let mut compare = Compare { scope: &mut scope, order, mismatches: Vec::new() };
        let view = if named { compare.includes(expected, came) } else { compare.exact(expected, came) };
        view.expect("right texts");
        compare.mismatches.iter().map(ToString::to_string).collect()
    }

    fn exact(expected: &Value, came: &Value) -> Vec<String> {
        compare(expected, came, Order::Counts, false)
    }

    #[test]
    fn each_kind_of_mismatch_names_its_path() {
        let expected = json!({"a": {"b": [1, "{{uuid}}"]}, "+9": "x", "c": null});
        let came = json!({"a": {"b": [2, "no", 3]}, "+9": "y", "d": 1});
        assert_eq!(
            exact(&expected, &came),
            [
                "$.a.b[0]: expected 1, came 2",
                "$.a.b[1]: expected a UUID, came \"no\"",
                "$.a.b[2]: expected no such element, came 3",
                "$[\"+9\"]: expected \"x\", came \"y\"",
                "$.c: expected null, came no such key",
                "$.d: expected no such key, came 1",
            ]
        );
    }

    #[test]
    fn the_order_of_keys_counts_only_where_it_is_said() {
        let (expected, came) = (json!({"a": 1, "b": 2}), json!({"b": 2, "a": 1}));
        assert_eq!(exact(&expected, &came), ["$: expected keys in the order a, b, came b, a"]);
        assert!(compare(&expected, &came, Order::Free, false).is_empty());
    }

    #[test]
    fn a_text_is_no_number_and_one_is_not_one_point_zero() {
        assert_eq!(exact(&json!(["1", 1]), &json!([1, 1.0])).len(), 2);
    }

    #[test]
    fn included_elements_may_stand_anywhere() {
        let came = json!({"items": [{"id": 1, "x": 0}, {"id": 2, "x": 0}], "total": 2});
        assert!(compare(&json!({"items": [{"id": 2}, {"id": 1}]}), &came, Order::Counts, true).is_empty());
        let missing = compare(&json!({"items": [{"id": 3}]}), &came, Order::Counts, true);
        assert_eq!(missing, ["$.items: expected an element like {\"id\":3}, came none in 2 elements"]);
    }

    #[test]
    fn a_capture_of_an_element_that_fails_later_is_forgotten() {
        let mut scope = Scope::default();
        let mut compare = Compare { scope: &mut scope, order: Order::Counts, mismatches: Vec::new() };
        let expected = json!([{"id": "{{id: integer}}", "name": "b"}]);
        compare
            .includes(&expected, &json!([{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]))
            .expect("right texts");
        assert!(compare.mismatches.is_empty());
        assert_eq!(scope.get("id"), Some(&json!(2)));
    }

    #[test]
    fn the_view_holds_what_matched() {
        let mut scope = Scope::default();
        let mut compare = Compare { scope: &mut scope, order: Order::Free, mismatches: Vec::new() };
        let view = compare.exact(&json!({"a": "{{integer}}", "b": "x"}), &json!({"b": "y", "a": 7}));
        assert_eq!(view.expect("right texts").to_string(), r#"{"b":"x","a":7}"#);
    }
}
