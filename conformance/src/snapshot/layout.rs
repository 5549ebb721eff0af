//! A body of JSON with a line for each field, so that a difference is a line. Its keys keep their order and its values
//! their spelling, which reading and writing them would change (`1.50`).

use serde::de::IgnoredAny;

/// The body laid out; none where it is no JSON object or array.
pub(super) fn lay_out(body: &str) -> Option<String> {
    let body = body.trim();
    if !body.starts_with(['{', '[']) || serde_json::from_str::<IgnoredAny>(body).is_err() {
        return None;
    }
    let mut text = String::with_capacity(body.len() * 2);
    let mut depth = 0_usize;
    let (mut in_string, mut escaped) = (false, false);
    for character in body.chars() {
        if in_string {
            text.push(character);
            in_string = escaped || character != '"';
            escaped = !escaped && character == '\\';
            continue;
        }
        match character {
            blank if blank.is_ascii_whitespace() => {}
            '{' | '[' => {
                text.push(character);
                depth += 1;
                new_line(&mut text, depth);
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                let whole = text.trim_end().len();
                // What is empty stays on its line.
                if text[..whole].ends_with(['{', '[']) {
                    text.truncate(whole);
                } else {
                    new_line(&mut text, depth);
                }
                text.push(character);
            }
            ',' => {
                text.push(character);
                new_line(&mut text, depth);
            }
            ':' => text.push_str(": "),
            _ => {
                in_string = character == '"';
                text.push(character);
            }
        }
    }
    Some(text)
}

fn new_line(text: &mut String, depth: usize) {
    text.push('\n');
    text.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    #[test]
    fn each_field_has_a_line_and_values_keep_their_spelling() {
        let laid_out = lay_out(r#" {"b" :1.50, "a":[ ], "c": {"\"{:,":[true,{"d":null}]}} "#);
        let lines = [
            "{",
            "  \"b\": 1.50,",
            "  \"a\": [],",
            "  \"c\": {",
            r#"    "\"{:,": ["#,
            "      true,",
            "      {",
            "        \"d\": null",
            "      }",
            "    ]",
            "  }",
            "}",
        ];
        assert_eq!(laid_out, Some(lines.join("\n")));
    }

    #[test]
    fn what_is_no_json_object_is_left_alone() {
        for body in ["", "a=b", "\"text\"", "{\"a\":}", "12"] {
            assert_eq!(lay_out(body), None, "{body}");
        }
    }

    proptest! {
        #[test]
        fn what_is_laid_out_reads_as_before(body in r#"\{"[a-z\\"{}:, ]{0,6}": ?(1|"[a-z\\\\"{}:, ]{0,6}"|\[ ?\]|\[1, 2\])\}"#) {
            if let Ok(value) = serde_json::from_str::<Value>(&body) {
                let laid_out = lay_out(&body).expect("an object");
                prop_assert_eq!(serde_json::from_str::<Value>(&laid_out).expect("still JSON"), value);
                prop_assert_eq!(lay_out(&laid_out), Some(laid_out.clone()));
            }
        }
    }
}
