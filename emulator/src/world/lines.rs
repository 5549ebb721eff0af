//! Where something stands in a world file: the line of a path such as `vobiz.numbers.+15551234567.trunk`, and the path of
//! what is wrong in a patch.

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_saphyr::Spanned;

use super::yaml;

/// How many keys of one object are tried for the one that is wrong.
const MOST: usize = 100;

/// Puts the line before an error that begins with a path, as far as the text goes along it.
pub(super) fn at_path(text: &str, error: String) -> String {
    match yaml::read(text).ok().and_then(|tree: Tree| tree.line_of(&error)) {
        Some(line) => format!("line {line}: {error}"),
        None => error,
    }
}

/// Puts the line and the path before an error of a patch that `check` refuses: of each object the first key without
/// which the error is another.
pub(super) fn at_fault(
    text: &str,
    patch: &Value,
    error: String,
    check: impl Fn(&Value) -> Option<String>,
) -> String {
    let mut path: Vec<String> = Vec::new();
    loop {
        let pointer: String = path.iter().map(|key| format!("/{}", escaped(key))).collect();
        let Some(Value::Object(fields)) = patch.pointer(&pointer) else { break };
        let wrong = fields.keys().take(MOST).find(|key| {
            let mut without = patch.clone();
            if let Some(Value::Object(fields)) = without.pointer_mut(&pointer) {
                fields.shift_remove(*key);
            }
            check(&without).as_ref() != Some(&error)
        });
        match wrong {
            Some(key) => path.push(key.clone()),
            None => break,
        }
    }
    if path.is_empty() { error } else { at_path(text, format!("{}: {error}", path.join("."))) }
}

/// A key as a JSON pointer writes it.
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// As much of a document as says on which line each key stands.
#[derive(Debug)]
enum Tree {
    Map(Vec<(Spanned<String>, Tree)>),
    List(Vec<Spanned<Tree>>),
    Leaf,
}

impl Tree {
    /// The line of the last key along a path that is there.
    fn line_of(&self, path: &str) -> Option<u64> {
        match self {
            Self::Map(fields) => {
                let along = fields.iter().filter_map(|(key, value)| {
                    let rest = path.strip_prefix(key.value.as_str())?;
                    rest.starts_with(['.', ':', '[']).then_some((key, value, rest))
                });
                // Of keys that begin alike, the longest is meant.
                let (key, value, rest) = along.max_by_key(|(key, _, _)| key.value.len())?;
                let below = value.line_of(rest.strip_prefix('.').unwrap_or(rest));
                below.or(Some(key.referenced.line()))
            }
            Self::List(items) => {
                let (index, rest) = path.strip_prefix('[')?.split_once(']')?;
                let item = items.get(index.parse::<usize>().ok()?)?;
                let below = item.value.line_of(rest.strip_prefix('.').unwrap_or(rest));
                below.or(Some(item.referenced.line()))
            }
            Self::Leaf => None,
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Grow)
    }
}

struct Grow;

impl<'de> Visitor<'de> for Grow {
    type Value = Tree;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("anything")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut fields = Vec::new();
        while let Some(key) = map.next_key::<Spanned<String>>()? {
            fields.push((key, map.next_value()?));
        }
        Ok(Tree::Map(fields))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Tree, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element::<Spanned<Tree>>()? {
            items.push(item);
        }
        Ok(Tree::List(items))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Tree, E> {
        Ok(Tree::Leaf)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Tree, E> {
        Ok(Tree::Leaf)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Tree, E> {
        Ok(Tree::Leaf)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Tree, E> {
        Ok(Tree::Leaf)
    }

    fn visit_str<E>(self, _: &str) -> Result<Tree, E> {
        Ok(Tree::Leaf)
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Leaf)
    }

    fn visit_none<E>(self) -> Result<Tree, E> {
        Ok(Tree::Leaf)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "testline: 1\nvobiz:\n  numbers:\n    \"+1555.1\": { account: first }\n    \"+1555\":\n      \
                        account: second\nfaults:\n  - match: {}\n  - action: 7\n";

    fn line(path: &str) -> Option<u64> {
        yaml::read::<Tree>(TEXT).expect("it is YAML").line_of(path)
    }

    #[test]
    fn a_path_leads_to_its_line() {
        assert_eq!(line("vobiz.numbers.+1555.1.account: wrong"), Some(4));
        assert_eq!(line("vobiz.numbers.+1555.account: wrong"), Some(6));
        assert_eq!(line("faults[1]: wrong"), Some(9));
    }

    #[test]
    fn a_path_that_goes_on_leads_as_far_as_the_text_goes() {
        assert_eq!(line("vobiz.numbers.+1555.trunk: none"), Some(5));
        assert_eq!(line("dasha.agents: none"), None);
    }

    #[test]
    fn what_is_wrong_in_a_patch_is_found_by_leaving_it_out() {
        let patch = serde_json::json!({"a": {"b": 1, "c": {"d/e": "x", "f": 2}}});
        let check = |patch: &Value| patch.pointer("/a/c/d~1e").map(|_| "not x".to_owned());
        let said = at_fault("a:\n  c:\n    d/e: x\n", &patch, "not x".to_owned(), check);
        assert_eq!(said, "line 3: a.c.d/e: not x");
    }
}
