//! The file that `--write-dialect` writes, as `testline-emulator --dialect @FILE` reads it.

use std::fmt::Write as _;

use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;

use super::learn::Learned;

/// How many scenarios a comment names.
const NAMED: usize = 3;

#[derive(Serialize)]
struct Stubs<'l> {
    stubs: Vec<&'l Value>,
}

/// The text of the file.
pub fn text(learned: &Learned, date: Date) -> String {
    let mut text = format!(
        "# What makes the emulator behave as {} did on {date}: testline-emulator --dialect @FILE\n",
        learned.targets.join(", ")
    );
    if learned.switches.is_empty() && learned.stubs.is_empty() {
        text.push_str("# Nothing: it behaved as the emulator does.\n{}\n");
        return text;
    }
    for (name, turned) in &learned.switches {
        let named: Vec<&str> = turned.scenarios.iter().take(NAMED).map(String::as_str).collect();
        let more = turned.scenarios.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        // A value is quoted, since YAML would take 400 for a number.
        let _ =
            writeln!(text, "# {}{more}\n{name}: {}", named.join(", "), Value::from(turned.value.as_str()));
    }
    if !learned.stubs.is_empty() {
        text.push_str("# No switch gives these answers.\n");
        let stubs = Stubs { stubs: learned.stubs.iter().map(|stub| &stub.fault).collect() };
        // Faults hold texts, numbers and maps only, and these always serialize.
        text.push_str(&serde_saphyr::to_string(&stubs).unwrap_or_default());
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::dialect_out::{Stub, Turned};

    #[test]
    fn the_file_is_yaml_with_a_comment_for_each_switch() {
        let turned = Turned {
            value: "400".to_owned(),
            scenarios: vec!["a".into(), "b".into(), "c".into(), "d".into()],
        };
        let fault = json!({"match": {"vendor": "vobiz"}, "action": {"kind": "reply", "status": 418}});
        let learned = Learned {
            targets: vec!["live".to_owned()],
            switches: [("unleashx.conflict".to_owned(), turned)].into(),
            stubs: vec![Stub { scenario: "e".to_owned(), fault: fault.clone() }],
        };
        let text = text(&learned, jiff::civil::date(2026, 11, 21));
        assert!(text.contains("# a, b, c and 1 more\nunleashx.conflict: \"400\"\n"), "{text}");
        let read: Value = serde_saphyr::from_str(&text).expect("it is YAML");
        assert_eq!(read, json!({"unleashx.conflict": "400", "stubs": [fault]}));
    }
}
