//! A request that has reached an operation: its parameters, its query and its body, and which of them were read.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeMap;

use serde::de::MapAccess;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::route::Params;
use crate::http::Request;

/// Up to how many fields a name is looked for among them one by one.
const FEW: usize = 32;

/// A call of one operation.
#[derive(Debug)]
pub(crate) struct Call<'r, O> {
    /// The operation.
    pub(crate) operation: O,
    /// The request.
    pub(crate) request: &'r Request,
    /// The path's parameters.
    pub(crate) params: Params<'r>,
    /// The query.
    pub(crate) query: Query<'r>,
    pub(super) fields: OnceCell<Fields>,
}

/// How a body is not a JSON object.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum NotAnObject {
    /// It is not JSON, which an empty body is not either.
    Malformed,
    /// It is JSON of another kind.
    Other(Value),
}

impl<'r, O> Call<'r, O> {
    /// A call of an operation that a path led to.
    pub(crate) fn new(operation: O, request: &'r Request, params: Params<'r>) -> Self {
        Self { operation, request, params, query: Query::parse(request.query()), fields: OnceCell::new() }
    }

    /// The body as a JSON object. Of a key that stands twice the last value counts, at the place of the first.
    pub(crate) fn object(&self) -> Result<&Fields, NotAnObject> {
        match self.fields.get() {
            Some(fields) => Ok(fields),
            None => Fields::parse(&self.request.body).map(|fields| self.fields.get_or_init(|| fields)),
        }
    }

    /// No fields at all: what a body counts as that a vendor does not read.
    pub(crate) fn empty_object(&self) -> &Fields {
        self.fields.get_or_init(Fields::default)
    }
}

/// The fields of a JSON object, in order, which of them were read, and what was looked for and is not among them.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    fields: Vec<(String, Value, Cell<bool>)>,
    absent: RefCell<Vec<String>>,
}

impl Fields {
    pub(super) fn parse(body: &[u8]) -> Result<Self, NotAnObject> {
        match serde_json::from_slice(body) {
            Ok(fields) => Ok(fields),
            // It may be JSON of another kind.
            Err(_) => Err(serde_json::from_slice(body).map_or(NotAnObject::Malformed, NotAnObject::Other)),
        }
    }

    /// The value of a field; `null` is a value.
    pub(crate) fn get(&self, name: &str) -> Option<&Value> {
        self.find(name, |held| held == name)
    }

    /// The value of a field whose name is matched without letter case; of several the last counts.
    pub(crate) fn get_any_case(&self, name: &str) -> Option<&Value> {
        self.find(name, |held| held.eq_ignore_ascii_case(name))
    }

    /// The value of a field if it is a string.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.get(name).and_then(Value::as_str)
    }

    /// Every field in order, without counting it as read.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.fields.iter().map(|(name, value, _)| (name.as_str(), value))
    }

    fn find(&self, name: &str, matches: impl Fn(&str) -> bool) -> Option<&Value> {
        let mut found = None;
        for (name, value, read) in &self.fields {
            if matches(name) {
                read.set(true);
                found = Some(value);
            }
        }
        if found.is_none() {
            note(&self.absent, name);
        }
        found
    }

    /// The names that nothing read.
    pub(super) fn unread(&self) -> Vec<String> {
        self.fields.iter().filter(|(_, _, read)| !read.get()).map(|(name, _, _)| name.clone()).collect()
    }
}

impl Fields {
    /// The names that were looked for in vain.
    pub(super) fn absent(&self) -> Vec<String> {
        self.absent.borrow().clone()
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}

impl<'de> Deserialize<'de> for Fields {
    /// Reads an object without a map in between, since requests have few fields.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Fields;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields: Vec<(String, Value, Cell<bool>)> = Vec::new();
                let mut places = BTreeMap::new();
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    let held = if fields.len() < FEW {
                        fields.iter().position(|(held, _, _)| *held == name)
                    } else {
                        if places.is_empty() {
                            places.extend(fields.iter().enumerate().map(|(at, field)| (field.0.clone(), at)));
                        }
                        places.get(&name).copied()
                    };
                    match held {
                        Some(at) => fields[at].1 = value,
                        None => {
                            if !places.is_empty() {
                                places.insert(name.clone(), fields.len());
                            }
                            fields.push((name, value, Cell::new(false)));
                        }
                    }
                }
                Ok(Fields { fields, absent: RefCell::default() })
            }
        }

        deserializer.deserialize_map(Visitor)
    }
}

/// Notes a name that was looked for in vain, once.
fn note(absent: &RefCell<Vec<String>>, name: &str) {
    let mut absent = absent.borrow_mut();
    if !absent.iter().any(|held| held == name) {
        absent.push(name.to_owned());
    }
}

/// The parameters of a query, decoded, which of them were read, and what was looked for and is not among them.
#[derive(Debug)]
pub(crate) struct Query<'r> {
    pairs: Vec<(Cow<'r, str>, Cow<'r, str>, Cell<bool>)>,
    absent: RefCell<Vec<String>>,
}

impl<'r> Query<'r> {
    /// Parses what follows the `?`: `+` is a space, escapes are decoded once, a broken one stays as it is.
    pub(crate) fn parse(query: &'r str) -> Self {
        let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (form_decode(name), form_decode(value), Cell::new(false))
        });
        Self { pairs: pairs.collect(), absent: RefCell::default() }
    }

    /// The first value of a parameter.
    pub(crate) fn first(&self, name: &str) -> Option<&str> {
        self.all(name, |held| held == name).into_iter().next()
    }

    /// The first value of a parameter whose name is matched without letter case.
    pub(crate) fn first_any_case(&self, name: &str) -> Option<&str> {
        self.all(name, |held| held.eq_ignore_ascii_case(name)).into_iter().next()
    }

    /// Every value of a parameter.
    pub(crate) fn every(&self, name: &str) -> Vec<&str> {
        self.all(name, |held| held == name)
    }

    fn all(&self, name: &str, matches: impl Fn(&str) -> bool) -> Vec<&str> {
        let found = self.pairs.iter().filter(|(name, _, _)| matches(name));
        let found: Vec<&str> =
            found.inspect(|(_, _, read)| read.set(true)).map(|(_, value, _)| value.as_ref()).collect();
        if found.is_empty() {
            note(&self.absent, name);
        }
        found
    }

    /// The names that were looked for in vain.
    pub(super) fn absent(&self) -> Vec<String> {
        self.absent.borrow().clone()
    }

    /// The names that nothing read, each with a `?` before it.
    pub(crate) fn unread(&self) -> Vec<String> {
        self.pairs.iter().filter(|(_, _, read)| !read.get()).map(|(name, _, _)| format!("?{name}")).collect()
    }
}

fn form_decode(text: &str) -> Cow<'_, str> {
    if !text.contains(['+', '%']) {
        return Cow::Borrowed(text);
    }
    let spaced = text.replace('+', " ");
    Cow::Owned(percent_encoding::percent_decode_str(&spaced).decode_utf8_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::Method;

    fn with_call(target: &str, body: &'static str, check: impl FnOnce(&Call<'_, ()>)) {
        let request = Request::new(Method::POST, target).with_json(body);
        check(&Call::new((), &request, Params::default()));
    }

    #[test]
    fn of_a_key_that_stands_twice_the_last_value_counts() {
        with_call("/", r#"{"a":1,"b":2,"a":3}"#, |call| {
            let fields = call.object().expect("an object");
            assert_eq!(fields.get("a"), Some(&Value::from(3)));
            assert_eq!(fields.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["a", "b"]);
        });
    }

    #[test]
    fn a_query_decodes_as_a_form() {
        let query = Query::parse("search=%2B91+2&search=b&broken=%zz&flag");
        assert_eq!(query.first("search"), Some("+91 2"));
        assert_eq!(query.every("search"), ["+91 2", "b"]);
        assert_eq!(query.first("broken"), Some("%zz"));
        assert_eq!(query.first("flag"), Some(""));
    }

    #[test]
    fn a_body_that_is_no_object_is_told_apart() {
        with_call("/", "", |call| assert_eq!(call.object().err(), Some(NotAnObject::Malformed)));
        with_call("/", "[1]", |call| {
            assert!(matches!(call.object(), Err(NotAnObject::Other(Value::Array(_)))));
        });
    }
}
