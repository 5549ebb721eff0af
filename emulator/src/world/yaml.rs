//! YAML of worlds, which may be as large as a world is.

use serde::Deserialize;
use serde_saphyr::{Error, budget, from_str_with_options, options};

/// Reads YAML. The reader's own bounds on how much a text holds are lifted: a text holds no more than it has bytes. What
/// a short text can blow up, aliases and nesting, stays bounded.
pub(crate) fn read<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, Error> {
    let budget = budget! {
        max_events: usize::MAX,
        max_nodes: usize::MAX,
        max_total_scalar_bytes: usize::MAX,
    };
    from_str_with_options(text, options! { budget: budget })
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use serde_json::Value;

    use super::*;

    #[test]
    fn a_text_may_hold_as_much_as_it_is_long() {
        let mut text = String::new();
        for key in 0..130_000 {
            writeln!(text, "k{key}: v").expect("a text takes everything");
        }
        let read: Value = read(&text).expect("260,000 nodes and no more");
        assert_eq!(read.as_object().map(serde_json::Map::len), Some(130_000));
    }

    #[test]
    fn a_short_text_does_not_grow_without_bounds() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..10 {
            let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
            writeln!(text, "a{level}: &a{level} [{aliases}]").expect("a text takes everything");
        }
        assert!(read::<Value>(&text).is_err());
    }
}
